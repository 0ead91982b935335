/* synthesis-choose.c - what is one too many among the critiques that are good */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "momus/random.h"
#include "run/synthesis.h"

struct pick { /* a critique that may still be a row */
	uint64_t problem, draw;
	uint32_t rank; /* among its problem's of the same judgment */
	uint32_t row;
	uint8_t judgment;
};

struct picks {
	struct pick *list; /* owned, (n) */
	size_t n;
};

/* All that may still be rows, each with a number of chance. */
static int collect(const struct momus_synthesis *s, const char *purpose,
		   struct picks *out, struct momus_error *err)
{
	struct momus_stream stream;

	out->n = 0;
	out->list = calloc(s->n + 1, sizeof *out->list);
	if (!out->list)
		return momus_fail(err, MOMUS_ENOMEM,
				  "synthesize: out of memory");
	momus_stream_init(&stream, s->seed, MOMUS_TEXT(""), 0, 0, purpose);
	for (size_t i = 0; i < s->n; i++)
		if (s->rows[i].end == MOMUS_SYNTHESIS_ROW)
			out->list[out->n++] = (struct pick){
				.problem = s->rows[i].problem,
				.draw = momus_stream_u64(&stream),
				.row = (uint32_t)i,
				.judgment = s->rows[i].judgment,
			};
	return MOMUS_OK;
}

static int order(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int by_chance(const void *a, const void *b)
{
	const struct pick *x = a, *y = b;

	return x->draw != y->draw ? order(x->draw, y->draw)
				  : order(x->row, y->row);
}

static int by_problem(const void *a, const void *b)
{
	const struct pick *x = a, *y = b;

	if (x->problem != y->problem)
		return order(x->problem, y->problem);
	return x->judgment != y->judgment ? order(x->judgment, y->judgment)
					  : by_chance(a, b);
}

/* Of each problem the first of every judgment, then the second ones … */
static int by_rank(const void *a, const void *b)
{
	const struct pick *x = a, *y = b;

	if (x->problem != y->problem)
		return order(x->problem, y->problem);
	return x->rank != y->rank ? order(x->rank, y->rank) : by_chance(a, b);
}

static void sort(struct picks *p, int (*compare)(const void *, const void *))
{
	if (p->n)
		qsort(p->list, p->n, sizeof *p->list, compare);
}

static int limit_problems(struct momus_synthesis *s, struct momus_error *err)
{
	struct picks p;
	int rc = collect(s, "rows of a problem", &p, err);

	if (rc < 0)
		return rc;
	sort(&p, by_problem);
	for (size_t i = 1; i < p.n; i++)
		if (p.list[i].problem == p.list[i - 1].problem &&
		    p.list[i].judgment == p.list[i - 1].judgment)
			p.list[i].rank = p.list[i - 1].rank + 1;
	sort(&p, by_rank);
	for (size_t i = 0, n = 0; i < p.n; i++) {
		n = i && p.list[i].problem == p.list[i - 1].problem ? n + 1 : 0;
		if (n >= (size_t)s->options->per_problem)
			s->rows[p.list[i].row].end = MOMUS_SYNTHESIS_PROBLEM;
	}
	free(p.list);
	return MOMUS_OK;
}

/* How many of HAVE may stay beside OTHERS so that they are at most SHARE. */
static size_t share_of(size_t have, size_t others, double share)
{
	double most;

	if (share >= 1)
		return have;
	/* 1e-9: a half of 10 is 10, whatever 0.1 is in binary */
	most = floor(share / (1 - share) * (double)others + 1e-9);
	return most < (double)have ? (size_t)most : have;
}

static int balance(struct momus_synthesis *s, uint8_t judgment, double share,
		   struct momus_error *err)
{
	size_t have = 0, keep;
	struct picks p;
	int rc;

	if (share >= 1)
		return MOMUS_OK;
	rc = collect(s, "rows of a judgment", &p, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < p.n; i++)
		have += p.list[i].judgment == judgment;
	keep = share_of(have, p.n - have, share);
	sort(&p, by_chance);
	for (size_t i = 0; i < p.n; i++) {
		if (p.list[i].judgment != judgment)
			continue;
		if (keep)
			keep--;
		else
			s->rows[p.list[i].row].end = MOMUS_SYNTHESIS_BALANCE;
	}
	free(p.list);
	return MOMUS_OK;
}

static int by_digest(const void *a, const void *b)
{
	const struct momus_synthesis_row *const *x = a, *const *y = b;
	int differ = memcmp((*x)->digest, (*y)->digest, sizeof(*x)->digest);

	return differ ? differ : *x < *y ? -1 : *x > *y;
}

/* All but the first of equal critiques. */
static int drop_duplicates(struct momus_synthesis *s, struct momus_error *err)
{
	struct momus_synthesis_row **list = calloc(s->n + 1, sizeof *list);
	size_t n = 0;

	if (!list)
		return momus_fail(err, MOMUS_ENOMEM,
				  "synthesize: out of memory");
	for (size_t i = 0; i < s->n; i++)
		if (s->rows[i].end == MOMUS_SYNTHESIS_ROW)
			list[n++] = &s->rows[i];
	if (n)
		qsort(list, n, sizeof *list, by_digest);
	for (size_t i = 1; i < n; i++)
		if (memcmp(list[i]->digest, list[i - 1]->digest,
			   sizeof list[i]->digest) == 0)
			list[i]->end = MOMUS_SYNTHESIS_DUPLICATE;
	free(list);
	return MOMUS_OK;
}

int momus_synthesis_choose(struct momus_synthesis *s, struct momus_error *err)
{
	const struct momus_synthesis_options *o = s->options;
	int rc = MOMUS_OK;

	if (*o->duplicates == 'd')
		rc = drop_duplicates(s, err);
	if (rc == MOMUS_OK && o->per_problem)
		rc = limit_problems(s, err);
	if (rc == MOMUS_OK)
		rc = balance(s, MOMUS_JUDGMENT_CORRECT, o->max_correct, err);
	if (rc == MOMUS_OK)
		rc = balance(s, MOMUS_JUDGMENT_INCORRECT, o->max_incorrect,
			     err);
	for (size_t i = 0; rc == MOMUS_OK && i < s->n; i++)
		s->counts[s->rows[i].end]++;
	return rc;
}
