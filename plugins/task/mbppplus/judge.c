/* judge.c - what the reports of the programs say of an answer
 *
 * Programs come in this order: the sanitizer if it is asked for; the script if
 * the grader is mbpp-script; the program that runs the halves, base and plus
 * (one for Hugging Face rows); if it ended in the first, one for the second, as
 * EvalPlus has a process for each; last, for each half whose parity hangs on
 * live objects, EvalPlus's own comparison.
 */
#include "mbppplus.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define PART_SCRIPT 0

struct half {	       /* one program's report */
	cJSON *report; /* owned; NULL: the referee gave none */
	const struct momus_outcome *outcome;
	const char *parity, *strict; /* letters, in the report */
	bool live;
	size_t n; /* tests */
};

static struct momus_verdict unjudged(void)
{
	return (struct momus_verdict){ MOMUS_RUN_INTERNAL_ERROR, -1, NAN };
}

static const char *letters(const cJSON *report, const char *key, size_t n)
{
	const cJSON *s = cJSON_GetObjectItemCaseSensitive(report, key);

	return cJSON_IsString(s) && strlen(s->valuestring) == n ? s->valuestring
								: NULL;
}

/* Reads the report of a half with N tests out of REPORT, which it takes over. */
static void half_init(struct half *h, const struct momus_outcome *outcome,
		      cJSON *report, size_t n)
{
	memset(h, 0, sizeof(*h));
	h->outcome = outcome;
	h->n = n;
	h->report = report;
	h->parity = letters(report, "parity", n);
	h->strict = letters(report, "strict", n);
	h->live =
		cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(report, "live"));
}

/* Reads the reports of the halves H (K), N[i] tests each, that one program ran;
 * returns how many it came to. */
static size_t halves_init(struct half *h, const struct momus_outcome *outcome,
			  const size_t *n, size_t k)
{
	cJSON *report = NULL, *halves;
	size_t found = 0;

	if (outcome->status != MOMUS_RUN_INTERNAL_ERROR)
		report = cJSON_ParseWithLength(outcome->report.ptr,
					       outcome->report.len);
	halves = cJSON_GetObjectItemCaseSensitive(report, "halves");
	for (size_t i = 0; i < k; i++) {
		half_init(&h[i], outcome, cJSON_DetachItemFromArray(halves, 0),
			  n[i]);
		found += h[i].report != NULL;
	}
	cJSON_Delete(report);
	return found;
}

static void half_release(struct half *h)
{
	cJSON_Delete(h->report);
}

/* EvalPlus stops at its first failure; behind it LIVE's letters are those of
 * the comparison of values. */
static const char *merge(const struct half *live, const struct half *values,
			 struct momus_arena *arena)
{
	struct momus_text copy =
		momus_arena_copy(arena, momus_text_of(live->parity));
	char *text = (char *)copy.ptr;

	for (size_t i = 0; text && i < live->n; i++) {
		if (text[i] == '-')
			text[i] = values->parity[i];
	}
	return text;
}

/* The status behind LETTER; '?' is the test that the program did not come back
 * from. */
static enum momus_run_status status_of(char letter, const struct half *h)
{
	const cJSON *violation;

	for (int s = MOMUS_RUN_ACCEPTED; s <= MOMUS_RUN_NOT_RUN; s++) {
		if (letter == momus_run_letter(s))
			return s;
	}
	violation = cJSON_GetObjectItemCaseSensitive(h->report, "violation");
	if (cJSON_IsString(violation))
		return MOMUS_RUN_SANDBOX_VIOLATION;
	if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(h->report, "late")))
		return MOMUS_RUN_TIME_LIMIT;
	/* It ended by itself without a result: that is no way to end. */
	return h->outcome->status == MOMUS_RUN_ACCEPTED
		       ? MOMUS_RUN_RUNTIME_ERROR
		       : h->outcome->status;
}

static struct momus_text word(const cJSON *o, const char *key,
			      struct momus_arena *arena)
{
	const cJSON *s = cJSON_GetObjectItemCaseSensitive(o, key);

	if (!cJSON_IsString(s) || !s->valuestring[0])
		return (struct momus_text){ "", 0 };
	return momus_arena_copy(arena, momus_text_of(s->valuestring));
}

static void fill_words(const struct half *h, struct momus_test *tests,
		       struct momus_arena *arena)
{
	const cJSON *failures, *f;

	failures = cJSON_GetObjectItemCaseSensitive(h->report, "failures");
	cJSON_ArrayForEach(f, failures)
	{
		const cJSON *i = cJSON_GetObjectItemCaseSensitive(f, "test");
		struct momus_test *t;

		if (!cJSON_IsNumber(i) || i->valueint < 0 ||
		    (size_t)i->valueint >= h->n)
			continue;
		t = &tests[i->valueint];
		t->input = word(f, "input", arena);
		t->expected = word(f, "expected", arena);
		t->actual = word(f, "actual", arena);
		t->error = word(f, "error", arena);
	}
}

/* Fills TESTS (h->n) from LETTERS. */
static void fill_tests(const struct half *h, const char *text, uint32_t part,
		       struct momus_test *tests, struct momus_arena *arena)
{
	const cJSON *cpu, *s;
	size_t i = 0;

	for (; i < h->n; i++)
		tests[i] = (struct momus_test){ .status = status_of(text[i], h),
						.cpu_s = NAN,
						.part = part };
	cpu = cJSON_GetObjectItemCaseSensitive(h->report, "cpu");
	i = 0;
	cJSON_ArrayForEach(s, cpu)
	{
		if (i < h->n && cJSON_IsNumber(s))
			tests[i++].cpu_s = s->valuedouble;
	}
	fill_words(h, tests, arena);
}

/* What TESTS (N) come to. */
static struct momus_verdict verdict_of(const struct momus_test *tests, size_t n)
{
	struct momus_verdict v = { MOMUS_RUN_ACCEPTED, 1, 0 };
	size_t passed = 0;

	for (size_t i = 0; i < n; i++) {
		if (tests[i].status == MOMUS_RUN_ACCEPTED) {
			passed++;
			continue;
		}
		if (v.passed)
			v.status = tests[i].status;
		v.passed = 0;
	}
	v.score = n ? (double)passed / (double)n : NAN;
	for (size_t i = 0; i < n; i++) {
		if (tests[i].status == MOMUS_RUN_INTERNAL_ERROR)
			return unjudged();
	}
	return n ? v : unjudged();
}

static int out_of_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "mbppplus: out of memory");
}

/* No half could be read: nothing is known of the answer. */
static int give_up(struct momus_grade *out, const struct momus_outcome *o)
{
	const char *why =
		o->message[0] ? o->message : "the referee gave no report";

	out->parity = out->strict = unjudged();
	out->n_tests = out->n_parts = 0;
	out->note = momus_arena_copy(out->arena, momus_text_of(why));
	return MOMUS_OK;
}

static int alloc_tests(struct momus_grade *out, size_t n,
		       struct momus_error *err)
{
	out->tests = momus_arena_alloc(out->arena, n * sizeof(*out->tests));
	out->strict_tests =
		momus_arena_alloc(out->arena, n * sizeof(*out->tests));
	out->n_tests = n;
	return out->tests && out->strict_tests ? MOMUS_OK : out_of_memory(err);
}

/* EvalPlus says "timeout" of a half whose program was ended from outside. */
static const char *evalplus_status(const struct half *h, const char *text)
{
	size_t i = strspn(text, "A");

	return i == h->n ? "pass" : text[i] == '?' ? "timeout" : "fail";
}

/* The halves H (K), with PARITY letters of their own where not NULL. */
static int fill_halves(const struct half *h, const char *const *parity,
		       size_t k, struct momus_grade *out,
		       struct momus_error *err)
{
	static const char *const names[] = { "base", "plus" };
	const char *status[2] = { "", "" };
	size_t n = 0, at = 0;
	char note[80];
	int rc;

	for (size_t i = 0; i < k; i++)
		n += h[i].n;
	rc = alloc_tests(out, n, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < k; i++) {
		const char *text = parity[i] ? parity[i] : h[i].parity;

		fill_tests(&h[i], text, (uint32_t)i, out->tests + at,
			   out->arena);
		fill_tests(&h[i], h[i].strict, (uint32_t)i,
			   out->strict_tests + at, out->arena);
		status[i] = evalplus_status(&h[i], text);
		out->parts[i] =
			(struct momus_part){ names[i],
					     strcmp(status[i], "pass") == 0 };
		at += h[i].n;
	}
	out->n_parts = k;
	out->parity = verdict_of(out->tests, n);
	out->strict = verdict_of(out->strict_tests, n);
	if (out->parity.passed == 0 && k == 2) {
		snprintf(note, sizeof(note), "base %s, plus %s", status[0],
			 status[1]);
		out->note = momus_arena_copy(out->arena, momus_text_of(note));
	}
	return MOMUS_OK;
}

/* EvalPlus's own comparison for each half that hangs on live objects. */
static int judge_live(const struct momus_problem *problem,
		      struct momus_text answer,
		      const struct mbppplus_reference *reference,
		      const struct half *h, const struct momus_outcome *o,
		      size_t n, struct momus_grade *out,
		      struct momus_plan *more, struct momus_error *err)
{
	const char *parity[2] = { NULL, NULL };
	struct half live[2];
	size_t used = 0;
	int rc = MOMUS_OK;

	memset(live, 0, sizeof(live));
	for (int i = 0; i < 2 && rc == MOMUS_OK; i++) {
		if (!h[i].live)
			continue;
		if (used < n) {
			half_init(&live[i], &o[used],
				  cJSON_ParseWithLength(o[used].report.ptr,
							o[used].report.len),
				  h[i].n);
			used++;
			if (!live[i].parity)
				rc = give_up(out, live[i].outcome);
			else
				parity[i] = merge(&live[i], &h[i], out->arena);
			if (live[i].parity && !parity[i])
				rc = out_of_memory(err);
			continue;
		}
		rc = mbppplus_add_in_process(problem, reference, i, answer,
					     out->arena, more, err);
		used++;
	}
	if (rc == MOMUS_OK && used <= n && !out->note.len)
		rc = fill_halves(h, parity, 2, out, err);
	half_release(&live[0]);
	half_release(&live[1]);
	return rc;
}

/* Base and plus; O (N) begins with what ran them. */
static int judge_halves(const struct mbppplus *task,
			const struct momus_problem *problem,
			struct momus_text answer,
			const struct mbppplus_reference *reference,
			const struct momus_outcome *o, size_t n,
			struct momus_grade *out, struct momus_plan *more,
			struct momus_error *err)
{
	static const char *const own[2];
	const size_t tests[2] = { reference->base, reference->plus };
	size_t used = 1;
	struct half h[2];
	int rc = MOMUS_OK;

	if (halves_init(h, &o[0], tests, 2) == 1 && n == 1) {
		rc = mbppplus_add_run(task, problem, reference, 1, 1, answer,
				      out->arena, more, err);
		goto out;
	}
	if (!h[1].report && n > 1)
		halves_init(&h[1], &o[used++], &tests[1], 1);
	if (!h[0].parity || !h[0].strict)
		rc = give_up(out, &o[0]);
	else if (!h[1].parity || !h[1].strict)
		rc = give_up(out, &o[used - 1]);
	else if (task->grader == MBPPPLUS_AS_EVALPLUS &&
		 (h[0].live || h[1].live))
		rc = judge_live(problem, answer, reference, h, o + used,
				n - used, out, more, err);
	else
		rc = fill_halves(h, own, 2, out, err);
out:
	half_release(&h[0]);
	half_release(&h[1]);
	return rc;
}

/* What the script's end says of each test: all, if it passed; else what the
 * values say, and if they are right the script failed before the first. */
static void fill_script(const struct momus_outcome *script,
			struct momus_grade *out)
{
	bool passed = script->status == MOMUS_RUN_ACCEPTED;
	bool seen = false;

	for (size_t i = 0; i < out->n_tests; i++) {
		struct momus_test *t = &out->tests[i];

		*t = out->strict_tests[i];
		seen = seen || t->status != MOMUS_RUN_ACCEPTED;
		if (passed)
			t->status = MOMUS_RUN_ACCEPTED;
	}
	for (size_t i = 0; i < out->n_tests && !passed && !seen; i++)
		out->tests[i].status = i ? MOMUS_RUN_NOT_RUN : script->status;
	out->parity = (struct momus_verdict){ script->status, passed, passed };
	out->parts[PART_SCRIPT] = (struct momus_part){ "script", passed };
	out->n_parts = 1;
}

/* O: the script, then the half; only the half if the grader is strict. */
static int judge_hf(const struct mbppplus *task,
		    const struct mbppplus_reference *reference,
		    const struct momus_outcome *o, struct momus_grade *out,
		    struct momus_error *err)
{
	static const char *const own[1];
	bool script = task->grader == MBPPPLUS_SCRIPT;
	const struct momus_outcome *values = script ? o + 1 : o;
	const size_t tests = reference->base;
	struct half h;
	int rc;

	halves_init(&h, values, &tests, 1);
	if (!h.parity || !h.strict)
		rc = give_up(out, values);
	else if (script && o->status == MOMUS_RUN_INTERNAL_ERROR)
		rc = give_up(out, o);
	else
		rc = fill_halves(&h, own, 1, out, err);
	if (rc == MOMUS_OK && script && out->n_tests)
		fill_script(o, out);
	half_release(&h);
	return rc;
}

static int plan_program(const struct mbppplus *task,
			const struct momus_problem *problem,
			struct momus_text answer, struct momus_grade *out,
			struct momus_plan *plan, struct momus_error *err)
{
	const struct mbppplus_row *r = problem->data;
	struct mbppplus_reference reference;
	int halves = r->form == MBPPPLUS_HF ? 1 : 2;
	int rc = mbppplus_reference_read(problem, out->arena, &reference, err);

	if (rc == MOMUS_OK && task->grader == MBPPPLUS_SCRIPT)
		rc = mbppplus_add_script(problem, answer, out->arena, plan,
					 err);
	return rc < 0 ? rc
		      : mbppplus_add_run(task, problem, &reference, 0,
					 halves - 1, answer, out->arena, plan,
					 err);
}

int mbppplus_plan(void *self, const struct momus_problem *problem,
		  struct momus_text answer, struct momus_grade *out,
		  struct momus_plan *plan, struct momus_error *err)
{
	const struct mbppplus *task = self;

	if (task->options->sanitize)
		return mbppplus_add_sanitize(problem, answer, out->arena, plan,
					     err);
	return plan_program(task, problem, answer, out, plan, err);
}

/* The sanitizer's text, in the arena of OUT. */
static int sanitized(const struct momus_outcome *o, struct momus_grade *out,
		     struct momus_text *text, struct momus_error *err)
{
	cJSON *report = cJSON_ParseWithLength(o->report.ptr, o->report.len);
	const cJSON *s = cJSON_GetObjectItemCaseSensitive(report, "text");
	int rc = MOMUS_OK;

	if (!cJSON_IsString(s))
		rc = momus_fail(err, MOMUS_EPARSE,
				"the sanitizer ended without a text (%s) %s",
				momus_run_name(o->status), o->message);
	else
		*text = momus_arena_copy(out->arena,
					 momus_text_of(s->valuestring));
	cJSON_Delete(report);
	return rc == MOMUS_OK && !text->ptr ? out_of_memory(err) : rc;
}

int mbppplus_judge(void *self, const struct momus_problem *problem,
		   struct momus_text answer,
		   const struct momus_outcome *outcomes, size_t n,
		   struct momus_grade *out, struct momus_plan *more,
		   struct momus_error *err)
{
	const struct mbppplus *task = self;
	const struct mbppplus_row *r = problem->data;
	struct mbppplus_reference reference;
	int rc;

	if (task->options->sanitize) {
		rc = sanitized(outcomes, out, &answer, err);
		if (rc < 0)
			return rc;
		if (n == 1)
			return plan_program(task, problem, answer, out, more,
					    err);
		outcomes++;
		n--;
	}
	rc = mbppplus_reference_read(problem, out->arena, &reference, err);
	if (rc < 0)
		return rc;
	if (r->form == MBPPPLUS_HF)
		rc = judge_hf(task, &reference, outcomes, out, err);
	else
		rc = judge_halves(task, problem, answer, &reference, outcomes,
				  n, out, more, err);
	if (rc == MOMUS_OK && task->grader == MBPPPLUS_STRICT) {
		out->parity = out->strict;
		out->tests = out->strict_tests;
		for (size_t i = 0; i < out->n_parts; i++)
			out->parts[i].passed = 1;
		for (size_t i = 0; i < out->n_tests; i++)
			out->parts[out->tests[i].part].passed &=
				out->tests[i].status == MOMUS_RUN_ACCEPTED;
	}
	return rc;
}
