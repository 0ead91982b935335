/* grade.c - a grade's tests and parts, out of reports */
#include <math.h>

#include <momus/json.h>

#include "judging.h"

int judging_note(struct judging *j, const char *text)
{
	j->out->note = momus_arena_copy(j->out->arena, momus_text_of(text));
	return j->out->note.ptr ? MOMUS_OK : livecodebench_no_memory(j->err);
}

bool judging_accepted_by_exit(const struct judging *j, const struct report *r)
{
	return j->task->grader == LIVECODEBENCH_SANDBOXFUSION && !r->ended &&
	       !r->violation && r->outcome->status == MOMUS_RUN_ACCEPTED;
}

static int fill_words(struct judging *j, const struct report *r)
{
	struct momus_text key, one, list;
	size_t at = 0;

	list = momus_json_member(r->raw, "failures");
	while (momus_json_next(list, &at, &key, &one)) {
		double number = -1;
		struct momus_test *t;
		size_t i;

		if (!momus_text_float(momus_json_member(one, "test"),
				      &number) ||
		    !(number >= 0 && number < (double)j->row->n))
			continue;
		i = (size_t)number;
		t = &j->out->strict_tests[i];
		t->input = momus_text_shown(j->tests[i].input);
		t->expected = momus_text_shown(j->tests[i].expected);
		t->actual = report_word(one, "actual", j->out->arena);
		t->error = report_word(one, "error", j->out->arena);
		if (!t->actual.ptr || !t->error.ptr)
			return livecodebench_no_memory(j->err);
	}
	return MOMUS_OK;
}

int judging_fill_tests(struct judging *j, const struct report *r,
		       const struct report *parity)
{
	struct momus_grade *g = j->out;
	size_t n = j->row->n, size = (n + 1) * sizeof(*g->tests), at = 0, i;
	struct momus_text key, cpu, list = momus_json_member(r->raw, "cpu");
	bool by_exit = false;
	int rc;

	g->tests = momus_arena_alloc(g->arena, size);
	g->strict_tests = momus_arena_alloc(g->arena, size);
	if (!g->tests || !g->strict_tests)
		return livecodebench_no_memory(j->err);
	g->n_tests = n;
	for (i = 0; i < n; i++)
		g->strict_tests[i] = (struct momus_test){
			.status = report_status(r->strict.ptr[i], r),
			.cpu_s = NAN,
			.part = j->tests[i].part,
		};
	for (i = 0; i < n && momus_json_next(list, &at, &key, &cpu); i++)
		momus_text_float(cpu, &g->strict_tests[i].cpu_s);
	rc = fill_words(j, r);
	for (i = 0; i < n; i++) {
		char letter = parity->parity.ptr[i];

		g->tests[i] = g->strict_tests[i];
		by_exit |= letter == '?' && judging_accepted_by_exit(j, parity);
		g->tests[i].status = by_exit ? MOMUS_RUN_ACCEPTED
					     : report_status(letter, parity);
	}
	return rc;
}

void judging_fill_parts(struct judging *j)
{
	struct momus_grade *g = j->out;

	for (size_t p = 0; p < LIVECODEBENCH_GROUPS; p++) {
		struct momus_part *part = &g->parts[p];
		size_t seen = 0;

		*part = (struct momus_part){ livecodebench_groups[p], 1 };
		for (size_t i = 0; i < g->n_tests; i++) {
			if (g->tests[i].part != p)
				continue;
			seen++;
			if (g->tests[i].status == MOMUS_RUN_NOT_RUN)
				part->passed = part->passed ? -1 : 0;
			else if (g->tests[i].status != MOMUS_RUN_ACCEPTED)
				part->passed = 0;
		}
		if (!seen)
			part->passed = -1;
	}
	g->n_parts = LIVECODEBENCH_GROUPS;
}
