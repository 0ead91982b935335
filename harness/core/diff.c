/* diff.c - see diff.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/diff.h"

enum { MOST_TOKENS = 1 << 29, UNREACHED = INT32_MIN / 2 };

struct token {
	struct momus_text text;
	uint32_t at; /* of both texts' tokens, in a row */
};

struct search {
	const uint32_t *a, *b; /* equal tokens have equal numbers */
	bool *gone, *added;    /* of A's and B's tokens */
	int32_t *forth, *back; /* furthest x by diagonal */
	int32_t base;	       /* index of diagonal 0 */
	uint64_t work;	       /* steps left */
	bool least;
};

struct box { /* tokens a0..a1 of the first text, b0..b1 of the second */
	int32_t a0, a1, b0, b1;
};

static bool is_word(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z') || c == '_' || c >= 0x80;
}

static bool is_blank(unsigned char c)
{
	return c == ' ' || c == '\t';
}

/* Bytes of the token that T starts with; T is not empty. */
static size_t token_length(struct momus_text t, enum momus_diff_by by)
{
	bool (*in)(unsigned char) =
		is_word((unsigned char)*t.ptr) ? is_word : is_blank;
	const char *end;
	size_t n = 1;

	if (by == MOMUS_DIFF_LINES) {
		end = memchr(t.ptr, '\n', t.len);
		return end ? (size_t)(end - t.ptr) + 1 : t.len;
	}
	if (!in((unsigned char)*t.ptr))
		return 1;
	while (n < t.len && in((unsigned char)t.ptr[n]))
		n++;
	return n;
}

static int cut(struct momus_text t, enum momus_diff_by by,
	       struct momus_arena *arena, struct momus_text **out, size_t *n,
	       struct momus_error *err)
{
	struct momus_text rest = t;
	size_t len;

	for (*n = 0; rest.len; ++*n) {
		len = token_length(rest, by);
		rest = (struct momus_text){ rest.ptr + len, rest.len - len };
	}
	if (*n >= MOST_TOKENS)
		return momus_fail(err, MOMUS_EINVAL,
				  "a text of %zu tokens is too long to be "
				  "compared, expected fewer than %d",
				  *n, MOST_TOKENS);
	*out = momus_arena_alloc(arena, (*n + 1) * sizeof **out);
	if (!*out)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; i < *n; i++) {
		len = token_length(t, by);
		(*out)[i] = (struct momus_text){ t.ptr, len };
		t = (struct momus_text){ t.ptr + len, t.len - len };
	}
	return MOMUS_OK;
}

static int by_text(const void *x, const void *y)
{
	const struct token *a = x, *b = y;

	if (a->text.len != b->text.len)
		return a->text.len < b->text.len ? -1 : 1;
	return a->text.len ? memcmp(a->text.ptr, b->text.ptr, a->text.len) : 0;
}

/* What of token T counts: not the LF that a last line may lack. */
static struct momus_text bare(struct momus_text t, enum momus_diff_by by)
{
	t.len -= by == MOMUS_DIFF_LINES && t.ptr[t.len - 1] == '\n';
	return t;
}

/* Numbers for D's tokens, the first text's and then the second's; equal ones
 * have equal numbers.  By sorting, so that no text can make it slow as it could
 * a table of hashes.  NULL: out of memory. */
static uint32_t *number(const struct momus_diff *d, enum momus_diff_by by,
			struct momus_arena *arena)
{
	size_t n = d->n_a + d->n_b;
	struct token *tokens =
		momus_arena_alloc(arena, (n + 1) * sizeof *tokens);
	uint32_t *numbers = momus_arena_alloc(arena, (n + 1) * sizeof *numbers);
	uint32_t last = 0;

	if (!tokens || !numbers)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		tokens[i].text =
			bare(i < d->n_a ? d->a[i] : d->b[i - d->n_a], by);
		tokens[i].at = (uint32_t)i;
	}
	qsort(tokens, n, sizeof *tokens, by_text);
	for (size_t i = 0; i < n; i++) {
		last += i && by_text(&tokens[i - 1], &tokens[i]) != 0;
		numbers[tokens[i].at] = last;
	}
	return numbers;
}

/* How far diagonal K is reached from its neighbours with one change more, N and
 * M being the sizes of the box. */
static int32_t reach(const int32_t *v, int32_t k, int32_t n, int32_t m)
{
	int32_t down = v[k + 1], right = v[k - 1] + 1;

	if (down - k > m)
		down = UNREACHED;
	if (right > n)
		right = UNREACHED;
	return down > right ? down : right;
}

static bool equal_at(const struct search *s, const struct box *x, int32_t i,
		     int32_t j, bool reverse)
{
	return reverse ? s->a[x->a1 - 1 - i] == s->b[x->b1 - 1 - j]
		       : s->a[x->a0 + i] == s->b[x->b0 + j];
}

/* One more change in one direction; true when paths of both meet, at *X, *Y of
 * that direction. */
static bool advance(struct search *s, const struct box *box, int32_t d,
		    bool reverse, int32_t *x, int32_t *y)
{
	int32_t n = box->a1 - box->a0, m = box->b1 - box->b0, delta = n - m;
	int32_t *own = (reverse ? s->back : s->forth) + s->base;
	const int32_t *other = (reverse ? s->forth : s->back) + s->base;
	int32_t low = d > m ? d - 2 * (d - m) : d;
	int32_t high = d > n ? d - 2 * (d - n) : d;
	int32_t reached = reverse ? d : d - 1; /* changes of the other */

	if (d <= n)
		own[d + 1] = UNREACHED;
	if (d <= m)
		own[-d - 1] = UNREACHED;
	for (int32_t k = -low; k <= high; k += 2) {
		*x = d ? reach(own, k, n, m) : 0;
		*y = *x - k;
		while (*x >= 0 && *x < n && *y < m &&
		       equal_at(s, box, *x, *y, reverse))
			++*x, ++*y, s->work -= s->work > 0;
		own[k] = *x;
		s->work -= s->work > 0;
		if ((delta & 1) == reverse || *x < 0 || delta - k < -reached ||
		    delta - k > reached)
			continue;
		if (*x + other[delta - k] >= n)
			return true;
	}
	return false;
}

/* Splits BOX where a shortest script has its middle; false: out of work. */
static bool split(struct search *s, const struct box *box, int32_t *a,
		  int32_t *b)
{
	int32_t x, y;

	for (int32_t d = 0; s->work; d++) {
		if (advance(s, box, d, false, &x, &y)) {
			*a = box->a0 + x;
			*b = box->b0 + y;
			return true;
		}
		if (advance(s, box, d, true, &x, &y)) {
			*a = box->a1 - x;
			*b = box->b1 - y;
			return true;
		}
	}
	s->least = false;
	return false;
}

/* Marks what changes in BOX.  As deep as the changes can be halved. */
static void compare(struct search *s, struct box box)
{
	int32_t a, b;

	while (box.a0 < box.a1 && box.b0 < box.b1 &&
	       s->a[box.a0] == s->b[box.b0])
		box.a0++, box.b0++;
	while (box.a0 < box.a1 && box.b0 < box.b1 &&
	       s->a[box.a1 - 1] == s->b[box.b1 - 1])
		box.a1--, box.b1--;
	if (box.a0 < box.a1 && box.b0 < box.b1 && split(s, &box, &a, &b)) {
		compare(s, (struct box){ box.a0, a, box.b0, b });
		compare(s, (struct box){ a, box.a1, b, box.b1 });
		return;
	}
	if (box.a0 < box.a1)
		memset(s->gone + box.a0, true, (size_t)(box.a1 - box.a0));
	if (box.b0 < box.b1)
		memset(s->added + box.b0, true, (size_t)(box.b1 - box.b0));
}

/* Fills D's parts from the marks; only counts them while it has none. */
static void collect(struct momus_diff *d, const struct search *s)
{
	struct momus_diff_part part;
	size_t i = 0, j = 0;

	for (d->n = 0; i < d->n_a || j < d->n_b; d->n++) {
		part = (struct momus_diff_part){ .a = (uint32_t)i,
						 .b = (uint32_t)j };
		while (i < d->n_a && j < d->n_b && !s->gone[i] && !s->added[j])
			i++, j++;
		part.same = i > part.a;
		while (!part.same && i < d->n_a && s->gone[i])
			i++;
		while (!part.same && j < d->n_b && s->added[j])
			j++;
		part.n_a = (uint32_t)i - part.a;
		part.n_b = (uint32_t)j - part.b;
		if (d->parts)
			d->parts[d->n] = part;
	}
}

int momus_diff(struct momus_text a, struct momus_text b, enum momus_diff_by by,
	       uint64_t work, struct momus_arena *arena, struct momus_diff *out,
	       struct momus_error *err)
{
	struct search s = { .work = work, .least = true };
	size_t n;
	int rc;

	*out = (struct momus_diff){ .a = NULL };
	rc = cut(a, by, arena, &out->a, &out->n_a, err);
	if (rc == MOMUS_OK)
		rc = cut(b, by, arena, &out->b, &out->n_b, err);
	if (rc < 0)
		return rc;
	n = out->n_a + out->n_b;
	s.base = (int32_t)out->n_b + 1;
	s.a = number(out, by, arena);
	s.gone = momus_arena_alloc(arena, n + 1);
	s.forth = momus_arena_alloc(arena, (n + 4) * sizeof *s.forth);
	s.back = momus_arena_alloc(arena, (n + 4) * sizeof *s.back);
	if (!s.a || !s.gone || !s.forth || !s.back)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	s.b = s.a + out->n_a;
	s.added = s.gone + out->n_a;
	compare(&s, (struct box){ 0, (int32_t)out->n_a, 0, (int32_t)out->n_b });
	out->least = s.least;
	collect(out, &s);
	out->parts =
		momus_arena_alloc(arena, (out->n + 1) * sizeof *out->parts);
	if (!out->parts)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	collect(out, &s);
	return MOMUS_OK;
}
