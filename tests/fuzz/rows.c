/* rows.c - any bytes as a data set of MBPP+, plain or gzip, and as samples
 *
 * The first byte chooses the grader.  What is accepted has whole problems; what
 * is refused says where. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../plugins/task/mbppplus/mbppplus.h"
#include "core/row.h"
#include "fuzz/memfile.h"
#include "host/dataset.h"
#include "host/lines.h"
#include "momus/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_refusal(const char *path, const struct momus_error *err)
{
	size_t n = strlen(path);

	assert(strncmp(err->text, path, n) == 0 && err->text[n] == ':');
	assert(!strchr(err->text, '\n'));
}

static void check_problems(const struct momus_dataset *d)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct momus_problem *p = &d->problems[i];
		const struct mbppplus_row *r = p->data;

		assert(p->id.len && p->statement.ptr && p->right.ptr);
		assert(momus_dataset_find(d, p->id) == i);
		assert(momus_json_valid(r->record, NULL));
		assert(momus_json_valid(r->record_rules, NULL));
		assert(!r->n_base || momus_json_valid(r->base, NULL));
	}
}

/* The same lines as rows of --solutions. */
static void read_answers(void *task, const char *path)
{
	const struct momus_task_ops *ops = momus_plugin_entry()->ops.task;
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct momus_error err = { "" };
	struct momus_answer answer;
	struct momus_lines *lines;
	struct momus_text line;
	struct momus_row *row;
	size_t n;

	if (momus_lines_open(&lines, path, 65536, NULL) < 0) {
		momus_arena_free(arena);
		return;
	}
	while (momus_lines_next(lines, &line, &n, &err) == MOMUS_OK)
		if (momus_row_parse(&row, line, path, n, NULL) == MOMUS_OK) {
			memset(&answer, 0, sizeof answer);
			if (ops->answer(task, row, 0, arena, &answer, NULL) ==
			    MOMUS_OK)
				assert(answer.id.ptr && answer.text.ptr);
			momus_row_free(row);
		}
	momus_lines_close(lines);
	momus_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const graders[] = { "evalplus", "mbpp-script",
					       "strict" };
	const struct momus_task_ops *ops = momus_plugin_entry()->ops.task;
	struct mbppplus_options options = { .grader = graders[0] };
	struct momus_dataset_source src = { .ops = ops };
	struct momus_error err = { "" };
	struct momus_dataset *d;
	char path[MEMFILE_NAME];
	int fd;

	if (!size || size > 65536)
		return 0;
	options.grader = graders[data[0] % 3];
	fd = memfile_open(data + 1, size - 1, path);
	src.path = path;
	if (ops->open(&src.self, &options, NULL) < 0)
		abort();
	if (momus_dataset_load(&d, &src, &err) < 0) {
		check_refusal(path, &err);
	} else {
		check_problems(d);
		read_answers(src.self, path);
		momus_dataset_free(d);
	}
	ops->close(src.self);
	close(fd);
	return 0;
}
