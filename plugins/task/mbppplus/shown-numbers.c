/* shown-numbers.c - see shown.h */
#include "shown.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum {
	DIGITS_MAX = 1 << 10, /* bytes of the largest int that is written out */
	LIMB = 1000000000,
};

/* The last N bytes, little-endian, as a number of two's complement. */
static uint64_t whole(const uint8_t *p, size_t n, bool is_signed)
{
	uint64_t x = is_signed && p[n - 1] & 0x80 ? UINT64_MAX : 0;

	while (n--)
		x = x << 8 | p[n];
	return x;
}

void shown_int(struct momus_buffer *out, const uint8_t *p, size_t n,
	       bool is_signed)
{
	uint64_t x = whole(p, n, is_signed);

	if (is_signed)
		momus_buffer_printf(out, "%" PRId64, (int64_t)x);
	else
		momus_buffer_printf(out, "%" PRIu64, x);
}

/* Divides the N bytes of P by LIMB; returns what is left over. */
static uint32_t divide(uint8_t *p, size_t n)
{
	uint64_t rest = 0;

	while (n--) {
		rest = rest << 8 | p[n];
		p[n] = (uint8_t)(rest / LIMB);
		rest %= LIMB;
	}
	return (uint32_t)rest;
}

static void negate(uint8_t *p, size_t n)
{
	unsigned carry = 1;

	for (size_t i = 0; i < n; i++) {
		carry += (uint8_t)~p[i];
		p[i] = (uint8_t)carry;
		carry >>= 8;
	}
}

void shown_long(struct momus_buffer *out, const uint8_t *p, size_t got)
{
	uint32_t limbs[DIGITS_MAX / 3];
	uint8_t copy[DIGITS_MAX];
	size_t k = 0;

	if (!got || got > sizeof copy)
		return;
	memcpy(copy, p, got);
	if (copy[got - 1] & 0x80)
		negate(copy, got);
	do {
		limbs[k++] = divide(copy, got);
		while (got && !copy[got - 1])
			got--;
	} while (got);
	momus_buffer_printf(out, "%" PRIu32, limbs[--k]);
	while (k)
		momus_buffer_printf(out, "%09" PRIu32, limbs[--k]);
}

/* As Python writes it, but for the exponents of very large and small ones. */
static void show_real(struct momus_buffer *out, double x)
{
	size_t from = out->len;

	if (isnan(x) || isinf(x)) {
		momus_buffer_puts(out, isnan(x) ? "nan" : "inf");
		return;
	}
	momus_buffer_real(out, x);
	if (!out->failed && !strpbrk(out->ptr + from, ".e"))
		momus_buffer_puts(out, ".0");
}

void shown_double(struct momus_buffer *out, const uint8_t *p)
{
	double x;

	memcpy(&x, p, sizeof x);
	show_real(out, x);
}

static void show_float(struct momus_buffer *out, const uint8_t *p)
{
	float x;

	memcpy(&x, p, sizeof x);
	momus_buffer_printf(out, "%.9g", (double)x);
}

size_t shown_size(uint8_t dtype)
{
	static const char letters[] = "?bBhHiIlLfdFD";
	static const uint8_t sizes[] = {
		1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 8, 16
	};
	const char *found = dtype ? strchr(letters, dtype) : NULL;

	return found ? sizes[found - letters] : 0;
}

void shown_item(struct momus_buffer *out, uint8_t dtype, const uint8_t *p)
{
	size_t size = shown_size(dtype);

	if (dtype == '?')
		momus_buffer_puts(out, *p ? "True" : "False");
	else if (dtype == 'f' || dtype == 'F')
		show_float(out, p);
	else if (dtype == 'd' || dtype == 'D')
		shown_double(out, p);
	else
		shown_int(out, p, size, dtype >= 'a');
	if (dtype == 'F' || dtype == 'D')
		momus_buffer_putc(out, ' ');
	if (dtype == 'F')
		show_float(out, p + 4);
	else if (dtype == 'D')
		shown_double(out, p + 8);
	momus_buffer_putc(out, ' ');
}
