/* judge.c - the verdicts on an answer, instruction by instruction
 *
 * official: the answer as it is; official-loose: the best of eight texts made of it
 * (without stars, without the first line, the last, both).  Two prompts of the
 * benchmark count a sign where the official checker wants a letter and then draws
 * one: these instructions are not judged by its rules, and the prompt is unless
 * another instruction fails.
 */
#include <math.h>

#include "ifeval.h"

enum { TEXTS = 8 };

/* The others of OUT, made of the answer itself, which is the first. */
static bool make_texts(struct momus_arena *arena, struct momus_text out[TEXTS])
{
	const struct momus_text t = out[0];

	out[1] = pytext_without_lines(t, true, false);
	out[2] = pytext_without_lines(t, false, true);
	out[3] = pytext_without_lines(t, true, true);
	for (int i = 0; i < 4; i++) {
		out[4 + i] = pytext_without(out[i], '*', arena);
		if (!out[4 + i].ptr)
			return false;
	}
	return true;
}

/* Whether one of the texts FROM and later, before TO, follows I, when none before FROM
 * does; PATTERN_GAVE_UP: nobody knows. */
static int any_follows(struct ifeval_answer *a,
		       const struct momus_text texts[TEXTS], int from, int to,
		       const struct ifeval_instruction *i,
		       struct momus_error *err)
{
	bool unknown = false;
	int rc = 0;

	a->vacuous = false;
	for (int k = from; k < to && rc == 0; k++) {
		bool seen = false;

		for (int j = 0; j < k; j++)
			seen |= texts[j].ptr == texts[k].ptr &&
				texts[j].len == texts[k].len;
		a->text = texts[k];
		if (!seen)
			rc = ifeval_follows(a, i, err);
		if (rc == PATTERN_GAVE_UP) {
			unknown = true;
			rc = 0;
		}
	}
	return rc == 0 && unknown ? PATTERN_GAVE_UP : rc;
}

struct judging {
	struct momus_grade *out;
	/* The answer; and, from the first instruction on that it does not follow,
	 * what is made of it. */
	struct momus_text texts[TEXTS];
	bool made;
	int strict, loose, careful; /* whether all are followed: 1, 0, -1 */
	bool gave_up;		    /* a search */
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

static bool is_failure(int follows)
{
	return follows < 0 && follows != PATTERN_GAVE_UP;
}

static int known(int follows)
{
	return follows < 0 ? -1 : follows;
}

/* The place among the parts of instruction K, by one rule or the other. */
static size_t part_of(size_t k, bool loose)
{
	return 2 + 2 * k + loose;
}

/* Counted by themselves: all together they are the accuracy of instructions. */
static void add_parts(struct momus_grade *out,
		      const struct ifeval_instruction *i, size_t k, int strict,
		      int loose)
{
	if (part_of(k, true) >= MOMUS_PARTS_MAX)
		return;
	out->parts[part_of(k, false)] =
		(struct momus_part){ i->part_strict, strict };
	out->parts[part_of(k, true)] =
		(struct momus_part){ i->part_loose, loose };
	out->n_parts = part_of(k, true) + 1;
}

/* Instruction K of the prompt, by every rule. */
static int judge_one(struct ifeval_task *task, struct ifeval_answer *a,
		     const struct ifeval_instruction *i, size_t k,
		     struct judging *j, struct momus_error *err)
{
	struct momus_grade *out = j->out;
	int strict, loose, careful;

	strict = loose = any_follows(a, j->texts, 0, 1, i, err);
	careful = strict > 0 && a->vacuous ? 0 : strict;
	if (strict <= 0 && !j->made) {
		j->made = make_texts(a->arena, j->texts);
		if (!j->made)
			return momus_fail(err, MOMUS_ENOMEM,
					  "ifeval: out of memory");
	}
	if (strict <= 0)
		loose = any_follows(a, j->texts, 1, TEXTS, i, err);
	if (strict == PATTERN_GAVE_UP && loose == 0)
		loose = strict;
	if (task->loose)
		careful = loose > 0 && a->vacuous ? 0 : loose;
	if (is_failure(strict) || is_failure(loose))
		return MOMUS_EINVAL;
	j->gave_up |= strict < 0 || loose < 0;
	strict = known(strict);
	loose = known(loose);
	careful = known(careful);
	if (ifeval_is_random(i))
		strict = loose = -1;
	both(&j->strict, strict);
	both(&j->loose, loose);
	both(&j->careful, careful);
	set_test(&out->tests[k], part_of(k, task->loose),
		 task->loose ? loose : strict, i);
	set_test(&out->strict_tests[k], part_of(k, task->loose), careful, i);
	add_parts(out, i, k, strict, loose);
	return MOMUS_OK;
}

static int judge_all(struct ifeval_task *task, struct ifeval_answer *a,
		     const struct ifeval_problem *p, struct momus_text answer,
		     struct momus_grade *out, struct momus_error *err)
{
	struct judging j = { .out = out,
			     .texts = { answer },
			     .strict = 1,
			     .loose = 1,
			     .careful = 1 };
	int rc = MOMUS_OK;

	out->n_parts = 2;
	for (size_t k = 0; k < p->n && rc == MOMUS_OK; k++)
		rc = judge_one(task, a, &p->instructions[k], k, &j, err);
	if (rc < 0)
		return rc;
	out->parts[0] = (struct momus_part){ "strict", j.strict };
	out->parts[1] = (struct momus_part){ "loose", j.loose };
	out->parity =
		verdict(out->tests, p->n, task->loose ? j.loose : j.strict);
	out->strict = verdict(out->strict_tests, p->n, j.careful);
	if (j.gave_up)
		out->note = MOMUS_TEXT("the search for an instruction's "
				       "expression took too many steps");
	else if (out->parity.passed < 0)
		out->note =
			MOMUS_TEXT("the official checker draws this verdict "
				   "at random: it counts a sign where it "
				   "wants a letter");
	return MOMUS_OK;
}

int ifeval_judge(void *self, const struct momus_problem *problem,
		 struct momus_text answer, const struct momus_outcome *outcomes,
		 size_t n, struct momus_grade *out, struct momus_plan *more,
		 struct momus_error *err)
{
	const struct ifeval_problem *p = problem->data;
	struct ifeval_task *task = self;
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
