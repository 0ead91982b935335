/* halves.c - see halves.h: the reference, and which variant is used */
#include "halves.h"

#include <float.h>
#include <math.h>

static bool always(void)
{
	return true;
}

void halves_pack(uint16_t *out, const float *x, int64_t n, int64_t in)
{
	int64_t padded = halves_padded(in);

	for (int64_t r = 0; r < n; r++) {
		uint16_t *row = out + r * padded;

		for (int64_t i = 0; i < in; i++)
			row[i] = halves_round(x[r * in + i]);
		memset(row + in, 0, (size_t)(padded - in) * sizeof *row);
	}
}

static float flush(float x)
{
	return fabsf(x) < FLT_MIN ? copysignf(0.0f, x) : x;
}

static float at(const uint16_t *x, int64_t i, int64_t n)
{
	return i < n ? flush(halves_wide(x[i])) : 0.0f;
}

static float dot(const uint16_t *x, const uint16_t *w, int64_t in)
{
	float s[16] = { 0 };

	for (int64_t i = 0; i < in; i += HALVES_STEP)
		for (int64_t l = 0; l < 16; l++)
			for (int64_t odd = 1; odd >= 0; odd--) {
				int64_t k = i + 2 * l + odd;

				s[l] = flush(
					fmaf(at(x, k, in), at(w, k, in), s[l]));
			}
	for (int half = 8; half > 0; half /= 2)
		for (int l = 0; l < half; l++)
			s[l] = flush(s[l] + s[l + half]);
	return s[0];
}

static void dots(float *y, int64_t ldy, const uint16_t *x, int64_t n,
		 int64_t in, const uint16_t *w, int64_t ldw, int64_t outs)
{
	for (int64_t r = 0; r < n; r++)
		for (int64_t o = 0; o < outs; o++)
			y[r * ldy + o] =
				dot(x + r * halves_padded(in), w + o * ldw, in);
}

const struct halves halves_plain = { { "plain", always }, halves_pack, dots };

/* The best one last. */
static const struct variant *const variants[] = {
	&halves_plain.variant,	&halves_avx2.variant,
	&halves_avx512.variant, &halves_avx512bf16.variant,
	&halves_amx.variant,
};

enum { VARIANTS = sizeof variants / sizeof *variants };

const struct halves *halves_at(int i)
{
	return i < VARIANTS ? (const struct halves *)variants[i] : NULL;
}

int halves_find(const struct halves **out, const char *name,
		struct momus_error *err)
{
	int i = variant_find(variants, VARIANTS, name, err);

	if (i < 0)
		return i;
	*out = halves_at(i);
	return MOMUS_OK;
}
