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

/* Of a short value that is recalled, encoded; and slots for such. */
#define VALUE_RECALL_BYTES (2 + MOMUS_WIRE_SHORT)
#define VALUE_RECALL_SLOTS 256

/* The dtype letters in the order of the KNOWN_SCALARS. */
#define VALUE_DTYPES "?bBhHiIlLefdFD"

struct value_state { /* the module's; types are NULL until learnt */
	PyObject *known[KNOWN_MAX]; /* owned */
	PyObject *int_to_bytes;	    /* owned: unbound methods of int */
	PyObject *int_from_bytes;
	PyObject *int_bit_length;
	PyObject *numpy_frombuffer; /* owned: numpy.frombuffer, or NULL */
	PyObject *numpy_dtype;	    /* owned: numpy.dtype, or NULL */
	size_t tuple_items; /* where a tuple's items begin; 0: not known */
};

/* A short value that was put, by its address, which no other object has while it
 * lives.  Nothing of the program's runs while a value is put but finalizers that
 * a collection of garbage calls; they could falsify nothing but what their own
 * program reports. */
struct value_recalled {
	PyObject *object; /* borrowed, never followed */
	uint8_t n;
	uint8_t bytes[VALUE_RECALL_BYTES]; /* encoded, (n) */
};

/* Where encoded bytes go: to FD in chunk records of the result stream, or, if FD
 * is -1, into memory. */
struct value_sink {
	uint8_t *bytes;		 /* owned by who made the sink */
	size_t len, room, start; /* START: of the open record's head */
	uint64_t total, limit;	 /* bytes of the value so far, runs written out;
				  * at most */
	int fd;
	const char *cut; /* why encoding ended early; NULL if it did not */
	int error;	 /* errno of a failed write, or ENOMEM */
	bool opaque;	 /* something was no plain data */
	struct value_recalled *recall; /* owned, (VALUE_RECALL_SLOTS), or NULL:
					* only a long value has it */
};

/* Encodes VALUE into SINK; false when .cut or .error was set. */
bool value_encode(const struct value_state *state, struct value_sink *sink,
		  PyObject *value);

/* Appends to SINK, flushing a chunk record when its buffer is full. */
bool value_sink_put(struct value_sink *sink, const void *bytes, size_t n);

/* Appends N bytes TIMES times, as a run where that is one. */
bool value_sink_repeat(struct value_sink *sink, const void *bytes, size_t n,
		       uint64_t times);

/* Writes N to P, of 10 bytes; returns how many it took. */
size_t value_varint(uint8_t *p, uint64_t n);

/* Writes out what SINK holds, ending the open record with KIND. */
bool value_sink_end(struct value_sink *sink, uint8_t kind);

/* Frees what SINK owns. */
void value_sink_release(struct value_sink *sink);

/* calls.c, stream.c: functions of the module; their documentation lies there. */
extern const char value_caller_doc[], value_call_doc[], value_late_doc[],
	value_leave_doc[], value_stream_doc[], value_record_doc[],
	value_matches_doc[], value_follow_doc[];
PyObject *value_caller(PyObject *module, PyObject *args);
PyObject *value_call(PyObject *module, PyObject *args);
PyObject *value_late(PyObject *module, PyObject *caller);
PyObject *value_leave(PyObject *module, PyObject *caller);
PyObject *value_stream(PyObject *module, PyObject *args);
PyObject *value_record(PyObject *module, PyObject *stream);
PyObject *value_matches(PyObject *module, PyObject *args);
PyObject *value_follow(PyObject *module, PyObject *args);

/* The scanner in CAPSULE; NULL with an exception set if it is none. */
struct momus_wire *value_scanner(PyObject *capsule);

/* The value in the N bytes, which the scanner must have accepted; what is opaque
 * becomes OPAQUE(name of type).  NULL with an exception set on failure. */
PyObject *value_decode(const struct value_state *state, const uint8_t *bytes,
		       size_t n, PyObject *opaque);

#endif /* MOMUS_SANDBOX_VALUE_VALUE_H */
