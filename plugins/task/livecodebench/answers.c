/* answers.c - what models and files of recorded answers say
 *
 * LiveCodeBench's own output files: question_id with code_list (programs),
 * output_list (responses), and for predictions test_id with pred_list.
 */
#include "livecodebench.h"

#include <string.h>

#include <momus/extract.h>
#include <momus/json.h>

static int copy_raw(const struct momus_row *row, const char *key,
		    struct momus_arena *arena, struct momus_text *out,
		    struct momus_error *err)
{
	struct momus_text raw;
	int rc = momus_row_raw(row, key, &raw, err);

	if (rc < 0)
		return rc;
	*out = momus_json_copy(raw, arena);
	return out->ptr ? MOMUS_OK : livecodebench_no_memory(err);
}

/* question_id, and behind a slash the test's number where there is one. */
static int read_id(const struct momus_row *row, struct momus_arena *arena,
		   struct momus_text *out, struct momus_error *err)
{
	struct momus_text number;
	struct momus_buffer b;
	int rc = copy_raw(row, "question_id", arena, out, err);

	if (rc < 0 || !momus_row_has(row, "test_id"))
		return rc;
	rc = copy_raw(row, "test_id", arena, &number, err);
	if (rc < 0)
		return rc;
	momus_buffer_init(&b, 4096);
	momus_buffer_add(&b, *out);
	momus_buffer_putc(&b, '/');
	momus_buffer_add(&b, number);
	return momus_buffer_keep(&b, "an answer's id", arena, out, err);
}

int livecodebench_answer(void *self, const struct momus_row *row, size_t i,
			 struct momus_arena *arena, struct momus_answer *out,
			 struct momus_error *err)
{
	const struct livecodebench *task = self;
	const char *programs = task->predict ? "pred_list" : "code_list";
	/* SandboxFusion is given responses, and has a rule of its own. */
	bool responses = momus_row_has(row, "output_list") &&
			 (task->grader == LIVECODEBENCH_SANDBOXFUSION ||
			  !momus_row_has(row, programs));
	int rc;

	if (!responses && !momus_row_has(row, programs))
		return momus_row_fail(row, err,
				      "there is neither %s nor output_list",
				      programs);
	rc = momus_row_item(row, responses ? "output_list" : programs, i,
			    &out->text, err);
	if (rc != MOMUS_OK)
		return rc;
	out->extracted = !responses;
	out->text = momus_arena_copy(arena, out->text);
	return out->text.ptr ? read_id(row, arena, &out->id, err)
			     : livecodebench_no_memory(err);
}

static bool begins(struct momus_text line, struct momus_text word)
{
	return line.len >= word.len &&
	       memcmp(line.ptr, word.ptr, word.len) == 0;
}

static bool holds(struct momus_text line, const char *word)
{
	return momus_text_find(line, momus_text_of(word), 0) != (size_t)-1;
}

/* lcb_runner's rule for predictions: the last line that begins with "assert";
 * else what stands between the first two fences, of which the first is marked
 * python if any is. */
static struct momus_text predicted(struct momus_text response)
{
	static const struct momus_text word = { "assert", 6 };
	struct momus_text rest = response, line, last = { "", 0 };
	/* Offsets behind the first fence, at the next; 0: not seen. */
	size_t from = 0, to = 0, any_from = 0, any_to = 0;

	while (momus_text_line(&rest, &line)) {
		size_t at = (size_t)(line.ptr - response.ptr);
		bool fence = holds(line, "```");

		if (begins(line, word))
			last = line;
		if (fence && from && !to)
			to = at;
		if (fence && any_from && !any_to)
			any_to = at;
		if (fence && !any_from)
			any_from = at + line.len + 1;
		if (!from &&
		    (holds(line, "```python") || holds(line, "```Python")))
			from = at + line.len + 1;
	}
	if (last.len)
		return last;
	if (!from) {
		from = any_from;
		to = any_to;
	}
	if (to <= from)
		return (struct momus_text){ "", 0 };
	return (struct momus_text){ response.ptr + from, to - from - 1 };
}

int livecodebench_prompt(void *self, const struct momus_problem *problem,
			 struct momus_buffer *out, struct momus_error *err)
{
	const struct livecodebench *task = self;

	(void)err; /* who made OUT looks at its limit */
	if (task->predict) {
		momus_buffer_puts(out, "Below are a programming problem and a "
				       "test of its solutions.\n\n");
		momus_buffer_add(out, problem->statement);
		momus_buffer_puts(out,
				  "\n\nWork the value out first. Then end with "
				  "the whole assertion on a line of its own, "
				  "with a literal value as Python writes it; "
				  "only that line is read.\n");
		return MOMUS_OK;
	}
	momus_buffer_puts(out, "Solve the programming problem below in "
			       "Python 3.\n\n");
	momus_buffer_add(out, problem->statement);
	momus_buffer_puts(out, "\n\nThink it through first. Then end with the "
			       "whole program, imports included, in one "
			       "Markdown code block that starts with "
			       "```python. Only that block is run, on tests "
			       "beyond the examples, and only what is asked "
			       "for may be printed or returned.\n");
	return MOMUS_OK;
}

int livecodebench_extract(void *self, const struct momus_problem *problem,
			  struct momus_text response, struct momus_arena *arena,
			  struct momus_text *out, struct momus_error *err)
{
	const struct livecodebench *task = self;

	if (task->predict) {
		*out = predicted(response);
		return MOMUS_OK;
	}
	return momus_extract(task->grader == LIVECODEBENCH_SANDBOXFUSION
				     ? MOMUS_EXTRACT_SANDBOXFUSION
				     : MOMUS_EXTRACT_LCB,
			     problem->language, response, arena, out, err);
}
