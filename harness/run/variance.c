/* variance.c - see variance.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "run/trainplan.h"
#include "run/variance.h"

struct answers { /* those that count; owned, (n) */
	struct momus_example *list;
	double *grouped, *alone; /* A */
	double *norm;		 /* of the sum over tokens of d log p */
	size_t n, scored;
};

void momus_variance_baseline(const double *reward, const uint32_t *group,
			     size_t n, double *a)
{
	for (size_t i = 0, end; i < n; i = end) {
		double sum = 0, count = 0;

		for (end = i; end < n && group[end] == group[i]; end++)
			if (!isnan(reward[end])) {
				sum += reward[end];
				count++;
			}
		for (size_t k = i; k < end; k++)
			a[k] = count > 1 ? reward[k] - (sum - reward[k]) /
							       (count - 1)
					 : NAN;
	}
}

static void release(struct answers *s)
{
	free(s->list);
	free(s->grouped);
	free(s->alone);
	free(s->norm);
}

static int choose(struct answers *s, const struct momus_batch *b, size_t most,
		  struct momus_error *err)
{
	size_t n = b->n;
	double *a = calloc(n + 1, sizeof *a);

	while (n > most)
		for (n--; n && b->group[n] == b->group[n - 1]; n--)
			;
	s->list = calloc(n + 1, sizeof *s->list);
	s->grouped = calloc(n + 1, sizeof *s->grouped);
	s->alone = calloc(n + 1, sizeof *s->alone);
	s->norm = calloc(n + 1, sizeof *s->norm);
	if (!a || !s->list || !s->grouped || !s->alone || !s->norm) {
		free(a);
		return momus_fail(err, MOMUS_ENOMEM, "train: out of memory");
	}
	momus_variance_baseline(b->reward, b->group, n, a);
	for (size_t i = 0; i < n; i++) {
		if (isnan(a[i]))
			continue;
		s->list[s->n] = b->list[i];
		s->grouped[s->n] = a[i];
		s->alone[s->n++] = b->reward[i];
		s->scored += momus_scoring_count(&b->list[i], 1, NULL);
	}
	free(a);
	return MOMUS_OK;
}

/* The norm of the sum over LIST (N) of A[i] (NULL: 1) d log p. */
static int norm_of(const struct momus_train_plan *p,
		   const struct momus_example *list, size_t n, const double *a,
		   float *d, double *norm, struct momus_error *err)
{
	const struct momus_scoring s = momus_update_scoring(p);
	size_t at = 0;
	int rc;

	for (size_t i = 0; i < n; i++)
		for (size_t k = momus_scoring_count(&list[i], 1, NULL); k; k--)
			d[at++] = a ? (float)a[i] : 1;
	rc = momus_scoring_backward(&s, list, n, false, d, NULL, err);
	return rc < 0 ? rc : p->engine->forget(p->model, norm, err);
}

/* The trace of the covariance of A[i] g[i], from their norms and their sum's. */
static double spread(const struct answers *s, const double *a, double total)
{
	double n = (double)s->n, square = 0;

	for (size_t i = 0; i < s->n; i++)
		square += a[i] * a[i] * s->norm[i] * s->norm[i];
	return (square - total * total / n) / (n - 1);
}

static int measure(const struct momus_train_plan *p, struct answers *s,
		   double *grouped, double *alone, struct momus_error *err)
{
	float *d = calloc(s->scored + 1, sizeof *d);
	double with = 0, without = 0;
	int rc = d ? MOMUS_OK
		   : momus_fail(err, MOMUS_ENOMEM, "train: out of memory");

	for (size_t i = 0; rc == MOMUS_OK && i < s->n; i++)
		rc = norm_of(p, &s->list[i], 1, NULL, d, &s->norm[i], err);
	if (rc == MOMUS_OK)
		rc = norm_of(p, s->list, s->n, s->grouped, d, &with, err);
	if (rc == MOMUS_OK)
		rc = norm_of(p, s->list, s->n, s->alone, d, &without, err);
	if (rc == MOMUS_OK) {
		*grouped = spread(s, s->grouped, with);
		*alone = spread(s, s->alone, without);
	}
	free(d);
	return rc;
}

int momus_variance_measure(const struct momus_train_plan *p,
			   const struct momus_batch *b, size_t most,
			   double *grouped, double *alone,
			   struct momus_error *err)
{
	struct answers s = { .n = 0 };
	int rc;

	*grouped = *alone = NAN;
	if (!MOMUS_HAS(p->engine, forget) || !p->engine->forget)
		return momus_fail(err, MOMUS_ENOTSUP,
				  "train: backend %s cannot tell a gradient's "
				  "norm without a step; set probe_every to 0",
				  p->plugin->name);
	rc = choose(&s, b, most, err);
	if (rc == MOMUS_OK && s.n > 1)
		rc = measure(p, &s, grouped, alone, err);
	release(&s);
	return rc;
}
