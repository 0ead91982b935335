/* decode.c - values on the wire to Python objects
 *
 * The scanner has accepted the bytes: every length is within them and nothing
 * is nested too deeply.
 */
#include "config.h"

#include "sandbox/value/value.h"

#include <string.h>

struct source {
	const struct value_state *state;
	const uint8_t *at, *end;
	PyObject *opaque; /* borrowed */
};

static PyObject *get(struct source *s);

static uint64_t varint(struct source *s)
{
	uint64_t n = 0;

	for (unsigned shift = 0; s->at < s->end; shift += 7) {
		uint8_t c = *s->at++;

		n |= (uint64_t)(c & 0x7f) << shift;
		if (!(c & 0x80))
			break;
	}
	return n;
}

static PyObject *get_long(struct source *s, size_t n)
{
	PyObject *args, *kw, *value = NULL;

	args = Py_BuildValue("(y#s)", (const char *)s->at, (Py_ssize_t)n,
			     "little");
	kw = Py_BuildValue("{sO}", "signed", Py_True);
	if (args && kw)
		value = PyObject_Call(s->state->int_from_bytes, args, kw);
	Py_XDECREF(args);
	Py_XDECREF(kw);
	s->at += n;
	return value;
}

static PyObject *get_text(struct source *s, uint8_t tag)
{
	size_t n = varint(s);
	const char *p = (const char *)s->at;

	if (tag == 'I')
		return get_long(s, n);
	s->at += n;
	if (tag == 's')
		return PyUnicode_DecodeUTF8(p, (Py_ssize_t)n, "surrogatepass");
	if (tag == 'b')
		return PyBytes_FromStringAndSize(p, (Py_ssize_t)n);
	return PyObject_CallFunction(s->opaque, "s#", p, (Py_ssize_t)n);
}

/* How often the next item stands here. */
static size_t get_run(struct source *s)
{
	if (*s->at != '*')
		return 1;
	s->at++;
	return varint(s);
}

static PyObject *get_list(struct source *s, size_t n)
{
	/* Not n at once: an announced length costs nothing to send. */
	PyObject *list = PyList_New(0);

	while (list && n) {
		size_t times = get_run(s);
		PyObject *item = get(s);

		n -= times;
		for (; list && times; times--)
			if (!item || PyList_Append(list, item) < 0)
				Py_CLEAR(list);
		Py_XDECREF(item);
	}
	return list;
}

/* TYPE(list of the next N values). */
static PyObject *get_via_list(struct source *s, size_t n, PyObject *type)
{
	PyObject *list = get_list(s, n), *value = NULL;

	if (list && type)
		value = PyObject_CallFunctionObjArgs(type, list, NULL);
	else if (list)
		PyErr_SetString(PyExc_ValueError, "unlearnt type");
	Py_XDECREF(list);
	return value;
}

static PyObject *get_sequence(struct source *s, uint8_t tag)
{
	size_t n = varint(s);
	PyObject *list, *value;

	switch (tag) {
	case 'l':
		return get_list(s, n);
	case 't':
		list = get_list(s, n);
		value = list ? PyList_AsTuple(list) : NULL;
		Py_XDECREF(list);
		return value;
	case 'e':
		return get_via_list(s, n, (PyObject *)&PySet_Type);
	case 'E':
		return get_via_list(s, n, (PyObject *)&PyFrozenSet_Type);
	default:
		return get_via_list(s, n, s->state->known[KNOWN_DEQUE]);
	}
}

static PyObject *get_mapping(struct source *s, uint8_t tag)
{
	size_t n = varint(s);
	PyObject *type = tag == 'C'   ? s->state->known[KNOWN_COUNTER]
			 : tag == 'O' ? s->state->known[KNOWN_ORDEREDDICT]
			 : tag == 'D' ? s->state->known[KNOWN_DEFAULTDICT]
				      : (PyObject *)&PyDict_Type;
	PyObject *dict = type ? PyObject_CallNoArgs(type) : NULL;

	if (!type)
		PyErr_SetString(PyExc_ValueError, "unlearnt type");
	for (size_t i = 0; dict && i < n; i++) {
		PyObject *key = get(s), *item = key ? get(s) : NULL;

		if (!item || PyObject_SetItem(dict, key, item) < 0)
			Py_CLEAR(dict);
		Py_XDECREF(key);
		Py_XDECREF(item);
	}
	return dict;
}

static PyObject *get_range(struct source *s)
{
	PyObject *a = get(s), *b = a ? get(s) : NULL, *c = b ? get(s) : NULL;
	PyObject *value = NULL;

	if (c)
		value = PyObject_CallFunctionObjArgs((PyObject *)&PyRange_Type,
						     a, b, c, NULL);
	Py_XDECREF(a);
	Py_XDECREF(b);
	Py_XDECREF(c);
	return value;
}

/* numpy.frombuffer(bytes, letter), which owns the bytes. */
static PyObject *flat_array(struct source *s, uint8_t dtype, size_t count)
{
	size_t n = count * momus_wire_item_size(dtype);
	PyObject *bytes, *flat = NULL;

	if (!s->state->numpy_frombuffer) {
		PyErr_SetString(PyExc_ValueError, "an array, but no numpy");
		return NULL;
	}
	bytes = PyByteArray_FromStringAndSize((const char *)s->at,
					      (Py_ssize_t)n);
	s->at += n;
	if (bytes && n)
		flat = PyObject_CallFunction(s->state->numpy_frombuffer, "OC",
					     bytes, dtype);
	else if (bytes)
		flat = PyObject_CallFunction(s->state->known[KNOWN_NDARRAY],
					     "iC", 0, dtype);
	Py_XDECREF(bytes);
	return flat;
}

static PyObject *get_scalar(struct source *s)
{
	uint8_t dtype = *s->at++;
	PyObject *flat = flat_array(s, dtype, 1), *value;

	value = flat ? PySequence_GetItem(flat, 0) : NULL;
	Py_XDECREF(flat);
	return value;
}

static PyObject *get_array(struct source *s)
{
	uint8_t dtype = *s->at++;
	size_t dims = varint(s), count = 1;
	PyObject *shape = PyTuple_New((Py_ssize_t)dims), *flat, *value = NULL;

	for (size_t i = 0; shape && i < dims; i++) {
		size_t n = varint(s);

		count *= n;
		if (PyTuple_SetItem(shape, (Py_ssize_t)i,
				    PyLong_FromSize_t(n)) < 0)
			Py_CLEAR(shape);
	}
	flat = shape ? flat_array(s, dtype, count) : NULL;
	if (flat)
		value = PyObject_CallMethod(flat, "reshape", "(O)", shape);
	Py_XDECREF(flat);
	Py_XDECREF(shape);
	return value;
}

static PyObject *get_fixed(struct source *s, uint8_t tag)
{
	double x, y;
	long long i;
	const uint8_t *p = s->at;

	switch (tag) {
	case 'i':
		memcpy(&i, p, 8);
		s->at += 8;
		return PyLong_FromLongLong(i);
	case 'f':
		memcpy(&x, p, 8);
		s->at += 8;
		return PyFloat_FromDouble(x);
	default:
		memcpy(&x, p, 8);
		memcpy(&y, p + 8, 8);
		s->at += 16;
		return PyComplex_FromDoubles(x, y);
	}
}

static PyObject *get(struct source *s)
{
	uint8_t tag = *s->at++;

	if (tag >= 0x80)
		return PyLong_FromLong(tag & 0x7f);
	switch (tag) {
	case 'N':
		return Py_NewRef(Py_None);
	case 'T':
		return Py_NewRef(Py_True);
	case 'F':
		return Py_NewRef(Py_False);
	case 'i':
	case 'f':
	case 'c':
		return get_fixed(s, tag);
	case 'I':
	case 's':
	case 'b':
	case 'o':
		return get_text(s, tag);
	case 'm':
		return PyObject_CallFunction(s->opaque, "s", "re.Match");
	case 'd':
	case 'C':
	case 'O':
	case 'D':
		return get_mapping(s, tag);
	case 'r':
		return get_range(s);
	case 'n':
		return get_scalar(s);
	case 'A':
		return get_array(s);
	default:
		return get_sequence(s, tag);
	}
}

PyObject *value_decode(const struct value_state *state, const uint8_t *bytes,
		       size_t n, PyObject *opaque)
{
	struct source s = { state, bytes, bytes + n, opaque };

	return get(&s);
}
