"""referee.py - compares what a program printed or returned with what was expected

This runs in a trusted process of its own, reads the records of driver.py from a
pipe that the program may have written to, and knows the expected values.

The rules are JSON: grader, entry and predict as told to the driver; expected, a text each
test; room; tolerance and any_case of the careful judge; stop: read no further
than the first test that both judges refuse.  The report is JSON:

	parity, strict	a letter a test: A W R T O C; ? the program ended before;
			- not run
	cpu	seconds a test, as the program's process measured it
	ended	the program reported its end
	loaded	it was loaded, as far as is known
	odd	it might do other things as a script: look again, carefully
	live	the verdict hangs on live objects: compare in process
	error	why nothing could be loaded; violation: what was no record
	failures	the first tests that failed: test, actual, error
"""
import collections
import json
import os
import re
import select
import struct

import _momusvalue as wire
import lcb_rules
from momus_values import Opaque, Violation, plain, seconds

try:
    import numpy
except ImportError:
    numpy = None

wire.learn(collections, re, numpy)

READ = 1 << 20
SLACK = 1 << 18		# of a record beyond the room for what it holds
ITEM_LIMIT = 1 << 31
HASHED_ITEMS = 10000	# put into sets and dicts here: keys may be made to collide
PATIENCE = 0.005	# seconds that the rest of a lost program is waited for
SHOWN = 3		# failures told in words
SHOWN_TEXT = 2000


def records(fd, limit):
    """(kind, bytes) of each record; ends at the end of the pipe."""
    data, at = bytearray(), 0
    while True:
        while len(data) - at >= 5:
            size = int.from_bytes(data[at + 1:at + 5], "little")
            if size > limit:
                raise Violation("a record longer than the limit")
            if len(data) - at < 5 + size:
                break
            yield bytes(data[at:at + 1]), bytes(data[at + 5:at + 5 + size])
            at += 5 + size
        del data[:at]
        at = 0
        more = os.read(fd, READ)
        if not more:
            return
        data += more


def drain(fd):
    """Reads on for a moment, to the end: a program that is nearly there costs
    less than one that has to be ended."""
    while select.select([fd], [], [], PATIENCE)[0] and os.read(fd, READ):
        pass


def shown(text):
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= SHOWN_TEXT else text[:SHOWN_TEXT] + "..."


class Texts:
    """The rules for programs that print."""

    def __init__(self, rules):
        self.rules = rules
        self.official = lcb_rules.old if rules["grader"] == "sandboxfusion" \
            else lcb_rules.lcb

    def judge(self, test, data):
        """(parity, strict, whether only live objects tell, in words)"""
        try:
            out = data.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise Violation("an output that is no text")
        want = self.rules["expected"][test]
        try:
            parity = "A" if self.official(out, want) else "W"
        except lcb_rules.Raised:
            parity = "R"
        strict = lcb_rules.tokens(out, want, self.rules["tolerance"],
                                  self.rules["any_case"])
        return parity, "A" if strict else "W", False, shown(out)


class Values:
    """The rules for functions that are called."""

    def __init__(self, rules):
        self.rules = rules
        self.old = rules["grader"] == "sandboxfusion"
        self.expected = [json.loads(text) for text in rules["expected"]]

    def facts(self, data):
        try:
            facts = wire.facts(data)
        except ValueError as e:
            raise Violation(str(e))
        if facts[2] > self.rules["room"] + SLACK:
            raise Violation("a value larger than the limit")
        return facts

    def judge(self, test, data):
        _, _, _, items, flags = self.facts(data)
        want = self.expected[test]
        if flags & wire.OPAQUE or \
                (flags & wire.HASHED and items > HASHED_ITEMS):
            return "W", "W", True, "(no plain value)"
        out = plain(data)
        check = lcb_rules.called_old if self.old else lcb_rules.called_lcb
        if self.rules["predict"]:
            check = lcb_rules.predicted
        try:
            parity = "A" if check(out, want) else "W"
        except Exception:
            parity = "R"
        strict = lcb_rules.value(out, want, self.rules["tolerance"]) and \
            (parity == "A" or not self.rules["predict"])
        try:
            words = shown(repr(out))
        except ValueError:  # an integer of too many digits
            words = "(a long value)"
        return parity, "A" if strict else "W", False, words


class Tests:
    """What is known of the tests of one program."""

    def __init__(self, rules):
        self.rules = rules
        self.count = len(rules["expected"])
        self.parity, self.strict, self.cpu = [], [], []
        self.ended = self.odd = self.live = False
        self.loaded = True
        self.error = self.violation = self.judge = None
        self.failures = []

    def head(self, data):
        """(cpu seconds, the rest) of a record on the test that comes next."""
        test, cpu_s = struct.unpack_from("<Id", data)
        if test != len(self.parity) or test >= self.count:
            raise Violation("a result out of turn")
        return cpu_s, data[12:]

    def settle(self, cpu_s, parity, strict, actual="", error=""):
        test = len(self.parity)
        self.cpu.append(seconds(cpu_s))
        self.parity.append(parity)
        self.strict.append(strict)
        if (parity, strict) != ("A", "A") and len(self.failures) < SHOWN:
            self.failures.append({"test": test, "actual": actual,
                                  "error": error})

    def output(self, cpu_s, data):
        parity, strict, live, words = \
            self.judge.judge(len(self.parity), data)
        # Up to the first failure alone do these checkers look.
        if live and all(letter == "A" for letter in self.parity):
            self.live = True
        self.settle(cpu_s, parity, strict, actual=words)

    def exception(self, kind, data):
        cpu_s, text = self.head(data)
        text = text.decode("utf-8", "replace")
        letter = "T" if kind == b"T" else \
            "M" if text.startswith("MemoryError") else "R"
        self.settle(cpu_s, letter, letter, error=text)

    def unloaded(self, letter, text):
        if self.parity:
            raise Violation("a program that loads twice")
        self.loaded, self.ended = False, True
        self.error = text
        for _ in range(self.count):
            self.settle(0, letter, letter, error=text)

    def stops(self):
        """Whether the rest does not matter."""
        return self.rules["stop"] and self.parity and not self.live and \
            self.parity[-1] != "A" and self.strict[-1] != "A"

    def read(self, fd):
        value, cpu_s = None, 0
        try:
            self.judge = (Values if self.rules["entry"] else Texts)(self.rules)
        except (ValueError, RecursionError) as e:
            # The official checker fails on it, whatever the program does.
            self.unloaded("R", "what is expected is no JSON: %s" % e)
            return
        for kind, data in records(fd, self.rules["room"] + SLACK):
            if value is not None:
                if kind not in (b"v", b"V", b"X"):
                    raise Violation("a record inside a value")
                value += data
                if kind == b"X":
                    self.settle(cpu_s, "W", "W", error="the value is too large")
                elif kind == b"V":
                    self.output(cpu_s, bytes(value))
                value = None if kind != b"v" else value
            elif kind == b"R" and len(data) == 12 and self.rules["entry"]:
                cpu_s, value = self.head(data)[0], bytearray()
            elif kind == b"O" and len(data) >= 12 and not self.rules["entry"]:
                self.output(*self.head(data))
            elif kind == b"B" and len(data) == 12:
                self.settle(self.head(data)[0], "W", "W",
                            error="the output is too long")
            elif kind in (b"E", b"T") and len(data) >= 12:
                self.exception(kind, data)
            elif kind in (b"L", b"C", b"D"):
                letter = {b"L": "R", b"C": "C", b"D": "T"}[kind]
                self.unloaded(letter, data.decode("utf-8", "replace"))
                return
            elif kind == b"U":
                self.odd = True
            elif kind == b"Z":
                if len(self.parity) < self.count and \
                        self.parity[-1:] not in (["R"], ["T"], ["M"]):
                    raise Violation("an end before the last test")
                self.ended = True
                return
            else:
                raise Violation("a record of an unknown kind")
            if value is not None and len(value) > self.rules["room"] + SLACK:
                raise Violation("a value larger than the limit")
            if value is None and self.stops():
                self.ended = True
                drain(fd)
                return

    def letters(self, letters):
        text = "".join(letters)
        if len(text) < self.count and not self.ended:
            text += "?"
        if self.rules["stop"]:
            text = text[:len(text) - len(text.lstrip("A")) + 1]
        return text.ljust(self.count, "-")

    def report(self):
        return {"parity": self.letters(self.parity),
                "strict": self.letters(self.strict), "cpu": self.cpu,
                "ended": self.ended, "loaded": self.loaded, "odd": self.odd,
                "live": self.live, "error": self.error,
                "violation": self.violation, "failures": self.failures}


def compared(fd, count):
    """The driver compared; parity alone."""
    letters, ended = [], False
    for kind, data in records(fd, SLACK):
        if kind in (b"A", b"W", b"X") and len(letters) < count:
            letters.append("R" if kind == b"X" else kind.decode())
        elif kind in (b"L", b"C", b"D"):
            letters = ["R"] * count
        ended = ended or kind == b"Z"
        if ended:
            break
    text = "".join(letters)
    if len(text) < count and (not ended or text == "A" * len(text)):
        text += "?"
    return {"parity": text.ljust(count, "-"), "ended": ended}


def main(job):
    """JOB has .rules (bytes), .fd; returns the report."""
    rules = json.loads(job.rules)
    if rules.get("compare"):
        try:
            return json.dumps(compared(job.fd, rules["count"]))
        except Violation as e:
            return json.dumps({"error": str(e)})
    tests = Tests(rules)
    try:
        tests.read(job.fd)
    except (Violation, struct.error) as e:
        tests.violation = str(e)
    return json.dumps(tests.report())
