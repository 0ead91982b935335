/* signflip.c - the sign-flip test: see paired.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "momus/random.h"
#include "stats/binomial.h"
#include "stats/choices.h"
#include "stats/groups.h"
#include "stats/paired.h"

enum {
	WALK_MOST = 20,	      /* a million sums: milliseconds */
	FINEST = 2520,	      /* of the units that sizes are counted in */
	STEPS_MOST = 1 << 26, /* of a distribution: under 0.1 s */
};

static const double rounding = 1e-12;

/* How many of the 2^N signs of SIZES give a sum as extreme as LIMIT; walked in
 * the order of a Gray code, so that each differs from the last by one sign. */
static uint64_t walk(const double *sizes, size_t n, double limit)
{
	uint64_t extreme = 0, gray = 0;
	double sum = 0;
	int bit;

	for (size_t i = 0; i < n; i++)
		sum -= sizes[i];
	extreme = fabs(sum) >= limit;
	for (uint64_t i = 1; i < 1ull << n; i++) {
		bit = __builtin_ctzll(i);
		gray ^= 1ull << bit;
		sum += (gray >> bit & 1 ? 2.0 : -2.0) * sizes[bit];
		extreme += fabs(sum) >= limit;
	}
	return extreme;
}

/* The least Q up to FINEST for which all GROUPS are whole numbers of 1/Q; 0 if
 * none is.  Means of K and of L samples are whole numbers of 1/lcm(K,L). */
static unsigned unit(const struct momus_group *groups, size_t m)
{
	for (unsigned q = 1; q <= FINEST; q++) {
		size_t i = 0;

		for (; i < m; i++) {
			double x = groups[i].value * q;

			if (x < 0.5 || fabs(x - round(x)) > 1e-9 * q)
				break;
		}
		if (i == m)
			return q;
	}
	return 0;
}

/* Into OUT the distribution IN, which lies from FROM to TO and is 0 around it, with
 * one more term of SIZE of either sign. */
static void convolve(const double *in, double *out, size_t from, size_t to,
		     size_t size)
{
	for (size_t x = from - size; x <= to + size; x++)
		out[x] = 0.5 * (in[x - size] + in[x + size]);
}

/* Of the distribution of the sum of GROUPS, in units of 1/Q, what lies at LIMIT
 * or beyond; exact.  NAN if it is too large, or without memory. */
static double counted(const struct momus_group *groups, size_t m, unsigned q,
		      double limit)
{
	double most = 0, n = 0, extreme = 0, *in, *out, *swap;
	size_t largest, middle, reach = 0, all;

	for (size_t i = 0; i < m; i++) {
		most += (double)groups[i].n * round(groups[i].value * q);
		n += (double)groups[i].n;
	}
	if (!q || most * n > STEPS_MOST)
		return NAN;
	largest = (size_t)round(groups[m - 1].value * q);
	middle = (size_t)most + largest;
	all = 2 * middle + 1;
	in = calloc(all, sizeof(*in));
	out = calloc(all, sizeof(*out));
	if (in && out)
		in[middle] = 1;
	else
		extreme = NAN;
	for (size_t i = 0; i < m && !isnan(extreme); i++)
		for (uint64_t k = 0; k < groups[i].n; k++) {
			size_t size = (size_t)round(groups[i].value * q);

			convolve(in, out, middle - reach, middle + reach, size);
			reach += size;
			swap = in;
			in = out;
			out = swap;
		}
	for (size_t x = 0; x < all && !isnan(extreme); x++)
		if (fabs((double)x - (double)middle) >= limit * q - 1e-6)
			extreme += in[x];
	free(in);
	free(out);
	return isnan(extreme) ? NAN : fmin(1.0, extreme);
}

/* For each eight of the sizes that occur once, the sum that each byte of signs
 * makes of them: (ceil(n / 8), 256).  NULL without memory. */
static double *tabulate(const double *once, size_t n)
{
	double *sums = calloc((n + 7) / 8 * 256 + 1, sizeof(*sums));

	for (size_t i = 0; sums && i < (n + 7) / 8 * 8; i++) {
		double *table = sums + i / 8 * 256, size = i < n ? once[i] : 0;
		size_t bit = (size_t)1 << i % 8;

		for (size_t byte = 0; byte < bit; byte++) {
			table[bit + byte] = table[byte] + size;
			table[byte] -= size;
		}
	}
	return sums;
}

/* One sum of TABLES (N,256) by as many random bytes. */
static double draw_once(const double *tables, size_t n, struct momus_stream *s)
{
	uint64_t bits = 0;
	double sum = 0;

	for (size_t i = 0; i < n; i++, bits >>= 8) {
		if (i % 8 == 0)
			bits = momus_stream_u64(s);
		sum += tables[i * 256 + (bits & 255)];
	}
	return sum;
}

/* As draw() where all N sizes occur once, many draws side by side: in units of a
 * 2^-30th of all sizes, of which rounding takes one for two sizes; what it leaves in
 * doubt is summed again.  False where that cannot be done. */
static bool draw_wide(const double *once, size_t n, const double *tables,
		      double limit, const struct momus_stream *s,
		      uint64_t tries, uint64_t *extreme)
{
	const double doubt = (double)n + 2;
	int32_t sums[MOMUS_CHOICES_DRAWS];
	struct momus_choices c;
	double unit = 0;
	bool good = true;

	for (size_t i = 0; i < n; i++)
		unit += once[i] * 0x1p-30;
	if (!n || n > 1 << 28 || !isnormal(unit) ||
	    !momus_choices_init(&c, n, 1))
		return false;
	for (size_t i = 0; i < n; i++) {
		int32_t size = (int32_t)lrint(once[i] / unit);

		momus_choices_add(&c, i, 0, -size, size);
	}
	*extreme = 0;
	for (uint64_t t = 0; good && t < tries; t += MOMUS_CHOICES_DRAWS) {
		good = momus_choices_draw(&c, s, t, sums);
		for (uint64_t i = 0; i < MOMUS_CHOICES_DRAWS && t + i < tries;
		     i++) {
			double above = abs(sums[i]) - limit / unit;
			struct momus_stream again;

			*extreme += above > doubt;
			if (!(fabs(above) <= doubt))
				continue;
			again = momus_choices_stream(&c, s, t + i);
			*extreme += fabs(draw_once(tables, (n + 7) / 8,
						   &again)) >= limit;
		}
	}
	momus_choices_release(&c);
	return good;
}

/* As walk(), for TRIES drawn signs: of a group only how many are plus.  NAN
 * without memory. */
static double draw(struct momus_group *groups, size_t m, double limit,
		   struct momus_stream *s, uint64_t tries)
{
	double *once = malloc((m + 1) * sizeof(*once)), *tables = NULL, sum;
	uint64_t extreme = 0, plus;
	size_t many = 0, n = 0;
	bool wide;

	for (size_t i = 0; once && i < m; i++)
		if (groups[i].n == 1)
			once[n++] = groups[i].value;
		else
			groups[many++] = groups[i];
	if (once)
		tables = tabulate(once, n);
	wide = tables && !many &&
	       draw_wide(once, n, tables, limit, s, tries, &extreme);
	if (!wide)
		extreme = 0;
	for (uint64_t t = 0; tables && !wide && t < tries; t++) {
		sum = draw_once(tables, (n + 7) / 8, s);
		for (size_t i = 0; i < many; i++) {
			plus = momus_binomial(s, groups[i].n, 0.5);
			sum += groups[i].value *
			       (2.0 * (double)plus - (double)groups[i].n);
		}
		extreme += fabs(sum) >= limit;
	}
	free(once);
	free(tables);
	return tables ? (double)extreme : NAN;
}

static void judge(struct momus_signflip *out, const double *sizes, size_t n,
		  double limit, struct momus_group *groups, size_t m,
		  uint64_t seed, uint64_t tries)
{
	struct momus_stream s;

	out->tried = 0;
	out->p = counted(groups, m, unit(groups, m), limit);
	if (!isnan(out->p))
		return;
	if (n <= WALK_MOST) {
		out->tried = 1ull << n;
		out->p = (double)walk(sizes, n, limit) / (double)out->tried;
		return;
	}
	out->exact = false;
	out->tried = tries ? tries : MOMUS_SIGNFLIP_TRIES;
	momus_stream_init(&s, seed, MOMUS_TEXT(""), 0, 0, "sign-flip");
	out->p = (1.0 + draw(groups, m, limit, &s, out->tried)) /
		 (1.0 + (double)out->tried);
}

int momus_signflip(const double *differences, size_t n, uint64_t seed,
		   uint64_t tries, struct momus_signflip *out,
		   struct momus_error *err)
{
	double *sizes = malloc((n + 1) * sizeof(*sizes)), sum = 0, all = 0;
	struct momus_group *groups = NULL;
	size_t m = 0, n_groups;

	for (size_t i = 0; sizes && i < n; i++) {
		sum += differences[i];
		all += fabs(differences[i]);
		if (differences[i] != 0)
			sizes[m++] = fabs(differences[i]);
	}
	*out = (struct momus_signflip){ n ? sum / (double)n : NAN, 1, true, 0 };
	if (sizes)
		groups = momus_groups(sizes, m, &n_groups);
	if (groups && m)
		judge(out, sizes, m, fabs(sum) - rounding * all, groups,
		      n_groups, seed, tries);
	if (!groups || isnan(out->p))
		out = NULL;
	free(sizes);
	free(groups);
	return out ? MOMUS_OK
		   : momus_fail(err, MOMUS_ENOMEM,
				"sign-flip test: out of memory");
}
