/* million.c - a run of a million nodes: writing, reading, resuming, reporting
 *
 * usage: million [NODES [FOLDER [MOMUS]]]
 *
 * Each step is a process of its own, its peak of resident memory with it.  With
 * MOMUS, the program, `momus report` is measured too, and `momus compare` with a run of
 * which 8 % of the verdicts are others.  Prints one JSON object.
 */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/reader.h"
#include "write-run.h"

enum { OTHERS = 8, REGRESSION = 3 };

static bool failed(const struct momus_error *err)
{
	fprintf(stderr, "%s\n", err->text);
	return false;
}

/* Opens the run for reading and looks at every row, at no text. */
static bool read_rows(const void *arg, struct apart *span)
{
	const struct write_job *job = arg;
	struct momus_error err = { "" };
	struct momus_run *run;
	uint64_t passed = 0;
	size_t n = 0;

	apart_start(span);
	if (momus_run_open(&run, job->path, &err) < 0)
		return failed(&err);
	n = momus_run_n_nodes(run);
	for (size_t i = 0; i < n; i++)
		passed += momus_run_nodes(run)[i].strict.passed == 1;
	momus_run_close(run);
	apart_stop(span);
	span->bytes = passed;
	return n == job->n_problems * MADE_EACH;
}

/* Opens the run and reads every text and test of it. */
static bool read_texts(const void *arg, struct apart *span)
{
	const struct write_job *job = arg;
	struct momus_arena *arena = momus_arena_create(64 << 20);
	struct momus_error err = { "" };
	struct momus_node node;
	struct momus_run *run;

	apart_start(span);
	if (momus_run_open(&run, job->path, &err) < 0)
		return failed(&err);
	for (size_t i = 0; i < momus_run_n_nodes(run); i++) {
		momus_arena_reset(arena);
		if (momus_run_node(run, i, arena, &node, &err) < 0)
			return failed(&err);
		span->bytes += node.prompt.len + node.response.len;
	}
	momus_run_close(run);
	apart_stop(span);
	momus_arena_free(arena);
	return true;
}

/* To "nothing to do". */
static bool resume(const void *arg, struct apart *span)
{
	const struct write_job *job = arg;
	const struct momus_store_head head = made_head();
	struct momus_error err = { "" };
	struct momus_store *store;
	bool complete;

	apart_start(span);
	if (momus_store_resume(&store, job->path, &head, NULL, &err) < 0)
		return failed(&err);
	complete = momus_store_complete(store);
	if (momus_store_close(store, true, &err) < 0)
		return failed(&err);
	apart_stop(span);
	return complete;
}

/* Opens the run to go on with it: every node is looked up. */
static bool look_up(const void *arg, struct apart *span)
{
	const struct write_job *job = arg;
	const struct momus_store_head head = made_head();
	struct momus_error err = { "" };
	struct momus_store *store;
	uint64_t found = 0;

	apart_start(span);
	if (momus_store_resume(&store, job->path, &head, NULL, &err) < 0)
		return failed(&err);
	for (uint32_t p = 0; p < job->n_problems; p++)
		for (unsigned i = 0; i < MADE_EACH; i++) {
			unsigned step = i / MADE_WIDTH;

			found += momus_store_find(
				store, p, (uint16_t)((step + 1) / 2),
				step == 0  ? MOMUS_NODE_SOLUTION
				: step % 2 ? MOMUS_NODE_CRITIQUE
					   : MOMUS_NODE_REVISION,
				i % MADE_WIDTH, 0, NULL);
		}
	if (momus_store_close(store, true, &err) < 0)
		return failed(&err);
	apart_stop(span);
	span->bytes = found;
	return found == job->n_problems * MADE_EACH;
}

static void print_step(const char *name, const struct apart *a)
{
	printf(",\n \"%s\": {\"wall_s\": %.3f, \"cpu_s\": %.3f, "
	       "\"peak_mb\": %.0f}",
	       name, a->wall_s, a->cpu_s, 1e-6 * (double)a->peak_bytes);
}

/* Runs `MOMUS COMMAND PATH OTHER`, OTHER or none; its costs, or zeros if it fails.  A
 * regression is no failure. */
static struct apart command(const char *momus, const char *command,
			    const char *path, const char *other)
{
	struct apart span = { 0 };
	struct rusage use;
	int status;
	pid_t pid;

	apart_start(&span);
	pid = fork();
	if (!pid) {
		if (dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO) >= 0)
			execl(momus, momus, command, path, other, (char *)NULL);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &use) != pid ||
	    !WIFEXITED(status) ||
	    (WEXITSTATUS(status) && WEXITSTATUS(status) != REGRESSION))
		return (struct apart){ 0 };
	apart_stop(&span);
	span.cpu_s =
		(double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
		1e-6 * (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
	span.peak_bytes = (uint64_t)use.ru_maxrss << 10;
	return span;
}

/* `MOMUS compare` of JOB's run and one of which some verdicts are others; the least of
 * three passes. */
static void compare(const char *momus, const struct write_job *job,
		    struct made *made)
{
	char other[1100];
	struct write_job second = { other, made, job->n_problems, false };
	struct apart run, best = { 0 };

	snprintf(other, sizeof other, "%s-other.h5", job->path);
	made_set_others(made, OTHERS);
	apart_run(&run, "write", write_run, &second);
	for (int i = 0; i < 3; i++) {
		run = command(momus, "compare", job->path, other);
		if (!i || run.wall_s < best.wall_s)
			best = run;
	}
	print_step("compare", &best);
	apart_remove(other);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		bool (*work)(const void *job, struct apart *span);
	} steps[] = {
		{ "write", write_run },	    { "read_rows", read_rows },
		{ "resume", resume },	    { "look_up_all", look_up },
		{ "read_all", read_texts },
	};
	size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
	const char *folder = argc > 2 ? argv[2] : "/tmp";
	char path[1024];
	struct write_job job = { path, NULL, n / MADE_EACH, false };
	struct made *made = made_create(job.n_problems);
	struct apart run;

	job.made = made;
	snprintf(path, sizeof path, "%s/momus-million.h5", folder);
	printf("{");
	apart_print_device();
	printf(", \"nodes\": %zu", job.n_problems * MADE_EACH);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		apart_run(&run, steps[i].name, steps[i].work, &job);
		print_step(steps[i].name, &run);
		if (!i)
			printf(",\n \"file_mb\": %.1f",
			       1e-6 * (double)run.bytes);
		fflush(stdout);
	}
	if (argc > 3) {
		run = command(argv[3], "report", path, NULL);
		print_step("report", &run);
		compare(argv[3], &job, made);
	}
	printf("}\n");
	apart_remove(path);
	made_free(made);
	return 0;
}
