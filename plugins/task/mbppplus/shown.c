/* shown.c - an output in a reference file as the words of it
 *
 * Critiques are searched for words: letters and digits, whatever parts them.  So
 * what a value is made of is written one behind the other, and how it is nested
 * is left out.  The bytes are those of the wire (harness/sandbox/value/wire.h has
 * the form), here perhaps cut short; whatever they are, nothing is read beyond
 * them.
 */
#include "mbppplus.h"
#include "shown.h"

#include <string.h>

struct shown {
	const uint8_t *at, *end;
	struct momus_buffer *out;
};

static bool has(const struct shown *s, size_t n)
{
	return (size_t)(s->end - s->at) >= n;
}

/* A varint; what is cut short or too long ends the value. */
static uint64_t varint(struct shown *s)
{
	uint64_t n = 0;

	for (unsigned shift = 0; shift < 63 && s->at < s->end; shift += 7) {
		uint8_t c = *s->at++;

		n |= (uint64_t)(c & 0x7f) << shift;
		if (!(c & 0x80))
			return n;
	}
	s->at = s->end;
	return 0;
}

/* The next N bytes, or as many as there are, in *GOT. */
static const uint8_t *bytes(struct shown *s, uint64_t n, size_t *got)
{
	const uint8_t *from = s->at;
	size_t left = (size_t)(s->end - s->at);

	*got = n < left ? (size_t)n : left;
	s->at += *got;
	return from;
}

/* TIMES items of the dtype that stands here; with SHAPED a shape comes first. */
static void show_items(struct shown *s, bool shaped)
{
	uint8_t dtype = s->at < s->end ? *s->at++ : 0;
	size_t size = shown_size(dtype);
	uint64_t times = 1, n = shaped ? varint(s) : 0;

	while (n-- && s->at < s->end) {
		uint64_t side = varint(s);

		times = side && times > UINT32_MAX / side ? UINT32_MAX
							  : times * side;
	}
	if (!size)
		s->at = s->end;
	for (; times && size && has(s, size) && !s->out->failed; times--) {
		shown_item(s->out, dtype, s->at);
		s->at += size;
	}
}

/* An int of any length, if all of it is there. */
static void show_whole(struct shown *s, uint64_t n)
{
	size_t got;
	const uint8_t *p = bytes(s, n, &got);

	if (got == n)
		shown_long(s->out, p, got);
}

static void show_text(struct shown *s)
{
	size_t got;
	const uint8_t *p = bytes(s, varint(s), &got);
	size_t room = s->out->limit - s->out->len;

	if (got > room) /* how it begins counts, too */
		got = room;
	momus_buffer_add(s->out, (struct momus_text){ (const char *)p, got });
}

static void show_fixed(struct shown *s, uint8_t tag)
{
	size_t n = tag == 'c' ? 16 : 8;

	if (!has(s, n)) {
		s->at = s->end;
		return;
	}
	if (tag == 'i')
		shown_int(s->out, s->at, n, true);
	else
		shown_double(s->out, s->at);
	if (tag == 'c') {
		momus_buffer_putc(s->out, ' ');
		shown_double(s->out, s->at + 8);
	}
	s->at += n;
}

/* The value at hand, or where it is a container what comes before its items. */
static void show_value(struct shown *s, uint8_t tag)
{
	size_t got;

	if (tag & 0x80)
		momus_buffer_printf(s->out, "%u", tag & 0x7fu);
	else if (strchr("ifc", tag))
		show_fixed(s, tag);
	else if (tag == 'I')
		show_whole(s, varint(s));
	else if (tag == 's' || tag == 'b')
		show_text(s);
	else if (tag == 'N' || tag == 'T' || tag == 'F')
		momus_buffer_puts(s->out, tag == 'N'   ? "None"
					  : tag == 'T' ? "True"
						       : "False");
	else if (tag == 'n' || tag == 'A')
		show_items(s, tag == 'A');
	else if (tag == 'o')
		bytes(s, varint(s), &got);
	else if (strchr("lteEqdCOD", tag))
		varint(s);
	else if (tag != 'r' && tag != 'm')
		s->at = s->end;
}

void mbppplus_show(struct momus_text wire, struct momus_buffer *out)
{
	struct shown s = { (const uint8_t *)wire.ptr,
			   (const uint8_t *)wire.ptr + wire.len, out };

	while (s.at < s.end && !out->failed) {
		uint64_t times = *s.at == '*' ? (s.at++, varint(&s)) : 1;
		const uint8_t *from = s.at;

		if (s.at == s.end || !*s.at)
			break;
		for (; times && !out->failed; times--) {
			s.at = from + 1;
			show_value(&s, *from);
			momus_buffer_putc(out, ' ');
		}
		if (s.at == from)
			break;
	}
}
