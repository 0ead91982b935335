/* store.c - how fast the store writes, beside bare HDF5 and the hardware
 *
 * usage: store [NODES [PASSES [FOLDER]]]
 *
 * Writes the same nodes three ways, in turns: through the store (journal, a sync
 * a second, checkpoints), by a loop of H5Dwrite that knows beforehand which
 * texts are new, and as deflated bytes in a plain file.  Prints one JSON object;
 * of several passes the least wall and processor time of each count.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "bare.h"
#include "write-run.h"

static void print_way(const char *name, const struct apart *a, double nodes)
{
	printf(" \"%s\": {\"nodes_per_s\": %.0f, \"wall_s\": %.3f, "
	       "\"cpu_us_per_node\": %.2f, \"file_mb\": %.1f, "
	       "\"peak_mb\": %.0f},\n",
	       name, nodes / a->wall_s, a->wall_s, 1e6 * a->cpu_s / nodes,
	       1e-6 * (double)a->bytes, 1e-6 * (double)a->peak_bytes);
}

int main(int argc, char **argv)
{
	size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;
	int passes = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 3;
	const char *folder = argc > 3 ? argv[3] : "/tmp";
	char path[1024], model[1024];
	struct write_job job = { path, NULL, n / MADE_EACH, false };
	struct write_job empty;
	struct bare_job plain;
	struct made *made;
	struct apart run, ours = { 0 }, bare = { 0 }, least = { 0 };

	n = job.n_problems * MADE_EACH;
	snprintf(path, sizeof path, "%s/momus-perf.h5", folder);
	snprintf(model, sizeof model, "%s/momus-perf-model.h5", folder);
	made = made_create(job.n_problems);
	job.made = made;
	empty = job;
	empty.path = model;
	empty.empty = true;
	plain = (struct bare_job){ path, model, made, job.n_problems };
	apart_run(&run, "an empty run", write_run, &empty);
	for (int i = 0; i < passes; i++) {
		apart_run(&run, "store", write_run, &job);
		apart_keep(&ours, &run);
		apart_remove(path);
		apart_run(&run, "HDF5", bare_hdf5, &plain);
		apart_keep(&bare, &run);
		apart_run(&run, "floor", bare_floor, &plain);
		apart_keep(&least, &run);
	}
	apart_remove(path);
	apart_remove(model);
	made_free(made);
	printf("{");
	apart_print_device();
	printf(", \"nodes\": %zu, \"passes\": %d,\n", n, passes);
	print_way("store", &ours, (double)n);
	print_way("hdf5", &bare, (double)n);
	print_way("floor", &least, (double)n);
	printf(" \"rate_over_hdf5\": %.2f, \"cpu_over_hdf5\": %.2f, "
	       "\"cpu_over_floor\": %.2f}\n",
	       bare.wall_s / ours.wall_s, ours.cpu_s / bare.cpu_s,
	       ours.cpu_s / least.cpu_s);
	return 0;
}
