"""rules.py - tests of the Python parts of the mbppplus plugin"""
import random
import sys

from tap import finish, is_, ok, refuses

try:
    import numpy
except ImportError:
    print("1..0 # SKIP there is no numpy for the judged interpreter")
    sys.exit()

import mbpp_inputs
import mbpp_reference
import mbpp_rules
import sanitize


def official(got, want, atol=0, entry="f", args=(), dataset="mbpp"):
    """The next tolerance, or None where EvalPlus refuses."""
    spec = {"dataset": dataset, "entry": entry}
    try:
        return mbpp_rules.official(spec, args, got, want, atol, numpy)
    except Exception:
        return None


def strict(got, want, atol=0, entry="f", args=(), dataset="mbpp"):
    spec = {"dataset": dataset, "entry": entry, "atol": atol}
    return mbpp_rules.strict(spec, args, got, want)


is_(official(1 + 5e-7, 1.0), 1e-6, "a float expected makes a tolerance")
is_(official(2, 2.0), 1e-6, "what is equal passes whatever its type")
is_(official(2, 2.0000001), None, "what is not must have the type expected")
is_(official((1,), [1]), None, "a tuple is no list")
is_(official([1.0, 2.0 + 1e-7], [1.0, 2.0]), 1e-6, "elements may differ")
is_(official([1.0, 2], [1.0, 3]), None, "not those of a list with an int")
is_(official([], []), 0, "an empty list is no list of floats")
is_(official(10 ** 9 + 1, 10 ** 9, 1e-6), 1e-6,
    "with a tolerance from before, large ints may differ")
is_(strict(10 ** 9 + 1, 10 ** 9), False, "strictly they may not")
is_(official([[1.0]], [[1.0, 1.0]], 1e-4), 1e-4, "allclose broadcasts")
is_(strict([[1.0]], [[1.0, 1.0]], 1e-4), False, "a strict judge does not")
is_(official({1: 1.0}, {1: 1.1}, 1e-4), None, "allclose takes no dict")
is_(strict({1: 1.00001}, {1: 1.0}, 1e-4), True,
    "strictly a dict's values have the tolerance")
nan = float("nan")
is_(official([nan], [float("nan")]), None, "no number equals none")
is_(strict([nan], [float("nan")]), True, "strictly it does")
is_(official("cab", list("abc"), entry="similar_elements"), 0,
    "sets are made of anything")
is_(strict("cab", list("abc"), entry="similar_elements"), False,
    "strictly of lists, tuples and sets")
is_(official(True, True, entry="check_str"), 0, "a bool is compared")
is_(official("no", False, entry="check_str"), None, "words are not None")
is_(official("no", True, entry="text_match_three"), 0, "so they stand for True")
is_(official(7, 3, entry="are_equivalent"), 0, "are_equivalent always passes")
is_(strict(7, 3, entry="are_equivalent"), False, "but strictly")
is_(official(0, 9, entry="sum_div"), 0, "sum_div may be 0")
is_(official(mbpp_rules.surface_area(3, 4), 33, entry="surface_Area",
             args=(3, 4)), 0, "surface_Area has two readings")
is_(official(17, 1, entry="digit_distance_nums", args=(10, 9)), None,
    "digit_distance_nums wants one of two")
is_(official(10, 1, entry="digit_distance_nums", args=(10, 9)), 0,
    "10 and 09 are 1 + 9 apart")
is_(official(-0.5, 99.0, 1e-4, "find_zero", ([1, 2],), "humaneval"), 1e-4,
    "a root is a root")
is_(official(3, 4, entry="find_zero"), None, "in HumanEval+ alone")
is_(official(3, 4, 1e-4, "find_zero", ([1, 2],), "plain"), None,
    "a benchmark of one's own has no special rules")
is_(official(["a"], ["a", "a"], entry="Diff", dataset="plain"), None,
    "nor those of MBPP+")

is_(mbpp_inputs.deserialize("mbpp", 2, [[[1], [2]]]), [[(1,), (2,)]],
    "Mbpp/2 wants tuples")
is_(mbpp_inputs.deserialize("humaneval", 2, [[[1], [2]]]), [[[1], [2]]],
    "HumanEval/2 does not")
is_(mbpp_inputs.deserialize("plain", 2, [[[1], [2]]]), [[[1], [2]]],
    "problems of one's own neither")
is_(mbpp_inputs.deserialize("mbpp", 793, {}), [], "an empty object: no tests")
is_(mbpp_inputs.deserialize("mbpp", 580, [[[1, [2]]]]), [((1, (2,)),)],
    "Mbpp/580 wants tuples all the way down")
is_(mbpp_inputs.deserialize("mbpp", 124, [["1", "2"]]), [(1.0, 2 + 0j)],
    "Mbpp/124 wants a float and a complex")


def entry(args, output):
    t = mbpp_reference.Test()
    t.cpu_s, t.size, t.items, t.flags = 0.5, 3, 1, 4
    t.exact = t.normal = b"d" * 16
    t.prefix, t.args, t.output = b"", args, output
    return t


data = mbpp_reference.pack(1, [entry(b"ab", b"xyz"), entry(b"", None)])
tests = mbpp_reference.Tests(data)
is_((tests.base, len(tests), tests[0].args, tests[0].output, tests[1].output,
     tests[1].cpu_s), (1, 2, b"ab", b"xyz", None, 0.5),
    "a reference file reads as it was written")
part = mbpp_reference.Tests(data, 1, 1)
is_((len(part), part[0].args, [t.output for t in part]), (1, b"", [None]),
    "so does a part of it")
size, flags, exact = part.LAYOUT
entry = bytes(part.entries())
is_((len(entry), entry[flags], entry[exact:exact + 16]), (size, 4, b"d" * 16),
    "its entries are where they are said to be")
refuses(lambda: mbpp_reference.Tests(data[:-1]), ValueError,
        "one that is cut is refused")
refuses(lambda: mbpp_reference.Tests(b""), ValueError, "so is an empty one")

PROGRAM = """import os
from __future__ import annotations
x, y = 1, 2
def twice(n):
    return helper(n) + LIMIT
def helper(n):
    return n
LIMIT = 3
LIMIT = 4
def unused(n):
    return n
def silent(n):
    print(n)
@decorator
def marked():
    return 1
if True:
    def guarded():
        return 2
def twice(n):
    return 0"""
WANT = """import os
def twice(n):
    return helper(n) + LIMIT
def helper(n):
    return n
LIMIT = 3"""
is_(sanitize.sanitize(PROGRAM, "twice"), WANT,
    "the sanitizer keeps what the entry point reaches")
is_(sanitize.sanitize("Sure:\n```python\n" + PROGRAM + "\n```\nDone it is.",
                      "twice"), WANT, "and cuts it out of prose")
is_(sanitize.sanitize("def f():\n    return f'{g()}'\ndef g():\n    return 1",
                      "f"), "def f():\n    return f'{g()}'\ndef g():\n"
    "    return 1", "it sees into f-strings")
is_(sanitize.sanitize("x = 1", "f"), "x = 1", "one line is taken as it is")
is_(sanitize.sanitize("no code\nat all here", "f"), "no code",
    "without a program the first line is left")


def longest(text):
    """The run of lines that EvalPlus takes, by looking at every one."""
    lines, best, pair = text.split("\n"), 0, (0, 0)
    for i in range(len(lines)):
        for j in range(i + 1, len(lines)):
            run = lines[i:j + 1]
            count = sum(bool(line.strip()) for line in run)
            if count > best and sanitize.parses("\n".join(run)):
                best, pair = count, (i, j)
    return "\n".join(lines[pair[0]:pair[1] + 1])


LINES = ["", "```", "'a'", "x = (", "1)", "'a''", "'''", "if x:", "    y = 2",
         "else:", "Here it is", "x = \\", "# c", "@d", "def f():", "  return 1"]
chance = random.Random(7)
mixes = ["\n".join(chance.choices(LINES, k=8)) for _ in range(500)]
is_([m for m in mixes if sanitize.code_lines(m) != longest(m)], [],
    "no run of lines that could win is left out")
looks, parse = [], sanitize.wrong_line
sanitize.wrong_line = lambda text: looks.append(1) or parse(text)
sanitize.code_lines("```python\nHere is a line\n" * 500)
ok(len(looks) <= 1000, "a line that begins no program is looked at once")
sanitize.wrong_line = parse
finish()
