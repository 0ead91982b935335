/* trend.c - see trend.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/compare/compare.h"
#include "reports/track/trend.h"
#include "stats/paired.h"

static double score(const struct momus_history_entry *e)
{
	return e->scores[e->turns].value;
}

static char *path_of(const char *folder, const char *file)
{
	char *path;

	return asprintf(&path, "%s/%s", folder, file) < 0 ? NULL : path;
}

static int compare(struct momus_step *s, const struct momus_step *before,
		   const char *folder, double alpha, struct momus_error *err)
{
	const struct momus_compare_options o = { .alpha = alpha,
						 .margin = 0.01,
						 .power = 0.8,
						 .turn = -1,
						 .seed = 1 };
	char *base = path_of(folder, before->entry->file);
	char *next = path_of(folder, s->entry->file);
	const char *bases[] = { base };
	struct momus_comparison c;
	int rc = MOMUS_ENOMEM;

	if (base && next)
		rc = momus_compare(&c, bases, 1, next, &o, err);
	else
		momus_fail(err, MOMUS_ENOMEM, "track: out of memory");
	if (rc == MOMUS_OK) {
		s->change = c.primary->difference;
		s->low = c.primary->low;
		s->high = c.primary->high;
		s->p = c.primary->p;
		momus_comparison_release(&c);
	}
	free(base);
	free(next);
	return rc;
}

static int judge(struct momus_trend *t, double alpha, struct momus_error *err)
{
	double *p = malloc((t->n + 1) * sizeof(*p)), best = NAN;
	int rc = MOMUS_OK;

	if (!p)
		return momus_fail(err, MOMUS_ENOMEM, "track: out of memory");
	for (size_t i = 0; i < t->n; i++) {
		p[i] = t->steps[i].p;
		best = fmax(best, score(t->steps[i].entry));
	}
	rc = momus_adjust_holm(p, t->n, p, err);
	for (size_t i = 0; i < t->n; i++) {
		t->steps[i].adjusted = p[i];
		t->steps[i].turned = p[i] <= alpha;
		t->steps[i].best = score(t->steps[i].entry) == best;
	}
	free(p);
	return rc;
}

static struct momus_trend *trend_of(struct momus_trends *t, const char *series)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->list[i].series, series) == 0)
			return &t->list[i];
	t->list[t->n].series = series;
	return &t->list[t->n++];
}

static int add(struct momus_trends *t, const struct momus_history *h, size_t i,
	       struct momus_error *err)
{
	struct momus_trend *trend = trend_of(t, h->list[i].series);
	struct momus_step *s;

	if (!trend->steps)
		trend->steps = calloc(h->n, sizeof(*trend->steps));
	if (!trend->steps)
		return momus_fail(err, MOMUS_ENOMEM, "track: out of memory");
	s = &trend->steps[trend->n++];
	*s = (struct momus_step){ .entry = &h->list[i],
				  .change = NAN,
				  .low = NAN,
				  .high = NAN,
				  .p = NAN,
				  .adjusted = NAN };
	return trend->n == 1 ? MOMUS_OK
			     : compare(s, s - 1, h->folder, t->alpha, err);
}

int momus_trends(struct momus_trends *out, const struct momus_history *h,
		 double alpha, struct momus_error *err)
{
	int rc = MOMUS_OK;

	*out = (struct momus_trends){
		.list = calloc(h->n + 1, sizeof(*out->list)), .alpha = alpha
	};
	if (!out->list)
		return momus_fail(err, MOMUS_ENOMEM, "track: out of memory");
	for (size_t i = 0; rc == MOMUS_OK && i < h->n; i++)
		rc = add(out, h, i, err);
	for (size_t i = 0; rc == MOMUS_OK && i < out->n; i++)
		rc = judge(&out->list[i], alpha, err);
	if (rc < 0)
		momus_trends_release(out);
	return rc;
}

void momus_trends_release(struct momus_trends *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->list[i].steps);
	free(t->list);
	memset(t, 0, sizeof(*t));
}
