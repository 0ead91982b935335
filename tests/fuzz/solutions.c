/* solutions.c - any bytes as the rows of --solutions */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../plugins/task/mbppplus/mbppplus.h"
#include "fuzz/memfile.h"
#include "run/solutions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char rows[] =
	"{\"task_id\":\"Own/1\",\"prompt\":\"p\",\"entry_point\":\"f\","
	"\"canonical_solution\":\"\",\"base_input\":[[1]],\"plus_input\":[],"
	"\"atol\":0}\n"
	"{\"task_id\":\"Own/2\",\"prompt\":\"p\",\"entry_point\":\"f\","
	"\"canonical_solution\":\"\",\"base_input\":[[1]],\"plus_input\":[],"
	"\"atol\":0}\n";

static struct momus_benchmark benchmark;

static void open_benchmark(void)
{
	static const struct mbppplus_options options = { .grader = "evalplus" };
	struct momus_error err = { "" };
	char path[MEMFILE_NAME];
	int fd = memfile_open(rows, sizeof rows - 1, path);

	benchmark.task = momus_plugin_entry();
	benchmark.grader = "evalplus";
	if (benchmark.task->ops.task->open(&benchmark.self, &options, &err) ||
	    momus_benchmark_load(&benchmark, path, 0, 0, 1, &err))
		abort();
	close(fd);
}

/* In the order of problems and samples, counted from 0 without a gap. */
static void check(const struct momus_solutions *s)
{
	const struct momus_solution *last = NULL;

	assert(s->n);
	for (size_t i = 0; i < s->n; i++) {
		const struct momus_solution *now = &s->items[i];

		assert(now->problem < benchmark.dataset->n);
		assert(now->answer.ptr || !now->answer.len);
		if (last && last->problem == now->problem)
			assert(now->sample == last->sample + 1);
		else
			assert(now->sample == 0 &&
			       (!last || last->problem < now->problem));
		assert(now->sample < s->samples);
		last = now;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_error err = { "" };
	struct momus_solutions *s = NULL;
	char path[MEMFILE_NAME];
	int fd;

	if (!benchmark.dataset)
		open_benchmark();
	if (size > 65536)
		return 0;
	fd = memfile_open(data, size, path);
	if (momus_solutions_read(&s, path, &benchmark, 0, 1, &err) == MOMUS_OK)
		check(s);
	else
		assert(strncmp(err.text, path, strlen(path)) == 0 &&
		       !strchr(err.text, '\n'));
	momus_solutions_free(s);
	close(fd);
	return 0;
}
