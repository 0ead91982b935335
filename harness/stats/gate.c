/* gate.c - see gate.h */
#include "config.h"

#include <math.h>
#include <string.h>

#include "stats/evalue.h"
#include "stats/gate.h"
#include "stats/paired.h"
#include "stats/power.h"

static void measure(struct momus_gate_verdict *v, const double *d, size_t n)
{
	double sum = 0, squares = 1.0, count = (double)n + 2.0;

	for (size_t i = 0; i < n; i++) {
		sum += d[i];
		squares += d[i] * d[i];
		v->gained += d[i] > 0;
		v->lost += d[i] < 0;
	}
	v->mean = n ? sum / (double)n : NAN;
	v->center = sum / count;
	v->sd = sqrt(fmax(0.0, squares / count - v->center * v->center));
	v->se = v->sd / sqrt(count);
}

static int test_anytime(const struct momus_gate *g, const double *d, size_t n,
			struct momus_gate_verdict *v, struct momus_error *err)
{
	double up = 0, down = 0;
	int rc = momus_evalue(d, n, 1, 0, &up, err);

	if (rc == MOMUS_OK)
		rc = momus_evalue(d, n, -1, 0, &down, err);
	if (rc == MOMUS_OK)
		rc = momus_evalue(d, n, 1, -g->margin, &v->log_e_no_worse, err);
	v->log_e = momus_evalue_mean(up, down);
	v->p = momus_evalue_p(v->log_e);
	v->worse = momus_evalue_p(v->log_e_no_worse);
	return rc;
}

static int test(const struct momus_gate *g, const double *d, size_t n,
		struct momus_gate_verdict *v, struct momus_error *err)
{
	struct momus_signflip s;
	int rc = MOMUS_OK;

	v->worse = momus_equivalent(v->center, v->se, g->margin).lower;
	if (g->single) {
		v->p = momus_mcnemar(v->gained, v->lost).mid_p;
		return MOMUS_OK;
	}
	rc = momus_signflip(d, n, g->seed, 0, &s, err);
	if (rc == MOMUS_OK) {
		v->p = s.p;
		v->exact = s.exact;
	}
	return rc;
}

int momus_gate_judge(const struct momus_gate *g, const double *differences,
		     size_t n, struct momus_gate_verdict *out,
		     struct momus_error *err)
{
	int rc;

	*out = (struct momus_gate_verdict){ .exact = true,
					    .answer =
						    MOMUS_ANSWER_CANNOT_TELL };
	measure(out, differences, n);
	rc = g->anytime ? test_anytime(g, differences, n, out, err)
			: test(g, differences, n, out, err);
	if (rc < 0 || !n)
		return rc;
	if (out->p <= g->level && out->mean < 0)
		out->answer = MOMUS_ANSWER_REGRESSION;
	else if (out->worse <= g->level_no_worse)
		out->answer = MOMUS_ANSWER_NO_WORSE;
	return MOMUS_OK;
}

int momus_gate_plan(struct momus_gate_looks *l, const double *at, size_t n,
		    double alpha, struct momus_error *err)
{
	int rc;

	memset(l, 0, sizeof(*l));
	if (!n)
		return MOMUS_OK;
	l->no_worse.one_sided = true;
	l->change.n = l->no_worse.n = n;
	for (size_t k = 0; k < n && k < MOMUS_LOOKS_MOST; k++)
		l->change.at[k] = l->no_worse.at[k] = at[k];
	rc = momus_looks_plan(&l->change, alpha, err);
	if (rc == MOMUS_OK)
		rc = momus_looks_plan(&l->no_worse, alpha, err);
	return rc;
}

void momus_gate_at(struct momus_gate *g, const struct momus_gate_looks *l,
		   size_t look, double alpha)
{
	g->level = l->change.n ? l->change.level[look] : alpha;
	g->level_no_worse = l->no_worse.n ? l->no_worse.level[look] : alpha;
}
