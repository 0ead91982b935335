"""driver.py - runs a program on a problem's inputs the way EvalPlus does

This runs in the program's own process: it reports what came back, as plain data,
and judges nothing.  The payload is JSON:

	op	"run"; "record": the canonical solution, on copies of the inputs;
		"in-process": compare here, as EvalPlus does, and stop at the first
		failure
	dataset, task, entry, atol	of the problem
	halves	of "run": for each its inputs, limits, and the most CPU seconds of
		all its tests together
	inputs	of "in-process": a list; of "record": {base, plus}
	test	instead of inputs: the statement of the Hugging Face script that
		makes them
	limits	CPU seconds of each test; none in "record"
	first	number of the first test in the reference file ("in-process")
	canonical	the reference solution ("in-process")

Records on the pipe are kind u8, length u32, bytes:

	R v V X	a value (_momusvalue.send)      A  a call's arguments, on the wire
	E T	test u32, cpu_s f64, text: an exception, a time limit
	L	a text: the program did not load;  C  it does not compile
	P F	test u32: accepted, refused here ("in-process")
	H	the time of the whole half is up
	N	the end of a half: nothing of it is missing, and another follows
	Z	the end: nothing is missing
"""
import ast
import builtins
import collections
import copy
import faulthandler
import io
import json
import math
import os
import re
import shutil
import struct
import subprocess
import sys
import time

import _momusvalue as wire
from momus_errors import describe
import mbpp_inputs
import mbpp_reference
import mbpp_rules

numpy = sys.modules.get("numpy")

# Before a program runs: it might put other types in their places.
wire.learn(collections, re, numpy)

VALUE_LIMIT = 1 << 30
TEXT_LIMIT = 2000

# What EvalPlus takes from a program before it runs (reliability_guard).
GONE = {
    builtins: "exit quit open",
    os: "kill system putenv remove removedirs rmdir fchdir setuid fork forkpty "
        "killpg rename renames truncate replace unlink fchmod fchown chmod "
        "chown chroot lchflags lchmod lchown getcwd chdir",
    shutil: "rmtree move chown",
    subprocess: "Popen",
}
GONE_MODULES = "ipdb joblib resource psutil tkinter"


class TimeoutException(Exception):
    """A test's time is up; the program may catch it, as it may EvalPlus's."""


class Swallow(io.StringIO):
    """Takes output; has no input."""

    def read(self, *args, **kwargs):
        raise OSError

    readline = readlines = read

    def readable(self, *args, **kwargs):
        return False


class Swallowing:
    """With this, the program's standard streams lead nowhere."""

    def __enter__(self):
        self.old = sys.stdout, sys.stderr, sys.stdin
        sys.stdout = sys.stderr = sys.stdin = Swallow()

    def __exit__(self, *error):
        sys.stdout, sys.stderr, sys.stdin = self.old


def guard():
    faulthandler.disable()
    os.environ["OMP_NUM_THREADS"] = "1"
    for module, names in GONE.items():
        for name in names.split():
            setattr(module, name, None)
    builtins.help = None
    for name in GONE_MODULES.split():
        sys.modules[name] = None


class Pipe:
    """Where records go."""

    def __init__(self, fd):
        self.fd = fd
        self.write = os.write
        self.close = os.close
        self.send = wire.send

    def record(self, kind, data=b""):
        data = kind + struct.pack("<I", len(data)) + data
        while data:
            data = data[self.write(self.fd, data):]

    def text(self, kind, text, head=b""):
        """TEXT cut; a program may have put anything into it."""
        data = text[:TEXT_LIMIT].encode("utf-8", "replace")
        self.record(kind, head + data)

    def end(self):
        """Its end is what a referee waits for: before this process's memory
        is given back."""
        self.close(self.fd)

    def value(self, test, cpu_s, value):
        self.send(self.fd, test, cpu_s, value, VALUE_LIMIT)


def compiled(source):
    with Swallowing():
        return compile(source, "<string>", "exec")


def load(source, entry, scope):
    """The function; what the program prints while it loads is swallowed."""
    with Swallowing():
        exec(source, scope)
        return scope[entry]


class Clock:
    """Calls within limits of CPU time, so that a busy machine changes no
    verdict; of wall time only far beyond, for a program that sleeps."""

    def __init__(self):
        self.cpu = time.process_time
        self.late = wire.late
        self.once = wire.call
        self.end = wire.leave
        self.caller = wire.caller(self.look, self.alarm, Swallow)

    def look(self, signum, frame):
        if self.late(self.caller):
            self.alarm(signum, frame)

    def alarm(self, signum, frame):
        """Of the program's own: EvalPlus's handler stands where its would."""
        raise TimeoutException("Timed out!")

    def call(self, function, args, limit, end=math.inf):
        """(result, cpu seconds, error), with the standard streams leading
        nowhere; None if the process has used END seconds already."""
        return self.once(self.caller, function, args, limit, end)

    def leave(self):
        """Timer off, streams back."""
        self.end(self.caller)


def failed(pipe, test, cpu_s, error, source):
    kind = b"T" if isinstance(error, TimeoutException) else b"E"
    pipe.text(kind, describe(error, source), struct.pack("<Id", test, cpu_s))


def run_half(pipe, spec, clock, function, half, inputs, source):
    """Every test, up to the first whose time is up."""
    echo = spec["dataset"] == "humaneval" and spec["entry"] == "find_zero"
    end = clock.cpu() + half["most"]
    for test, args in enumerate(inputs):
        done = clock.call(function, args, half["limits"][test], end)
        if done is None:
            pipe.record(b"H")
            break
        out, cpu_s, error = done
        if error is None:
            # find_zero's rule looks at the arguments as the call left them.
            pipe.value(test, cpu_s, (args, out) if echo else out)
            continue
        failed(pipe, test, cpu_s, error, source)
        if isinstance(error, TimeoutException):
            break
        error = done = None


def run(pipe, spec, job, halves):
    """Each half with the program loaded anew, as if nothing had run before."""
    clock, source, seed = Clock(), job.source, job.seed
    number, code = len(halves), None
    for half, inputs in zip(spec["halves"], halves):
        try:
            code = code or compiled(source)
            function = load(code, spec["entry"], {})
        except BaseException as e:
            kind = b"C" if isinstance(e, SyntaxError) else b"L"
            pipe.text(kind, describe(e, source))
        else:
            run_half(pipe, spec, clock, function, half, inputs, source)
            clock.leave()
        number -= 1
        function = None
        pipe.record(b"N" if number else b"Z")
        if number:
            seed()


def expected_values(spec, job, inputs):
    """What the tests of this half should return; computed anew where the
    reference file holds a digest only."""
    tests = mbpp_reference.Tests(job.expected, spec["first"], len(inputs))
    scope, function, values = {}, None, []
    for args, test in zip(inputs, tests):
        if test.output is not None:
            values.append(wire.decode(test.output, str))
            continue
        function = function or load(spec["canonical"], spec["entry"], scope)
        values.append(function(*copy.deepcopy(args)))
    return values


def run_in_process(pipe, spec, job, inputs):
    """EvalPlus's own comparison of live objects, first failure last."""
    clock, atol = Clock(), spec["atol"]
    official, values = mbpp_rules.official, expected_values(spec, job, inputs)
    try:
        function = load(job.source, spec["entry"], {})
    except BaseException as e:
        pipe.text(b"L", describe(e, job.source))
        return
    for test, args in enumerate(inputs):
        out, cpu_s, error = clock.call(function, args, spec["limits"][test])
        try:
            if error is not None:
                raise error
            atol = official(spec, args, out, values[test], atol, numpy)
        except BaseException:
            pipe.record(b"F", struct.pack("<I", test))
            break
        pipe.record(b"P", struct.pack("<I", test))
    pipe.record(b"Z")


def record(pipe, spec, source, halves):
    """The canonical solution, loaded anew for each half, on copies."""
    test, cpu = 0, time.process_time
    not_none = mbpp_rules.is_not_none(spec["dataset"], spec["entry"])
    for inputs in halves:
        function = load(source, spec["entry"], {})
        for args in inputs:
            pipe.record(b"A", wire.encode(args)[0])
            args = copy.deepcopy(args)
            began = cpu()
            with Swallowing():
                out = function(*args)
            took = cpu() - began
            pipe.value(test, took, out is not None if not_none else out)
            test += 1
    pipe.record(b"Z")


def script_inputs(text):
    """The list that the Hugging Face row's test script calls `inputs`."""
    scope = {"np": numpy, "inf": float("inf"), "nan": float("nan")}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and \
                isinstance(node.targets[0], ast.Name) and \
                node.targets[0].id == "inputs":
            return eval(compile(ast.Expression(node.value), "test", "eval"),
                        scope)
    raise ValueError("the test script has no list named inputs")


def inputs_of(spec):
    """The inputs of each half."""
    if "test" in spec:
        return [script_inputs(spec["test"])]
    if spec["op"] == "run":
        halves = [half["inputs"] for half in spec["halves"]]
    elif spec["op"] == "record":
        halves = [spec["inputs"]["base"], spec["inputs"]["plus"]]
    else:
        halves = [spec["inputs"]]
    return [mbpp_inputs.deserialize(spec["dataset"], spec["task"], half)
            for half in halves]


def main(job):
    """JOB has .source (str), .payload (bytes), .fd, .expected (bytes) and
    .seed(), which sets random number generators to how a program finds them."""
    spec = json.loads(job.payload)
    inputs = inputs_of(spec)
    pipe, leave = Pipe(job.fd), os._exit
    if spec["op"] == "record":
        record(pipe, spec, job.source, inputs)
    elif spec["op"] == "in-process":
        run_in_process(pipe, spec, job, inputs[0])
    else:
        run(pipe, spec, job, inputs)
    pipe.end()
    # What the program left for its end (threads, atexit) is not ours to run.
    leave(0)


# Here and not in each program's process: that is a fork of this one.
guard()
