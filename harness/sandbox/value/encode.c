/* encode.c - Python objects to the wire, without running any of their code */
#include "config.h"

#include "sandbox/value/value.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of a value from which on short strings in tuples are recalled. */
#define LONG 65536

static size_t varint(uint8_t *p, uint64_t n)
{
	size_t len = 0;

	for (; n >= 0x80; n >>= 7)
		p[len++] = 0x80 | (n & 0x7f);
	p[len++] = (uint8_t)n;
	return len;
}

static bool put_head(struct value_sink *sink, uint8_t tag, uint64_t n)
{
	uint8_t head[11] = { tag };

	return value_sink_put(sink, head, 1 + varint(head + 1, n));
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

static bool put_int(const struct value_state *state, struct value_sink *sink,
		    PyObject *value)
{
	int over;
	long long x = PyLong_AsLongLongAndOverflow(value, &over);
	uint8_t head[9] = { 'i' };

	if (over)
		return put_long(state, sink, value);
	if (x >= 0 && x < 128)
		return put_tag(sink, 0x80 | (uint8_t)x);
	memcpy(head + 1, &x, 8);
	return value_sink_put(sink, head, 9);
}

static struct value_recalled *recalled(const struct value_sink *sink,
				       const PyObject *value)
{
	return &sink->recall[(uintptr_t)value / 16 % VALUE_RECALL_SLOTS];
}

static void recall_str(struct value_sink *sink, PyObject *value,
		       const char *text, size_t n)
{
	struct value_recalled *r = recalled(sink, value);

	if (n > VALUE_RECALL_BYTES - 2)
		return;
	r->object = value;
	r->n = (uint8_t)(n + 2);
	r->bytes[0] = 's';
	r->bytes[1] = (uint8_t)n;
	memcpy(r->bytes + 2, text, n);
}

/* Puts those of ITEMS (N) that are recalled, up to the first that is not or
 * might not fit; returns how many. */
static Py_ssize_t put_recalled(struct value_sink *sink, PyObject *const *items,
			       Py_ssize_t n)
{
	uint64_t left = sink->limit - sink->total,
		 room = sink->room - sink->len;
	uint8_t *begin = sink->bytes + sink->len, *at = begin;
	const uint8_t *end = begin + (left < room ? left : room);
	Py_ssize_t i = 0;

	for (; i < n && end - at > VALUE_RECALL_BYTES; i++) {
		const struct value_recalled *r = recalled(sink, items[i]);

		if (r->object != items[i])
			break;
		memcpy(at, r->bytes, VALUE_RECALL_BYTES);
		at += r->n;
	}
	sink->len += (size_t)(at - begin);
	sink->total += (uint64_t)(at - begin);
	return i;
}

static bool put_str(struct value_sink *sink, PyObject *value)
{
	Py_ssize_t n;
	const char *text = PyUnicode_AsUTF8AndSize(value, &n);
	PyObject *bytes;
	char *p;
	bool ok;

	if (text && sink->recall)
		recall_str(sink, value, text, (size_t)n);
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
		n += varint(head + n, (uint64_t)view->ndim);
		for (int i = 0; i < view->ndim; i++)
			n += varint(head + n, (uint64_t)view->shape[i]);
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

static bool put_tuple(const struct value_state *state, struct value_sink *sink,
		      PyObject *value, unsigned depth)
{
	Py_ssize_t n = PyTuple_Size(value), i = 0;
	PyObject *const *items =
		state->tuple_items ? (PyObject *const *)((const char *)value +
							 state->tuple_items)
				   : NULL;

	if (!put_head(sink, 't', (uint64_t)n))
		return false;
	if (!sink->recall && sink->total > LONG)
		sink->recall =
			calloc(VALUE_RECALL_SLOTS, sizeof(*sink->recall));
	while (i < n) {
		PyObject *item;

		if (items && sink->recall)
			i += put_recalled(sink, items + i, n - i);
		if (i == n)
			break;
		item = items ? items[i] : PyTuple_GetItem(value, i);
		if (!put(state, sink, item, depth + 1))
			return false;
		i++;
	}
	return true;
}

static bool put_float(struct value_sink *sink, double x)
{
	uint8_t head[9] = { 'f' };

	memcpy(head + 1, &x, 8);
	return value_sink_put(sink, head, 9);
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
