/* adamw.c - the reference; see adamw.h */
#include "adamw.h"

#include <math.h>

void adamw_step(const struct adamw *o, int64_t t, double scale, float *w,
		float *m, float *v, const float *g, int64_t n)
{
	float b1 = (float)o->beta1, b2 = (float)o->beta2, eps = (float)o->eps;
	/* In fp32 1 - 0.999 would be off by 5e-5 of itself. */
	float a1 = (float)(1.0 - o->beta1), a2 = (float)(1.0 - o->beta2);
	float keep = (float)(1.0 - o->rate * o->decay), c = (float)scale;
	float step = (float)(o->rate / (1.0 - pow(o->beta1, (double)t)));
	float root = (float)sqrt(1.0 - pow(o->beta2, (double)t));

	for (int64_t i = 0; i < n; i++) {
		float x = g[i] * c;

		m[i] = b1 * m[i] + a1 * x;
		v[i] = b2 * v[i] + a2 * x * x;
		w[i] = w[i] * keep - step * (m[i] / (sqrtf(v[i]) / root + eps));
	}
}

struct run {
	const struct adamw *o;
	int64_t t;
	double scale;
	float *w, *m, *v;
	const float *g;
};

static void some(void *arg, int64_t from, int64_t to, int hand)
{
	const struct run *r = arg;

	(void)hand;
	adamw_step(r->o, r->t, r->scale, r->w + from, r->m + from, r->v + from,
		   r->g + from, to - from);
}

void adamw_run(struct crew *crew, const struct adamw *o, int64_t t,
	       double scale, float *w, float *m, float *v, const float *g,
	       int64_t n)
{
	enum { GRAIN = 1 << 15 }; /* about a hundred microseconds */
	struct run r = { o, t, scale, w, m, v, g };

	crew_run(crew, some, &r, n, GRAIN);
}

double adamw_norm(const float *g, int64_t n)
{
	double s[8] = { 0 }, all = 0;
	int64_t i = 0;

	for (; i + 8 <= n; i += 8)
		for (int j = 0; j < 8; j++)
			s[j] += (double)g[i + j] * (double)g[i + j];
	for (; i < n; i++)
		all += (double)g[i] * (double)g[i];
	for (int j = 0; j < 8; j++)
		all += s[j];
	return sqrt(all);
}
