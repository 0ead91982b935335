/* module.c - _momusvalue: plain Python data to and from the wire
 *
 * Used by drivers (encode, send; caller, call, late, leave) and referees (stream,
 * record, matches, follow; decode, scanner, feed, facts).
 */
#include "config.h"

#include "sandbox/value/value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SEND_ROOM (65536)
#define SCANNER	  "_momusvalue.scanner"

PyMODINIT_FUNC PyInit__momusvalue(void);

/* *SLOT = VALUE, which is handed over. */
static void keep(PyObject **slot, PyObject *value)
{
	Py_XDECREF(*slot);
	*slot = value;
}

/* STATE.known[I] = MODULE.NAME, or nothing if there is none. */
static void learn_type(struct value_state *state, int i, PyObject *module,
		       const char *name)
{
	PyObject *type = PyObject_GetAttrString(module, name);

	if (!type)
		PyErr_Clear();
	keep(&state->known[i], type);
}

static int learn_numpy(struct value_state *state, PyObject *numpy)
{
	learn_type(state, KNOWN_NDARRAY, numpy, "ndarray");
	keep(&state->numpy_frombuffer,
	     PyObject_GetAttrString(numpy, "frombuffer"));
	keep(&state->numpy_dtype, PyObject_GetAttrString(numpy, "dtype"));
	if (!state->numpy_frombuffer || !state->numpy_dtype)
		return -1;
	for (int i = 0; VALUE_DTYPES[i]; i++) {
		PyObject *dtype = PyObject_CallFunction(state->numpy_dtype, "C",
							VALUE_DTYPES[i]);

		if (!dtype)
			return -1;
		learn_type(state, KNOWN_SCALARS + i, dtype, "type");
		Py_DECREF(dtype);
	}
	return 0;
}

PyDoc_STRVAR(
	learn_doc,
	"learn(collections, re, numpy)\n"
	"Takes the types beside the builtin ones from these modules; numpy "
	"may be None.\nTo be called before anything untrusted runs.");

static PyObject *learn(PyObject *self, PyObject *args)
{
	struct value_state *state = PyModule_GetState(self);
	PyObject *collections, *re, *numpy;

	if (!PyArg_ParseTuple(args, "OOO", &collections, &re, &numpy))
		return NULL;
	learn_type(state, KNOWN_COUNTER, collections, "Counter");
	learn_type(state, KNOWN_ORDEREDDICT, collections, "OrderedDict");
	learn_type(state, KNOWN_DEFAULTDICT, collections, "defaultdict");
	learn_type(state, KNOWN_DEQUE, collections, "deque");
	learn_type(state, KNOWN_MATCH, re, "Match");
	if (numpy != Py_None && learn_numpy(state, numpy) < 0)
		return NULL;
	Py_RETURN_NONE;
}

PyDoc_STRVAR(encode_doc,
	     "encode(value, limit=1<<30) -> (bytes, plain)\n"
	     "PLAIN is false if something in VALUE is no plain data.\n"
	     "ValueError if the value is larger than LIMIT.");

static PyObject *encode(PyObject *self, PyObject *args)
{
	struct value_sink sink = { .fd = -1 };
	unsigned long long limit = 1u << 30;
	PyObject *value, *result = NULL;

	if (!PyArg_ParseTuple(args, "O|K", &value, &limit))
		return NULL;
	sink.limit = limit;
	if (value_encode(PyModule_GetState(self), &sink, value))
		result = Py_BuildValue("y#O", (const char *)sink.bytes,
				       (Py_ssize_t)sink.len,
				       sink.opaque ? Py_False : Py_True);
	else if (sink.cut)
		PyErr_SetString(PyExc_ValueError, sink.cut);
	else
		PyErr_NoMemory();
	value_sink_release(&sink);
	return result;
}

PyDoc_STRVAR(
	send_doc,
	"send(fd, test, cpu_s, value, limit) -> plain\n"
	"Writes a result to FD: record R (test u32, cpu_s f64), then VALUE "
	"in records v, the last\none V, or X with the reason if the value "
	"was cut.  A record is kind u8, length u32, bytes.");

static PyObject *send_value(PyObject *self, PyObject *args)
{
	struct value_sink sink = { .room = SEND_ROOM };
	unsigned long long limit;
	unsigned test;
	double cpu_s;
	PyObject *value;
	bool ok;
	uint32_t n = 12;

	if (!PyArg_ParseTuple(args, "iIdOK", &sink.fd, &test, &cpu_s, &value,
			      &limit))
		return NULL;
	sink.bytes = malloc(sink.room);
	if (!sink.bytes)
		return PyErr_NoMemory();
	sink.limit = limit;
	sink.bytes[0] = 'R';
	memcpy(sink.bytes + 1, &n, 4);
	memcpy(sink.bytes + 5, &test, 4);
	memcpy(sink.bytes + 9, &cpu_s, 8);
	sink.start = 17;
	sink.len = sink.start + 5;
	ok = value_encode(PyModule_GetState(self), &sink, value);
	if (ok) {
		value_sink_end(&sink, 'V');
	} else if (sink.cut && value_sink_end(&sink, 'v')) {
		memcpy(sink.bytes + 5, sink.cut, strlen(sink.cut));
		sink.len = 5 + strlen(sink.cut);
		value_sink_end(&sink, 'X');
	}
	value_sink_release(&sink);
	if (sink.error) {
		errno = sink.error;
		return PyErr_SetFromErrno(PyExc_OSError);
	}
	return PyBool_FromLong(ok && !sink.opaque);
}

static PyObject *facts_object(const struct momus_wire_facts *f)
{
	return Py_BuildValue(
		"y#y#KKI", (const char *)&f->exact,
		(Py_ssize_t)sizeof(f->exact), (const char *)&f->normal,
		(Py_ssize_t)sizeof(f->normal), (unsigned long long)f->full,
		(unsigned long long)f->items, f->flags);
}

PyDoc_STRVAR(
	facts_doc,
	"facts(bytes) -> (exact, normal, full, items, flags)\n"
	"What is known of a whole value (wire.h).  ValueError if it is none.");

static PyObject *facts(PyObject *self, PyObject *args)
{
	struct momus_wire_facts f;
	const char *bytes;
	Py_ssize_t n;

	(void)self;
	if (!PyArg_ParseTuple(args, "y#", &bytes, &n))
		return NULL;
	if (!momus_wire_check((const uint8_t *)bytes, (size_t)n, NULL, &f)) {
		PyErr_SetString(PyExc_ValueError, "not a value");
		return NULL;
	}
	return facts_object(&f);
}

struct momus_wire *value_scanner(PyObject *capsule)
{
	return PyCapsule_GetPointer(capsule, SCANNER);
}

static void free_scanner(PyObject *capsule)
{
	PyMem_Free(PyCapsule_GetPointer(capsule, SCANNER));
}

PyDoc_STRVAR(
	scanner_doc,
	"scanner(bytes, items, blind=False) -> scanner\n"
	"For a value that comes in pieces; the limits are the arguments.  A "
	"blind one only digests.");

static PyObject *scanner(PyObject *self, PyObject *args)
{
	struct momus_wire_limits limits;
	unsigned long long bytes, items;
	struct momus_wire *w;
	int blind = 0;

	(void)self;
	if (!PyArg_ParseTuple(args, "KK|p", &bytes, &items, &blind))
		return NULL;
	w = PyMem_Malloc(sizeof(*w));
	if (!w)
		return PyErr_NoMemory();
	limits = (struct momus_wire_limits){ bytes, items };
	momus_wire_init(w, &limits);
	if (blind)
		momus_wire_blind(w);
	return PyCapsule_New(w, SCANNER, free_scanner);
}

PyDoc_STRVAR(
	feed_doc,
	"feed(scanner, bytes) -> facts or None\n"
	"None while the value is not complete.  ValueError if the bytes are "
	"no value, or go on behind it.");

static PyObject *feed(PyObject *self, PyObject *args)
{
	struct momus_wire *w;
	PyObject *capsule;
	Py_buffer view;
	size_t used;
	int rc;

	(void)self;
	if (!PyArg_ParseTuple(args, "Oy*", &capsule, &view))
		return NULL;
	w = value_scanner(capsule);
	if (!w) {
		PyBuffer_Release(&view);
		return NULL;
	}
	rc = momus_wire_feed(w, view.buf, (size_t)view.len, &used);
	if (rc == 1 && used != (size_t)view.len) {
		w->error = "bytes behind the value";
		rc = -1;
	}
	PyBuffer_Release(&view);
	if (rc < 0) {
		PyErr_SetString(PyExc_ValueError, w->error);
		return NULL;
	}
	if (rc == 0)
		Py_RETURN_NONE;
	return facts_object(&w->facts);
}

PyDoc_STRVAR(digest_doc,
	     "digest(scanner) -> bytes\n"
	     "The exact digest of what a blind scanner was fed; ends it.");

static PyObject *digest(PyObject *self, PyObject *capsule)
{
	struct momus_wire *w = value_scanner(capsule);
	struct momus_wire_digest d;

	(void)self;
	if (!w)
		return NULL;
	d = momus_wire_finish(w);
	return PyBytes_FromStringAndSize((const char *)&d, sizeof(d));
}

PyDoc_STRVAR(decode_doc,
	     "decode(bytes, opaque) -> value\n"
	     "What is no plain data becomes opaque(name of its type).  "
	     "ValueError if the bytes are no value.");

static PyObject *decode(PyObject *self, PyObject *args)
{
	struct momus_wire_facts f;
	const char *bytes;
	PyObject *opaque, *value;
	Py_ssize_t n;

	if (!PyArg_ParseTuple(args, "y#O", &bytes, &n, &opaque))
		return NULL;
	if (!momus_wire_check((const uint8_t *)bytes, (size_t)n, NULL, &f)) {
		PyErr_SetString(PyExc_ValueError, "not a value");
		return NULL;
	}
	value = value_decode(PyModule_GetState(self), (const uint8_t *)bytes,
			     (size_t)n, opaque);
	/* The scanner does not know what may be put into a set. */
	if (!value && PyErr_ExceptionMatches(PyExc_TypeError))
		PyErr_SetString(PyExc_ValueError, "not a value");
	return value;
}

/* Where the items of a tuple lie in it: behind what its type calls its basic
 * size, in interpreters so far.  0 if they do not. */
static size_t tuple_items(void)
{
	PyObject *type = (PyObject *)&PyTuple_Type;
	PyObject *size = PyObject_GetAttrString(type, "__basicsize__");
	PyObject *pair = PyTuple_Pack(2, Py_True, Py_None);
	size_t at = size ? PyLong_AsSize_t(size) : 0;
	PyObject *found[2] = { NULL, NULL };

	if (pair && at >= 2 * sizeof(void *) && at <= 64)
		memcpy(found, (const char *)pair + at, sizeof(found));
	Py_XDECREF(size);
	Py_XDECREF(pair);
	PyErr_Clear();
	return found[0] == Py_True && found[1] == Py_None ? at : 0;
}

static int start(PyObject *module)
{
	struct value_state *state = PyModule_GetState(module);
	PyObject *type = (PyObject *)&PyLong_Type;

	state->tuple_items = tuple_items();

	state->int_to_bytes = PyObject_GetAttrString(type, "to_bytes");
	state->int_from_bytes = PyObject_GetAttrString(type, "from_bytes");
	state->int_bit_length = PyObject_GetAttrString(type, "bit_length");
	if (!state->int_to_bytes || !state->int_from_bytes ||
	    !state->int_bit_length)
		return -1;
	return PyModule_AddIntConstant(module, "OPAQUE", MOMUS_WIRE_OPAQUE) |
	       PyModule_AddIntConstant(module, "NAN", MOMUS_WIRE_NAN) |
	       PyModule_AddIntConstant(module, "FLOAT", MOMUS_WIRE_FLOAT) |
	       PyModule_AddIntConstant(module, "UNSURE", MOMUS_WIRE_UNSURE) |
	       PyModule_AddIntConstant(module, "HASHED", MOMUS_WIRE_HASHED) |
	       PyModule_AddIntConstant(module, "FLOATS", MOMUS_WIRE_FLOATS);
}

static PyMethodDef methods[] = {
	{ "learn", learn, METH_VARARGS, learn_doc },
	{ "encode", encode, METH_VARARGS, encode_doc },
	{ "send", send_value, METH_VARARGS, send_doc },
	{ "facts", facts, METH_VARARGS, facts_doc },
	{ "scanner", scanner, METH_VARARGS, scanner_doc },
	{ "feed", feed, METH_VARARGS, feed_doc },
	{ "digest", digest, METH_O, digest_doc },
	{ "decode", decode, METH_VARARGS, decode_doc },
	{ "caller", value_caller, METH_VARARGS, value_caller_doc },
	{ "call", value_call, METH_VARARGS, value_call_doc },
	{ "late", value_late, METH_O, value_late_doc },
	{ "leave", value_leave, METH_O, value_leave_doc },
	{ "stream", value_stream, METH_VARARGS, value_stream_doc },
	{ "record", value_record, METH_O, value_record_doc },
	{ "matches", value_matches, METH_VARARGS, value_matches_doc },
	{ "follow", value_follow, METH_VARARGS, value_follow_doc },
	{ NULL, NULL, 0, NULL },
};

static PyModuleDef_Slot slots[] = {
	{ Py_mod_exec, start },
	{ 0, NULL },
};

static struct PyModuleDef definition = {
	PyModuleDef_HEAD_INIT,
	.m_name = "_momusvalue",
	.m_doc = "plain Python data to and from the wire",
	.m_size = sizeof(struct value_state),
	.m_methods = methods,
	.m_slots = slots,
};

PyMODINIT_FUNC PyInit__momusvalue(void)
{
	return PyModuleDef_Init(&definition);
}
