/* judge.c - what the reports of the programs say of an answer
 *
 * Programs come in this order: the sanitizer if it is asked for; the script if
 * the grader is mbpp-script; the program that runs the halves, base and plus
 * (one for Hugging Face rows); if it ended in the first, one for the second, as
 * EvalPlus has a process for each; last, for each half whose parity hangs on
 * live objects, EvalPlus's own comparison.
 */
#include <string.h>

#include "half.h"

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
				rc = verdicts_give_up(out, live[i].outcome);
			else
				parity[i] =
					half_merge(&live[i], &h[i], out->arena);
			if (live[i].parity && !parity[i])
				rc = mbppplus_no_memory(err);
			continue;
		}
		rc = mbppplus_add_in_process(problem, reference, i, answer,
					     out->arena, more, err);
		used++;
	}
	if (rc == MOMUS_OK && used <= n && !out->note.len)
		rc = verdicts_fill_halves(h, parity, 2, out, err);
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
		rc = verdicts_give_up(out, &o[0]);
	else if (!h[1].parity || !h[1].strict)
		rc = verdicts_give_up(out, &o[used - 1]);
	else if (task->grader == MBPPPLUS_AS_EVALPLUS &&
		 (h[0].live || h[1].live))
		rc = judge_live(problem, answer, reference, h, o + used,
				n - used, out, more, err);
	else
		rc = verdicts_fill_halves(h, own, 2, out, err);
out:
	half_release(&h[0]);
	half_release(&h[1]);
	return rc;
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
		rc = verdicts_give_up(out, values);
	else if (script && o->status == MOMUS_RUN_INTERNAL_ERROR)
		rc = verdicts_give_up(out, o);
	else
		rc = verdicts_fill_halves(&h, own, 1, out, err);
	if (rc == MOMUS_OK && script && out->n_tests)
		verdicts_fill_script(o, out);
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
	return rc == MOMUS_OK && !text->ptr ? mbppplus_no_memory(err) : rc;
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
