/* measure.c - how many requests a second the pipeline makes in this world */
#include <stdio.h>
#include <sys/resource.h>

#include "core/loop.h"
#include "sim/seed.h"
#include "sim/session.h"

static double cpu_seconds(void)
{
	struct rusage r;

	getrusage(RUSAGE_SELF, &r);
	return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) +
	       1e-6 * (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec);
}

enum { REQUESTS_EACH = 6 }; /* of one problem: sim_recipe_draw() */

int sim_measure(uint64_t requests, struct momus_registry *registry)
{
	struct sim_size size = { (uint32_t)(requests / REQUESTS_EACH) + 1, 64 };
	struct momus_error err = { "" };
	struct sim_session_plan plan;
	struct sim_recipe recipe;
	struct sim_story s = { .registry = NULL };
	static struct sim_world w;
	double wall, cpu;
	int rc = -1;

	if (sim_world_init(&w, false))
		return -1;
	w.trace.off = true;
	if (sim_recipe_draw(&recipe, 0, w.disk.folder, &size, &err) < 0) {
		fprintf(stderr, "sim: %s\n", err.text);
		goto out;
	}
	sim_story_begin(&s, &w, &recipe, 0, 0, 1);
	s.registry = registry;
	sim_session_calm(&plan);
	wall = momus_loop_now();
	cpu = cpu_seconds();
	rc = sim_session_process(&s, &plan, &err);
	wall = momus_loop_now() - wall;
	cpu = cpu_seconds() - cpu;
	printf("# %llu requests, %llu nodes, %llu programs in %.2f s "
	       "(%.2f s of CPU): %.0f requests a second of CPU\n",
	       (unsigned long long)w.servers.started,
	       (unsigned long long)s.totals.nodes_done,
	       (unsigned long long)w.programs.done, wall, cpu,
	       (double)w.servers.started / cpu);
	sim_world_end(&w);
	if (rc < 0 || w.wrong[0])
		fprintf(stderr, "sim: %s%s\n", err.text, w.wrong);
out:
	sim_story_release(&s);
	sim_recipe_release(&recipe);
	sim_world_release(&w);
	return rc < 0 || w.wrong[0] ? -1 : 0;
}
