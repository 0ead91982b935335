/* encode.c - Python objects to the wire, without running any of their code */
#include "config.h"

#include "sandbox/value/value.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of a value from which on equal short items in tuples become runs: what
 * the wire says of a value depends on nothing but the value. */
#define LONG 65536

static bool put_head(struct value_sink *sink, uint8_t tag, uint64_t n)
{
	uint8_t head[11] = { tag };

	return value_sink_put(sink, head, 1 + value_varint(head + 1, n));
}

static bool put_bytes(struct value_sink *sink, uint8_t tag, const char *p,
		      size_t n)
{
	return put_head(sink, tag, n) && value_sink_put(sink, p, n);
}

static bool put_tag(struct value_sink *sink, uint8_t tag)
{
	return value_sink_put(sink, &tag, 1);
}

/* Out of memory inside the program's process is the program's: its value ends
 * there. */
static bool cut(struct value_sink *sink, const char *why)
{
	PyErr_Clear();
	sink->cut = why;
	return false;
}

static bool put_opaque(struct value_sink *sink, PyObject *value)
{
	/* PyType_GetName reads the slot, not an attribute of the object. */
	PyObject *name = PyType_GetName(Py_TYPE(value));
	Py_ssize_t n = 0;
	const char *text = name ? PyUnicode_AsUTF8AndSize(name, &n) : NULL;
	bool ok;

	sink->opaque = true;
	PyErr_Clear();
	ok = put_bytes(sink, 'o', text ? text : "?",
		       text ? (n < 200 ? (size_t)n : 0) : 1);
	Py_XDECREF(name);
	return ok;
}

/* int.to_bytes(VALUE, N, "little", signed=True) */
static PyObject *bytes_of_int(const struct value_state *state, PyObject *value,
			      Py_ssize_t n)
{
	PyObject *args = Py_BuildValue("(Ons)", value, n, "little");
	PyObject *kw = Py_BuildValue("{sO}", "signed", Py_True);
	PyObject *bytes = NULL;

	if (args && kw)
		bytes = PyObject_Call(state->int_to_bytes, args, kw);
	Py_XDECREF(args);
	Py_XDECREF(kw);
	return bytes;
}

static bool put_long(const struct value_state *state, struct value_sink *sink,
		     PyObject *value)
{
	PyObject *bits, *bytes = NULL;
	char *p;
	Py_ssize_t n;
	bool ok;

	bits = PyObject_CallFunctionObjArgs(state->int_bit_length, value, NULL);
	if (bits)
		bytes = bytes_of_int(state, value,
				     PyLong_AsSsize_t(bits) / 8 + 1);
	Py_XDECREF(bits);
	if (!bytes || PyBytes_AsStringAndSize(bytes, &p, &n) < 0) {
		Py_XDECREF(bytes);
		return cut(sink, "no memory to encode an int");
	}
	ok = put_bytes(sink, 'I', p, (size_t)n);
	Py_DECREF(bytes);
	return ok;
}

/* Encodes X to P, of 9 bytes; returns how many it took. */
static size_t encode_int(uint8_t *p, long long x)
{
	if (x >= 0 && x < 128) {
		p[0] = 0x80 | (uint8_t)x;
		return 1;
	}
	p[0] = 'i';
	memcpy(p + 1, &x, 8);
	return 9;
}

static size_t encode_float(uint8_t *p, double x)
{
	p[0] = 'f';
	memcpy(p + 1, &x, 8);
	return 9;
}

static bool put_int(const struct value_state *state, struct value_sink *sink,
		    PyObject *value)
{
	int over;
	long long x = PyLong_AsLongLongAndOverflow(value, &over);
	uint8_t bytes[9];

	if (over)
		return put_long(state, sink, value);
	return value_sink_put(sink, bytes, encode_int(bytes, x));
}

/* Encodes VALUE to P, of VALUE_RECALL_BYTES, if it is short enough for a run;
 * 0 if not. */
static size_t encode_short(uint8_t *p, PyObject *value)
{
	PyTypeObject *type = Py_TYPE(value);
	const char *text;
	Py_ssize_t n;
	long long x;
	int over;

	if (type == &PyUnicode_Type) {
		/* Not where that would have to be kept in it. */
		if (PyUnicode_GetLength(value) > MOMUS_WIRE_SHORT)
			return 0;
		text = PyUnicode_AsUTF8AndSize(value, &n);
		if (!text)
			PyErr_Clear(); /* a lone surrogate */
		if (!text || n > MOMUS_WIRE_SHORT)
			return 0;
		p[0] = 's';
		p[1] = (uint8_t)n;
		memcpy(p + 2, text, (size_t)n);
		return 2 + (size_t)n;
	}
	if (type == &PyLong_Type) {
		x = PyLong_AsLongLongAndOverflow(value, &over);
		return over ? 0 : encode_int(p, x);
	}
	if (type == &PyFloat_Type)
		return encode_float(p, PyFloat_AsDouble(value));
	if (value != Py_None && type != &PyBool_Type)
		return 0;
	p[0] = value == Py_None ? 'N' : value == Py_True ? 'T' : 'F';
	return 1;
}

/* The same, recalled; .n is 0 if it is not short. */
static const struct value_recalled *recall(struct value_sink *sink,
					   PyObject *value)
{
	struct value_recalled *r =
		&sink->recall[(uintptr_t)value / 16 % VALUE_RECALL_SLOTS];

	if (r->object != value) {
		r->n = (uint8_t)encode_short(r->bytes, value);
		r->object = value;
	}
	return r;
}

static bool put_str(struct value_sink *sink, PyObject *value)
{
	Py_ssize_t n;
	const char *text = PyUnicode_AsUTF8AndSize(value, &n);
	PyObject *bytes;
	char *p;
	bool ok;

	if (text)
		return put_bytes(sink, 's', text, (size_t)n);
	PyErr_Clear(); /* a lone surrogate */
	bytes = PyUnicode_AsEncodedString(value, "utf-8", "surrogatepass");
	if (!bytes || PyBytes_AsStringAndSize(bytes, &p, &n) < 0) {
		Py_XDECREF(bytes);
		return cut(sink, "no memory to encode a string");
	}
	ok = put_bytes(sink, 's', p, (size_t)n);
	Py_DECREF(bytes);
	return ok;
}

static bool put(const struct value_state *state, struct value_sink *sink,
		PyObject *value, unsigned depth);

/* Sets, deques: exact types whose own iterators run no code of the program's. */
static bool put_iterable(const struct value_state *state,
			 struct value_sink *sink, PyObject *value, uint8_t tag,
			 unsigned depth)
{
	Py_ssize_t n = PyObject_Size(value), i = 0;
	PyObject *it = PyObject_GetIter(value), *item;
	bool ok = it && n >= 0 && put_head(sink, tag, (uint64_t)n);

	while (ok && i < n && (item = PyIter_Next(it))) {
		ok = put(state, sink, item, depth + 1);
		Py_DECREF(item);
		i++;
	}
	Py_XDECREF(it);
	if (ok && i < n)
		return cut(sink, "a container changed while it was read");
	if (!ok && !sink->cut && !sink->error)
		return cut(sink, "no memory to read a container");
	return ok;
}

static bool put_dict(const struct value_state *state, struct value_sink *sink,
		     PyObject *value, uint8_t tag, unsigned depth)
{
	PyObject *key, *item;
	Py_ssize_t pos = 0;

	if (!put_head(sink, tag, (uint64_t)PyDict_Size(value)))
		return false;
	while (PyDict_Next(value, &pos, &key, &item)) {
		if (!put(state, sink, key, depth + 1) ||
		    !put(state, sink, item, depth + 1))
			return false;
	}
	return true;
}

static bool put_range(const struct value_state *state, struct value_sink *sink,
		      PyObject *value, unsigned depth)
{
	static const char *const names[] = { "start", "stop", "step" };
	bool ok = put_tag(sink, 'r');

	for (int i = 0; ok && i < 3; i++) {
		PyObject *x = PyObject_GetAttrString(value, names[i]);

		ok = x ? put(state, sink, x, depth + 1)
		       : cut(sink, "no memory to read a range");
		Py_XDECREF(x);
	}
	return ok;
}

/* The letter of a buffer's format; 0 for what the wire does not know. */
static uint8_t dtype_of(const Py_buffer *view)
{
	const char *f = view->format ? view->format : "B";

	if (f[0] == '@' || f[0] == '=' || f[0] == '<')
		f++;
	if (f[0] == 'Z' && (f[1] == 'f' || f[1] == 'd') && !f[2])
		return f[1] == 'f' ? 'F' : 'D';
	if (!f[0] || f[1] || !strchr(VALUE_DTYPES, f[0]) ||
	    momus_wire_item_size((uint8_t)f[0]) != (unsigned)view->itemsize)
		return 0;
	return (uint8_t)f[0];
}

static bool put_strided(struct value_sink *sink, Py_buffer *view)
{
	char *copy = malloc((size_t)view->len);
	bool ok;

	if (!copy || PyBuffer_ToContiguous(copy, view, view->len, 'C') < 0)
		ok = cut(sink, "no memory to encode an array");
	else
		ok = value_sink_put(sink, copy, (size_t)view->len);
	free(copy);
	return ok;
}

static bool put_view(struct value_sink *sink, Py_buffer *view, uint8_t dtype,
		     bool array)
{
	uint8_t head[3 + 10 * (MOMUS_WIRE_NDIM + 1)] = { array ? 'A' : 'n',
							 dtype };
	size_t n = 2;

	if (array) {
		n += value_varint(head + n, (uint64_t)view->ndim);
		for (int i = 0; i < view->ndim; i++)
			n += value_varint(head + n, (uint64_t)view->shape[i]);
	}
	if (!value_sink_put(sink, head, n))
		return false;
	if (PyBuffer_IsContiguous(view, 'C'))
		return value_sink_put(sink, view->buf, (size_t)view->len);
	return put_strided(sink, view);
}

static bool put_numpy(struct value_sink *sink, PyObject *value, bool array)
{
	Py_buffer view;
	uint8_t dtype = 0;
	bool ok;

	if (PyObject_GetBuffer(value, &view, PyBUF_FORMAT | PyBUF_STRIDES) <
	    0) {
		PyErr_Clear();
		return put_opaque(sink, value);
	}
	if (view.ndim <= MOMUS_WIRE_NDIM)
		dtype = dtype_of(&view);
	ok = dtype ? put_view(sink, &view, dtype, array)
		   : put_opaque(sink, value);
	PyBuffer_Release(&view);
	return ok;
}

static bool put_known(const struct value_state *state, struct value_sink *sink,
		      PyObject *value, unsigned depth)
{
	PyObject *type = (PyObject *)Py_TYPE(value);
	int i = 0;

	while (i < KNOWN_MAX && state->known[i] != type)
		i++;
	switch (i) {
	case KNOWN_COUNTER:
		return put_dict(state, sink, value, 'C', depth);
	case KNOWN_ORDEREDDICT:
		return put_dict(state, sink, value, 'O', depth);
	case KNOWN_DEFAULTDICT:
		return put_dict(state, sink, value, 'D', depth);
	case KNOWN_DEQUE:
		return put_iterable(state, sink, value, 'q', depth);
	case KNOWN_MATCH:
		sink->opaque = true;
		return put_tag(sink, 'm');
	case KNOWN_NDARRAY:
		return put_numpy(sink, value, true);
	case KNOWN_MAX:
		return put_opaque(sink, value);
	default:
		return put_numpy(sink, value, false);
	}
}

static bool put_list(const struct value_state *state, struct value_sink *sink,
		     PyObject *value, unsigned depth)
{
	Py_ssize_t n = PyList_Size(value);

	if (!put_head(sink, 'l', (uint64_t)n))
		return false;
	for (Py_ssize_t i = 0; i < n; i++) {
		if (!put(state, sink, PyList_GetItem(value, i), depth + 1))
			return false;
	}
	return true;
}

struct items { /* of a tuple */
	PyObject *tuple;
	PyObject *const *at; /* (n); NULL: they must be asked for */
	Py_ssize_t n;
};

static PyObject *item_of(const struct items *t, Py_ssize_t i)
{
	return t->at ? t->at[i] : PyTuple_GetItem(t->tuple, i);
}

/* How many of the items from I on, which is FIRST, are equal to it. */
static Py_ssize_t count_equal(struct value_sink *sink, const struct items *t,
			      Py_ssize_t i, const struct value_recalled *first)
{
	PyObject *same = first->object;
	Py_ssize_t begin = i++;

	for (; i < t->n; i++) {
		PyObject *item = item_of(t, i);
		const struct value_recalled *r;

		if (item == same)
			continue;
		r = recall(sink, item);
		if (r->n != first->n ||
		    memcmp(r->bytes, first->bytes, first->n) != 0)
			break;
		same = item;
	}
	return i - begin;
}

/* The items of a tuple in a long value. */
static bool put_runs(const struct value_state *state, struct value_sink *sink,
		     const struct items *t, unsigned depth)
{
	for (Py_ssize_t i = 0, n; i < t->n; i += n) {
		PyObject *item = item_of(t, i);
		struct value_recalled first = *recall(sink, item);
		bool ok;

		n = first.n ? count_equal(sink, t, i, &first) : 1;
		ok = first.n ? value_sink_repeat(sink, first.bytes, first.n,
						 (uint64_t)n)
			     : put(state, sink, item, depth + 1);
		if (!ok)
			return false;
	}
	return true;
}

static bool put_tuple(const struct value_state *state, struct value_sink *sink,
		      PyObject *value, unsigned depth)
{
	struct items t = { .tuple = value, .n = PyTuple_Size(value) };

	if (state->tuple_items)
		t.at = (PyObject *const *)((const char *)value +
					   state->tuple_items);
	if (!put_head(sink, 't', (uint64_t)t.n))
		return false;
	if (sink->total > LONG) {
		if (!sink->recall)
			sink->recall = calloc(VALUE_RECALL_SLOTS,
					      sizeof(*sink->recall));
		return sink->recall ? put_runs(state, sink, &t, depth)
				    : cut(sink, "no memory to encode a tuple");
	}
	for (Py_ssize_t i = 0; i < t.n; i++)
		if (!put(state, sink, item_of(&t, i), depth + 1))
			return false;
	return true;
}

static bool put_float(struct value_sink *sink, double x)
{
	uint8_t bytes[9];

	return value_sink_put(sink, bytes, encode_float(bytes, x));
}

static bool put_complex(struct value_sink *sink, PyObject *value)
{
	uint8_t head[17] = { 'c' };
	double re = PyComplex_RealAsDouble(value);
	double im = PyComplex_ImagAsDouble(value);

	memcpy(head + 1, &re, 8);
	memcpy(head + 9, &im, 8);
	return value_sink_put(sink, head, 17);
}

/* Containers and rarer types; the depth limit also ends cycles. */
static bool put_rest(const struct value_state *state, struct value_sink *sink,
		     PyObject *value, PyTypeObject *type, unsigned depth)
{
	Py_ssize_t n;
	char *p;

	if (depth >= MOMUS_WIRE_DEPTH)
		return put_opaque(sink, value);
	if (type == &PySet_Type)
		return put_iterable(state, sink, value, 'e', depth);
	if (type == &PyFrozenSet_Type)
		return put_iterable(state, sink, value, 'E', depth);
	if (type == &PyDict_Type)
		return put_dict(state, sink, value, 'd', depth);
	if (type == &PyComplex_Type)
		return put_complex(sink, value);
	if (type == &PyBytes_Type)
		return PyBytes_AsStringAndSize(value, &p, &n) == 0 &&
		       put_bytes(sink, 'b', p, (size_t)n);
	if (type == &PyRange_Type)
		return put_range(state, sink, value, depth);
	return put_known(state, sink, value, depth);
}

static bool put(const struct value_state *state, struct value_sink *sink,
		PyObject *value, unsigned depth)
{
	PyTypeObject *type = Py_TYPE(value);

	if (type == &PyUnicode_Type)
		return put_str(sink, value);
	if (type == &PyLong_Type)
		return put_int(state, sink, value);
	if (type == &PyFloat_Type)
		return put_float(sink, PyFloat_AsDouble(value));
	if (value == Py_None)
		return put_tag(sink, 'N');
	if (type == &PyBool_Type)
		return put_tag(sink, value == Py_True ? 'T' : 'F');
	if (type == &PyTuple_Type && depth < MOMUS_WIRE_DEPTH)
		return put_tuple(state, sink, value, depth);
	if (type == &PyList_Type && depth < MOMUS_WIRE_DEPTH)
		return put_list(state, sink, value, depth);
	return put_rest(state, sink, value, type, depth);
}

bool value_encode(const struct value_state *state, struct value_sink *sink,
		  PyObject *value)
{
	return put(state, sink, value, 0);
}
