/* verdicts.c - a grade, out of the halves of the tests */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "half.h"

enum { PART_SCRIPT = 0 };

static struct momus_verdict unjudged(void)
{
	return (struct momus_verdict){ MOMUS_RUN_INTERNAL_ERROR, -1, NAN };
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

int verdicts_give_up(struct momus_grade *out, const struct momus_outcome *o)
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
	return out->tests && out->strict_tests ? MOMUS_OK
					       : mbppplus_no_memory(err);
}

int verdicts_fill_halves(const struct half *h, const char *const *parity,
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

		half_fill_tests(&h[i], text, (uint32_t)i, out->tests + at,
				out->arena);
		half_fill_tests(&h[i], h[i].strict, (uint32_t)i,
				out->strict_tests + at, out->arena);
		status[i] = half_evalplus_status(&h[i], text);
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

void verdicts_fill_script(const struct momus_outcome *script,
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
