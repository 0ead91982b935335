/* calls.c - calls of a program's function, each within a limit of time
 *
 * This runs inside the judged program's process.  A call's limit is of CPU time;
 * of wall time only far beyond, for a program that sleeps.  One timer looks
 * after all calls: where it rings before the time of the call that runs then is
 * up, the handler, which asks late(), sets it anew for the rest.  It is none of
 * those that a program can set from Python, and a timer of the processor's time
 * would make its clock as coarse as the kernel's ticks.  What a program may have
 * changed, its alarm, handlers, standard streams, is put in order again before
 * the next call.
 */
#include "config.h"

#include "sandbox/value/value.h"

#include <math.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#define CALLER "_momusvalue.caller"

static const double least_s = 0.001, /* that the timer is set for */
	soon_s = 50e-6;		     /* too little to ask the kernel */
static const char *const streams[3] = { "stdout", "stderr", "stdin" };

struct caller {
	PyObject *late, *alarm;		     /* owned: handlers */
	PyObject *swallow_type;		     /* owned */
	PyObject *getvalue, *tell;	     /* owned: of that type */
	PyObject *get_handler, *set_handler; /* owned: _signal's */
	PyObject *swallow;	 /* owned: in the streams' places, or NULL */
	PyObject *old[3];	 /* owned: what was there */
	double cpu_end, end;	 /* when the time of the call that runs is up */
	double asked, asked_cpu; /* when the kernel was, and its answer */
	double rings; /* by the wall clock; INFINITY: the timer is off */
	double cpus;  /* that the process may use at once */
	timer_t timer;
	bool has_timer, inside;
};

static double now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* The processor's time AT a time.  What has gone by since the kernel was asked
 * counts as used while it is little: asking takes as long as many a call. */
static double cpu_at(struct caller *c, double at)
{
	if (at - c->asked < soon_s)
		return c->asked_cpu + (at - c->asked);
	c->asked = at;
	c->asked_cpu = now(CLOCK_PROCESS_CPUTIME_ID);
	return c->asked_cpu;
}

static void set_timer(struct caller *c, double at, double wait)
{
	struct itimerspec t = { .it_value = { .tv_sec = 0 } };

	if (wait > 0) {
		t.it_value.tv_sec = (time_t)wait;
		t.it_value.tv_nsec =
			(long)((wait - (double)t.it_value.tv_sec) * 1e9);
	}
	timer_settime(c->timer, 0, &t, NULL);
	c->rings = wait > 0 ? at + wait : INFINITY;
}

/* How long the call that runs can go on before its time may be up. */
static double time_left(const struct caller *c, double cpu, double at)
{
	double left = fmin((c->cpu_end - cpu) / c->cpus, c->end - at);

	return fmax(left, least_s);
}

static int need_timer(struct caller *c)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
				  .sigev_signo = SIGPROF };
	cpu_set_t cpus;

	if (c->has_timer)
		return 0;
	if (timer_create(CLOCK_MONOTONIC, &event, &c->timer) < 0) {
		PyErr_SetFromErrno(PyExc_OSError);
		return -1;
	}
	c->has_timer = true;
	c->cpus = 1;
	if (sched_getaffinity(0, sizeof(cpus), &cpus) == 0)
		c->cpus = CPU_COUNT(&cpus);
	return 0;
}

/* Has HANDLER called for SIGNAL. */
static int handle(struct caller *c, int signal, PyObject *handler)
{
	PyObject *old = PyObject_CallFunction(c->get_handler, "i", signal);
	bool same = old == handler;

	Py_XDECREF(old);
	if (same)
		return 0;
	old = PyObject_CallFunction(c->set_handler, "iO", signal, handler);
	Py_XDECREF(old);
	return old ? 0 : -1;
}

/* Sees to it that the call that begins cannot last forever. */
static int guard(struct caller *c, double cpu, double at)
{
	if (need_timer(c) < 0 || handle(c, SIGPROF, c->late) < 0 ||
	    handle(c, SIGALRM, c->alarm) < 0)
		return -1;
	/* It rings early enough if it does before this call's time is up. */
	if (c->rings > at + time_left(c, cpu, at))
		set_timer(c, at, time_left(c, cpu, at));
	return 0;
}

/* An alarm that the program set must not outlast the call. */
static void clear_alarm(void)
{
	static const struct itimerval none;
	struct itimerval t;

	if (getitimer(ITIMER_REAL, &t) < 0 || t.it_value.tv_sec ||
	    t.it_value.tv_usec)
		setitimer(ITIMER_REAL, &none, NULL);
}

/* Whether nothing was printed into the object in the streams' places, and it is
 * as it was made. */
static bool unused(const struct caller *c)
{
	PyObject *text, *at = NULL, *names;
	bool good = c->swallow != NULL;

	for (int i = 0; i < 3; i++)
		good = good && PySys_GetObject(streams[i]) == c->swallow;
	if (!good || (PyObject *)Py_TYPE(c->swallow) != c->swallow_type)
		return false;
	text = PyObject_CallFunctionObjArgs(c->getvalue, c->swallow, NULL);
	if (text)
		at = PyObject_CallFunctionObjArgs(c->tell, c->swallow, NULL);
	names = PyObject_GenericGetDict(c->swallow, NULL);
	good = at && names && PyUnicode_GetLength(text) == 0 &&
	       PyLong_AsLong(at) == 0 && PyDict_Size(names) == 0;
	Py_XDECREF(text);
	Py_XDECREF(at);
	Py_XDECREF(names);
	PyErr_Clear();
	return good;
}

/* A new object in the streams' places. */
static int replace_streams(struct caller *c)
{
	PyObject *fresh = PyObject_CallNoArgs(c->swallow_type);

	if (!fresh)
		return -1;
	for (int i = 0; i < 3; i++) {
		PyObject *old = PySys_GetObject(streams[i]);

		if (!c->swallow) {
			Py_XINCREF(old);
			c->old[i] = old;
		}
		if (PySys_SetObject(streams[i], fresh) < 0)
			return -1;
	}
	Py_XDECREF(c->swallow);
	c->swallow = fresh;
	return 0;
}

static void restore_streams(struct caller *c)
{
	if (!c->swallow)
		return;
	for (int i = 0; i < 3; i++) {
		if (PySys_SetObject(streams[i], c->old[i]) < 0)
			PyErr_Clear();
		Py_CLEAR(c->old[i]);
	}
	Py_CLEAR(c->swallow);
}

static void free_caller(PyObject *capsule)
{
	struct caller *c = PyCapsule_GetPointer(capsule, CALLER);

	if (c->has_timer)
		timer_delete(c->timer);
	Py_XDECREF(c->late);
	Py_XDECREF(c->alarm);
	Py_XDECREF(c->swallow_type);
	Py_XDECREF(c->getvalue);
	Py_XDECREF(c->tell);
	Py_XDECREF(c->get_handler);
	Py_XDECREF(c->set_handler);
	Py_XDECREF(c->swallow);
	for (int i = 0; i < 3; i++)
		Py_XDECREF(c->old[i]);
	PyMem_Free(c);
}

const char value_caller_doc[] =
	"caller(late, alarm, swallow) -> caller\n"
	"LATE is the handler that asks late(), ALARM that of an alarm which a "
	"program sets\nitself; SWALLOW, a subclass of io.StringIO, makes what "
	"stands for the standard\nstreams in a call.";

PyObject *value_caller(PyObject *module, PyObject *args)
{
	PyObject *late, *alarm, *swallow, *signal, *capsule;
	struct caller *c;

	(void)module;
	if (!PyArg_ParseTuple(args, "OOO", &late, &alarm, &swallow))
		return NULL;
	c = PyMem_Calloc(1, sizeof(*c));
	capsule = c ? PyCapsule_New(c, CALLER, free_caller) : PyErr_NoMemory();
	if (!capsule)
		return NULL;
	c->rings = INFINITY;
	c->late = Py_NewRef(late);
	c->alarm = Py_NewRef(alarm);
	c->swallow_type = Py_NewRef(swallow);
	c->getvalue = PyObject_GetAttrString(swallow, "getvalue");
	c->tell = PyObject_GetAttrString(swallow, "tell");
	/* Those of module signal are wrappers that raise and catch errors. */
	signal = PyImport_ImportModule("_signal");
	if (signal) {
		c->get_handler = PyObject_GetAttrString(signal, "getsignal");
		c->set_handler = PyObject_GetAttrString(signal, "signal");
		Py_DECREF(signal);
	}
	if (!c->getvalue || !c->tell || !c->get_handler || !c->set_handler)
		Py_CLEAR(capsule);
	return capsule;
}

/* function(*ARGUMENTS), with everything set; NULL with an exception set. */
static PyObject *guarded(struct caller *c, PyObject *function,
			 PyObject *arguments)
{
	PyObject *tuple, *out = NULL;

	if (!unused(c) && replace_streams(c) < 0)
		return NULL;
	tuple = PySequence_Tuple(arguments);
	if (tuple)
		out = PyObject_Call(function, tuple, NULL);
	Py_XDECREF(tuple);
	if (out && PyErr_CheckSignals() < 0)
		Py_CLEAR(out);
	return out;
}

/* The exception that is set, with its traceback; owned. */
static PyObject *caught(void)
{
	PyObject *type, *error, *tb;

	PyErr_Fetch(&type, &error, &tb);
	PyErr_NormalizeException(&type, &error, &tb);
	if (tb && error)
		PyException_SetTraceback(error, tb);
	Py_XDECREF(type);
	Py_XDECREF(tb);
	return error;
}

const char value_call_doc[] =
	"call(caller, function, args, limit_s, end_s) -> (result, cpu_s, "
	"error)\n"
	"function(*args), within LIMIT_S seconds of CPU time; ERROR is what it "
	"raised, or None.\nNone, and no call, if the process has used END_S "
	"seconds of it before.";

PyObject *value_call(PyObject *module, PyObject *args)
{
	PyObject *capsule, *function, *arguments, *out = NULL, *error = NULL;
	double limit, last, cpu, at;
	struct caller *c;

	(void)module;
	if (!PyArg_ParseTuple(args, "OOOdd", &capsule, &function, &arguments,
			      &limit, &last))
		return NULL;
	c = PyCapsule_GetPointer(capsule, CALLER);
	if (!c)
		return NULL;
	at = now(CLOCK_MONOTONIC);
	cpu = cpu_at(c, at);
	if (cpu > last)
		Py_RETURN_NONE;
	c->cpu_end = cpu + limit;
	c->end = at + 3 * limit + 5;
	c->inside = true;
	if (guard(c, cpu, at) == 0)
		out = guarded(c, function, arguments);
	c->inside = false;
	cpu = fmax(cpu_at(c, now(CLOCK_MONOTONIC)) - cpu, 0);
	if (!out)
		error = caught();
	clear_alarm();
	return Py_BuildValue("(NdN)", out ? out : Py_NewRef(Py_None), cpu,
			     error ? error : Py_NewRef(Py_None));
}

const char value_late_doc[] = "late(caller) -> bool\n"
			      "Whether the time of the call that runs is up.  "
			      "If not, the timer is set "
			      "for the rest.";

PyObject *value_late(PyObject *module, PyObject *capsule)
{
	struct caller *c = PyCapsule_GetPointer(capsule, CALLER);
	double cpu, at;
	bool up;

	(void)module;
	if (!c)
		return NULL;
	cpu = now(CLOCK_PROCESS_CPUTIME_ID);
	at = now(CLOCK_MONOTONIC);
	up = cpu >= c->cpu_end || at >= c->end;
	c->rings = INFINITY;
	if (c->inside && !up)
		set_timer(c, at, time_left(c, cpu, at));
	return PyBool_FromLong(c->inside && up);
}

const char value_leave_doc[] =
	"leave(caller)\n"
	"Stops the timer and puts the standard streams back.";

PyObject *value_leave(PyObject *module, PyObject *capsule)
{
	struct caller *c = PyCapsule_GetPointer(capsule, CALLER);

	(void)module;
	if (!c)
		return NULL;
	if (c->has_timer)
		set_timer(c, 0, 0);
	restore_streams(c);
	Py_RETURN_NONE;
}
