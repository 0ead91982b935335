/* twister.c - see twister.h */
#include "twister.h"

#include <math.h>

enum { N = 624, M = 397 };

static void start(struct twister *t, uint32_t s)
{
	t->state[0] = s;
	for (uint32_t i = 1; i < N; i++)
		t->state[i] = 1812433253u * (t->state[i - 1] ^
					     t->state[i - 1] >> 30) +
			      i;
	t->used = N;
}

/* Seeding by an array of one word, which is what CPython does with an integer
 * below 2^32. */
void twister_seed(struct twister *t, uint32_t seed)
{
	uint32_t *s = t->state;
	uint32_t i = 1;

	start(t, 19650218u);
	for (int k = 0; k < N; k++) {
		s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * 1664525u) + seed;
		if (++i == N) {
			s[0] = s[N - 1];
			i = 1;
		}
	}
	for (int k = 0; k < N - 1; k++) {
		s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * 1566083941u) - i;
		if (++i == N) {
			s[0] = s[N - 1];
			i = 1;
		}
	}
	s[0] = 0x80000000u;
	t->has_kept = false;
}

static void refill(struct twister *t)
{
	uint32_t *s = t->state;

	for (int i = 0; i < N; i++) {
		uint32_t y =
			(s[i] & 0x80000000u) | (s[(i + 1) % N] & 0x7fffffffu);

		s[i] = s[(i + M) % N] ^ y >> 1 ^ (y & 1 ? 0x9908b0dfu : 0);
	}
	t->used = 0;
}

static uint32_t word(struct twister *t)
{
	uint32_t y;

	if (t->used == N)
		refill(t);
	y = t->state[t->used++];
	y ^= y >> 11;
	y ^= y << 7 & 0x9d2c5680u;
	y ^= y << 15 & 0xefc60000u;
	return y ^ y >> 18;
}

/* Uniform in [0,1) with 53 bits. */
static double real(struct twister *t)
{
	uint32_t a = word(t) >> 5, b = word(t) >> 6;

	return (a * 67108864.0 + b) * (1.0 / 9007199254740992.0);
}

double twister_gauss(struct twister *t)
{
	double angle, radius;

	if (t->has_kept) {
		t->has_kept = false;
		return t->kept;
	}
	angle = real(t) * (2.0 * M_PI);
	radius = sqrt(-2.0 * log(1.0 - real(t)));
	t->kept = sin(angle) * radius;
	t->has_kept = true;
	return cos(angle) * radius;
}

uint32_t twister_choice(struct twister *t, uint32_t n)
{
	unsigned bits = 32u - (unsigned)__builtin_clz(n);
	uint32_t r;

	do
		r = word(t) >> (32 - bits);
	while (r >= n);
	return r;
}
