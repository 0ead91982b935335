"""lcb-rules.py CHECKER - tests of the Python parts of the livecodebench plugin

CHECKER is tests/unit/checker.jsonl: the careful judge's rule for what a program
prints is the host's, momus_check_tokens(), in Python.
"""
import ast
import io
import json
import sys

from tap import finish, is_, ok, refuses

import lcb_plain
import lcb_program
import lcb_rules
import lcb_streams


def check_tokens(path):
    bad, seen = [], 0
    with open(path, encoding="utf-8") as f:
        for row in map(json.loads, f):
            if "tokens" not in row:
                continue
            seen += 1
            said = lcb_rules.tokens(row["got"], row["expected"],
                                    row.get("tolerance", 0),
                                    row.get("any_case", False))
            if said != row["tokens"]:
                bad.append(row)
    is_(bad, [], "tokens are compared as the host compares them")
    ok(seen > 30, "there are pairs to compare")


def check_texts():
    raises = lcb_rules.Raised
    refuses(lambda: lcb_rules.lcb("sNaN", "1"), raises,
            "a signalling NaN fails the checker")
    is_(lcb_rules.lcb("1e999999999999999999", "1"), False,
        "so large an exponent is no number")
    is_(lcb_rules.old("nan", "NaN"), False, "NaN is not close to NaN")
    is_(lcb_rules.old("inf", "Infinity"), True, "infinity equals itself")
    is_(lcb_rules.old("inf", "1"), False, "and nothing else")
    is_(lcb_rules.old("1.0\n\n2", "1\n2.000001"), True,
        "empty lines go before numbers are compared")
    is_(lcb_rules.old("", "1"), False, "no line equals none")


def check_values():
    value = lcb_rules.value
    is_([value(1, 1, 0), value(1.0, 1, 0), value(True, 1, 0),
         value(1, True, 0), value("1", 1, 0)],
        [True, True, False, False, False], "a number is its value, no bool is")
    is_([value(0.1 + 0.2, 0.3, 0), value(0.30001, 0.3, 0),
         value(0.30001, 0.3, 1e-4), value(10 ** 16 + 1, 1e16, 0)],
        [True, False, True, True], "a float is close, by what is allowed")
    is_([value((1, [2]), [1, [2]], 0), value([1, 2], [1], 0),
         value({1}, [1], 0)], [True, False, False], "a tuple is a list")
    is_([value({1: 2}, {"1": 2}, 0), value({"1": 2}, {"1": 2}, 0),
         value({}, {"1": 2}, 0), value({(1,): 2}, {"1": 2}, 0)],
        [True, True, False, False], "JSON has texts for keys")
    is_([value(None, None, 0), value(0, None, 0), value(float("nan"), 1.0, 0)],
        [True, False, False], "null is None")
    is_([value(10 ** 400, 1.5, 0), value({10 ** 5000: 2}, {"1": 2}, 0)],
        [False, False], "so long an integer is no float, and no key")


def check_programs():
    guard = ast.parse("if __name__ == '__main__':\n    x").body[0]
    ok(lcb_program.is_main_guard(guard), "a main guard is known")
    for text in ("if __name__ != '__main__':\n x", "if x == '__main__':\n x",
                 "if __name__ == u'__main__':\n x",
                 "if '__main__' == __name__:\n x", "x"):
        ok(not lcb_program.is_main_guard(ast.parse(text).body[0]),
           "this is none: " + text.replace("\n", " "))
    is_(lcb_program.indented("import a\nx = 1\nimport b\n")[1],
        "import sys\nimport a\nstdin = sys.stdin\nstdout = sys.stdout\n"
        "def code():\n\tx = 1\n\timport b\n\t\n",
        "the older checker indents all but the first imports")
    refuses(lambda: lcb_program.wrapped("import a\n"), SyntaxError,
            "imports alone are no program")
    is_([lcb_program.wrapped(text)[2] for text in (
        "return", "if x:\n return", "for i in x:\n  try:\n   return\n"
        "  finally:\n   x", "def f():\n return 1\n",
        "class A:\n def f(self):\n  return 1\n")],
        [True, True, True, False, False],
        "a return outside of functions makes no script")


PLAIN = [
    "x = 1\nprint(x)",
    "import sys\nfrom math import *\n\ndef f(a):\n    return a\nimport re as r\n"
    "print(f(1))",
    "# text\nn = int(input())\nfor i in range(n):\n\tif i:\n\t    print(i)\n",
    "def main():\n  return [\n1,\n  2]\n\nif __name__ == '__main__':\n  main()\n"
    "  print()\n# end\n\n",
    "class A:\n  def f(self):\n    return 1\nprint(A().f())",
    "async def f():\n    return 1\n@g\ndef h(): return lambda: 2\nh()",
    "if __name__ == \"__main__\":\n    print(1)",
    "'a text'\nx = [i for i in y\n  if i]\n",
]
OTHERS = [
    "import a", "import a; x = 1", "from a import (b,\n c)\nx = 1",
    "x = \"\"\"a\nb\"\"\"", "x = 1 + \\\n2", "x = f'{y}'", "x = 1\r\ny = 2",
    "if x:\n  return", "return", "from __future__ import annotations\nx = 1",
    "if __name__ == '__main__':\n  import a\n  a.b()",
    "if __name__ == '__main__':\n  x\nelse:\n  y",
    "if __name__ == '__main__':\n  x\ny = 1", "print(__name__)",
    "if '__main__' == __name__:\n  x", "def f():\n  x = [\n1]\n  return x",
    "x = (", "x = 1\n y = 2", "def f():\n  nonlocal x\nf()", "x = '\0'",
]


def tree_of(imports, body):
    """What the two texts of a plain program make, written as one module."""
    tree = ast.parse("\n".join(imports) + "\ndef %s():\n%s\n"
                     % (lcb_program.FUNCTION, "\n".join(body)))
    last = tree.body[-1].body[-1]
    if isinstance(last, ast.If) and ast.unparse(last.test) == "True":
        tree.body[-1].body[-1:] = last.body
    tree.body.insert(0, ast.Pass())
    return ast.dump(tree)


def lines_of(code):
    """The numbers of lines that CODE is of, and what is in it."""
    inner = [lines_of(x) for x in code.co_consts if hasattr(x, "co_lines")]
    return {line for _, _, line in code.co_lines() if line}.union(*inner)


def check_plain():
    for text in PLAIN:
        want = lcb_program.module_of(lcb_program.unguarded(ast.parse(text)))
        is_(tree_of(*lcb_plain.split(text)), ast.dump(want),
            "plain, and the checker's function: %r" % text)
        codes = lcb_plain.codes(text, "f", "x")
        ok(codes, "so it compiles: %r" % text)
        is_(set().union(*map(lines_of, codes)) -
            {getattr(node, "lineno", 0) for node in ast.walk(ast.parse(text))},
            set(),
            "to code that knows its lines")
    for text in OTHERS:
        is_(lcb_plain.codes(text, "f", "x"), None, "not plain: %r" % text)


def check_predictions():
    for text, want in [("assert f(1) == [1, 2]", [1, 2]), ("[1,\n2]", [1, 2]),
                       ("# assert\nx\nassert f(1) == 2 + 3\nassert 0", 5),
                       ("  'a' ", "a"), ("assert f(1) == 2 == 3", 2)]:
        is_(lcb_program.predicted(text), want, "a prediction: %r" % text)
    for text in ("assert f(1) != 2", "assert 5", "true", "", "x assert",
                 "assert f(1) == "):
        try:
            lcb_program.predicted(text)
        except Exception:
            ok(True, "no prediction: %r" % text)
        else:
            ok(False, "no prediction: %r" % text)


def check_streams():
    odd = lcb_streams.Odd()
    before = sys.stdin, sys.stdout, open
    sys.stdin = io.TextIOWrapper(io.BytesIO(b""))
    own = sys.stdin
    with lcb_streams.Streams("a\nb\n", False, odd) as streams:
        read = [sys.stdin.readline(), input()]
        print("x")
        seen = odd.odd
        rest = sys.stdin.read(), list(own), own.readline()
    ok(sys.stdin is own and sys.stdout is before[1] and open is before[2],
       "the streams are what they were before")
    sys.stdin = before[0]
    is_((read, streams.output(), seen), (["a\n", "b"], "x\n", False),
        "lines are read one by one")
    is_((rest, odd.odd), (("a\nb\n", [], "a"), True),
        "all is read again, which no file allows")
    is_(sorted(vars(own)), sorted(vars(io.TextIOWrapper(io.BytesIO()))),
        "nothing is left on the process's own stream")


check_tokens(sys.argv[1])
check_texts()
check_values()
check_programs()
check_plain()
check_predictions()
check_streams()
finish()
