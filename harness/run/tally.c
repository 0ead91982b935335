/* tally.c - see tally.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run/tally.h"

int momus_tally_init(struct momus_tally *t, size_t n, struct momus_error *err)
{
	*t = (struct momus_tally){ .n = n };
	t->problems = calloc(n + 1, sizeof *t->problems);
	return t->problems ? MOMUS_OK
			   : momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

void momus_tally_release(struct momus_tally *t)
{
	free(t->problems);
	t->problems = NULL;
}

/* A part of the group GROUP/…; also one of a sample that was not judged as a
 * whole, since it is told for itself. */
static void count_member(struct momus_tally *t, struct momus_text group,
			 int passed)
{
	size_t k = 0;

	while (k < t->n_groups && !momus_text_equal(t->groups[k].name, group))
		k++;
	if (k == MOMUS_TALLY_GROUPS)
		return;
	if (k == t->n_groups)
		t->groups[t->n_groups++].name = group;
	t->groups[k].judged += passed >= 0;
	t->groups[k].right += passed > 0;
}

static void count_part(struct momus_tally *t, struct momus_tally_problem *p,
		       const struct momus_part *part)
{
	size_t k = 0;

	while (k < t->n_parts && strcmp(t->parts[k], part->name) != 0)
		k++;
	if (k == MOMUS_TALLY_PARTS)
		return;
	if (k == t->n_parts)
		t->parts[t->n_parts++] = part->name;
	t->part_seen[k]++;
	p->part_judged[k] += part->passed >= 0;
	p->part_right[k] += part->passed > 0;
}

static void count_parts(struct momus_tally *t, struct momus_tally_problem *p,
			const struct momus_grade *grade)
{
	for (size_t i = 0; i < grade->n_parts; i++) {
		const struct momus_part *part = &grade->parts[i];
		const char *slash = strchr(part->name, '/');

		if (slash)
			count_member(t,
				     (struct momus_text){
					     part->name,
					     (size_t)(slash - part->name) },
				     part->passed);
		else if (grade->parity.passed >= 0)
			count_part(t, p, part);
	}
}

static void count_tests(struct momus_tally *t, const struct momus_grade *grade)
{
	for (size_t i = 0; i < grade->n_tests; i++)
		t->tests_right += grade->tests[i].status == MOMUS_RUN_ACCEPTED;
	t->tests += grade->n_tests;
}

bool momus_tally_add(struct momus_tally *t, uint32_t problem,
		     const struct momus_grade *grade)
{
	struct momus_tally_problem *p = &t->problems[problem];
	int parity = grade->parity.passed, strict = grade->strict.passed;

	t->samples++;
	p->samples++;
	p->judged[0] += parity >= 0;
	p->judged[1] += strict >= 0;
	p->right[0] += parity > 0;
	p->right[1] += strict > 0;
	count_parts(t, p, grade);
	if (parity >= 0)
		count_tests(t, grade);
	else
		t->unjudged++;
	t->undecided += parity >= 0 && strict < 0;
	t->strict_only += parity == 0 && strict > 0;
	t->lenient += parity > 0 && strict == 0;
	return parity > 0 && strict == 0;
}

double momus_tally_pass(const struct momus_tally *t, bool strict)
{
	size_t n = 0;
	double sum = 0;

	for (size_t i = 0; i < t->n; i++) {
		const struct momus_tally_problem *p = &t->problems[i];

		if (!p->judged[strict])
			continue;
		n++;
		sum += (double)p->right[strict] / p->judged[strict];
	}
	return n ? sum / (double)n : NAN;
}

double momus_tally_part(const struct momus_tally *t, size_t part)
{
	size_t n = 0;
	double sum = 0;

	if (t->part_seen[part] != t->samples - t->unjudged)
		return NAN;
	for (size_t i = 0; i < t->n; i++) {
		const struct momus_tally_problem *p = &t->problems[i];

		if (!p->part_judged[part])
			continue;
		n++;
		sum += (double)p->part_right[part] / p->part_judged[part];
	}
	return n ? sum / (double)n : NAN;
}

double momus_tally_bound(const struct momus_tally *t, bool given)
{
	size_t n = 0;
	double sum = 0;

	for (size_t i = 0; i < t->n; i++) {
		const struct momus_tally_problem *p = &t->problems[i];
		uint32_t open = p->samples - p->judged[0];

		if (!p->samples)
			continue;
		n++;
		sum += (double)(p->right[0] + (given ? open : 0)) / p->samples;
	}
	return n ? sum / (double)n : NAN;
}
