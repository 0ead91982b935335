/* logprob.c - the reference; see logprob.h */
#include "logprob.h"

#include <math.h>

struct summary {	      /* of a row of logits */
	double most, log_sum; /* log sum_v exp(z[v] - most) */
	double entropy;
};

static struct summary summarise(const float *z, int64_t vocab)
{
	struct summary s = { .most = (double)z[0] };
	double sum = 0, weighted = 0, d, e;

	for (int64_t v = 1; v < vocab; v++)
		s.most = fmax(s.most, (double)z[v]);
	for (int64_t v = 0; v < vocab; v++) {
		d = (double)z[v] - s.most;
		e = exp(d);
		sum += e;
		weighted += e * d;
	}
	s.log_sum = log(sum);
	s.entropy = s.log_sum - weighted / sum;
	return s;
}

void logprob_forward(float *logprob, float *entropy, const float *z,
		     const int32_t *token, int64_t n, int64_t vocab)
{
	for (int64_t i = 0; i < n; i++) {
		const float *row = z + i * vocab; /* (V,) */
		struct summary s = summarise(row, vocab);

		logprob[i] =
			(float)((double)row[token[i]] - s.most - s.log_sum);
		if (entropy)
			entropy[i] = (float)s.entropy;
	}
}

/* A row of logits becomes its derivatives. */
static void derive(float *z, int64_t vocab, int32_t token, double a, double b,
		   double temperature)
{
	struct summary s = summarise(z, vocab);
	double zero = a == 0 && b == 0 ? 0.0 : 1.0;

	for (int64_t v = 0; v < vocab; v++) {
		double log_p = (double)z[v] - s.most - s.log_sum;
		double p = exp(log_p), d = -a * p;

		if (b != 0)
			d -= b * p * (log_p + s.entropy);
		z[v] = (float)(zero * (d + (v == token ? a : 0.0)) /
			       temperature);
	}
}

void logprob_backward(float *z, const int32_t *token, const float *a,
		      const float *b, int64_t n, int64_t vocab,
		      double temperature)
{
	for (int64_t i = 0; i < n; i++)
		derive(z + i * vocab, vocab, token[i], (double)a[i],
		       b ? (double)b[i] : 0.0, temperature);
}
