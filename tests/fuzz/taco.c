/* taco.c - any bytes as a data set of TACO, as answers to it, and as what came back
 *
 * The first byte chooses options.  What is accepted has whole problems; what is
 * refused says where. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../plugins/task/taco/taco.h"
#include "core/row.h"
#include "fuzz/memfile.h"
#include "host/dataset.h"
#include "host/lines.h"
#include "momus/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_problems(const struct momus_dataset *d)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct momus_problem *p = &d->problems[i];
		const struct taco_problem *t = p->data;

		assert(p->id.len && p->statement.ptr && t->cases.n);
		assert(t->cases.limits.cpu_s > 0);
		assert(t->cases.n_references <= 3);
		for (size_t k = 0; k < t->cases.n; k++) {
			assert(t->cases.tests[k].input.ptr);
			assert(t->cases.tests[k].expected.ptr);
			assert(!t->function.len ||
			       momus_json_valid(t->cases.tests[k].expected,
						NULL));
		}
	}
}

/* Whether X may be called equal to itself is up to it; nothing else may happen. */
static void compare(struct momus_text a, struct momus_text b)
{
	bool call = taco_check_call(a, b), value = momus_check_value(a, b);
	struct momus_text bare = momus_text_strip(a);

	assert(!call || momus_json_valid(bare, NULL));
	assert(!value || momus_json_valid(bare, NULL));
	taco_check_wrapped(a, b);
}

/* The same lines as rows of --solutions, and each as a value beside the last. */
static void read_answers(const struct momus_task_ops *ops, void *task,
			 const char *path)
{
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct momus_text line, last = MOMUS_TEXT("[1]");
	struct momus_answer answer;
	struct momus_lines *lines;
	struct momus_row *row;
	size_t n;

	if (!arena || momus_lines_open(&lines, path, 65536, NULL) < 0)
		abort();
	while (momus_lines_next(lines, &line, &n, NULL) == MOMUS_OK) {
		if (momus_json_valid(last, NULL))
			compare(line, last);
		last = momus_arena_copy(arena, line);
		if (momus_row_parse(&row, line, path, n, NULL) < 0)
			continue;
		memset(&answer, 0, sizeof answer);
		if (ops->answer(task, row, 0, arena, &answer, NULL) == MOMUS_OK)
			assert(answer.id.ptr && answer.text.ptr);
		momus_row_free(row);
	}
	momus_lines_close(lines);
	momus_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct momus_task_ops *ops = momus_plugin_entry()->ops.task;
	struct taco_options options = { .grader = "common-oj",
					.programs = { .language = "python" },
					.time_factor = 1 };
	struct momus_dataset_source src = { .ops = ops };
	struct momus_error err = { "" };
	struct momus_dataset *d;
	char path[MEMFILE_NAME];
	int fd;

	if (!size || size > 65536)
		return 0;
	if (data[0] & 1)
		options.grader = "strict";
	if (data[0] & 2)
		options.programs.language = "cpp";
	options.clean = data[0] & 4;
	options.max_tokens = 2048;
	fd = memfile_open(data + 1, size - 1, path);
	src.path = path;
	if (ops->open(&src.self, &options, NULL) < 0)
		abort();
	if (momus_dataset_load(&d, &src, &err) == MOMUS_OK) {
		check_problems(d);
		momus_dataset_free(d);
	} else {
		assert(strncmp(err.text, path, strlen(path)) == 0);
		assert(!strchr(err.text, '\n'));
	}
	/* Packed bytes are lines too, if there are any. */
	if (size > 2 && data[1] != 0x1f)
		read_answers(ops, src.self, path);
	ops->close(src.self);
	close(fd);
	return 0;
}
