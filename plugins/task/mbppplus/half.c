/* half.c - see half.h */
#include "half.h"

#include <math.h>
#include <string.h>

static const char *letters(const cJSON *report, const char *key, size_t n)
{
	const cJSON *s = cJSON_GetObjectItemCaseSensitive(report, key);

	return cJSON_IsString(s) && strlen(s->valuestring) == n ? s->valuestring
								: NULL;
}

void half_init(struct half *h, const struct momus_outcome *outcome,
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

size_t halves_init(struct half *h, const struct momus_outcome *outcome,
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

void half_release(struct half *h)
{
	cJSON_Delete(h->report);
}

const char *half_merge(const struct half *live, const struct half *values,
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

void half_fill_tests(const struct half *h, const char *text, uint32_t part,
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

const char *half_evalplus_status(const struct half *h, const char *text)
{
	size_t i = strspn(text, "A");

	return i == h->n ? "pass" : text[i] == '?' ? "timeout" : "fail";
}
