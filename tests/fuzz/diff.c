/* diff.c - any two texts, told apart by the first NUL, compared
 *
 * The first byte chooses lines or words and the bound on work.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "core/diff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whether SIDE's tokens in a row are T, nothing left out or added. */
static void check_tokens(const struct momus_text *side, size_t n,
			 struct momus_text t)
{
	const char *at = t.ptr;

	for (size_t i = 0; i < n; i++) {
		assert(side[i].ptr == at && side[i].len);
		at += side[i].len;
	}
	assert(at == t.ptr + t.len);
}

/* Whether A and B are the same but for a line feed. */
static int alike(struct momus_text a, struct momus_text b)
{
	a.len -= a.ptr[a.len - 1] == '\n' && a.len > b.len;
	b.len -= b.ptr[b.len - 1] == '\n' && b.len > a.len;
	return momus_text_equal(a, b);
}

static void check_parts(const struct momus_diff *d)
{
	uint32_t a = 0, b = 0;

	for (size_t p = 0; p < d->n; p++) {
		const struct momus_diff_part *x = &d->parts[p];

		assert(x->a == a && x->b == b && x->n_a + x->n_b);
		for (uint32_t i = 0; x->same && i < x->n_a; i++)
			assert(alike(d->a[a + i], d->b[b + i]));
		assert(!x->same || x->n_a == x->n_b);
		a += x->n_a;
		b += x->n_b;
	}
	assert(a == d->n_a && b == d->n_b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_arena *arena = momus_arena_create((size_t)64 << 20);
	struct momus_text a = { (const char *)data + 1, size - 1 }, b = a;
	struct momus_diff d;
	const char *nul;

	if (size) {
		nul = memchr(a.ptr, '\0', a.len);
		a.len = nul ? (size_t)(nul - a.ptr) : a.len;
		b.ptr = nul ? nul + 1 : a.ptr;
		b.len = nul ? size - 2 - a.len : a.len;
		if (momus_diff(a, b,
			       data[0] & 1 ? MOMUS_DIFF_LINES
					   : MOMUS_DIFF_WORDS,
			       (uint64_t)data[0] * data[0] * 16, arena, &d,
			       NULL) == MOMUS_OK) {
			check_tokens(d.a, d.n_a, a);
			check_tokens(d.b, d.n_b, b);
			check_parts(&d);
		}
	}
	momus_arena_free(arena);
	return 0;
}
