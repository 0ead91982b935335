/* statements.c - what models are shown of a problem */
#include "livecodebench.h"

enum { STATEMENT_MAX = 1 << 28 };

int livecodebench_write_statement(const struct livecodebench_reading *r,
				  const char *key, const char *before_code,
				  struct momus_text asked,
				  struct momus_text *out)
{
	struct momus_text content, code = { "", 0 };
	struct momus_buffer b;
	int rc = momus_row_str(r->row, key, &content, r->err);

	if (rc < 0)
		return rc;
	momus_row_str(r->row, "starter_code", &code, NULL);
	momus_buffer_init(&b, STATEMENT_MAX);
	momus_buffer_add(&b, content);
	if (code.len) {
		momus_buffer_printf(&b, "\n\n%s\n\n```python\n", before_code);
		momus_buffer_add(&b, code);
		momus_buffer_puts(&b, "\n```");
	}
	if (asked.len) {
		momus_buffer_puts(&b, "\n\n");
		momus_buffer_add(&b, asked);
	}
	return momus_buffer_keep(&b, "a problem's statement", r->arena, out,
				 r->err);
}

/* SandboxFusion's rows hold the whole prompt. */
int livecodebench_write_program(const struct livecodebench_reading *r, bool old,
				const struct livecodebench_row *row,
				struct momus_problem *out)
{
	static const struct momus_text nothing = { "", 0 };

	return livecodebench_write_statement(
		r, old ? "content" : "question_content",
		"Write the solution as a completion of this code:",
		old || row->function.len
			? nothing
			: MOMUS_TEXT("The program reads the input from "
				     "standard input and prints the answer to "
				     "standard output."),
		&out->statement);
}
