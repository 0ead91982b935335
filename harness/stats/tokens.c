/* tokens.c - see tokens.h
 *
 * mteval's rules look at ASCII alone, so that bytes of other signs pass as
 * letters do.  Each rule is one pass over the whole text: what a rule has made
 * is seen by the next one only, and matches do not overlap.
 */
#include "config.h"

#include <string.h>

#include "stats/tokens.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_point(char c)
{
	return c == '.' || c == ',';
}

static bool stands_apart(char c)
{
	return (c >= '{' && c <= '~') || (c >= '[' && c <= '`') ||
	       (c >= ' ' && c <= '&') || (c >= '(' && c <= '+') ||
	       (c >= ':' && c <= '@') || c == '/';
}

/* T with every FROM replaced by TO, in OUT, which is emptied first. */
static void replace(struct momus_text t, const char *from, const char *to,
		    struct momus_buffer *out)
{
	struct momus_text what = momus_text_of(from);
	size_t at = 0, hit;

	momus_buffer_reset(out);
	while ((hit = momus_text_find(t, what, at)) != (size_t)-1) {
		momus_buffer_add(out,
				 (struct momus_text){ t.ptr + at, hit - at });
		momus_buffer_puts(out, to);
		at = hit + what.len;
	}
	momus_buffer_add(out, (struct momus_text){ t.ptr + at, t.len - at });
}

enum pass { SIGNS, POINT_AFTER, POINT_BEFORE, DASH };

/* How many bytes at P (LEFT of them) the pass matches: 0, 1 or 2. */
static size_t match(enum pass pass, const char *p, size_t left)
{
	if (pass == SIGNS)
		return stands_apart(p[0]);
	if (left < 2)
		return 0;
	switch (pass) {
	case POINT_AFTER:
		return !is_digit(p[0]) && is_point(p[1]) ? 2 : 0;
	case POINT_BEFORE:
		return is_point(p[0]) && !is_digit(p[1]) ? 2 : 0;
	default:
		return is_digit(p[0]) && p[1] == '-' ? 2 : 0;
	}
}

/* A character of two or more bytes is one sign: its last byte stands for it, and
 * as the second of a match it goes along whole. */
static void apply(enum pass pass, struct momus_text t, struct momus_buffer *out)
{
	size_t at = 0, n;

	momus_buffer_reset(out);
	while (at < t.len) {
		n = match(pass, t.ptr + at, t.len - at);
		if (!n) {
			momus_buffer_putc(out, t.ptr[at++]);
			continue;
		}
		if (pass == SIGNS || pass == POINT_BEFORE)
			momus_buffer_putc(out, ' ');
		momus_buffer_putc(out, t.ptr[at]);
		momus_buffer_putc(out, ' ');
		if (n == 2)
			momus_buffer_putc(out, t.ptr[at + 1]);
		if (pass == POINT_AFTER || pass == DASH)
			momus_buffer_putc(out, ' ');
		at += n;
	}
}

static void swap(struct momus_buffer *a, struct momus_buffer *b)
{
	struct momus_buffer t = *a;

	*a = *b;
	*b = t;
}

/* White space at the end, which sacreBLEU strips before all else. */
static struct momus_text without_tail(struct momus_text t)
{
	size_t at = 0, end = 0;

	while (at < t.len)
		if (!momus_text_is_space(momus_text_next(t, &at)))
			end = at;
	return (struct momus_text){ t.ptr, end };
}

void momus_tokens_mteval(struct momus_text t, struct momus_buffer *out)
{
	static const char *const first[][2] = {
		{ "<skipped>", "" }, { "-\n", "" },    { "\n", " " },
		{ "&quot;", "\"" },  { "&amp;", "&" }, { "&lt;", "<" },
		{ "&gt;", ">" },
	};
	struct momus_buffer now, next;

	momus_buffer_init(&now, out->limit);
	momus_buffer_init(&next, out->limit);
	momus_buffer_add(&now, without_tail(t));
	for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
		replace(momus_buffer_text(&now), first[i][0], first[i][1],
			&next);
		swap(&now, &next);
	}
	momus_buffer_reset(&next);
	momus_buffer_putc(&next, ' ');
	momus_buffer_add(&next, momus_buffer_text(&now));
	momus_buffer_putc(&next, ' ');
	for (enum pass p = SIGNS; p <= DASH; p++) {
		swap(&now, &next);
		apply(p, momus_buffer_text(&now), &next);
	}
	momus_buffer_add(out, momus_buffer_text(&next));
	out->failed |= now.failed || next.failed;
	momus_buffer_release(&now);
	momus_buffer_release(&next);
}

void momus_tokens_plain(struct momus_text t, struct momus_buffer *out)
{
	size_t at = 0;

	while (at < t.len) {
		uint32_t c = momus_text_next(t, &at);

		/* In lower case İ is an i and a dot, the kelvin sign a k. */
		if (c == 0x130)
			momus_buffer_putc(out, 'i');
		else if (c == 0x212a)
			c = 'k';
		else if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			momus_buffer_putc(out, (char)c);
		else
			momus_buffer_putc(out, ' ');
	}
}

bool momus_tokens_next(struct momus_text spaced, size_t *at,
		       struct momus_text *word)
{
	size_t from, to = *at;

	do {
		from = to;
		if (from == spaced.len)
			return false;
	} while (momus_text_is_space(momus_text_next(spaced, &to)));
	do
		*at = to;
	while (to < spaced.len &&
	       !momus_text_is_space(momus_text_next(spaced, &to)));
	*word = (struct momus_text){ spaced.ptr + from, *at - from };
	return true;
}
