/* main.c - the simulator: the real pipeline in a world where everything fails
 *
 *	sim [--first N] [--seeds N]   many seeds, as one TAP test; with --jobs N
 *	                              in N processes, 0: one a processor
 *	sim --seed N [--verbose]      one seed, with all that happened
 *	sim --studies …               seeds are of studies
 *	sim --measure N               the speed of about N requests
 *	sim --lie fsync|answers|twice a world that breaks its word: must fail
 */
#include <getopt.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/log.h"
#include "momus/log.h"
#include "sim/seed.h"

enum { SHOWN = 10 }; /* failing seeds that are told of */

struct choice {
	uint64_t first, seeds, measure, jobs;
	bool one;
	struct sim_wish wish;
};

/* The task lies beside this program; where it was built, in .libs. */
static int find_task(void)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);

	if (n < 0)
		return -1;
	path[n] = '\0';
	return setenv("MOMUS_PLUGIN_PATH", dirname(path), 1) ||
	       setenv(SIM_KEY_NAME, SIM_KEY, 1);
}

static int choose(int argc, char **argv, struct choice *c)
{
	static const char *const lies[] = { "", "fsync", "answers", "twice" };
	static const struct option options[] = {
		{ "first", required_argument, NULL, 'f' },
		{ "seeds", required_argument, NULL, 'n' },
		{ "seed", required_argument, NULL, 's' },
		{ "jobs", required_argument, NULL, 'j' },
		{ "measure", required_argument, NULL, 'm' },
		{ "lie", required_argument, NULL, 'l' },
		{ "studies", no_argument, NULL, 'S' },
		{ "verbose", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 },
	};
	int o;

	*c = (struct choice){ .first = 1, .seeds = 200, .jobs = 1 };
	while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
		uint64_t n = optarg ? strtoull(optarg, NULL, 10) : 0;

		if (o == 'f')
			c->first = n;
		else if (o == 'n')
			c->seeds = n;
		else if (o == 's')
			*c = (struct choice){ n, 1, 0, 1, true, c->wish };
		else if (o == 'j')
			c->jobs =
				n ? n : (uint64_t)sysconf(_SC_NPROCESSORS_ONLN);
		else if (o == 'm')
			c->measure = n;
		else if (o == 'v')
			c->wish.verbose = true;
		else if (o == 'S')
			c->wish.studies = true;
		else if (o != 'l')
			return -1;
		for (int i = 1; o == 'l' && i < 4; i++)
			if (strcmp(optarg, lies[i]) == 0)
				c->wish.lie = (enum sim_lie)i;
	}
	return optind == argc ? 0 : -1;
}

static void add(struct sim_result *sum, const struct sim_result *r)
{
	sum->requests += r->requests;
	sum->shared += r->shared;
	sum->cells += r->cells;
	sum->nodes += r->nodes;
	sum->sessions += r->sessions;
	sum->deaths += r->deaths;
	sum->faults += r->faults;
	sum->interrupts += r->interrupts;
}

/* Runs every STEPth seed from the first on; how many fail. */
static uint64_t run(const struct choice *c, uint64_t step,
		    struct momus_registry *registry)
{
	struct sim_result sum = { 0 }, r;
	uint64_t bad = 0, n = 0;

	for (uint64_t i = 0; i < c->seeds; i += step, n++) {
		sim_seed_run(c->first + i, registry, &c->wish, &r);
		add(&sum, &r);
		if (c->one)
			printf("# digest %016llx\n",
			       (unsigned long long)r.digest);
		if (!r.wrong[0] || bad++ >= SHOWN)
			continue;
		printf("# seed %llu: %s\n# to see it: tests/sim/sim %s--seed "
		       "%llu --verbose\n",
		       (unsigned long long)(c->first + i), r.wrong,
		       c->wish.studies ? "--studies " : "",
		       (unsigned long long)(c->first + i));
		fflush(stdout);
	}
	printf("# %llu seeds, %llu cells, %llu sessions, %llu requests (%llu "
	       "for several "
	       "samples), %llu nodes; %llu deaths, %llu faults of the disk, "
	       "%llu interrupts\n",
	       (unsigned long long)n, (unsigned long long)sum.cells,
	       (unsigned long long)sum.sessions,
	       (unsigned long long)sum.requests, (unsigned long long)sum.shared,
	       (unsigned long long)sum.nodes, (unsigned long long)sum.deaths,
	       (unsigned long long)sum.faults,
	       (unsigned long long)sum.interrupts);
	fflush(stdout);
	return bad;
}

/* The seeds dealt out to processes; whether any fails. */
static bool run_all(struct choice *c, struct momus_registry *registry)
{
	uint64_t first = c->first, seeds = c->seeds;
	bool bad = false;
	int status;

	if (c->jobs <= 1)
		return run(c, 1, registry) > 0;
	fflush(stdout);
	for (uint64_t j = 0; j < c->jobs && j < seeds; j++) {
		c->first = first + j;
		c->seeds = seeds - j;
		switch (fork()) {
		case -1:
			return true;
		case 0:
			_exit(run(c, c->jobs, registry) > 0);
		}
	}
	while (wait(&status) > 0)
		bad |= status != 0;
	c->seeds = seeds;
	return bad;
}

int main(int argc, char **argv)
{
	struct momus_error err = { "" };
	struct momus_registry *registry;
	struct choice c;
	bool bad;

	if (choose(argc, argv, &c) || find_task()) {
		fprintf(stderr, "usage: sim [--studies] [--first N] [--seeds "
				"N] [--jobs N] | --seed N [--verbose] | "
				"--measure N\n");
		return 2;
	}
	momus_log_level_set(c.wish.verbose ? MOMUS_LOG_DEBUG : MOMUS_LOG_ERROR);
	if (momus_registry_open(&registry, &err) < 0) {
		fprintf(stderr, "sim: %s\n", err.text);
		return 2;
	}
	if (c.measure) {
		bad = sim_measure(c.measure, registry) != 0;
	} else {
		bad = run_all(&c, registry);
		printf("%sok 1 - %llu seeds of faults each end in the store%s "
		       "of the undisturbed %s\n1..1\n",
		       bad ? "not " : "", (unsigned long long)c.seeds,
		       c.wish.studies ? "s" : "",
		       c.wish.studies ? "study" : "run");
	}
	momus_registry_free(registry);
	return bad;
}
