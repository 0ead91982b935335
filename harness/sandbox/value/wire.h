/* wire.h - plain Python data as bytes: the format, and its scanner
 *
 * What a judged program returns leaves its process in this form and in no
 * other.  The scanner knows nothing of Python: it checks the bytes of a hostile
 * process against limits as they arrive, in pieces of any size and in constant
 * memory, and digests them, so that outputs of any length can be compared
 * without being held.
 *
 * A value is one tag byte and what follows it.  Varints are LEB128, minimal, at
 * most 63 bits; all else is little-endian.
 *
 *	0x80..0xff	the int 0..127
 *	N T F		None, True, False
 *	i 8		int;  I varint(n) n: a longer int, two's complement
 *	f 8  c 16	float, complex, IEEE 754
 *	s varint(n) n	str in UTF-8 that may hold lone surrogates;  b: bytes
 *	l t e E q	list, tuple, set, frozenset, deque: varint(n), n values
 *	d C O D		dict, Counter, OrderedDict, defaultdict: varint(n), n pairs
 *	r		range: three ints
 *	n dtype item	NumPy scalar
 *	A dtype varint(ndim) shape items	NumPy array in C order
 *	m		re.Match, of which nothing but its being there is known
 *	o varint(n) n	anything else: the name of its type
 *	* varint(n) x	in a tuple: n >= 4 times x, one of 0x80.. N T F i f, or an s
 *			of at most 14 bytes
 *
 * dtypes are NumPy's one-letter codes ? b B h H i I l L e f d F D (l, L: 8 bytes).
 */
#ifndef MOMUS_SANDBOX_VALUE_WIRE_H
#define MOMUS_SANDBOX_VALUE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "momus/decls.h"

#define MOMUS_WIRE_DEPTH 200 /* containers in containers */
#define MOMUS_WIRE_NDIM	 32
#define MOMUS_WIRE_RUN	 4  /* items in a run, at least */
#define MOMUS_WIRE_SHORT 14 /* bytes of a str in a run, at most */

struct momus_wire_limits {
	uint64_t bytes; /* of the whole value, runs written out */
	uint64_t items; /* values in it, containers included */
};

enum momus_wire_flags {
	MOMUS_WIRE_OPAQUE = 1,	/* holds what is no plain data (o, m) */
	MOMUS_WIRE_NAN = 2,	/* holds a NaN: equals nothing */
	MOMUS_WIRE_FLOAT = 4,	/* holds a float or complex */
	MOMUS_WIRE_UNSURE = 8,	/* .normal does not decide equality */
	MOMUS_WIRE_HASHED = 32, /* holds a set or a dict */
	MOMUS_WIRE_FLOATS = 16, /* a float, a non-empty list or tuple of floats
				 * alone, or an array of them */
};

struct momus_wire_digest {
	uint64_t a, b;
};

/* What is known of a complete value.  Two values with equal .exact are the same
 * bytes.  Unless NAN or UNSURE is set on either, two values are equal as Python
 * has it (1 == 1.0 == True, sets and dicts in any order) if and only if their
 * .normal are equal.  128 bits without a key: they guard against accident, and
 * a program that could aim for the right digest has the right value. */
struct momus_wire_facts {
	struct momus_wire_digest exact, normal;
	uint64_t bytes, full; /* on the wire; with runs written out */
	uint64_t items;
	uint32_t flags;
};

struct momus_wire_level { /* an open container */
	uint64_t left;	  /* values still to come */
	struct momus_wire_digest sum, key;
	uint8_t tag;
	bool have_key;
};

struct momus_wire {
	struct momus_wire_limits limits;
	struct momus_wire_facts facts;
	const char *error; /* what is wrong with the bytes; NULL if nothing */
	bool blind;	   /* digest only: the bytes are not looked at */
	struct momus_wire_digest leaf;
	uint64_t left;		 /* payload bytes still to come */
	uint64_t run, short_len; /* how often the next value stands here; 0: it
				    * is in no run; its bytes */
	uint64_t spared;	 /* bytes, by runs */
	uint64_t floats, children; /* of the outermost container */
	uint64_t shape;		   /* product so far */
	uint64_t varint;
	unsigned shift, dims, depth, held, word_len, step;
	uint8_t tag, dtype;
	uint8_t head[16]; /* fixed payload that came in pieces */
	uint8_t word[8];
	uint8_t tail[16]; /* exact digest: bytes of an unfinished block */
	unsigned tail_len;
	struct momus_wire_level level[MOMUS_WIRE_DEPTH];
};

/* Starts a new value; LIMITS may be NULL (1 GiB, 2^32 items). */
MOMUS_API void momus_wire_init(struct momus_wire *w,
			       const struct momus_wire_limits *limits);

/* Takes the next N bytes of the value.  Returns 1 when the value is complete
 * (*USED bytes belong to it), 0 when more must come, -1 when the bytes are no
 * value or pass a limit (.error says why; it stays so). */
MOMUS_API int momus_wire_feed(struct momus_wire *w, const uint8_t *bytes,
			      size_t n, size_t *used);

/* Makes W, fresh from init, digest bytes without looking at them, ten times as
 * fast: feed() returns 0 whatever comes.  For bytes that are then found equal
 * to known ones, or not used. */
MOMUS_API void momus_wire_blind(struct momus_wire *w);

/* The .exact of the bytes fed to a blind W, which is used up. */
MOMUS_API struct momus_wire_digest momus_wire_finish(struct momus_wire *w);

/* Scans a whole value in memory: true if the N bytes are exactly one. */
MOMUS_API bool momus_wire_check(const uint8_t *bytes, size_t n,
				const struct momus_wire_limits *limits,
				struct momus_wire_facts *facts);

/* The .exact of the N bytes of a whole value, which are not looked at. */
MOMUS_API struct momus_wire_digest momus_wire_exact(const uint8_t *bytes,
						    size_t n);

/* Bytes of one item of DTYPE, 0 if it is not one of the letters above. */
MOMUS_API unsigned momus_wire_item_size(uint8_t dtype);

#endif /* MOMUS_SANDBOX_VALUE_WIRE_H */
