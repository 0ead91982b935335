/* calibrate.c - see calibrate.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "momus/random.h"
#include "stats/calibrate.h"
#include "stats/outcome.h"

struct pair { /* one problem's answers by both versions */
	uint32_t base_right, base_n, next_right, next_n;
};

struct room {
	size_t n;		     /* problems that can be used */
	const int8_t **base, **next; /* owned, (N): their rows */
	struct pair *pairs;	     /* owned, (N) */
	double *differences;	     /* owned, (N) */
	int8_t *answers;	     /* owned, (K) */
	double pass; /* mean of .base, for MOMUS_CALIBRATE_FLIP */
};

static uint32_t known(const int8_t *row, size_t k, uint32_t *right)
{
	uint32_t n = 0;

	*right = 0;
	for (size_t i = 0; row && i < k; i++) {
		n += row[i] != MOMUS_UNKNOWN;
		*right += row[i] == MOMUS_RIGHT;
	}
	return n;
}

static void release(struct room *r)
{
	free(r->base);
	free(r->next);
	free(r->pairs);
	free(r->differences);
	free(r->answers);
}

static bool usable(const struct momus_calibrate *in, size_t i)
{
	uint32_t right, n = known(in->base + i * in->k, in->k, &right);

	switch (in->by) {
	case MOMUS_CALIBRATE_SPLIT:
		return n >= 2;
	case MOMUS_CALIBRATE_SWAP:
		return n && known(in->next + i * in->l, in->l, &right);
	default:
		return n > 0;
	}
}

static int prepare(const struct momus_calibrate *in, struct room *r,
		   struct momus_error *err)
{
	uint32_t right;

	*r = (struct room){
		.base = calloc(in->n + 1, sizeof(*r->base)),
		.next = calloc(in->n + 1, sizeof(*r->next)),
		.pairs = calloc(in->n + 1, sizeof(*r->pairs)),
		.differences = calloc(in->n + 1, sizeof(*r->differences)),
		.answers = calloc(in->k + 1, 1),
	};
	if (!r->base || !r->next || !r->pairs || !r->differences || !r->answers)
		return momus_fail(err, MOMUS_ENOMEM,
				  "calibration: out of memory");
	for (size_t i = 0; i < in->n; i++) {
		if (!usable(in, i))
			continue;
		r->base[r->n] = in->base + i * in->k;
		if (in->by == MOMUS_CALIBRATE_SWAP)
			r->next[r->n] = in->next + i * in->l;
		r->pass += (double)known(r->base[r->n], 1, &right) ? right : 0;
		r->n++;
	}
	if (!r->n)
		return momus_fail(err, MOMUS_EINVAL,
				  "no problem has judged answers for two "
				  "sides; judge them with momus regrade, or "
				  "run once more what failed");
	r->pass /= (double)r->n;
	return MOMUS_OK;
}

/* Deals the known answers of ROW, shuffled, half to either version. */
static struct pair split(const int8_t *row, size_t k, int8_t *answers,
			 struct momus_stream *s)
{
	struct pair p = { 0 };
	uint32_t n = 0, half;

	for (size_t i = 0; i < k; i++)
		if (row[i] != MOMUS_UNKNOWN)
			answers[n++] = row[i];
	half = n / 2;
	for (uint32_t i = 0; i < 2 * half; i++) {
		uint32_t j = i + (uint32_t)momus_stream_below(s, n - i);
		int8_t taken = answers[j];

		answers[j] = answers[i];
		if (i < half)
			p.base_right += taken == MOMUS_RIGHT;
		else
			p.next_right += taken == MOMUS_RIGHT;
	}
	p.base_n = p.next_n = half;
	return p;
}

static struct pair swap(const struct momus_calibrate *in, const int8_t *base,
			const int8_t *next, struct momus_stream *s)
{
	struct pair p, q;

	p.base_n = known(base, in->k, &p.base_right);
	p.next_n = known(next, in->l, &p.next_right);
	q = (struct pair){ p.next_right, p.next_n, p.base_right, p.base_n };
	return momus_stream_below(s, 2) ? p : q;
}

/* Two answers to some problem, each right as often as those that are there. */
static struct pair flip(const struct room *r, double correlation,
			struct momus_stream *s)
{
	bool right = momus_stream_real(s) < r->pass;
	double other = right ? 1 - r->pass : r->pass;
	bool differs = momus_stream_real(s) < other * (1 - correlation);

	return (struct pair){ right, 1, right != differs, 1 };
}

static void make_pairs(const struct momus_calibrate *in, struct room *r,
		       struct momus_stream *s)
{
	for (size_t i = 0; i < r->n; i++)
		switch (in->by) {
		case MOMUS_CALIBRATE_SPLIT:
			r->pairs[i] = split(r->base[i], in->k, r->answers, s);
			break;
		case MOMUS_CALIBRATE_SWAP:
			r->pairs[i] = swap(in, r->base[i], r->next[i], s);
			break;
		case MOMUS_CALIBRATE_FLIP:
			r->pairs[i] = flip(r, in->correlation, s);
			break;
		}
}

static void shuffle(struct pair *pairs, size_t n, struct momus_stream *s)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = (size_t)momus_stream_below(s, i);
		struct pair p = pairs[i - 1];

		pairs[i - 1] = pairs[j];
		pairs[j] = p;
	}
}

/* Makes right answers wrong until DROP is gone; how much is. */
static double break_answers(struct pair *pairs, size_t n, double drop)
{
	double due = drop * (double)n, gone = 0;

	for (size_t i = 0; i < n && gone < due; i++) {
		struct pair *p = &pairs[i];
		double one = 1.0 / p->next_n;
		uint32_t most = (uint32_t)fmin(p->next_right,
					       floor((due - gone) / one + 0.5));

		p->next_right -= most;
		gone += most * one;
		if (!most &&
		    p->next_right) /* less than half an answer is due */
			break;
	}
	return gone / (double)n;
}

/* Judges the pairs, look by look; the share at which it stopped. */
static double judge(const struct momus_calibrate *in, struct room *r,
		    struct momus_gate_verdict *v, double *level, int *rc,
		    struct momus_error *err)
{
	static const struct momus_gate_looks none;
	struct momus_gate g = in->gate;
	size_t looks = in->n_at ? in->n_at : 1;
	double share = 1;

	for (size_t i = 0; i < r->n; i++) {
		const struct pair *p = &r->pairs[i];

		r->differences[i] = (double)p->next_right / p->next_n -
				    (double)p->base_right / p->base_n;
	}
	for (size_t k = 0; k < looks; k++) {
		share = in->n_at ? in->at[k] : 1;
		momus_gate_at(&g, in->looks ? in->looks : &none, k, in->alpha);
		*rc = momus_gate_judge(
			&g, r->differences,
			(size_t)ceil(share * (double)r->n - 1e-9), v, err);
		if (*rc < 0 || v->answer != MOMUS_ANSWER_CANNOT_TELL)
			break;
	}
	*level = g.level;
	return share;
}

static void count_samples(const struct room *r, struct momus_calibrated *out)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->pairs[i].next_n > out->samples)
			out->samples = r->pairs[i].next_n;
}

int momus_calibrate(const struct momus_calibrate *in, double drop,
		    struct momus_calibrated *out, struct momus_error *err)
{
	struct momus_gate_verdict v;
	struct momus_stream s;
	struct room r;
	double level;
	int rc = prepare(in, &r, err);

	memset(out, 0, sizeof(*out));
	for (uint64_t t = 0; rc == MOMUS_OK && t < in->trials; t++) {
		momus_stream_init(&s, in->seed, MOMUS_TEXT(""), t, 0,
				  "calibrate");
		make_pairs(in, &r, &s);
		if (!t)
			count_samples(&r, out);
		shuffle(r.pairs, r.n, &s);
		out->dropped += break_answers(r.pairs, r.n, drop);
		shuffle(r.pairs, r.n, &s);
		out->looked += judge(in, &r, &v, &level, &rc, err);
		out->answers[v.answer]++;
		out->changes += v.p <= level;
	}
	out->trials = in->trials;
	out->problems = r.n;
	out->dropped /= (double)in->trials;
	out->looked /= (double)in->trials;
	release(&r);
	return rc;
}
