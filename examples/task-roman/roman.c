/* roman.c - task: write a number as a Roman numeral
 *
 * Row:    {"id": "roman-1994", "number": 1994}
 * Answer: what stands behind the last "Answer:" of the response.
 *
 * A whole benchmark in one file.  It runs no programs, so some of its ops are the
 * host's (momus/plain.h); one that does adds them in plan() with momus_plan_add()
 * and reads their outcomes in judge(). */
#include <math.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include <momus/plain.h>
#include <momus/plugin.h>

struct options {
	bool lower_case;
};

static const struct momus_option options[] = {
	{ MOMUS_OPT_BOOL, "lower_case", "false",
	  offsetof(struct options, lower_case), "also take mcmxciv" },
	MOMUS_OPTION_END,
};

static void numeral(int n, struct momus_buffer *out)
{
	static const struct {
		int value;
		const char *letters;
	} steps[] = {
		{ 1000, "M" }, { 900, "CM" }, { 500, "D" }, { 400, "CD" },
		{ 100, "C" },  { 90, "XC" },  { 50, "L" },  { 40, "XL" },
		{ 10, "X" },   { 9, "IX" },   { 5, "V" },   { 4, "IV" },
		{ 1, "I" },
	};

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		for (; n >= steps[i].value; n -= steps[i].value)
			momus_buffer_puts(out, steps[i].letters);
}

/* One row of the data file becomes one problem. */
static int problem(void *self, const struct momus_row *row,
		   struct momus_arena *arena, struct momus_problem *out,
		   struct momus_error *err)
{
	struct momus_buffer text;
	double number;
	int rc;

	(void)self;
	if ((rc = momus_row_str(row, "id", &out->id, err)) < 0 ||
	    (rc = momus_row_real(row, "number", &number, err)) < 0)
		return rc;
	if (number != floor(number) || number < 1 || number > 3999)
		return momus_row_fail(row, err,
				      "field \"number\": expected a whole "
				      "number from 1 to 3999, found %g",
				      number);
	momus_buffer_init(&text, 4096);
	momus_buffer_printf(&text,
			    "Write %d as a Roman numeral. End with a line\n"
			    "Answer: THE NUMERAL",
			    (int)number);
	rc = momus_buffer_keep(&text, "the statement", arena, &out->statement,
			       err);
	if (rc < 0)
		return rc;
	numeral((int)number, &text);
	rc = momus_buffer_keep(&text, "the numeral", arena, &out->right, err);
	/* the row is gone when the run starts: what is kept lies in ARENA */
	out->id = momus_arena_copy(arena, out->id);
	out->language = "text";
	if (rc == MOMUS_OK && !out->id.ptr)
		rc = momus_fail(err, MOMUS_ENOMEM, "roman: out of memory");
	return rc;
}

static int extract(void *self, const struct momus_problem *p,
		   struct momus_text response, struct momus_arena *arena,
		   struct momus_text *out, struct momus_error *err)
{
	const struct momus_text mark = MOMUS_TEXT("Answer:");
	size_t at = momus_text_find(response, mark, 0), from = 0;

	(void)self;
	(void)p;
	(void)arena;
	(void)err;
	*out = (struct momus_text){ "", 0 };
	for (; at != (size_t)-1; at = momus_text_find(response, mark, from)) {
		from = at + mark.len;
		*out = (struct momus_text){ response.ptr + from,
					    response.len - from };
	}
	*out = momus_text_strip(*out);
	return MOMUS_OK;
}

static struct momus_verdict verdict(bool right)
{
	return (struct momus_verdict){
		.status = right ? MOMUS_RUN_ACCEPTED : MOMUS_RUN_WRONG_ANSWER,
		.passed = right,
		.score = right ? 1.0 : 0.0,
	};
}

static int judge(void *self, const struct momus_problem *p,
		 struct momus_text answer, const struct momus_outcome *outcomes,
		 size_t n, struct momus_grade *out, struct momus_plan *more,
		 struct momus_error *err)
{
	const struct options *o = self; /* without open(): the options */
	bool same = momus_text_equal(answer, p->right);
	bool alike = answer.len == p->right.len &&
		     strncasecmp(answer.ptr, p->right.ptr, answer.len) == 0;

	(void)outcomes;
	(void)n;
	(void)more;
	out->parity = verdict(same || (o->lower_case && alike));
	out->strict = verdict(same);
	return momus_plain_tests(out, p->right, answer, answer, err);
}

static const struct momus_task_ops ops = {
	.size = sizeof ops,
	.problem = problem,
	.prompt = momus_plain_op_prompt,
	.extract = extract,
	.plan = momus_plain_op_plan,
	.judge = judge,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_TASK),
	.name = "roman",
	.version = "1.0",
	.summary = "write a number as a Roman numeral",
	.options = options,
	.options_size = sizeof(struct options),
	.ops.task = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
