"""referee.py - compares what a program returned with what was expected

This runs in a trusted process of its own, reads the records of driver.py from a
pipe that the program may have written to, and knows the expected values.  What
it reads is checked against limits first and decoded only where equality of the
bytes, or of their digests, does not decide.

The rules are JSON: op, dataset, entry, atol as told to the driver; first and
count of the tests in the reference file; stop.  The report is JSON:

	parity, strict	a letter a test: A W R T M, C; ? the program ended before;
			- not run
	cpu	seconds a test, as the program's process measured it
	ended	the program reported its end
	live	EvalPlus's verdict hangs on live objects: compare in process
	error	why nothing could be loaded; violation: what was no record
	failures	the first tests that failed: test, input, expected, actual,
			error

Op "record" writes the reference file and reports tests, cpu_s and error.
"""
import collections
import functools
import json
import os
import re
import struct

import _momusvalue as wire
import mbpp_reference
import mbpp_rules
from mbpp_reference import BIG, PREFIX
from momus_values import Opaque, Violation, plain, seconds

try:
    import numpy
except ImportError:
    numpy = None

wire.learn(collections, re, numpy)

RECORD_LIMIT = 1 << 17
ARGS_LIMIT = 64 << 20	# the driver's own: a canonical solution's arguments
VALUE_LIMIT = 1 << 30
ITEM_LIMIT = 1 << 31
HELD = 64 << 20		# bytes of one output kept for decoding
# EvalPlus gives its process 4 GiB of addresses, and the expected outputs lie in
# it: beside them no output of more bytes than this (on the wire) can be made.
OFFICIAL_ROOM = 512 << 20
HASHED_ITEMS = 10000	# put into sets and dicts here: keys may be made to collide
TEXT_LIMIT = 16 << 20	# of a sanitized answer
SHOWN = 3		# failures told in words
SHOWN_TEXT = 1000


def record(stream):
    """(kind, bytes) of the next record; None at the end of the pipe."""
    try:
        return wire.record(stream)
    except ValueError as e:
        raise Violation(str(e))


def records(fd, limit=RECORD_LIMIT):
    """Each of them."""
    return iter(functools.partial(record, wire.stream(fd, limit)), None)


class Value:
    """One output, as it comes in pieces."""

    def __init__(self, expected):
        self.expected = expected
        self.bytes = []	# None once there are too many to hold
        self.size = 0
        self.scanner = None
        self.blind = False
        self.facts = None

    def add(self, piece):
        self.size += len(piece)
        if self.size > VALUE_LIMIT:
            raise Violation("a value larger than the limit")
        if self.scanner is None:
            self.bytes.append(piece)
            if self.size < PREFIX:
                return
            self.look()
            piece = b""
        elif self.bytes is not None:
            self.bytes.append(piece)
        if piece:
            self.scan(piece)
        if self.size > HELD or self.blind:
            self.bytes = None

    def look(self):
        """Whether what comes need not be read: the beginning is the expected
        output's, and of that one only digests are kept."""
        data = b"".join(self.bytes)
        want = self.expected
        self.blind = want is not None and want.output is None and \
            digest(data[:PREFIX]) == want.prefix
        self.scanner = wire.scanner(VALUE_LIMIT, ITEM_LIMIT, self.blind)
        self.scan(data)

    def scan(self, piece):
        try:
            self.facts = wire.feed(self.scanner, piece)
        except ValueError as e:
            raise Violation(str(e))

    def follow(self, stream):
        """Digests what need not be read."""
        try:
            self.size += wire.follow(stream, self.scanner)
        except ValueError as e:
            raise Violation(str(e))

    def end(self):
        """Sets .facts; None: a blind one that differs somewhere behind."""
        if self.scanner is None:
            try:
                self.facts = wire.facts(b"".join(self.bytes))
            except ValueError as e:
                raise Violation(str(e))
        elif self.blind:
            if wire.digest(self.scanner) == self.expected.exact:
                want = self.expected
                self.facts = (want.exact, want.normal, want.size, want.items,
                              want.flags)
        elif self.facts is None:
            raise Violation("a value that does not end")

    def full(self):
        """Its bytes with runs written out, as far as it is known."""
        return self.facts[2] if self.facts else self.size

    def whole(self):
        if self.bytes is None or self.full() > HELD:
            return None
        return b"".join(self.bytes)


def digest(data):
    scanner = wire.scanner(VALUE_LIMIT, ITEM_LIMIT, True)
    wire.feed(scanner, data)
    return wire.digest(scanner)


class Undecided(Exception):
    """Only EvalPlus's own comparison of live objects can tell."""


class Judge:
    """The rules of one half; parity carries a tolerance from test to test."""

    def __init__(self, rules):
        self.rules = rules
        self.atol = rules["atol"]
        self.special = mbpp_rules.is_special(rules["dataset"], rules["entry"])
        self.not_none = mbpp_rules.is_not_none(rules["dataset"], rules["entry"])
        self.echo = rules["dataset"] == "humaneval" and \
            rules["entry"] == "find_zero"

    def judge(self, value, want):
        """(parity, strict): True or False; parity may be None: undecided."""
        try:
            parity = self.parity(value, want)
        except Undecided:
            parity = None
        return parity, self.strict(value, want)

    def same(self, value, want):
        """Whether == holds; None if only the values can tell."""
        if value.facts is None:
            return None
        exact, normal, _, _, flags = value.facts
        flags |= want.flags
        if exact == want.exact and not flags & (wire.NAN | wire.OPAQUE):
            return True
        if flags & wire.UNSURE:
            return None
        return not flags & wire.NAN and normal == want.normal

    def decode(self, value, want):
        """Both values; Undecided where that would cost too much."""
        data = value.whole()
        if data is None or want.output is None or value.facts is None:
            raise Undecided
        flags, items = value.facts[4], value.facts[3]
        if (flags & wire.HASHED or self.special) and \
                items > max(HASHED_ITEMS, 4 * want.items):
            raise Undecided
        out = plain(data)
        if type(out) is range and out[HASHED_ITEMS:]:
            raise Undecided  # a few bytes, and a set of it may be any size
        return out, wire.decode(want.output, Opaque)

    def expect(self, flags):
        """Of an expected output: EvalPlus's tolerance from there on."""
        if self.atol == 0 and flags & wire.FLOATS:
            self.atol = 1e-6

    def parity(self, value, want):
        if self.special:
            return self.parity_special(value, want)
        self.expect(want.flags)
        if value.facts is not None and value.facts[4] & wire.OPAQUE:
            raise Undecided
        same = self.same(value, want)
        if same is not None and (same or self.atol == 0):
            return same
        if same is False and value.facts[4] & wire.HASHED:
            return False  # np.allclose takes no sets and no dicts
        out, expected = self.decode(value, want)
        return self.official([], out, expected)

    def parity_special(self, value, want):
        if self.not_none:
            return self.parity_not_none(value, want)
        if value.facts is None or value.facts[4] & wire.OPAQUE:
            raise Undecided
        out, expected = self.decode(value, want)
        args = wire.decode(want.args, Opaque)
        if self.echo:
            if type(out) is not tuple or len(out) != 2:
                raise Violation("an answer without its arguments")
            args, out = out
        return self.official(args, out, expected)

    def parity_not_none(self, value, want):
        """An object of any kind counts as not None."""
        expected = wire.decode(want.output, Opaque)
        data = value.whole()
        small = data is not None and len(data) == 1
        out = wire.decode(data, Opaque) if small else Opaque("")
        return self.official([], out, expected)

    def official(self, args, out, expected):
        try:
            self.atol = mbpp_rules.official(self.rules, args, out, expected,
                                            self.atol, numpy)
        except Exception:
            return False
        return True

    def strict(self, value, want):
        if value.facts is None:
            return False
        exact, _, _, items, flags = value.facts
        if self.not_none:
            return self.strict_not_none(value, want)
        if flags & wire.OPAQUE:
            return False
        if self.special:
            return self.strict_values(value, want)
        if exact == want.exact or self.same(value, want):
            return True
        loose = wire.FLOAT | wire.UNSURE | wire.NAN
        if items != want.items or not (flags | want.flags) & loose:
            return self.array(value, want)
        return self.strict_values(value, want)

    def array(self, value, want):
        """A NumPy scalar or array where the other is none has other items."""
        if (value.facts[4] | want.flags) & wire.UNSURE:
            return self.strict_values(value, want)
        return False

    def strict_values(self, value, want):
        try:
            out, expected = self.decode(value, want)
            args = wire.decode(want.args, Opaque)
            if self.echo:
                out = out[1]
            return bool(mbpp_rules.strict(self.rules, args, out, expected))
        except (Undecided, ArithmeticError, TypeError, ValueError):
            return False

    def strict_not_none(self, value, want):
        """True, a match: yes; False, None: no; all else is no answer."""
        data = value.whole()
        if data not in (b"T", b"m", b"F", b"N"):
            return False
        return (data in (b"T", b"m")) == wire.decode(want.output, Opaque)


def shown(value):
    try:
        text = repr(value)
    except Exception:
        return "?"
    return text if len(text) <= SHOWN_TEXT else text[:SHOWN_TEXT] + "..."


def shown_bytes(data, full):
    """A value in words; what is long is not decoded for that."""
    if data is None or full > BIG:
        return "(a long value)"
    return shown(plain(data))


def shown_call(rules, want):
    args = wire.decode(want.args, Opaque) if len(want.args) <= BIG else None
    if args is None:
        return "(long arguments)"
    return "%s(%s)" % (rules["entry"], ", ".join(map(shown, args)))


class Half:
    """What is known of the tests of one program."""

    def __init__(self, rules, tests):
        self.rules = rules
        self.tests = tests
        self.judge = Judge(rules)
        self.entries = tests.entries()
        self.parity, self.strict, self.cpu = [], [], []
        self.live = self.ended = self.late = False
        self.error = self.violation = None
        self.failures = []

    def next(self, test):
        """The expected facts of TEST, which must be the next one."""
        if test != len(self.parity) or test >= len(self.tests):
            raise Violation("a result out of turn")
        return self.tests[test]

    def settle(self, cpu_s, parity, strict, **words):
        test = len(self.parity)
        self.cpu.append(seconds(cpu_s))
        self.parity.append(parity)
        self.strict.append(strict)
        if (parity, strict) != ("A", "A") and len(self.failures) < SHOWN:
            self.fail(test, **words)

    def fail(self, test, error="", value=None):
        want = self.tests[test]
        words = {"test": test, "input": shown_call(self.rules, want),
                 "expected": shown_bytes(want.output, want.size), "actual": "",
                 "error": error}
        if value is not None:
            words["actual"] = shown_bytes(value.whole(), value.full())
        self.failures.append(words)

    def value(self, test, cpu_s, value):
        parity, strict = self.judge.judge(value, self.tests[test])
        # Up to the first failure alone does EvalPlus look.
        if parity is None and all(letter == "A" for letter in self.parity):
            self.live = True
        letter = "A" if parity else "W"
        if parity and value.full() > OFFICIAL_ROOM:
            letter = "M"
        self.settle(cpu_s, letter, "A" if strict else "W", value=value)

    def expected(self, stream):
        """Takes the results that are byte for byte what is expected: right by
        every rule for plain data without a NaN."""
        try:
            times, flags = wire.matches(stream, self.entries, self.tests.LAYOUT,
                                        len(self.parity))
        except ValueError as e:
            raise Violation(str(e))
        self.judge.expect(flags)
        self.cpu += map(seconds, times)
        self.parity += "A" * len(times)
        self.strict += "A" * len(times)

    def exception(self, kind, data):
        test, cpu_s = struct.unpack_from("<Id", data)
        self.next(test)
        text = data[12:].decode("utf-8", "replace")
        letter = "T" if kind == b"T" else \
            "M" if text.startswith("MemoryError") else "R"
        self.settle(cpu_s, letter, letter, error=text)

    def unloaded(self, letter, text):
        if self.parity:
            raise Violation("a program that loads twice")
        self.error = text.decode("utf-8", "replace")
        for test in range(len(self.tests)):
            self.settle(0, letter, letter, error=self.error)

    def stops(self):
        """Whether the rest of this half does not matter."""
        return self.rules.get("stop") and self.parity and \
            self.parity[-1] != "A" and not self.live

    def read(self, stream, last):
        """Takes the records up to the end; whether another half follows."""
        value, head = None, None
        while True:
            if value is None and not (self.judge.special or self.late or
                                      self.stops()):
                self.expected(stream)
            elif value is not None and value.blind:
                value.follow(stream)
            told = record(stream)
            if told is None:
                return False
            kind, data = told
            if self.stops() and value is None:
                self.ended = True
                if last:
                    return False
                if kind in (b"N", b"Z"):
                    return kind == b"N"
                continue
            if value is not None:
                if kind not in (b"v", b"V", b"X"):
                    raise Violation("a record inside a value")
                if kind == b"X":
                    self.settle(head[1], "W", "W", error="the value is too "
                                "large: " + data.decode("utf-8", "replace"))
                    value = None
                    continue
                value.add(data)
                if kind == b"V":
                    value.end()
                    self.value(head[0], head[1], value)
                    value = None
            elif self.late and kind not in (b"N", b"Z"):
                raise Violation("a record behind the end of a half")
            elif kind == b"R" and len(data) == 12:
                head = struct.unpack("<Id", data)
                value = Value(self.next(head[0]))
            elif kind in (b"E", b"T") and len(data) >= 12:
                self.exception(kind, data)
            elif kind in (b"L", b"C"):
                self.unloaded("R" if kind == b"L" else "C", data)
            elif kind == b"H":
                self.late = True
            elif kind in (b"N", b"Z"):
                self.ended = not self.late
                return kind == b"N"
            else:
                raise Violation("a record of an unknown kind")

    def report(self):
        return {"parity": self.letters(self.parity),
                "strict": self.letters(self.strict), "cpu": self.cpu,
                "ended": self.ended, "live": self.live, "late": self.late,
                "error": self.error, "violation": self.violation,
                "failures": self.failures}

    def letters(self, letters):
        missing = len(self.tests) - len(letters)
        if missing and not self.ended:
            return "".join(letters) + "?" + "-" * (missing - 1)
        return "".join(letters) + "-" * missing


def compare(rules, fd, expected):
    """Reports on the halves that the program came to."""
    stream, reports, more = wire.stream(fd, RECORD_LIMIT), [], True
    for told in rules["halves"]:
        if not more:
            break
        half = Half(rules, mbpp_reference.Tests(expected, told["first"],
                                                told["count"]))
        try:
            more = half.read(stream, told is rules["halves"][-1])
        except (Violation, struct.error) as e:
            half.violation, more = str(e), False
        reports.append(half.report())
    return {"halves": reports}


def in_process(rules, fd):
    """The driver compared; parity alone."""
    letters, ended = [], False
    for kind, data in records(fd):
        if kind in (b"P", b"F"):
            letters.append("A" if kind == b"P" else "W")
        elif kind == b"L":
            letters = ["R"] * rules["count"]
        ended = ended or kind == b"Z" or kind == b"L"
        if ended or len(letters) > rules["count"]:
            break
    text = "".join(letters)[:rules["count"]]
    missing = rules["count"] - len(text)
    if missing and not ended:
        text += "?" + "-" * (missing - 1)
    return {"parity": text.ljust(rules["count"], "-"), "ended": ended}


def recorded(value, args, cpu_s):
    """The entry of one test in the reference file."""
    t = mbpp_reference.Test()
    t.args, t.cpu_s = args, cpu_s
    t.exact, t.normal, t.size, t.items, t.flags = value.facts
    data = value.whole()
    keep = data is not None and \
        (t.size <= BIG or t.flags & (wire.FLOAT | wire.UNSURE | wire.NAN))
    t.prefix = value.prefix
    t.output = data if keep else None
    return t


class Recorded(Value):
    """An output to keep, and the digest of how it begins."""

    prefix = b""

    def look(self):
        Value.look(self)
        self.prefix = digest(b"".join(self.bytes)[:PREFIX])


def write_reference(rules, fd, record_fd):
    tests, args, value, head, ended = [], b"", None, None, False
    error = None
    for kind, data in records(fd, ARGS_LIMIT):
        if kind == b"A":
            args = data
        elif kind == b"R":
            head, value = struct.unpack("<Id", data), Recorded(None)
        elif kind in (b"v", b"V"):
            value.add(data)
            if kind == b"V":
                value.end()
                if value.facts[4] & wire.OPAQUE:
                    raise Violation("test %d returns no plain data" % head[0])
                tests.append(recorded(value, args, head[1]))
        else:
            ended = kind == b"Z"
            error = None if ended else data.decode("utf-8", "replace")
            break
    base = len(tests) if rules["base"] < 0 else rules["base"]
    if not ended or not tests or \
            rules["count"] not in (-1, len(tests)):
        return {"error": error or "the canonical solution ended early"}
    data = memoryview(mbpp_reference.pack(base, tests))
    while data:
        data = data[os.write(record_fd, data):]
    return {"tests": len(tests), "cpu_s": sum(t.cpu_s for t in tests)}


def sanitized(fd):
    """The text that sanitize.py sends in pieces."""
    pieces, size = [], 0
    for kind, data in records(fd):
        if kind == b"Z":
            return {"text": b"".join(pieces).decode("utf-8", "replace")}
        size += len(data)
        if kind != b"S" or size > TEXT_LIMIT:
            break
        pieces.append(data)
    return {"error": "the sanitizer ended early"}


def main(job):
    """JOB has .rules (bytes), .fd, .expected (bytes), .record_fd; returns the
    report."""
    rules = json.loads(job.rules)
    try:
        if rules["op"] == "record":
            report = write_reference(rules, job.fd, job.record_fd)
        elif rules["op"] == "in-process":
            report = in_process(rules, job.fd)
        elif rules["op"] == "sanitize":
            report = sanitized(job.fd)
        else:
            report = compare(rules, job.fd, job.expected)
    except (Violation, struct.error) as e:
        report = {"error": str(e), "violation": str(e)}
    return json.dumps(report)
