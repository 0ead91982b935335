/* attempts.c - see attempts.h */
#include "config.h"

#include <math.h>
#include <string.h>

#include "momus/random.h"
#include "stats/attempts.h"
#include "stats/chain.h"

struct states {				 /* probabilities; they add up to 1 */
	double right, wrong;		 /* open */
	double right_final, wrong_final; /* accepted */
};

/* One more attempt: judge, then revise what is not accepted. */
static struct states next(const struct momus_attempts *a, struct states s)
{
	double right = s.right * (1.0 - a->tpr),
	       wrong = s.wrong * (1.0 - a->fpr);
	struct states n;

	if (!a->accept) {
		right = s.right;
		wrong = s.wrong;
	}
	n.right_final = s.right_final + (s.right - right);
	n.wrong_final = s.wrong_final + (s.wrong - wrong);
	n.right = right * a->p_cc + wrong * a->p_cw;
	n.wrong = right * (1.0 - a->p_cc) + wrong * (1.0 - a->p_cw);
	return n;
}

void momus_attempts_exact(const struct momus_attempts *a, size_t n,
			  double *right)
{
	struct states s = { .right = a->p_init, .wrong = 1.0 - a->p_init };

	for (size_t i = 0; i < n; i++, s = next(a, s))
		right[i] = s.right + s.right_final;
}

void momus_attempts_drawn(const struct momus_attempts *a, size_t n,
			  uint64_t runs, uint64_t seed, double *right)
{
	struct momus_stream s;

	memset(right, 0, n * sizeof(*right));
	for (uint64_t r = 0; r < runs; r++) {
		bool good, final = false;

		momus_stream_init(&s, seed, MOMUS_TEXT(""), r, 0, "attempts");
		good = momus_stream_real(&s) < a->p_init;
		for (size_t i = 0; i < n; i++) {
			right[i] += good;
			if (a->accept && !final)
				final = momus_stream_real(&s) <
					(good ? a->tpr : a->fpr);
			if (!final)
				good = momus_stream_real(&s) <
				       (good ? a->p_cc : a->p_cw);
		}
	}
	for (size_t i = 0; i < n; i++)
		right[i] /= (double)runs;
}

/* Absorption: with x and y the chance to end right from right-open and from
 * wrong-open, x = tpr + (1-tpr)(p_cc x + (1-p_cc) y) and y = (1-fpr)(p_cw x +
 * (1-p_cw) y).  A state that is neither accepted nor left is where a run ends. */
double momus_attempts_limit(const struct momus_attempts *a)
{
	double r = 1.0 - a->tpr, w = 1.0 - a->fpr, det, x, y;
	double xx = 1.0 - r * a->p_cc, xy = -r * (1.0 - a->p_cc);
	double yx = -w * a->p_cw, yy = 1.0 - w * (1.0 - a->p_cw);

	if (!a->accept || (a->tpr == 0 && a->fpr == 0)) {
		x = momus_two_state(a->p_cc, a->p_cw).stationary;
		return isnan(x) ? a->p_init : x;
	}
	det = xx * yy - xy * yx;
	if (xx == 0) {
		x = 1.0;
		y = yy > 0 ? -yx / yy : 0.0;
	} else if (yy == 0) {
		y = 0.0;
		x = a->tpr / xx;
	} else {
		x = a->tpr * yy / det;
		y = -a->tpr * yx / det;
	}
	return a->p_init * x + (1.0 - a->p_init) * y;
}
