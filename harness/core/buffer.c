/* buffer.c - see momus/buffer.h */
#include "config.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/jsonspan.h"
#include "momus/arena.h"
#include "momus/buffer.h"

void momus_buffer_init(struct momus_buffer *b, size_t limit)
{
	*b = (struct momus_buffer){ .limit = limit };
}

void momus_buffer_release(struct momus_buffer *b)
{
	free(b->ptr);
	*b = (struct momus_buffer){ .limit = b->limit };
}

void momus_buffer_reset(struct momus_buffer *b)
{
	b->len = 0;
	b->failed = b->starved = false;
	if (b->ptr)
		b->ptr[0] = '\0';
}

struct momus_text momus_buffer_text(const struct momus_buffer *b)
{
	return (struct momus_text){ b->ptr ? b->ptr : "", b->len };
}

/* Makes room for MORE bytes and a NUL. */
static bool grow(struct momus_buffer *b, size_t more)
{
	size_t want, room;
	char *ptr;

	if (b->failed || more > b->limit - b->len) {
		b->failed = true;
		return false;
	}
	want = b->len + more + 1;
	if (want <= b->room)
		return true;
	room = b->room ? b->room * 2 : 128;
	if (room < want)
		room = want;
	ptr = realloc(b->ptr, room);
	if (!ptr) {
		b->failed = b->starved = true;
		return false;
	}
	b->ptr = ptr;
	b->room = room;
	return true;
}

void momus_buffer_add(struct momus_buffer *b, struct momus_text t)
{
	if (!grow(b, t.len))
		return;
	if (t.len)
		memcpy(b->ptr + b->len, t.ptr, t.len);
	b->len += t.len;
	b->ptr[b->len] = '\0';
}

void momus_buffer_puts(struct momus_buffer *b, const char *s)
{
	momus_buffer_add(b, momus_text_of(s));
}

void momus_buffer_putc(struct momus_buffer *b, char c)
{
	momus_buffer_add(b, (struct momus_text){ &c, 1 });
}

void momus_buffer_printf(struct momus_buffer *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || !grow(b, (size_t)n)) {
		b->failed = true;
		return;
	}
	va_start(ap, fmt);
	vsnprintf(b->ptr + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

static void escape(struct momus_buffer *b, unsigned char c)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *hit = c ? memchr(from, c, sizeof from - 1) : NULL;

	if (hit)
		momus_buffer_add(b,
				 (struct momus_text){
					 (char[]){ '\\', to[hit - from] }, 2 });
	else
		momus_buffer_printf(b, "\\u%04x", c);
}

static void json_utf8(struct momus_buffer *b, struct momus_text t)
{
	for (size_t at = 0, n; at < t.len;) {
		n = momus_json_plain(t, at);
		momus_buffer_add(b, (struct momus_text){ t.ptr + at, n });
		at += n;
		if (at < t.len)
			escape(b, (unsigned char)t.ptr[at++]);
	}
}

void momus_buffer_json(struct momus_buffer *b, struct momus_text t)
{
	size_t bad;

	momus_buffer_putc(b, '"');
	while (!momus_text_is_utf8(t, &bad)) {
		json_utf8(b, (struct momus_text){ t.ptr, bad });
		momus_buffer_puts(b, "\xef\xbf\xbd");
		t.ptr += bad + 1;
		t.len -= bad + 1;
	}
	json_utf8(b, t);
	momus_buffer_putc(b, '"');
}

void momus_buffer_real(struct momus_buffer *b, double x)
{
	char text[32];

	if (!isfinite(x)) {
		momus_buffer_puts(b, "null");
		return;
	}
	if (x == rint(x) && fabs(x) < 1e15) { /* 100, not 1e+02 */
		momus_buffer_printf(b, "%.0f", x);
		return;
	}
	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, x);
		if (strtod(text, NULL) == x)
			break;
	}
	momus_buffer_puts(b, text);
}

char *momus_buffer_take(struct momus_buffer *b, size_t *len)
{
	char *ptr = NULL;

	if (grow(b, 0)) {
		ptr = b->ptr;
		ptr[b->len] = '\0';
		if (len)
			*len = b->len;
		b->ptr = NULL;
	}
	momus_buffer_release(b);
	return ptr;
}

int momus_buffer_check(const struct momus_buffer *b, const char *what,
		       struct momus_error *err)
{
	if (!b->failed)
		return MOMUS_OK;
	if (b->starved)
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", what);
	return momus_fail(err, MOMUS_EINVAL,
			  "%s is larger than its limit of %zu bytes", what,
			  b->limit);
}

int momus_buffer_keep(struct momus_buffer *b, const char *what,
		      struct momus_arena *arena, struct momus_text *out,
		      struct momus_error *err)
{
	int rc = momus_buffer_check(b, what, err);

	if (rc == MOMUS_OK) {
		*out = momus_arena_copy(arena, momus_buffer_text(b));
		if (!out->ptr)
			rc = momus_fail(err, MOMUS_ENOMEM, "%s: out of memory",
					what);
	}
	momus_buffer_release(b);
	return rc;
}
