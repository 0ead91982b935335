/* wire.c - a resumable scanner for values on the wire */
#include "config.h"

#include "sandbox/value/wire.h"

#include <math.h>
#include <string.h>

#include "sandbox/value/digest.h"

enum step { /* what the next byte is */
	    TAG,
	    LENGTH,  /* of I s b o, or count of a container */
	    PAYLOAD, /* bytes of I s b o A */
	    FIXED,   /* i f c n */
	    DTYPE,
	    NDIM,
	    SHAPE,
	    DONE,
};

static void exact_add(struct momus_wire *w, const uint8_t *p, size_t n)
{
	w->facts.bytes += n;
	if (w->tail_len) {
		size_t take = 16 - w->tail_len < n ? 16 - w->tail_len : n;

		memcpy(w->tail + w->tail_len, p, take);
		w->tail_len += take;
		p += take;
		n -= take;
		if (w->tail_len < 16)
			return;
		absorb(&w->facts.exact, word64(w->tail), word64(w->tail + 8));
		w->tail_len = 0;
	}
	for (; n >= 16; p += 16, n -= 16)
		absorb(&w->facts.exact, word64(p), word64(p + 8));
	memcpy(w->tail, p, n);
	w->tail_len = n;
}

static int fail(struct momus_wire *w, const char *why)
{
	w->error = why;
	return -1;
}

unsigned momus_wire_item_size(uint8_t dtype)
{
	switch (dtype) {
	case '?':
	case 'b':
	case 'B':
		return 1;
	case 'h':
	case 'H':
	case 'e':
		return 2;
	case 'i':
	case 'I':
	case 'f':
		return 4;
	case 'l':
	case 'L':
	case 'd':
	case 'F':
		return 8;
	case 'D':
		return 16;
	}
	return 0;
}

void momus_wire_init(struct momus_wire *w,
		     const struct momus_wire_limits *limits)
{
	memset(w, 0, offsetof(struct momus_wire, level));
	if (limits)
		w->limits = *limits;
	else
		w->limits = (struct momus_wire_limits){ 1u << 30, UINT32_MAX };
	w->facts.exact = seed('=', 0);
	w->step = TAG;
}

static bool is_mapping(uint8_t tag)
{
	return tag == 'd' || tag == 'C' || tag == 'O' || tag == 'D';
}

/* Marks FLOATS on the outermost value once it is complete. */
static void judge_floats(struct momus_wire *w, uint8_t tag)
{
	if (w->depth == 1) {
		w->children++;
		w->floats += tag == 'f' || (tag == 'n' && w->dtype == 'd');
	}
	if (w->depth)
		return;
	if (tag == 'f' || (tag == 'n' && w->dtype == 'd') ||
	    (tag == 'A' && (w->dtype == 'd' || w->dtype == 'f')) ||
	    ((tag == 'l' || tag == 't') && w->children &&
	     w->floats == w->children))
		w->facts.flags |= MOMUS_WIRE_FLOATS;
}

/* All of a run of the value with normal digest H and tag TAG but its last, which
 * completes like any other. */
static void take_run(struct momus_wire *w, struct momus_wire_digest h,
		     uint8_t tag)
{
	struct momus_wire_level *top = &w->level[w->depth - 1];
	uint64_t n = w->run - 1;

	w->run = 0;
	w->spared += n * w->short_len;
	top->left -= n;
	if (w->depth == 1) {
		w->children += n;
		w->floats += tag == 'f' ? n : 0;
	}
	for (uint64_t i = 0; i < n; i++)
		absorb(&top->sum, h.a, h.b);
}

static struct momus_wire_digest close_level(struct momus_wire_level *level)
{
	return finish(level->sum);
}

/* The value with normal digest H and tag TAG is complete: it goes into the
 * container that holds it, which may be complete by that too. */
static int complete(struct momus_wire *w, struct momus_wire_digest h,
		    uint8_t tag)
{
	if (w->run)
		take_run(w, h, tag);
	for (;;) {
		struct momus_wire_level *top;

		judge_floats(w, tag);
		if (!w->depth) {
			w->facts.normal = h;
			w->step = DONE;
			return 1;
		}
		top = &w->level[w->depth - 1];
		if (is_mapping(top->tag) && !top->have_key) {
			top->key = h;
			top->have_key = true;
		} else if (is_mapping(top->tag)) {
			h = pair(top->key, h);
			top->sum.a += h.a;
			top->sum.b += h.b;
			top->have_key = false;
		} else if (top->tag == 'e') {
			top->sum.a += h.a;
			top->sum.b += h.b;
		} else {
			absorb(&top->sum, h.a, h.b);
		}
		if (--top->left) {
			w->step = TAG;
			return 0;
		}
		tag = top->tag;
		h = close_level(top);
		w->depth--;
	}
}

static int open_container(struct momus_wire *w, uint64_t n)
{
	struct momus_wire_level *level;
	uint8_t tag = w->tag, kind = tag;
	bool mapping = is_mapping(tag);

	if (n > w->limits.items || w->facts.items + n > w->limits.items)
		return fail(w, "more items than the limit");
	if (w->depth == MOMUS_WIRE_DEPTH)
		return fail(w, "nested deeper than the limit");
	if (mapping || tag == 'e' || tag == 'E')
		w->facts.flags |= MOMUS_WIRE_HASHED;
	if (tag == 'E')
		kind = 'e'; /* a frozenset equals a set */
	if (tag == 'r' || (mapping && tag != 'd')) {
		w->facts.flags |= MOMUS_WIRE_UNSURE;
		kind = mapping ? 'd' : tag;
	}
	level = &w->level[w->depth++];
	level->tag = mapping ? tag : kind;
	if (tag == 'l' || tag == 't')
		level->tag = tag;
	level->left = mapping ? 2 * n : n;
	level->have_key = false;
	level->sum = seed(kind, n);
	if (!n) {
		struct momus_wire_digest h = close_level(level);

		w->depth--;
		return complete(w, h, tag);
	}
	w->step = TAG;
	return 0;
}

static struct momus_wire_digest int_digest(int64_t x)
{
	struct momus_wire_digest d = seed('i', 0);

	absorb(&d, (uint64_t)x, 0);
	return finish(d);
}

static struct momus_wire_digest real_digest(struct momus_wire *w, double x)
{
	struct momus_wire_digest d = seed('f', 0);
	uint64_t bits;

	w->facts.flags |= MOMUS_WIRE_FLOAT;
	if (isnan(x))
		w->facts.flags |= MOMUS_WIRE_NAN;
	if (fabs(x) < 0x1p63 && x == floor(x))
		return int_digest((int64_t)x);
	if (isfinite(x) && fabs(x) >= 0x1p63)
		w->facts.flags |= MOMUS_WIRE_UNSURE; /* may equal a long int */
	memcpy(&bits, &x, 8);
	absorb(&d, bits, 0);
	return finish(d);
}

static int fixed_value(struct momus_wire *w, const uint8_t *p)
{
	struct momus_wire_digest d;
	double re, im;

	switch (w->tag) {
	case 'i':
		return complete(w, int_digest((int64_t)word64(p)), 'i');
	case 'f':
		memcpy(&re, p, 8);
		return complete(w, real_digest(w, re), 'f');
	case 'c':
		memcpy(&re, p, 8);
		memcpy(&im, p + 8, 8);
		d = real_digest(w, re);
		if (im != 0)
			d = pair(d, real_digest(w, im));
		return complete(w, d, 'c');
	default: /* NumPy's == is no plain equality */
		w->facts.flags |= MOMUS_WIRE_UNSURE;
		return complete(w, seed('n', 0), 'n');
	}
}

static int end_payload(struct momus_wire *w)
{
	if (w->word_len) {
		memset(w->word + w->word_len, 0, 8 - w->word_len);
		absorb(&w->leaf, word64(w->word), w->word_len);
	}
	return complete(w, finish(w->leaf), w->tag);
}

/* Starts a payload of N bytes. */
static int open_payload(struct momus_wire *w, uint64_t n)
{
	if (n > w->limits.bytes)
		return fail(w, "longer than the limit");
	if (w->tag == 'I' && n < 9)
		return fail(w, "a long int of less than nine bytes");
	w->left = n;
	w->word_len = 0;
	w->leaf = seed(w->tag, n);
	if (w->tag == 'o')
		w->facts.flags |= MOMUS_WIRE_OPAQUE | MOMUS_WIRE_UNSURE;
	w->step = PAYLOAD;
	return n ? 0 : end_payload(w);
}

static void payload(struct momus_wire *w, const uint8_t *p, size_t n)
{
	w->left -= n;
	while (n && w->word_len) {
		w->word[w->word_len++] = *p++;
		n--;
		if (w->word_len == 8) {
			absorb(&w->leaf, word64(w->word), 8);
			w->word_len = 0;
		}
	}
	for (; n >= 8; p += 8, n -= 8)
		absorb(&w->leaf, word64(p), 8);
	memcpy(w->word + w->word_len, p, n);
	w->word_len += n;
}

static int open_array(struct momus_wire *w)
{
	unsigned size = momus_wire_item_size(w->dtype);

	w->facts.flags |= MOMUS_WIRE_UNSURE;
	if (w->shape > w->limits.bytes / size)
		return fail(w, "an array larger than the limit");
	w->tag = 'A';
	return open_payload(w, w->shape * size);
}

/* Starts a run of N values. */
static int open_run(struct momus_wire *w, uint64_t n)
{
	if (n < MOMUS_WIRE_RUN)
		return fail(w, "a run that is none");
	if (n > w->level[w->depth - 1].left)
		return fail(w, "a run longer than its tuple");
	if (n > w->limits.bytes || w->facts.items + n > w->limits.items)
		return fail(w, "more items than the limit");
	w->facts.items += n - 1;
	w->run = n;
	for (uint64_t head = n << 7; head; head >>= 7)
		w->spared--; /* what says so is nothing of what it stands for */
	w->step = TAG;
	return 0;
}

/* A value in a run begins, with tag C. */
static int in_run(struct momus_wire *w, uint8_t c)
{
	w->short_len = c == 'i' || c == 'f' ? 9 : 1;
	/* strchr() would also find the NUL that ends the list. */
	if (c < 0x80 && (!c || !strchr("NTFifs", c)))
		return fail(w, "a run of what is not short");
	return 0;
}

static int have_varint(struct momus_wire *w)
{
	uint64_t n = w->varint;

	w->varint = 0;
	w->shift = 0;
	switch (w->step) {
	case LENGTH:
		if (w->tag == '*')
			return open_run(w, n);
		if (w->run && n > MOMUS_WIRE_SHORT)
			return fail(w, "a run of what is not short");
		w->short_len = 2 + n; /* matters in a run */
		if (w->tag == 'I' || w->tag == 's' || w->tag == 'b' ||
		    w->tag == 'o')
			return open_payload(w, n);
		return open_container(w, n);
	case NDIM:
		if (n > MOMUS_WIRE_NDIM)
			return fail(w, "an array of too many dimensions");
		w->dims = n;
		w->shape = 1;
		break;
	default: /* SHAPE */
		if (n > w->limits.bytes)
			return fail(w, "an array larger than the limit");
		if (__builtin_mul_overflow(w->shape, n, &w->shape))
			return fail(w, "an array larger than the limit");
		w->dims--;
	}
	w->step = SHAPE;
	return w->dims ? 0 : open_array(w);
}

static int varint_byte(struct momus_wire *w, uint8_t c)
{
	if (w->shift > 56 || (w->shift && !c))
		return fail(w, "a length that is not minimal");
	w->varint |= (uint64_t)(c & 0x7f) << w->shift;
	w->shift += 7;
	return c & 0x80 ? 0 : have_varint(w);
}

static int tag_byte(struct momus_wire *w, uint8_t c)
{
	w->tag = c;
	if (c == '*' && !w->run && w->depth &&
	    w->level[w->depth - 1].tag == 't') {
		w->step = LENGTH;
		return 0;
	}
	if (w->run && in_run(w, c) < 0)
		return -1;
	if (++w->facts.items > w->limits.items)
		return fail(w, "more items than the limit");
	if (w->depth && w->level[w->depth - 1].tag == 'r' && c < 0x80 &&
	    c != 'i' && c != 'I')
		return fail(w, "a range of something else than ints");
	if (c >= 0x80)
		return complete(w, int_digest(c & 0x7f), 'i');
	w->held = 0;
	switch (c) {
	case 'N':
		return complete(w, seed('N', 0), c);
	case 'T':
	case 'F':
		return complete(w, int_digest(c == 'T'), c);
	case 'm':
		w->facts.flags |= MOMUS_WIRE_OPAQUE | MOMUS_WIRE_UNSURE;
		return complete(w, seed('m', 0), c);
	case 'i':
	case 'f':
		w->left = 8;
		w->step = FIXED;
		return 0;
	case 'c':
		w->left = 16;
		w->step = FIXED;
		return 0;
	case 'n':
	case 'A':
		w->step = DTYPE;
		return 0;
	case 'r':
		return open_container(w, 3);
	}
	/* strchr() would also find the NUL that ends the list. */
	if (!c || !strchr("IsboltEeqdCOD", c))
		return fail(w, "an unknown tag");
	w->step = LENGTH;
	return 0;
}

static int dtype_byte(struct momus_wire *w, uint8_t c)
{
	unsigned size = momus_wire_item_size(c);

	if (!size)
		return fail(w, "an unknown dtype");
	w->dtype = c;
	if (c == 'e' || c == 'f' || c == 'd' || c == 'F' || c == 'D')
		w->facts.flags |= MOMUS_WIRE_FLOAT;
	w->left = size;
	w->step = w->tag == 'n' ? FIXED : NDIM;
	return 0;
}

/* FIXED: takes what there is of the payload. */
static int fixed_bytes(struct momus_wire *w, const uint8_t **p,
		       const uint8_t *end)
{
	size_t take =
		(size_t)(end - *p) < w->left ? (size_t)(end - *p) : w->left;
	const uint8_t *from = *p;

	*p += take;
	if (!w->held && take == w->left)
		return fixed_value(w, from);
	memcpy(w->head + w->held, from, take);
	w->held += take;
	w->left -= take;
	return w->left ? 0 : fixed_value(w, w->head);
}

static int scan(struct momus_wire *w, const uint8_t **at, const uint8_t *end)
{
	const uint8_t *p = *at;
	int rc = 0;

	while (p < end && rc == 0) {
		switch (w->step) {
		case TAG:
			rc = tag_byte(w, *p++);
			break;
		case LENGTH:
		case NDIM:
		case SHAPE:
			rc = varint_byte(w, *p++);
			break;
		case DTYPE:
			rc = dtype_byte(w, *p++);
			break;
		case FIXED:
			rc = fixed_bytes(w, &p, end);
			break;
		default: { /* PAYLOAD */
			size_t take = (size_t)(end - p) < w->left
					      ? (size_t)(end - p)
					      : w->left;

			payload(w, p, take);
			p += take;
			if (!w->left)
				rc = end_payload(w);
		}
		}
	}
	*at = p;
	return rc;
}

void momus_wire_blind(struct momus_wire *w)
{
	w->blind = true;
}

struct momus_wire_digest momus_wire_finish(struct momus_wire *w)
{
	memset(w->tail + w->tail_len, 0, 16 - w->tail_len);
	absorb(&w->facts.exact, word64(w->tail), word64(w->tail + 8));
	absorb(&w->facts.exact, w->facts.bytes, 0);
	w->facts.exact = finish(w->facts.exact);
	return w->facts.exact;
}

int momus_wire_feed(struct momus_wire *w, const uint8_t *bytes, size_t n,
		    size_t *used)
{
	const uint8_t *at = bytes;
	int rc = 0;

	*used = 0;
	if (w->error)
		return -1;
	if (w->step == DONE)
		return 1;
	if (w->blind)
		at = bytes + n;
	else
		rc = scan(w, &at, bytes + n);
	*used = (size_t)(at - bytes);
	exact_add(w, bytes, *used);
	w->facts.full = w->facts.bytes + w->spared;
	if (rc >= 0 && w->facts.full > w->limits.bytes)
		return fail(w, "longer than the limit");
	if (rc == 1)
		momus_wire_finish(w);
	return rc;
}

struct momus_wire_digest momus_wire_exact(const uint8_t *bytes, size_t n)
{
	struct momus_wire w;

	momus_wire_init(&w, NULL);
	exact_add(&w, bytes, n);
	return momus_wire_finish(&w);
}

bool momus_wire_check(const uint8_t *bytes, size_t n,
		      const struct momus_wire_limits *limits,
		      struct momus_wire_facts *facts)
{
	struct momus_wire w;
	size_t used;

	momus_wire_init(&w, limits);
	if (momus_wire_feed(&w, bytes, n, &used) != 1 || used != n)
		return false;
	*facts = w.facts;
	return true;
}
