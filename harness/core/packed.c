/* packed.c - see momus/packed.h */
#include "config.h"

#include <string.h>

#include <zlib.h>

#include "momus/buffer.h"
#include "momus/packed.h"

enum { CHUNK = 1 << 14 };

/* The six bits of the base64 letter C, or -1. */
static int bits_of(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

struct base64 {
	struct momus_text text;
	size_t at;
	uint32_t bits;
	unsigned held; /* bits in .bits */
	bool padded;   /* an = was seen: nothing but = may follow */
};

/* Decodes up to ROOM bytes into OUT; *GOT is 0 at the end. */
static int base64_read(struct base64 *b, unsigned char *out, size_t room,
		       size_t *got, struct momus_error *err)
{
	*got = 0;
	while (*got < room && b->at < b->text.len) {
		unsigned char c = (unsigned char)b->text.ptr[b->at];
		int six = bits_of(c);

		if (c == '=')
			b->padded = true;
		else if (c == '\n' || c == '\r' || c == ' ')
			;
		else if (six < 0 || b->padded)
			return momus_fail(err, MOMUS_EPARSE,
					  "is no base64: byte 0x%02x at %zu", c,
					  b->at);
		b->at++;
		if (six < 0)
			continue;
		b->bits = b->bits << 6 | (uint32_t)six;
		b->held += 6;
		if (b->held < 8)
			continue;
		b->held -= 8;
		out[(*got)++] = (unsigned char)(b->bits >> b->held);
	}
	return MOMUS_OK;
}

static int too_much(size_t limit, struct momus_error *err)
{
	return momus_fail(err, MOMUS_EPARSE,
			  "is more than %zu bytes when it is unpacked", limit);
}

/* Inflates what Z was given into OUT; *ENDED at the end of the stream. */
static int inflate_some(z_stream *z, struct momus_buffer *out, bool *ended,
			struct momus_error *err)
{
	unsigned char plain[CHUNK];
	int rc;

	do {
		z->next_out = plain;
		z->avail_out = sizeof plain;
		rc = inflate(z, Z_NO_FLUSH);
		if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
			return momus_fail(err, MOMUS_EPARSE,
					  "is no zlib stream behind its "
					  "base64: %s",
					  z->msg ? z->msg : "damaged");
		momus_buffer_add(out, (struct momus_text){
					      (const char *)plain,
					      sizeof plain - z->avail_out });
		if (out->failed)
			return too_much(out->limit, err);
		*ended = rc == Z_STREAM_END;
	} while (!*ended && (z->avail_in || !z->avail_out));
	return MOMUS_OK;
}

static int inflate_all(z_stream *z, struct momus_text packed,
		       struct momus_buffer *out, struct momus_error *err)
{
	struct base64 b = { .text = packed };
	unsigned char in[CHUNK];
	bool ended = false;
	size_t got;
	int rc;

	do {
		rc = base64_read(&b, in, sizeof in, &got, err);
		if (rc == MOMUS_OK && got && ended)
			rc = momus_fail(err, MOMUS_EPARSE,
					"goes on behind the end of its zlib "
					"stream");
		if (rc < 0 || !got)
			break;
		z->next_in = in;
		z->avail_in = (uInt)got;
		rc = inflate_some(z, out, &ended, err);
		if (rc == MOMUS_OK && ended && z->avail_in)
			rc = momus_fail(err, MOMUS_EPARSE,
					"goes on behind the end of its zlib "
					"stream");
	} while (rc == MOMUS_OK);
	if (rc == MOMUS_OK && !ended)
		rc = momus_fail(err, MOMUS_EPARSE,
				"is cut short: its zlib stream has no end");
	return rc;
}

/* The instructions of a pickle that are read; pickletools has all. */
enum opcode {
	OP_PROTO = 0x80,
	OP_FRAME = 0x95,
	OP_SHORT_BINUNICODE = 0x8c,
	OP_BINUNICODE = 'X',
	OP_BINUNICODE8 = 0x8d,
	OP_MEMOIZE = 0x94,
	OP_BINPUT = 'q',
	OP_LONG_BINPUT = 'r',
	OP_EMPTY_DICT = '}',
	OP_MARK = '(',
	OP_SETITEM = 's',
	OP_SETITEMS = 'u',
	OP_STOP = '.',
};

/* Bytes of the argument of instruction OP (of a string: of its length), or -1
 * where it is none of the above. */
static int argument_of(unsigned char op)
{
	switch (op) {
	case OP_PROTO:
	case OP_SHORT_BINUNICODE:
	case OP_BINPUT:
		return 1;
	case OP_BINUNICODE:
	case OP_LONG_BINPUT:
		return 4;
	case OP_FRAME:
	case OP_BINUNICODE8:
		return 8;
	case OP_MEMOIZE:
	case OP_EMPTY_DICT:
	case OP_MARK:
	case OP_SETITEM:
	case OP_SETITEMS:
	case OP_STOP:
		return 0;
	default:
		return -1;
	}
}

struct pickle {
	struct momus_text data;
	size_t at;
	const char *key; /* NULL: the pickle is a string */
	bool dict, set;	 /* the dict is there; it was given its items */
	size_t strings;
	struct momus_text name, found;
	bool has_found;
};

static bool is_string(unsigned char op)
{
	return op == OP_SHORT_BINUNICODE || op == OP_BINUNICODE ||
	       op == OP_BINUNICODE8;
}

static int refuse(const struct pickle *p, size_t at, struct momus_error *err)
{
	return momus_fail(err, MOMUS_EPARSE,
			  "holds a pickle that is not %s: instruction 0x%02x "
			  "at %zu; nothing else is read",
			  p->key ? "a dict of strings" : "one string",
			  (unsigned char)p->data.ptr[at], at);
}

static int cut_short(struct momus_error *err)
{
	return momus_fail(err, MOMUS_EPARSE,
			  "holds a pickle that is cut short");
}

/* Takes the string T, a key and a value in turn, or the only one. */
static bool take_string(struct pickle *p, struct momus_text t)
{
	bool is_name = p->key && p->strings % 2 == 0;

	if (p->key ? !p->dict || p->set : p->strings > 0)
		return false;
	p->strings++;
	if (is_name) {
		p->name = t;
	} else if (!p->key ||
		   momus_text_equal(p->name, momus_text_of(p->key))) {
		p->found = t;
		p->has_found = true;
	}
	return true;
}

/* One instruction without a string. */
static bool take(struct pickle *p, unsigned char op, uint64_t n)
{
	switch (op) {
	case OP_PROTO:
		return p->at == 2 && n >= 2 && n <= 5;
	case OP_EMPTY_DICT:
		if (!p->key || p->dict)
			return false;
		p->dict = true;
		return true;
	case OP_MARK:
		return p->dict && !p->strings;
	case OP_SETITEM:
	case OP_SETITEMS:
		if (!p->dict || p->set || p->strings % 2)
			return false;
		p->set = true;
		return true;
	default:
		return true; /* memo and frames change nothing */
	}
}

static int read_pickle(struct pickle *p, struct momus_error *err)
{
	while (p->at < p->data.len) {
		size_t at = p->at++;
		unsigned char op = (unsigned char)p->data.ptr[at];
		int size = argument_of(op);
		struct momus_text t;
		uint64_t n = 0;

		if (size < 0 || (at == 0 && op != OP_PROTO))
			return refuse(p, at, err);
		if ((size_t)size > p->data.len - p->at)
			return cut_short(err);
		for (int i = 0; i < size; i++)
			n |= (uint64_t)(unsigned char)p->data.ptr[p->at++]
			     << 8 * i;
		if (op == OP_STOP) {
			if (p->at < p->data.len || !p->has_found ||
			    (p->dict && !p->set))
				return refuse(p, at, err);
			return MOMUS_OK;
		}
		if (!is_string(op)) {
			if (!take(p, op, n))
				return refuse(p, at, err);
			continue;
		}
		if (n > p->data.len - p->at)
			return cut_short(err);
		t = (struct momus_text){ p->data.ptr + p->at, (size_t)n };
		p->at += (size_t)n;
		if (!take_string(p, t))
			return refuse(p, at, err);
	}
	return cut_short(err);
}

int momus_packed_text(struct momus_text packed, const char *key, size_t limit,
		      struct momus_arena *arena, struct momus_text *out,
		      struct momus_error *err)
{
	struct pickle p = { .key = key };
	struct momus_buffer plain;
	z_stream z;
	int rc;

	memset(&z, 0, sizeof z);
	if (inflateInit(&z) != Z_OK)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	momus_buffer_init(&plain, limit);
	rc = inflate_all(&z, packed, &plain, err);
	inflateEnd(&z);
	p.data = momus_buffer_text(&plain);
	if (rc == MOMUS_OK)
		rc = read_pickle(&p, err);
	if (rc == MOMUS_OK) {
		*out = momus_arena_copy(arena, p.found);
		if (!out->ptr)
			rc = momus_fail(err, MOMUS_ENOMEM, "out of memory");
	}
	momus_buffer_release(&plain);
	return rc;
}
