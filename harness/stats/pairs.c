/* pairs.c - see pairs.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "stats/pairs.h"

uint32_t momus_decisions_n(const struct momus_decisions *d)
{
	return d->right + d->wrong + d->neither + d->null;
}

enum momus_decision momus_decisions_majority(const struct momus_decisions *d)
{
	if (d->right > d->wrong && d->right > d->neither)
		return MOMUS_DECIDED_RIGHT;
	if (d->wrong > d->right && d->wrong > d->neither)
		return MOMUS_DECIDED_WRONG;
	if (d->right || d->wrong || d->neither)
		return MOMUS_DECIDED_NEITHER;
	return d->null ? MOMUS_DECIDED_NULL : MOMUS_DECIDED_ABSENT;
}

int momus_pair_score(const enum momus_decision *orders, size_t n)
{
	int score = 0;

	for (size_t i = 0; i < n; i++)
		score += (orders[i] == MOMUS_DECIDED_RIGHT) -
			 (orders[i] == MOMUS_DECIDED_WRONG);
	return score;
}

void momus_pairs_add(struct momus_pairs *p, const enum momus_decision *orders,
		     size_t n)
{
	bool absent = !n, null = false, right = true;
	int score;

	for (size_t i = 0; i < n; i++) {
		absent |= orders[i] == MOMUS_DECIDED_ABSENT;
		null |= orders[i] == MOMUS_DECIDED_NULL;
		right &= orders[i] == MOMUS_DECIDED_RIGHT;
	}
	p->total++;
	if (n && orders[0] != MOMUS_DECIDED_ABSENT) {
		p->first_judged++;
		p->first_right += orders[0] == MOMUS_DECIDED_RIGHT;
	}
	if (absent)
		return;
	score = momus_pair_score(orders, n);
	p->judged++;
	p->correct += score > 0;
	p->incorrect += score < 0;
	p->tied += score == 0;
	p->null += null;
	p->both_right += right;
	p->inconsistent += n > 1 && orders[0] != orders[1];
}

bool momus_factorials_init(struct momus_factorials *f, uint32_t n)
{
	*f = (struct momus_factorials){
		malloc(((size_t)n + 1) * sizeof *f->log), n
	};
	if (!f->log)
		return false;
	f->log[0] = 0.0;
	for (uint32_t i = 1; i <= n; i++)
		f->log[i] = f->log[i - 1] + log(i);
	return true;
}

void momus_factorials_release(struct momus_factorials *f)
{
	free(f->log);
	f->log = NULL;
}

static double log_choose(const struct momus_factorials *f, uint32_t n,
			 uint32_t k)
{
	return f->log[n] - f->log[k] - f->log[n - k];
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

struct momus_chances momus_majority_chances(const struct momus_decisions *d,
					    uint32_t k,
					    const struct momus_factorials *f)
{
	double all = log_choose(f, momus_decisions_n(d), k), p;
	struct momus_chances c = { 0.0, 0.0 };
	struct momus_decisions x;

	for (x.right = 0; x.right <= smaller(d->right, k); x.right++)
		for (x.wrong = 0; x.wrong <= smaller(d->wrong, k - x.right);
		     x.wrong++)
			for (x.neither = 0;
			     x.neither <=
			     smaller(d->neither, k - x.right - x.wrong);
			     x.neither++) {
				x.null = k - x.right - x.wrong - x.neither;
				if (x.null > d->null)
					continue;
				p = exp(log_choose(f, d->right, x.right) +
					log_choose(f, d->wrong, x.wrong) +
					log_choose(f, d->neither, x.neither) +
					log_choose(f, d->null, x.null) - all);
				switch (momus_decisions_majority(&x)) {
				case MOMUS_DECIDED_RIGHT:
					c.right += p;
					break;
				case MOMUS_DECIDED_WRONG:
					c.wrong += p;
					break;
				default:
					break;
				}
			}
	return c;
}

/* How likely I of K votes of V say correct. */
static double drawn(struct momus_votes v, uint32_t k, uint32_t i,
		    const struct momus_factorials *f)
{
	if (i > v.correct || k - i > v.n - v.correct)
		return 0.0;
	return exp(log_choose(f, v.correct, i) +
		   log_choose(f, v.n - v.correct, k - i) -
		   log_choose(f, v.n, k));
}

struct momus_chances momus_rival_chances(struct momus_votes right,
					 struct momus_votes wrong, uint32_t k,
					 const struct momus_factorials *f)
{
	struct momus_chances c = { 0.0, 0.0 };
	double fewer_right = 0.0, fewer_wrong = 0.0, r, w;

	for (uint32_t i = 0; i <= k; i++) {
		r = drawn(right, k, i, f);
		w = drawn(wrong, k, i, f);
		c.right += r * fewer_wrong;
		c.wrong += w * fewer_right;
		fewer_right += r;
		fewer_wrong += w;
	}
	return c;
}

double momus_pair_chance(const struct momus_chances *c, size_t n)
{
	if (n < 2)
		return n ? c[0].right : 0.0;
	return c[0].right * (1.0 - c[1].wrong) +
	       (1.0 - c[0].right - c[0].wrong) * c[1].right;
}
