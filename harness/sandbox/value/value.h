/* value.h - Python objects to and from the wire; internal to the module
 *
 * The encoder runs inside the judged program's process, on objects that the
 * program made: it compares exact types by address, reads the C structures
 * behind them, and calls no method of theirs.  The decoder runs in the trusted
 * process and builds nothing but plain data.
 */
#ifndef MOMUS_SANDBOX_VALUE_VALUE_H
#define MOMUS_SANDBOX_VALUE_VALUE_H

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030b0000
#include <Python.h>

#include "sandbox/value/wire.h"

enum known_type { /* types beside the builtin ones, learnt at start */
		  KNOWN_COUNTER,
		  KNOWN_ORDEREDDICT,
		  KNOWN_DEFAULTDICT,
		  KNOWN_DEQUE,
		  KNOWN_MATCH,
		  KNOWN_NDARRAY,
		  KNOWN_SCALARS, /* NumPy's, one a dtype letter, from here on */
		  KNOWN_MAX = KNOWN_SCALARS + 16,
};

/* The dtype letters in the order of the KNOWN_SCALARS. */
#define VALUE_DTYPES "?bBhHiIlLefdFD"

struct value_state { /* the module's; types are NULL until learnt */
	PyObject *known[KNOWN_MAX]; /* owned */
	PyObject *int_to_bytes;	    /* owned: unbound methods of int */
	PyObject *int_from_bytes;
	PyObject *int_bit_length;
	PyObject *numpy_frombuffer; /* owned: numpy.frombuffer, or NULL */
	PyObject *numpy_dtype;	    /* owned: numpy.dtype, or NULL */
};

/* Where encoded bytes go: to FD in chunk records of the result stream, or, if FD
 * is -1, into memory. */
struct value_sink {
	uint8_t *bytes;		 /* owned by who made the sink */
	size_t len, room, start; /* START: of the open record's head */
	uint64_t total, limit;	 /* bytes of the value so far, at most */
	int fd;
	const char *cut; /* why encoding ended early; NULL if it did not */
	int error;	 /* errno of a failed write, or ENOMEM */
	bool opaque;	 /* something was no plain data */
};

/* Encodes VALUE into SINK; false when .cut or .error was set. */
bool value_encode(const struct value_state *state, struct value_sink *sink,
		  PyObject *value);

/* Appends to SINK, flushing a chunk record when its buffer is full. */
bool value_sink_put(struct value_sink *sink, const void *bytes, size_t n);

/* Writes out what SINK holds, ending the open record with KIND. */
bool value_sink_end(struct value_sink *sink, uint8_t kind);

/* The value in the N bytes, which the scanner must have accepted; what is opaque
 * becomes OPAQUE(name of type).  NULL with an exception set on failure. */
PyObject *value_decode(const struct value_state *state, const uint8_t *bytes,
		       size_t n, PyObject *opaque);

#endif /* MOMUS_SANDBOX_VALUE_VALUE_H */
