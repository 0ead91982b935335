/* elementary.h - logarithms and the tail of the normal without a branch, for wide.h
 *
 * Of doubles, to a few units in the last place; NAN gives NAN.
 */
#ifndef MOMUS_STATS_ELEMENTARY_H
#define MOMUS_STATS_ELEMENTARY_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "stats/wide.h"

/* ln 2, the first part with 33 bits: its products with exponents are exact. */
#define MOMUS_LN2_HIGH 0x1.62e42fefp-1
#define MOMUS_LN2_LOW  0x1.473de6af278edp-34

MOMUS_LANE uint64_t momus_lane_bits(double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof(bits));
	return bits;
}

MOMUS_LANE double momus_lane_of(uint64_t bits)
{
	double x;

	memcpy(&x, &bits, sizeof(x));
	return x;
}

/* The whole number next to X, which is below 2^51 in size. */
MOMUS_LANE double momus_lane_round(double x)
{
	const double magic = 0x1.8p52;

	return (x + magic) - magic;
}

/* The polynomial of X with coefficients C (N, an even number), the highest power's first;
 * odd and even powers need not wait for each other. */
MOMUS_LANE double momus_lane_polynomial(const double *c, int n, double x)
{
	const double q = x * x;
	double odd = c[0], even = c[1];

	MOMUS_UNROLL
	for (int i = 2; i < n; i += 2) {
		odd = fma(odd, q, c[i]);
		even = fma(even, q, c[i + 1]);
	}
	return fma(odd, x, even);
}

/* ln X, where what is below the least normal number counts as 0: X = 2^e m, m next to
 * 1, and ln m = 2 artanh((m - 1) / (m + 1)) by its series (Abramowitz and Stegun 1964,
 * 4.6.33). */
MOMUS_LANE double momus_lane_log(double x)
{
	static const double c[] = {
		1.0 / 25, 1.0 / 23, 1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15,
		1.0 / 13, 1.0 / 11, 1.0 / 9,  1.0 / 7,	1.0 / 5,  1.0 / 3,
	};
	const uint64_t root = UINT64_C(0x3fe6a09e667f3bcd); /* of 1/2 */
	const uint64_t up =
		momus_lane_bits(x) + (UINT64_C(0x3ff0000000000000) - root);
	const uint64_t last = (UINT64_C(1) << 52) - 1;
	const double m = momus_lane_of((up & last) + root);
	/* 2^52 + e + 1023 has e + 1023 in its last bits */
	const double e =
		momus_lane_of(up >> 52 | UINT64_C(0x4330000000000000)) -
		(0x1p52 + 1023.0);
	const double s = (m - 1.0) / (m + 1.0), q = s * s;
	double sum = momus_lane_polynomial(c, 12, q);

	sum = fma(2.0 * s, q * sum, e * MOMUS_LN2_LOW);
	sum = fma(e, MOMUS_LN2_HIGH, sum + 2.0 * s);
	sum = x < 0x1p-1022 ? (x < 0.0 ? NAN : -INFINITY) : sum;
	return x < INFINITY ? sum : x;
}

/* e^-(A + B), A not below 0, B small; 0 where A is above 708, which is next to the least
 * normal number: 2^k e^r, |r| at most ln 2 / 2, and the power series of e^r. */
MOMUS_LANE double momus_lane_fall(double a, double b)
{
	static const double c[] = {
		1.0 / 6227020800,
		1.0 / 479001600,
		1.0 / 39916800,
		1.0 / 3628800,
		1.0 / 362880,
		1.0 / 40320,
		1.0 / 5040,
		1.0 / 720,
		1.0 / 120,
		1.0 / 24,
		1.0 / 6,
		0.5,
		1.0,
		1.0,
	};
	/* the last bits of its sum with k are those of k */
	const double magic = 0x1.8p52;
	const double sum = fma(a, -0x1.71547652b82fep+0, magic);
	const double k = sum - magic;
	const double power = momus_lane_of((momus_lane_bits(sum) << 52) +
					   (UINT64_C(1023) << 52));
	const double r = fma(k, -MOMUS_LN2_HIGH, -a) - fma(k, MOMUS_LN2_LOW, b);
	const double all = momus_lane_polynomial(c, 14, r) * power;

	return a > 708.0 ? 0.0 : all;
}

/* erfc(X), X not below 0: e^(-x^2) / (1 + 2 x) times a polynomial in (x - 15/4) / (x +
 * 15/4), which is that of the Chebyshev series of (1 + 2 x) e^(x^2) erfc(x) up to its
 * 23rd member (after Schonfelder 1978, "Chebyshev Expansions for the Error and Related
 * Functions"; computed with 80 digits, what is left out is below 2e-17). */
MOMUS_LANE double momus_lane_erfc(double x)
{
	static const double c[] = {
		0x1.561b10582268ep-32,	-0x1.6884628ace033p-29,
		-0x1.014cd7201b72cp-28, 0x1.12b326b5668a8p-25,
		0x1.8fa9fe49c367fp-26,	-0x1.0ae6bf9452a18p-22,
		-0x1.eb803840c060fp-25, 0x1.d39c1a3875507p-20,
		-0x1.055686d42aa5fp-20, -0x1.7fcc159f9a760p-17,
		0x1.778b933adcce7p-16,	0x1.b13e13fe20445p-15,
		-0x1.303fa4966bc38p-12, 0x1.33fb5a5e7ca14p-12,
		0x1.cc3a0e7d2150cp-10,	-0x1.3f603c7e65d24p-7,
		0x1.d0b0037d167adp-6,	-0x1.e0d0fa6c16f3fp-5,
		0x1.7a14188a9ce2ap-4,	-0x1.bda9309a35871p-4,
		0x1.510169d09665bp-4,	0x1.d5f294816277ep-9,
		-0x1.1f367683f89a5p-3,	0x1.3ccda0b5d5dc2p+0,
	};
	const double y = x > 27.0 ? 27.0 : x; /* 0 from there on */
	const double t = (y - 3.75) / (y + 3.75);
	const double square = y * y;

	return momus_lane_polynomial(c, 24, t) / (1.0 + 2.0 * y) *
	       momus_lane_fall(square, fma(y, y, -square));
}

/* P(Z <= Z) of the standard normal. */
MOMUS_LANE double momus_lane_normal_cdf(double z)
{
	const double x = z * 0x1.6a09e667f3bcdp-1; /* root of 1/2 */
	const double tail = 0.5 * momus_lane_erfc(x < 0.0 ? -x : x);

	return x < 0.0 ? tail : 1.0 - tail;
}

#endif /* MOMUS_STATS_ELEMENTARY_H */
