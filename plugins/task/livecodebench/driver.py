"""driver.py - runs a program on a problem's tests the way LiveCodeBench does

This runs in the program's own process: it reports what was printed or came back,
as plain data, and judges nothing.  The payload is JSON:

	grader	"lcb" or "sandboxfusion"
	entry	the function to call; none: the program reads and prints
	predict	the text is no program but says what a call returns
	inputs	a text each test: standard input, or a JSON value a line
	limit	CPU seconds of loading, and of each test
	room	bytes that a test may print or return; more is wrong whatever it is
	stop	whether an error ends it, as it does there
	expected	JSON texts: compare here, as these checkers do (see referee.py)

Records on the pipe are kind u8, length u32, bytes:

	O	test u32, cpu_s f64, UTF-8 (and lone surrogates): what was printed
	R v V X	a value (_momusvalue.send)
	E T	test u32, cpu_s f64, a text: an exception, a time limit
	B	as O: more than there is room for, not sent
	L D	a text: the program did not load, in time;  C  it does not compile
	A W X	test u32: accepted here, refused, failed
	U	what was seen is not what the program would do as a script
	Z	the end: nothing is missing
"""
import _signal
import builtins
import faulthandler
import json
import os
import re
import collections
import resource
import shutil
import signal
import struct
import subprocess
import sys
import _thread
import threading
import time

import _momusvalue as wire
from momus_errors import describe
import lcb_program
import lcb_rules
import lcb_streams

numpy = sys.modules.get("numpy")
wire.learn(collections, re, numpy)

TEXT_LIMIT = 2000
STACK = 8 << 20	# where these checkers run, the main thread has no more
DEPTH = {"lcb": 50000, "sandboxfusion": 600000}
DIGITS = 50000	# lcb_runner raises Python's limit for long integers

# What both take from a program before it runs.
GONE = {
    builtins: "quit help",
    os: "kill system putenv remove removedirs rmdir fchdir setuid fork forkpty "
        "killpg rename renames truncate replace unlink fchmod fchown chmod "
        "chown chroot lchflags lchmod lchown getcwd chdir",
    shutil: "rmtree move chown",
    subprocess: "Popen",
}
GONE_MODULES = "ipdb joblib resource psutil tkinter"


class TimeoutException(Exception):
    """A test's time is up; the program may catch it, as it may theirs."""


def guard():
    faulthandler.disable()
    os.environ["OMP_NUM_THREADS"] = "1"
    for module, names in GONE.items():
        for name in names.split():
            setattr(module, name, None)
    for name in GONE_MODULES.split():
        sys.modules[name] = None


def guard_threads():
    """The signal of a time limit is for the main thread, which may sleep while
    another works: threads begin with it blocked."""
    start, mask = _thread.start_new_thread, signal.pthread_sigmask

    def start_new_thread(*args):
        old = mask(signal.SIG_BLOCK, {signal.SIGPROF})
        try:
            return start(*args)
        finally:
            mask(signal.SIG_SETMASK, old)
    _thread.start_new_thread = _thread.start_new = start_new_thread
    threading._start_new_thread = start_new_thread


class Pipe:
    """Where records go."""

    def __init__(self, fd):
        self.fd = fd
        self.write = os.write
        self.send = wire.send

    def record(self, kind, data=b""):
        data = memoryview(kind + struct.pack("<I", len(data)) + data)
        while data:
            data = data[self.write(self.fd, data):]

    def text(self, kind, text, head=b""):
        """TEXT cut; a program may have put anything into it."""
        data = text[:TEXT_LIMIT].encode("utf-8", "replace")
        self.record(kind, head + data)

    def output(self, test, cpu_s, text, room):
        head = struct.pack("<Id", test, cpu_s)
        data = text.encode("utf-8", "surrogatepass") if len(text) <= room \
            else None
        if data is None or len(data) > room:
            self.record(b"B", head)
        else:
            self.record(b"O", head + data)


def on_alarm(signum, frame):
    # There, a line in what the program prints: who goes on after the alarm
    # has printed something that is not expected.
    print("the time is up")
    raise TimeoutException


class Clock:
    """Limits a call by CPU time, so that a busy machine changes no verdict; by
    wall time only far beyond, for a program that sleeps.  The alarm comes once;
    the kernel ends a program that goes on for as long again."""

    def __init__(self, limit):
        self.limit = limit
        self.cpu = time.process_time
        self.set = signal.setitimer
        self.signal = _signal.signal
        self.most = resource.setrlimit
        self.hard = resource.getrlimit(resource.RLIMIT_CPU)[1]

    def bound(self):
        end = int(self.cpu() + 2 * self.limit) + 2
        hard = self.hard
        if hard != resource.RLIM_INFINITY:
            end = min(end, hard)
        self.most(resource.RLIMIT_CPU, (end, hard))

    def call(self, function, *args):
        """(result, cpu seconds, error)"""
        out = error = None
        began = self.cpu()
        try:
            self.bound()
            self.signal(signal.SIGPROF, on_alarm)
            self.signal(signal.SIGALRM, on_alarm)
            self.set(signal.ITIMER_PROF, self.limit)
            self.set(signal.ITIMER_REAL, 3 * self.limit + 5)
            try:
                out = function(*args)
            finally:
                self.set(signal.ITIMER_PROF, 0)
                self.set(signal.ITIMER_REAL, 0)
        except BaseException as e:
            error = e
        return out, self.cpu() - began, error


class Exit(BaseException):
    """The program ends the checker's process, with this status."""


def exit_status(error):
    """The status of a script that SystemExit ends."""
    code = error.code
    if code is None:
        return 0
    return code & 0xff if isinstance(code, int) else 1


class Program:
    """A program and the way it is called on a test."""

    def __init__(self, spec, source):
        self.old = spec["grader"] == "sandboxfusion"
        self.entry = spec["entry"]
        self.source = source
        self.text = source	# what line numbers are of
        self.odd = lcb_streams.Odd()

    def load(self):
        """Runs the module; its function, or None."""
        if self.entry is not None:
            make, name = lcb_program.called, self.entry
        elif self.old:
            make, name = lcb_program.indented, lcb_program.OLD_FUNCTION
        else:
            make, name = lcb_program.wrapped, lcb_program.FUNCTION
        codes, self.text, self.odd.odd = make(self.source)
        module = lcb_program.new_module(DEPTH["sandboxfusion" if self.old
                                              else "lcb"])
        for code in codes:
            exec(code, vars(module))
        if self.entry is not None and "class Solution" in self.source:
            module = module.Solution()
        return getattr(module, name, None)

    def read(self, text):
        """The arguments of a call."""
        args = [json.loads(line) for line in text.split("\n")]
        return lcb_rules.old_keys(args) if self.old else args

    def print(self, function, text):
        """What it prints when it reads TEXT."""
        with lcb_streams.Streams(text, self.old, self.odd) as streams:
            try:
                function()
            except SystemExit as e:
                if exit_status(e):
                    self.odd.odd = True
        return streams.output()


def failed(pipe, test, cpu_s, error, source):
    # There, too, it is the name that tells.
    kind = b"T" if isinstance(error, TimeoutException) else b"E"
    pipe.text(kind, describe(error, source), struct.pack("<Id", test, cpu_s))


def start(pipe, program, clock, spec):
    """The function and what each test gives it; None if it has ended."""
    function, _, error = clock.call(program.load)
    if error is None and function is None:
        error = AttributeError("there is no function " + (program.entry or "")
                               if program.entry else "there is no program")
    inputs = spec["inputs"]
    if error is None and program.entry is not None:
        try:
            inputs = [program.read(text) for text in inputs]
        except Exception as e:
            error = e
    if error is None:
        return function, inputs
    if program.old and isinstance(error, SystemExit):
        raise Exit(exit_status(error))
    kind = b"D" if isinstance(error, TimeoutException) else \
        b"C" if isinstance(error, SyntaxError) else b"L"
    pipe.text(kind, describe(error, program.text))
    return None


def run(pipe, program, clock, spec):
    """Every test, up to the first that ends it."""
    begun = start(pipe, program, clock, spec)
    if begun is None:
        return
    function, inputs = begun
    for test, told in enumerate(inputs):
        if program.entry is None:
            out, cpu_s, error = clock.call(program.print, function, told)
        else:
            out, cpu_s, error = clock.call(function, *told)
        if error is None and program.entry is None:
            pipe.output(test, cpu_s, out, spec["room"])
        elif error is None:
            pipe.send(pipe.fd, test, cpu_s, out, spec["room"])
        elif program.old and program.entry is not None and \
                isinstance(error, SystemExit):
            raise Exit(exit_status(error))
        else:
            failed(pipe, test, cpu_s, error, program.text)
            if spec["stop"] or isinstance(error, TimeoutException):
                return
        out = error = None


def compare(pipe, program, clock, spec):
    """The checkers' own comparison of live objects, first failure last."""
    begun = start(pipe, program, clock, spec)
    if begun is None:
        return
    function, inputs = begun
    for test, (args, expected) in enumerate(zip(inputs, spec["expected"])):
        try:
            out, _, error = clock.call(function, *args)
            if error is not None:
                raise error
            good = lcb_rules.called_like(program.old, out, expected)
            kind = b"A" if good else b"W"
        except SystemExit as e:
            if program.old:
                raise Exit(exit_status(e))
            kind = b"X"
        except BaseException:
            kind = b"X"
        pipe.record(kind, struct.pack("<I", test))
        if kind != b"A":
            return


def predict(pipe, clock, source, room):
    """The value that an assertion, or a literal, names."""
    out, cpu_s, error = clock.call(lcb_program.predicted, source)
    if error is None:
        pipe.send(pipe.fd, 0, cpu_s, out, room)
    else:
        failed(pipe, 0, cpu_s, error, source)


def wait_for_threads():
    """SandboxFusion's script ends when its threads do."""
    if threading.active_count() > 1:
        threading._shutdown()


def prepare(old):
    if old:
        builtins.exit = None
    else:
        sys.set_int_max_str_digits(DIGITS)
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    if hard == resource.RLIM_INFINITY or hard > STACK:
        resource.setrlimit(resource.RLIMIT_STACK, (STACK, hard))
    lcb_streams.own_streams()


def main(job):
    """JOB has .source (str), .payload (bytes), .fd."""
    spec = json.loads(job.payload)
    pipe, leave, wait = Pipe(job.fd), os._exit, wait_for_threads
    program, clock = Program(spec, job.source), Clock(spec["limit"])
    prepare(program.old)
    try:
        if spec["predict"]:
            predict(pipe, clock, job.source, spec["room"])
        elif "expected" in spec:
            compare(pipe, program, clock, spec)
        else:
            run(pipe, program, clock, spec)
        if program.odd.odd:
            pipe.record(b"U")
        if program.old:
            wait()
    except Exit as e:
        leave(e.args[0])
    pipe.record(b"Z")
    # What the program left for its end (threads, atexit) is not ours to run.
    leave(0)


# Here and not in each program's process: that is a fork of this one.
guard()
guard_threads()
