/* module.c - _momusjail: the C side of runner.py
 *
 *	serve(command) -> dict	of a zygote to load, or of a program to run;
 *				COMMAND starts a fresh interpreter
 *	cold() -> dict		the program, in such a one
 *	bound()			no capability may be gained by exec
 *	gather()		what is loaded from here on is put side by side
 *	failed(text)		a zygote cannot load what it was asked to
 *	started()		from here on the program's own code runs
 *	next() -> dict		of a kept referee's next request; None: it ends
 *	run(source, name, main)	compiles and runs a script, never returns
 */
#include "config.h"

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030b0000
#include <Python.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/jail/kept.h"
#include "sandbox/jail/pages.h"
#include "sandbox/jail/worker.h"
#include "sandbox/walls.h"

enum { THREAD_STACK = 8 << 20 };

PyMODINIT_FUNC PyInit__momusjail(void);

/* The one of this process: the module exists once in it. */
static struct jail_server server = { .socket = JAIL_FD_SOCKET };

/* The image has room for the highest stack that a program is given; its threads
 * get what they would anywhere. */
static int limit_thread_stacks(void)
{
	pthread_attr_t attr;
	int rc;

	pthread_attr_init(&attr);
	rc = pthread_attr_setstacksize(&attr, THREAD_STACK);
	if (rc == 0)
		rc = pthread_setattr_default_np(&attr);
	pthread_attr_destroy(&attr);
	errno = rc;
	return rc == 0 ? 0 : -1;
}

/* The N bytes of FD from OFFSET on. */
static PyObject *read_bytes(int fd, uint64_t offset, uint64_t n)
{
	PyObject *bytes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)n);
	char *at = bytes ? PyBytes_AsString(bytes) : NULL;
	uint64_t done = 0;

	while (at && done < n) {
		ssize_t got =
			pread(fd, at + done, n - done, (off_t)(offset + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			Py_DECREF(bytes);
			return PyErr_SetFromErrno(PyExc_OSError);
		}
		done += (uint64_t)got;
	}
	return bytes;
}

/* DICT[NAME] = VALUE, which is handed over and may be NULL. */
static int put(PyObject *dict, const char *name, PyObject *value)
{
	int rc = value ? PyDict_SetItemString(dict, name, value) : -1;

	Py_XDECREF(value);
	return rc;
}

static PyObject *flag(uint32_t bit)
{
	return PyBool_FromLong((server.request.flags & bit) != 0);
}

static PyObject *program_dict(void)
{
	const struct jail_request *r = &server.request;
	PyObject *dict = PyDict_New();

	if (!dict || put(dict, "script", flag(JAIL_SCRIPT)) < 0 ||
	    put(dict, "driver", flag(JAIL_DRIVER)) < 0 ||
	    put(dict, "seed", PyLong_FromUnsignedLongLong(r->seed)) < 0 ||
	    put(dict, "source", read_bytes(JAIL_FD_DATA, 0, r->source_bytes)) <
		    0 ||
	    put(dict, "payload",
		read_bytes(JAIL_FD_DATA, r->source_bytes, r->payload_bytes)) <
		    0 ||
	    put(dict, "sources",
		read_bytes(JAIL_FD_DATA, r->source_bytes + r->payload_bytes,
			   r->sources_bytes)) < 0 ||
	    put(dict, "numpy", flag(JAIL_NUMPY)) < 0 ||
	    put(dict, "record",
		PyLong_FromLong(r->flags & JAIL_RECORD ? JAIL_FD_RECORD : -1)) <
		    0 ||
	    put(dict, "expected",
		r->flags & JAIL_EXPECTED
			? read_bytes(JAIL_FD_EXPECTED, 0, r->expected_bytes)
			: PyBytes_FromString("")) < 0) {
		Py_XDECREF(dict);
		return NULL;
	}
	close(JAIL_FD_DATA);
	if (r->flags & JAIL_EXPECTED)
		close(JAIL_FD_EXPECTED);
	return dict;
}

static PyObject *zygote_dict(void)
{
	PyObject *dict = PyDict_New(), *sources;
	struct stat st = { .st_size = 0 };

	if (server.sources >= 0 && fstat(server.sources, &st) < 0)
		st.st_size = 0;
	sources = read_bytes(server.sources, 0, (uint64_t)st.st_size);
	if (server.sources >= 0)
		close(server.sources);
	if (!dict || put(dict, "numpy", flag(JAIL_NUMPY)) < 0 ||
	    put(dict, "driver", flag(JAIL_DRIVER)) < 0 ||
	    put(dict, "referee", flag(JAIL_REFEREE)) < 0 ||
	    put(dict, "sources", sources) < 0) {
		Py_XDECREF(dict);
		return NULL;
	}
	return dict;
}

static PyObject *cold(PyObject *self, PyObject *none)
{
	(void)self;
	(void)none;
	server.page = mmap(NULL, sizeof *server.page, PROT_READ | PROT_WRITE,
			   MAP_SHARED, JAIL_FD_PAGE, 0);
	if (server.page == MAP_FAILED)
		return PyErr_SetFromErrno(PyExc_OSError);
	close(JAIL_FD_PAGE);
	if (limit_thread_stacks() < 0)
		return PyErr_SetFromErrno(PyExc_OSError);
	server.request = server.page->request;
	return program_dict();
}

static PyObject *gather(PyObject *self, PyObject *none)
{
	(void)self;
	(void)none;
	jail_gather_pages();
	Py_RETURN_NONE;
}

static PyObject *bound(PyObject *self, PyObject *none)
{
	(void)self;
	(void)none;
	return PyBool_FromLong(jail_bound_capabilities() == 0);
}

static PyObject *failed(PyObject *self, PyObject *args)
{
	struct jail_reply r = { .op = JAIL_BROKEN };
	const char *text;

	(void)self;
	if (!PyArg_ParseTuple(args, "s", &text))
		return NULL;
	strncpy(r.call, text, sizeof r.call - 1);
	if (send(server.socket, &r, sizeof r, MSG_NOSIGNAL) < 0)
		errno = 0;
	_exit(1);
}

static void set_stage(enum jail_stage stage)
{
	if (!server.page)
		return;
	server.page->stage = stage;
	munmap(server.page, sizeof *server.page);
	server.page = NULL;
}

static PyObject *started(PyObject *self, PyObject *none)
{
	(void)self;
	(void)none;
	set_stage(JAIL_RUNNING);
	Py_RETURN_NONE;
}

static PyObject *next(PyObject *self, PyObject *none)
{
	(void)self;
	(void)none;
	if (!server.kept || !jail_kept_next(&server.request))
		Py_RETURN_NONE;
	return program_dict();
}

/* The exit status that SystemExit asks for, as the interpreter has it. */
static int exit_status(void)
{
	PyObject *type, *error, *tb, *code;
	int status = 1;

	PyErr_Fetch(&type, &error, &tb);
	PyErr_NormalizeException(&type, &error, &tb);
	code = error ? PyObject_GetAttrString(error, "code") : NULL;
	if (!code)
		PyErr_Clear();
	if (code == Py_None)
		status = 0;
	else if (code && PyLong_Check(code))
		status = (int)PyLong_AsLong(code) & 0xff;
	else if (code)
		PySys_FormatStderr("%S\n", code);
	PyErr_Clear();
	Py_XDECREF(code);
	Py_XDECREF(type);
	Py_XDECREF(error);
	Py_XDECREF(tb); /* its frames hold the program's names */
	return status;
}

/* Calls MODULE.NAME if the module is loaded; errors are printed. */
static void call(const char *module, const char *name)
{
	PyObject *modules = PyImport_GetModuleDict();
	PyObject *m = PyDict_GetItemString(modules, module);
	PyObject *f = m ? PyObject_GetAttrString(m, name) : NULL;
	PyObject *result = f ? PyObject_CallNoArgs(f) : NULL;

	if (f && !result)
		PyErr_WriteUnraisable(f);
	PyErr_Clear();
	Py_XDECREF(f);
	Py_XDECREF(result);
}

static bool is_closed(PyObject *file)
{
	PyObject *closed = PyObject_GetAttrString(file, "closed");
	bool yes = closed && PyObject_IsTrue(closed) > 0;

	PyErr_Clear();
	Py_XDECREF(closed);
	return yes;
}

/* A program may have closed the file: that is no failure. */
static bool flush(const char *name)
{
	PyObject *file = PySys_GetObject(name), *result;

	if (!file || file == Py_None || is_closed(file))
		return true;
	result = PyObject_CallMethod(file, "flush", NULL);
	if (!result)
		PyErr_WriteUnraisable(file);
	PyErr_Clear();
	Py_XDECREF(result);
	return result != NULL;
}

static void note_gone(PyObject *canary)
{
	*(bool *)PyCapsule_GetPointer(canary, NULL) = true;
}

/* Drops MAIN, the last reference to the program's names.  As at an interpreter's
 * end they are collected whole: a __del__ still finds what it calls.  Names that
 * are held from elsewhere are taken away one by one. */
static void drop_names(PyObject *main)
{
	bool gone = false;
	PyObject *canary = PyCapsule_New(&gone, NULL, note_gone);

	if (!canary || PyDict_SetItemString(main, "", canary) < 0)
		PyErr_Clear();
	Py_XDECREF(canary);
	if (PyDict_DelItemString(PyImport_GetModuleDict(), "__main__") < 0)
		PyErr_Clear();
	Py_DECREF(main);
	PyGC_Enable();
	PyGC_Collect();
	if (canary && !gone) {
		PyDict_Clear(main);
		PyGC_Collect();
	}
}

/* What an interpreter does at its end that a program can see: waits for
 * threads, calls its hooks, drops its names, writes what is buffered.  The
 * modules are left to the kernel. */
static void end(int status, PyObject *main) __attribute__((noreturn));
static void end(int status, PyObject *main)
{
	call("threading", "_shutdown");
	call("atexit", "_run_exitfuncs");
	if (!flush("stdout"))
		status = status ? status : 120;
	flush("stderr");
	drop_names(main);
	flush("stdout");
	flush("stderr");
	/* Where a program has put another file in their places. */
	flush("__stdout__");
	flush("__stderr__");
	_exit(status);
}

/* The program lies where a traceback and inspect look for it. */
static void write_source(const char *name, const char *source, size_t n)
{
	const char *slash = strrchr(name, '/'); /* it is in its directory */
	int fd = open(slash ? slash + 1 : name,
		      O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0)
		return;
	if (write(fd, source, n) < 0)
		errno = 0;
	close(fd);
}

static PyObject *compile_source(const char *source, size_t n, const char *name)
{
	if (memchr(source, 0, n)) {
		PyErr_SetString(PyExc_SyntaxError,
				"source code cannot contain null bytes");
		return NULL;
	}
	return Py_CompileString(source, name, Py_file_input);
}

static void end_by_error(PyObject *main) __attribute__((noreturn));
static void end_by_error(PyObject *main)
{
	bool interrupted = PyErr_ExceptionMatches(PyExc_KeyboardInterrupt);

	if (PyErr_ExceptionMatches(PyExc_SystemExit))
		end(exit_status(), main);
	PyErr_PrintEx(0);
	if (interrupted) {
		signal(SIGINT, SIG_DFL);
		flush("stdout");
		kill(getpid(), SIGINT);
	}
	end(1, main);
}

static PyObject *run(PyObject *self, PyObject *args)
{
	const char *source, *name;
	PyObject *holder, *main, *code, *value;
	Py_ssize_t n;

	(void)self;
	if (!PyArg_ParseTuple(args, "y#sO!", &source, &n, &name, &PyList_Type,
			      &holder))
		return NULL;
	/* Taken out, so that nobody else holds it at the end. */
	main = PyObject_CallMethod(holder, "pop", NULL);
	if (!main || !PyDict_Check(main))
		return NULL;
	write_source(name, source, (size_t)n);
	code = compile_source(source, (size_t)n, name);
	if (!code) {
		set_stage(JAIL_NO_COMPILE);
		end_by_error(main);
	}
	set_stage(JAIL_RUNNING);
	value = PyEval_EvalCode(code, main, main);
	Py_DECREF(code);
	if (!value)
		end_by_error(main);
	Py_DECREF(value);
	end(0, main);
}

/* Keeps the words of LIST as the command of a fresh interpreter. */
static int keep_command(PyObject *list)
{
	Py_ssize_t n = PyList_Size(list);

	if (n < 1 || n >= JAIL_COMMAND_MAX) {
		PyErr_SetString(PyExc_ValueError, "no command");
		return -1;
	}
	for (Py_ssize_t i = 0; i < n; i++) {
		PyObject *word = PyList_GetItem(list, i);
		PyObject *bytes = word ? PyUnicode_EncodeFSDefault(word) : NULL;

		if (!bytes)
			return -1;
		free(server.command[i]);
		server.command[i] = strdup(PyBytes_AsString(bytes));
		Py_DECREF(bytes);
	}
	return 0;
}

static PyObject *serve(PyObject *self, PyObject *command)
{
	(void)self;
	if (keep_command(command) < 0)
		return NULL;
	if (!server.filter.code &&
	    (jail_filter_load(&server.filter) < 0 || limit_thread_stacks() < 0))
		return PyErr_SetFromErrno(PyExc_OSError);
	switch (jail_serve(&server)) {
	case JAIL_ROLE_END:
		_exit(0);
	case JAIL_ROLE_ZYGOTE:
		PyOS_AfterFork_Child();
		return zygote_dict();
	default:
		/* This fork of a process of one thread, which held no lock, is as
		 * good as the process was.  PyOS_AfterFork_Child() would mend
		 * nothing, and its hooks touch seventy pages, each of which
		 * would have to be copied: a fifth of what a program costs. */
		if (server.request.flags & JAIL_COLD)
			jail_exec_cold(&server);
		return program_dict();
	}
}

static PyMethodDef methods[] = {
	{ "serve", serve, METH_O, NULL },
	{ "cold", cold, METH_NOARGS, NULL },
	{ "bound", bound, METH_NOARGS, NULL },
	{ "gather", gather, METH_NOARGS, NULL },
	{ "failed", failed, METH_VARARGS, NULL },
	{ "started", started, METH_NOARGS, NULL },
	{ "next", next, METH_NOARGS, NULL },
	{ "run", run, METH_VARARGS, NULL },
	{ NULL, NULL, 0, NULL },
};

static struct PyModuleDef definition = {
	PyModuleDef_HEAD_INIT,
	.m_name = "_momusjail",
	.m_doc = "the C side of the warm interpreter",
	.m_size = -1,
	.m_methods = methods,
};

PyMODINIT_FUNC PyInit__momusjail(void)
{
	return PyModule_Create(&definition);
}
