/* stream.c - the records that a referee reads from a program's pipe
 *
 * A record is kind u8, length u32, bytes.  The program may have written
 * anything, and may write on while it is read: nothing is taken but copies.
 */
#include "config.h"

#include "sandbox/value/value.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define STREAM "_momusvalue.stream"
#define HEAD   5 /* bytes of a record's kind and length */

enum {
	ROOM = 1 << 18, /* of a pipe, at least */
	/* A driver writes a record a test.  To be woken for each would cost both
	 * sides more than the record, so a reader looks again when the writer
	 * has ended or this time is over, unless more than this came at once. */
	NAP_MS = 10,
	PLENTY = 1 << 15,
};

struct stream {
	int fd;
	uint8_t *bytes;	      /* owned, (room) */
	size_t at, len, room; /* from AT on, up to LEN, they are unread */
	size_t limit;	      /* of a record's bytes */
	bool plenty, over;
};

struct record {
	uint8_t kind;
	const uint8_t *bytes; /* borrowed: valid until the stream reads on */
	size_t n;
};

static void free_stream(PyObject *capsule)
{
	struct stream *s = PyCapsule_GetPointer(capsule, STREAM);

	PyMem_Free(s->bytes);
	PyMem_Free(s);
}

const char value_stream_doc[] = "stream(fd, limit) -> stream\n"
				"Of records of at most LIMIT bytes each.";

PyObject *value_stream(PyObject *module, PyObject *args)
{
	struct stream *s = PyMem_Calloc(1, sizeof(*s));
	unsigned long long limit;
	PyObject *capsule;

	(void)module;
	if (!s)
		return PyErr_NoMemory();
	s->room = ROOM;
	s->bytes = PyMem_Malloc(s->room);
	if (!s->bytes || !PyArg_ParseTuple(args, "iK", &s->fd, &limit)) {
		PyMem_Free(s->bytes);
		PyMem_Free(s);
		return PyErr_Occurred() ? NULL : PyErr_NoMemory();
	}
	s->limit = limit;
	capsule = PyCapsule_New(s, STREAM, free_stream);
	return capsule;
}

/* Makes room for N unread bytes. */
static int reserve(struct stream *s, size_t n)
{
	uint8_t *bytes;

	if (s->at) {
		memmove(s->bytes, s->bytes + s->at, s->len - s->at);
		s->len -= s->at;
		s->at = 0;
	}
	if (n <= s->room)
		return 0;
	bytes = PyMem_Realloc(s->bytes, n);
	if (!bytes) {
		PyErr_NoMemory();
		return -1;
	}
	s->bytes = bytes;
	s->room = n;
	return 0;
}

/* Reads on until N bytes are unread: 1; 0 at the end of the pipe; -1 with an
 * exception set. */
static int fill(struct stream *s, size_t n)
{
	struct pollfd end = { s->fd, 0, 0 };
	ssize_t got;

	if (s->len - s->at >= n)
		return 1;
	if (reserve(s, n) < 0)
		return -1;
	while (s->len < n && !s->over) {
		/* Without events it is the last writer's end that wakes. */
		if (!s->plenty && poll(&end, 1, NAP_MS) < 0 && errno != EINTR)
			s->plenty = true;
		got = read(s->fd, s->bytes + s->len, s->room - s->len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			PyErr_SetFromErrno(PyExc_OSError);
			return -1;
		}
		s->over = got == 0;
		s->plenty = got >= PLENTY;
		s->len += (size_t)got;
	}
	return s->len >= n;
}

/* The record OFFSET bytes behind the next, which stays unread: as fill(). */
static int look(struct stream *s, size_t offset, struct record *r)
{
	uint32_t n;
	int rc = fill(s, offset + HEAD);

	if (rc <= 0)
		return rc;
	memcpy(&n, s->bytes + s->at + offset + 1, sizeof(n));
	if (n > s->limit) {
		PyErr_SetString(PyExc_ValueError,
				"a record longer than the limit");
		return -1;
	}
	rc = fill(s, offset + HEAD + n);
	r->kind = s->bytes[s->at + offset];
	r->bytes = s->bytes + s->at + offset + HEAD;
	r->n = n;
	return rc;
}

const char value_record_doc[] =
	"record(stream) -> (kind, bytes) or None at the end of the pipe\n"
	"ValueError if it is longer than the limit.";

PyObject *value_record(PyObject *module, PyObject *capsule)
{
	struct stream *s = PyCapsule_GetPointer(capsule, STREAM);
	struct record r;
	int rc;

	(void)module;
	if (!s)
		return NULL;
	rc = look(s, 0, &r);
	if (rc < 0)
		return NULL;
	if (rc == 0)
		Py_RETURN_NONE;
	s->at += HEAD + r.n;
	return Py_BuildValue("(y#y#)", (const char *)&r.kind, (Py_ssize_t)1,
			     (const char *)r.bytes, (Py_ssize_t)r.n);
}

struct table { /* what is expected of tests: entries of .stride bytes */
	Py_buffer view;
	Py_ssize_t stride, flags, exact;
};

/* Whether the next two records are the result of test I, in one piece and with
 * the bytes that are expected; as fill().  *CPU_S as it says. */
static int match(struct stream *s, const struct table *t, size_t i,
		 double *cpu_s, uint32_t *flags)
{
	const uint8_t *entry =
		(const uint8_t *)t->view.buf + (size_t)t->stride * i;
	struct momus_wire_digest want, got;
	struct record head, value;
	uint32_t test;
	int rc = look(s, 0, &head);

	if (rc <= 0 || head.kind != 'R' || head.n != 12)
		return rc < 0 ? rc : 0;
	memcpy(&test, head.bytes, 4);
	memcpy(cpu_s, head.bytes + 4, 8);
	memcpy(flags, entry + t->flags, 4);
	if (test != i || *flags & (MOMUS_WIRE_NAN | MOMUS_WIRE_OPAQUE))
		return 0;
	rc = look(s, HEAD + 12, &value);
	if (rc <= 0 || value.kind != 'V')
		return rc < 0 ? rc : 0;
	memcpy(&want, entry + t->exact, sizeof(want));
	got = momus_wire_exact(value.bytes, value.n);
	if (got.a != want.a || got.b != want.b)
		return 0;
	s->at += 2 * HEAD + 12 + value.n;
	return 1;
}

static PyObject *matching(struct stream *s, const struct table *t, size_t i)
{
	size_t n = (size_t)(t->view.len / t->stride);
	PyObject *times = PyList_New(0);
	uint32_t all = 0, flags;
	double cpu_s;
	int rc = 1;

	while (times && i < n && (rc = match(s, t, i, &cpu_s, &flags)) > 0) {
		PyObject *time = PyFloat_FromDouble(cpu_s);

		if (!time || PyList_Append(times, time) < 0)
			rc = -1;
		Py_XDECREF(time);
		if (rc < 0)
			break;
		all |= flags;
		i++;
	}
	if (!times || rc < 0) {
		Py_XDECREF(times);
		return NULL;
	}
	return Py_BuildValue("(NI)", times, all);
}

const char value_matches_doc[] =
	"matches(stream, entries, (stride, flags, exact), test) -> (cpu_s, "
	"flags)\n"
	"Takes results, from TEST on, as long as they are the bytes that are "
	"expected and hold\nno NaN and nothing opaque: the CPU seconds of "
	"each, "
	"and all their flags.  ENTRIES has one\nof STRIDE bytes a test, with "
	"the "
	"flags (u32) and the exact digest at these offsets.";

PyObject *value_matches(PyObject *module, PyObject *args)
{
	PyObject *capsule, *result = NULL;
	unsigned long long test;
	struct stream *s;
	struct table t;

	(void)module;
	if (!PyArg_ParseTuple(args, "Oy*(nnn)K", &capsule, &t.view, &t.stride,
			      &t.flags, &t.exact, &test))
		return NULL;
	s = PyCapsule_GetPointer(capsule, STREAM);
	if (s && (t.flags < 0 || t.exact < 0 || t.stride < t.flags + 4 ||
		  t.stride < t.exact + 16))
		PyErr_SetString(PyExc_ValueError, "no such entries");
	else if (s)
		result = matching(s, &t, test);
	PyBuffer_Release(&t.view);
	return result;
}

const char value_follow_doc[] =
	"follow(stream, scanner) -> bytes\n"
	"Feeds SCANNER, a blind one, the records v that come next; how many "
	"bytes that were.";

PyObject *value_follow(PyObject *module, PyObject *args)
{
	PyObject *stream, *scanner;
	unsigned long long all = 0;
	struct momus_wire *w;
	struct record r;
	struct stream *s;
	size_t used;
	int rc;

	(void)module;
	if (!PyArg_ParseTuple(args, "OO", &stream, &scanner))
		return NULL;
	s = PyCapsule_GetPointer(stream, STREAM);
	w = s ? value_scanner(scanner) : NULL;
	if (!w)
		return NULL;
	while ((rc = look(s, 0, &r)) > 0 && r.kind == 'v') {
		s->at += HEAD + r.n;
		all += r.n;
		if (momus_wire_feed(w, r.bytes, r.n, &used) != 0) {
			PyErr_SetString(PyExc_ValueError,
					w->error ? w->error
						 : "no blind scanner");
			return NULL;
		}
	}
	return rc < 0 ? NULL : PyLong_FromUnsignedLongLong(all);
}
