/* bestof.c - see bestof.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "stats/bestof.h"
#include "stats/passk.h"

struct scored {
	double score, right;
};

static int by_score(const void *x, const void *y)
{
	double a = ((const struct scored *)x)->score;
	double b = ((const struct scored *)y)->score;

	return a < b ? -1 : a > b;
}

/* Of K of the N sorted LIST. */
static double best_of(const struct scored *list, size_t n, uint32_t k)
{
	double sum = 0, below = 0, upto, right;
	size_t first, end;

	for (first = 0; first < n; first = end, below = upto) {
		right = 0;
		for (end = first;
		     end < n && list[end].score == list[first].score; end++)
			right += list[end].right;
		/* none of K above the group, less none above what is below */
		upto = momus_passk_all(n, end, k);
		sum += (upto - below) * right / (double)(end - first);
	}
	return sum;
}

int momus_best_of(const double *scores, const double *right, size_t n,
		  const uint32_t *ks, size_t n_k, double *out,
		  struct momus_error *err)
{
	struct scored *list = malloc((n + 1) * sizeof(*list));

	if (!list)
		return momus_fail(err, MOMUS_ENOMEM,
				  "best of k: out of memory");
	for (size_t i = 0; i < n; i++)
		list[i] = (struct scored){ isnan(scores[i]) ? -INFINITY
							    : scores[i],
					   right[i] };
	qsort(list, n, sizeof(*list), by_score);
	for (size_t j = 0; j < n_k; j++)
		out[j] = ks[j] && ks[j] <= n ? best_of(list, n, ks[j]) : NAN;
	free(list);
	return MOMUS_OK;
}
