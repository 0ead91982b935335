/* ifeval.c - IFEval: does an answer do what was asked of its form?
 *
 * A prompt's tests are its instructions.  official: the answer as it is;
 * official-loose: the best of eight texts made of it (without stars, without the
 * first line, the last, both).  Two prompts of the benchmark count a sign where
 * the official checker wants a letter and then draws one: these instructions are
 * not judged by its rules, and the prompt is unless another instruction fails.
 */
#include "ifeval.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct options {
	const char *grader;
};

struct task {
	bool loose;
	struct ifeval_tools tools;
	struct momus_arena *work; /* owned: of one answer at a time */
	struct prompt_name {
		struct momus_text id, prompt; /* the data set's */
		struct prompt_name *next;
	} * names; /* in the data set's arena, last row first */
};

enum { TEXTS = 8 };

static const size_t work_limit = (size_t)1 << 30;

static int open_task(void **self, const void *options, struct momus_error *err)
{
	const struct options *o = options;
	struct task *t = calloc(1, sizeof *t);

	if (!t)
		return momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	t->work = momus_arena_create(work_limit);
	if (!t->work) {
		free(t);
		return momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	}
	t->loose = strcmp(o->grader, "official-loose") == 0;
	*self = t;
	return MOMUS_OK;
}

static void close_task(void *self)
{
	struct task *t = self;

	if (!t)
		return;
	ifeval_tools_release(&t->tools);
	momus_arena_free(t->work);
	free(t);
}

static int copy_str(const struct momus_row *row, const char *key,
		    struct momus_arena *arena, struct momus_text *out,
		    struct momus_error *err)
{
	int rc = momus_row_str(row, key, out, err);

	if (rc < 0)
		return rc;
	*out = momus_arena_copy(arena, *out);
	return out->ptr
		       ? MOMUS_OK
		       : momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
}

static int problem(void *self, const struct momus_row *row,
		   struct momus_arena *arena, struct momus_problem *out,
		   struct momus_error *err)
{
	struct task *task = self;
	struct prompt_name *name;
	struct ifeval_problem *p;
	struct momus_text key;
	int rc = momus_row_raw(row, "key", &key, err);

	if (rc == MOMUS_OK)
		rc = copy_str(row, "prompt", arena, &out->statement, err);
	if (rc == MOMUS_OK)
		rc = ifeval_read(row, arena, &p, err);
	if (rc < 0)
		return rc;
	out->id = momus_arena_copy(arena, key);
	out->language = "text";
	out->data = p;
	name = momus_arena_alloc(arena, sizeof *name);
	if (!out->id.ptr || !name)
		return momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	*name = (struct prompt_name){ out->id, out->statement, task->names };
	task->names = name;
	return MOMUS_OK;
}

/* A prompt is asked as it stands. */
static int prompt(void *self, const struct momus_problem *problem,
		  struct momus_buffer *out, struct momus_error *err)
{
	(void)self;
	(void)err;
	momus_buffer_add(out, problem->statement);
	return MOMUS_OK;
}

static int extract(void *self, const struct momus_problem *problem,
		   struct momus_text response, struct momus_arena *arena,
		   struct momus_text *out, struct momus_error *err)
{
	(void)self;
	(void)problem;
	(void)arena;
	(void)err;
	*out = response;
	return MOMUS_OK;
}

static int plan(void *self, const struct momus_problem *problem,
		struct momus_text answer, struct momus_grade *out,
		struct momus_plan *plan, struct momus_error *err)
{
	(void)self;
	(void)problem;
	(void)answer;
	(void)out;
	(void)plan;
	(void)err;
	return MOMUS_OK; /* nothing is run */
}

/* The text between the first and the last LF: what is left of T without its
 * first line (HEAD), its last (TAIL). */
static struct momus_text without_lines(struct momus_text t, bool head,
				       bool tail)
{
	struct momus_text none = { "", 0 };
	size_t from = 0, to = t.len;

	if (head) {
		from = momus_text_find(t, MOMUS_TEXT("\n"), 0);
		if (from++ == (size_t)-1)
			return none;
	}
	if (tail) {
		while (to > from && t.ptr[to - 1] != '\n')
			to--;
		if (to == from)
			return none;
		to--;
	}
	return pytext_strip((struct momus_text){ t.ptr + from, to - from });
}

static bool make_texts(struct momus_text t, struct momus_arena *arena,
		       struct momus_text out[TEXTS])
{
	out[0] = t;
	out[1] = without_lines(t, true, false);
	out[2] = without_lines(t, false, true);
	out[3] = without_lines(t, true, true);
	for (int i = 0; i < 4; i++) {
		out[4 + i] = pytext_without(out[i], '*', arena);
		if (!out[4 + i].ptr)
			return false;
	}
	return true;
}

/* Whether one of the texts FROM and later, before TO, follows I. */
static int any_follows(struct ifeval_answer *a,
		       const struct momus_text texts[TEXTS], int from, int to,
		       const struct ifeval_instruction *i,
		       struct momus_error *err)
{
	int rc = 0;

	a->vacuous = false;
	for (int k = from; k < to && rc == 0; k++) {
		bool seen = false;

		for (int j = from; j < k; j++)
			seen |= texts[j].ptr == texts[k].ptr &&
				texts[j].len == texts[k].len;
		a->text = texts[k];
		if (!seen)
			rc = ifeval_follows(a, i, err);
	}
	return rc;
}

struct judging {
	struct momus_grade *out;
	int strict, loose; /* whether all are followed: 1, 0, -1 */
};

static void set_test(struct momus_test *t, size_t part, int follows,
		     const struct ifeval_instruction *i)
{
	*t = (struct momus_test){
		.status = follows < 0 ? MOMUS_RUN_NOT_RUN
			  : follows   ? MOMUS_RUN_ACCEPTED
				      : MOMUS_RUN_WRONG_ANSWER,
		.cpu_s = NAN,
		.part = (uint32_t)part,
		.input = i->name,
		.expected = i->told,
		.error = follows ? MOMUS_TEXT("")
				 : MOMUS_TEXT("the answer does not follow this "
					      "instruction"),
	};
}

static void both(int *all, int one)
{
	if (*all && one <= 0)
		*all = one;
}

static struct momus_verdict verdict(const struct momus_test *tests, size_t n,
				    int passed)
{
	struct momus_verdict v = { MOMUS_RUN_ACCEPTED, passed, 0 };
	size_t judged = 0, good = 0;

	for (size_t i = 0; i < n; i++) {
		judged += tests[i].status != MOMUS_RUN_NOT_RUN;
		good += tests[i].status == MOMUS_RUN_ACCEPTED;
		if (v.status == MOMUS_RUN_ACCEPTED &&
		    tests[i].status == MOMUS_RUN_WRONG_ANSWER)
			v.status = tests[i].status;
	}
	if (passed < 0)
		v.status = MOMUS_RUN_NOT_RUN;
	v.score = judged ? (double)good / (double)judged : NAN;
	return v;
}

/* Instruction K of the prompt, by every rule. */
static int judge_one(struct task *task, struct ifeval_answer *a,
		     const struct momus_text texts[TEXTS],
		     const struct ifeval_instruction *i, size_t k,
		     struct judging *j, struct momus_error *err)
{
	struct momus_grade *out = j->out;
	int strict, loose, careful;

	strict = loose = any_follows(a, texts, 0, 1, i, err);
	careful = strict > 0 && a->vacuous ? 0 : strict;
	if (!strict)
		loose = any_follows(a, texts, 1, TEXTS, i, err);
	if (task->loose)
		careful = loose > 0 && a->vacuous ? 0 : loose;
	if (strict < 0 || loose < 0 || careful < 0)
		return MOMUS_EINVAL;
	if (ifeval_is_random(i))
		strict = loose = -1;
	both(&j->strict, strict);
	both(&j->loose, loose);
	set_test(&out->tests[k], 2 + k, task->loose ? loose : strict, i);
	set_test(&out->strict_tests[k], 2 + k, careful, i);
	if (2 + k < MOMUS_PARTS_MAX) {
		out->parts[2 + k] =
			(struct momus_part){ i->name.ptr,
					     task->loose ? loose : strict };
		out->n_parts = 3 + k;
	}
	return MOMUS_OK;
}

static int judge_all(struct task *task, struct ifeval_answer *a,
		     const struct ifeval_problem *p, struct momus_text answer,
		     struct momus_grade *out, struct momus_error *err)
{
	struct judging j = { out, 1, 1 };
	struct momus_text texts[TEXTS];
	int careful = 1, rc = MOMUS_OK;

	if (!make_texts(answer, a->arena, texts))
		return momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	for (size_t k = 0; k < p->n && rc == MOMUS_OK; k++)
		rc = judge_one(task, a, texts, &p->instructions[k], k, &j, err);
	if (rc < 0)
		return rc;
	for (size_t k = 0; k < p->n; k++)
		careful &= out->strict_tests[k].status == MOMUS_RUN_ACCEPTED;
	out->parts[0] = (struct momus_part){ "strict", j.strict };
	out->parts[1] = (struct momus_part){ "loose", j.loose };
	out->parity =
		verdict(out->tests, p->n, task->loose ? j.loose : j.strict);
	out->strict = verdict(out->strict_tests, p->n, careful);
	if (out->parity.passed < 0)
		out->note =
			MOMUS_TEXT("the official checker draws this verdict "
				   "at random: it counts a sign where it "
				   "wants a letter");
	return MOMUS_OK;
}

static int judge(void *self, const struct momus_problem *problem,
		 struct momus_text answer, const struct momus_outcome *outcomes,
		 size_t n, struct momus_grade *out, struct momus_plan *more,
		 struct momus_error *err)
{
	const struct ifeval_problem *p = problem->data;
	struct task *task = self;
	struct ifeval_answer a = { .tools = &task->tools, .arena = task->work };
	int rc;

	(void)outcomes;
	(void)n;
	(void)more;
	out->n_tests = p->n;
	out->tests = momus_arena_alloc(out->arena, p->n * sizeof *out->tests);
	out->strict_tests =
		momus_arena_alloc(out->arena, p->n * sizeof *out->tests);
	if (!out->tests || !out->strict_tests)
		rc = momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
	else
		rc = judge_all(task, &a, p, answer, out, err);
	momus_arena_reset(task->work);
	return rc;
}

/* The id of the prompt that ROW holds; the prompt itself if it is unknown. */
static int find_prompt(const struct task *task, const struct momus_row *row,
		       struct momus_text *id, struct momus_error *err)
{
	int rc = momus_row_str(row, "prompt", id, err);

	for (const struct prompt_name *n = task->names; n && rc == MOMUS_OK;
	     n = n->next) {
		if (momus_text_equal(n->prompt, *id)) {
			*id = n->id;
			break;
		}
	}
	return rc;
}

/* Rows of the official form: a response with its prompt, or with its key. */
static int answer(void *self, const struct momus_row *row, size_t i,
		  struct momus_arena *arena, struct momus_answer *out,
		  struct momus_error *err)
{
	struct momus_text id;
	int rc;

	if (i)
		return MOMUS_END;
	rc = copy_str(row, "response", arena, &out->text, err);
	if (rc == MOMUS_OK && momus_row_has(row, "key"))
		rc = momus_row_raw(row, "key", &id, err);
	else if (rc == MOMUS_OK)
		rc = find_prompt(self, row, &id, err);
	if (rc < 0)
		return rc;
	out->id = momus_arena_copy(arena, id);
	return out->id.ptr
		       ? MOMUS_OK
		       : momus_fail(err, MOMUS_ENOMEM, "ifeval: out of memory");
}

static const struct momus_option options[] = {
	{ .type = MOMUS_OPT_ENUM,
	  .name = "grader",
	  .value = "official",
	  .offset = offsetof(struct options, grader),
	  .choices = "official|official-loose",
	  .help = "whether the answer itself must follow, or one of eight "
		  "texts "
		  "made of it" },
	MOMUS_OPTION_END,
};

static const char *const graders[] = { "official", "official-loose", NULL };

static const struct momus_task_ops ops = {
	.size = sizeof ops,
	.open = open_task,
	.close = close_task,
	.problem = problem,
	.prompt = prompt,
	.extract = extract,
	.plan = plan,
	.judge = judge,
	.answer = answer,
	.graders = graders,
};

static const struct momus_plugin plugin = {
	MOMUS_PLUGIN_HEAD(MOMUS_KIND_TASK),
	.name = "ifeval",
	.version = "1.0.0",
	.summary = "IFEval: 541 prompts with verifiable instructions",
	.options = options,
	.options_size = sizeof(struct options),
	.ops.task = &ops,
};

const struct momus_plugin *momus_plugin_entry(void)
{
	return &plugin;
}
