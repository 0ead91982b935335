/* trend.c - see trend.h */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/compare/compare.h"
#include "reports/track/trend.h"
#include "stats/paired.h"

static double score(const struct momus_step *s)
{
	return s->score.value;
}

const char *momus_trends_metric(const struct momus_trends *t)
{
	static const char *const names[] = {
		[MOMUS_HISTORY_PASS1] = "Pass@1",
		[MOMUS_HISTORY_UP] = "Δ↑",
		[MOMUS_HISTORY_DOWN] = "Δ↓",
		[MOMUS_HISTORY_F1] = "macro F1",
	};

	return names[t->metric];
}

void momus_trends_title(const struct momus_trends *t, uint32_t turns,
			char text[64])
{
	if (t->metric == MOMUS_HISTORY_F1)
		snprintf(text, 64, "%s of judgments", momus_trends_metric(t));
	else
		snprintf(text, 64, "%s after turn %u", momus_trends_metric(t),
			 turns);
}

/* The contrast of METRIC in C; NULL if it has none. */
static const struct momus_contrast *contrast(const struct momus_comparison *c,
					     enum momus_history_metric metric)
{
	static const enum momus_contrast_kind kinds[] = {
		[MOMUS_HISTORY_PASS1] = MOMUS_CONTRAST_PASS1,
		[MOMUS_HISTORY_UP] = MOMUS_CONTRAST_UP,
		[MOMUS_HISTORY_DOWN] = MOMUS_CONTRAST_DOWN,
		[MOMUS_HISTORY_F1] = MOMUS_CONTRAST_F1,
	};

	for (size_t i = 0; i < c->n_contrasts; i++)
		if (c->contrasts[i].kind == kinds[metric] &&
		    c->contrasts[i].turn == c->primary->turn)
			return &c->contrasts[i];
	return NULL;
}

static char *path_of(const char *folder, const char *file)
{
	char *path;

	return asprintf(&path, "%s/%s", folder, file) < 0 ? NULL : path;
}

static int compare(struct momus_step *s, const struct momus_step *before,
		   const char *folder, const struct momus_trends *t,
		   struct momus_error *err)
{
	const struct momus_compare_options o = { .alpha = t->alpha,
						 .margin = 0.01,
						 .power = 0.8,
						 .turn = -1,
						 .seed = 1 };
	char *base = path_of(folder, before->entry->file);
	char *next = path_of(folder, s->entry->file);
	const char *bases[] = { base };
	const struct momus_contrast *x;
	struct momus_comparison c;
	int rc = MOMUS_ENOMEM;

	if (base && next)
		rc = momus_compare(&c, bases, 1, next, &o, err);
	else
		momus_fail(err, MOMUS_ENOMEM, "track: out of memory");
	if (rc == MOMUS_OK) {
		x = contrast(&c, t->metric);
		if (x) {
			s->change = x->difference;
			s->low = x->low;
			s->high = x->high;
			s->p = x->p;
		}
		momus_comparison_release(&c);
	}
	free(base);
	free(next);
	return rc;
}

/* Of Δ↓ less is better. */
static int judge(struct momus_trend *t, bool less, double alpha,
		 struct momus_error *err)
{
	double *p = malloc((t->n + 1) * sizeof(*p)), best = NAN;
	int rc = MOMUS_OK;

	if (!p)
		return momus_fail(err, MOMUS_ENOMEM, "track: out of memory");
	for (size_t i = 0; i < t->n; i++) {
		p[i] = t->steps[i].p;
		best = less ? fmin(best, score(&t->steps[i]))
			    : fmax(best, score(&t->steps[i]));
	}
	rc = momus_adjust(p, t->n, p, NULL, err);
	for (size_t i = 0; i < t->n; i++) {
		t->steps[i].adjusted = p[i];
		t->steps[i].turned = p[i] <= alpha;
		t->steps[i].best = score(&t->steps[i]) == best;
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
				  .score = h->list[i].metrics[t->metric],
				  .change = NAN,
				  .low = NAN,
				  .high = NAN,
				  .p = NAN,
				  .adjusted = NAN };
	return trend->n == 1 ? MOMUS_OK : compare(s, s - 1, h->folder, t, err);
}

int momus_trends(struct momus_trends *out, const struct momus_history *h,
		 enum momus_history_metric metric, double alpha,
		 struct momus_error *err)
{
	int rc = MOMUS_OK;

	*out = (struct momus_trends){ .metric = metric,
				      .list = calloc(h->n + 1,
						     sizeof(*out->list)),
				      .alpha = alpha };
	if (!out->list)
		return momus_fail(err, MOMUS_ENOMEM, "track: out of memory");
	for (size_t i = 0; rc == MOMUS_OK && i < h->n; i++)
		rc = add(out, h, i, err);
	for (size_t i = 0; rc == MOMUS_OK && i < out->n; i++)
		rc = judge(&out->list[i], metric == MOMUS_HISTORY_DOWN, alpha,
			   err);
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
