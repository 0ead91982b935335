/* sampler.c - see sampler.h */
#include "model/sampler.h"

#include <math.h>
#include <momus/error.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

int sampler_init(struct sampler *out, int64_t vocab, struct momus_error *err)
{
	*out = (struct sampler){ .vocab = vocab };
	out->p = malloc((size_t)vocab * sizeof *out->p);
	out->raw = malloc((size_t)vocab * sizeof *out->raw);
	out->order = malloc((size_t)vocab * sizeof *out->order);
	if (out->p && out->raw && out->order)
		return MOMUS_OK;
	sampler_release(out);
	return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
}

void sampler_release(struct sampler *s)
{
	free(s->p);
	free(s->raw);
	free(s->order);
	memset(s, 0, sizeof *s);
}

void sampler_saw(unsigned char *seen, int64_t vocab, const int32_t *ids,
		 size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] >= 0 && ids[i] < vocab)
			seen[ids[i]] = 1;
}

static int32_t greatest(const float *z, int64_t vocab)
{
	int64_t at = 0;

	for (int64_t v = 1; v < vocab; v++)
		if (z[v] > z[at])
			at = v;
	return (int32_t)at;
}

/* log sum_v exp(z[v]) */
static double log_sum(const float *z, int64_t vocab)
{
	double most = (double)z[greatest(z, vocab)], sum = 0;

	for (int64_t v = 0; v < vocab; v++)
		sum += exp((double)z[v] - most);
	return most + log(sum);
}

static void penalise(const unsigned char *seen, int64_t vocab, float *z,
		     double penalty)
{
	for (int64_t v = 0; v < vocab; v++)
		if (seen[v])
			z[v] = (float)(z[v] > 0 ? (double)z[v] / penalty
						: (double)z[v] * penalty);
}

/* Ids by falling logit, the lower id first of equals: a heap's way down, so that
 * a few of many cost little. */
static bool before(const float *z, int32_t a, int32_t b)
{
	return z[a] != z[b] ? z[a] > z[b] : a < b;
}

static void sink(const float *z, int32_t *heap, int64_t n, int64_t i)
{
	int32_t moved = heap[i];
	int64_t down;

	while ((down = 2 * i + 1) < n) {
		if (down + 1 < n && before(z, heap[down + 1], heap[down]))
			down++;
		if (!before(z, heap[down], moved))
			break;
		heap[i] = heap[down];
		i = down;
	}
	heap[i] = moved;
}

/* Takes the first id of S's heap of N, which then ends N - 1 places on. */
static int32_t take(struct sampler *s, const float *z, int64_t *n)
{
	int32_t id = s->order[0];

	s->order[0] = s->order[--*n];
	if (*n)
		sink(z, s->order, *n, 0);
	s->order[*n] = id; /* those taken gather behind the heap */
	return id;
}

static void heap_all(struct sampler *s, const float *z)
{
	for (int64_t v = 0; v < s->vocab; v++)
		s->order[v] = (int32_t)v;
	for (int64_t i = s->vocab / 2; i-- > 0;)
		sink(z, s->order, s->vocab, i);
}

static void cut(struct sampler *s, int64_t from, int64_t to)
{
	for (int64_t i = from; i < to; i++)
		s->p[s->order[i]] = 0;
}

/* Leaves of S's probabilities, whose sum is ALL, the top K (0: all; equals of
 * the last one stay) and of these the first that reach TOP_P of their sum. */
static void cut_tail(struct sampler *s, const float *z, int64_t k, double top_p,
		     double all)
{
	int64_t n = s->vocab, taken = 0;
	double sum = 0, last = 0, reach;

	heap_all(s, z);
	if (k <= 0) {
		while (n > 0 && sum < top_p * all)
			sum += s->p[take(s, z, &n)];
		cut(s, 0, n);
		return;
	}
	for (; n > 0 && (taken < k || s->p[s->order[0]] >= last); taken++) {
		last = s->p[take(s, z, &n)];
		sum += last;
	}
	cut(s, 0, n);
	reach = top_p * sum;
	for (sum = 0; taken > 0 && sum < reach; taken--)
		sum += s->p[s->order[n + taken - 1]];
	if (top_p < 1)
		cut(s, n, n + taken);
}

/* One of S's probabilities, which are 0 where they were cut. */
static int32_t draw(const struct sampler *s, struct momus_stream *stream)
{
	double all = 0, at;
	int64_t last = 0;

	for (int64_t v = 0; v < s->vocab; v++)
		all += s->p[v];
	at = momus_stream_real(stream) * all;
	for (int64_t v = 0; v < s->vocab; v++) {
		if (!(s->p[v] > 0))
			continue;
		last = v;
		at -= s->p[v];
		if (at < 0)
			break;
	}
	return (int32_t)last;
}

static double or_one(double x)
{
	return isnan(x) ? 1.0 : x;
}

void sampler_look(struct sampler *s, const float *z,
		  const struct momus_sampling *how)
{
	double t = or_one(how->temperature);

	for (int64_t v = 0; v < s->vocab; v++)
		s->raw[v] = t > 0 ? (float)((double)z[v] / t) : z[v];
	s->log_sum = log_sum(s->raw, s->vocab);
}

int32_t sampler_draw(struct sampler *s, float *z,
		     const struct momus_sampling *how,
		     const unsigned char *seen, struct momus_stream *stream,
		     float *logprob)
{
	double t = or_one(how->temperature), top_p = or_one(how->top_p);
	double penalty = or_one(how->repetition_penalty), all = 0, most;
	int32_t id;

	sampler_look(s, z, how);
	memcpy(z, s->raw, (size_t)s->vocab * sizeof *z);
	if (seen && penalty != 1.0)
		penalise(seen, s->vocab, z, penalty);
	id = greatest(z, s->vocab);
	if (t > 0) {
		most = (double)z[id];
		for (int64_t v = 0; v < s->vocab; v++)
			all += s->p[v] = exp((double)z[v] - most);
		if ((how->top_k > 0 && how->top_k < s->vocab) || top_p < 1)
			cut_tail(s, z, how->top_k, top_p, all);
		for (int64_t v = 0; how->min_p > 0 && v < s->vocab; v++)
			s->p[v] = s->p[v] < how->min_p ? 0 : s->p[v];
		id = draw(s, stream);
	}
	*logprob = (float)((double)s->raw[id] - s->log_sum);
	return id;
}

size_t sampler_likely(struct sampler *s, struct sampler_likely *out, size_t n)
{
	int64_t left = s->vocab;
	size_t i = 0;

	heap_all(s, s->raw);
	for (; i < n && left > 0; i++) {
		int32_t id = take(s, s->raw, &left);

		out[i] = (struct sampler_likely){
			id, (float)((double)s->raw[id] - s->log_sum)
		};
	}
	return i;
}
