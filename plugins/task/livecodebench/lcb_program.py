"""lcb_program.py - what LiveCodeBench's two checkers make of a program's text

Both give a program the same imports and put a stdin program's statements into a
function, which is called once a test:

	lcb	lcb_runner, commit 28fef95: imports go to the top of the module, all
		other statements into the function
	sandboxfusion	SandboxFusion's older checker, commit 469de08: the text is
		indented line by line, so strings over several lines change

What the original turns into text and parses again is compiled from the tree
where that makes no difference, for the sake of speed and of line numbers.
"""
import ast
import builtins
import json
import re
import sys
from types import ModuleType

import lcb_plain

STARS = ("string re datetime collections heapq bisect copy math random "
         "statistics itertools functools operator io sys json builtins "
         "typing").split()
NAMES = ("string re datetime collections heapq bisect copy math random "
         "statistics itertools functools operator io sys json").split()
PRELUDE = "".join(["from %s import *\n" % name for name in STARS] +
                  ["import %s\n" % name for name in NAMES])
FILE = "<string>"
FUNCTION = "wrapped_function"
OLD_FUNCTION = "code"
PLACE = {"lineno": 1, "col_offset": 0, "end_lineno": 1, "end_col_offset": 0}

# What differs from process to process, and what the checkers take away.
STREAMS, TAKEN = ("stdin", "stdout", "stderr"), ("exit", "quit", "help")
# Whatever looks like the beginning of a format string.
FORMAT = re.compile(r"[fF][rR]?['\"]|[rR][fF]['\"]")

_given = {}
exec(PRELUDE, _given)
del _given["__builtins__"]


def with_imports():
    module = ModuleType("tmp_sol", "")
    vars(module).update(_given)
    return module


# Star imports bind a thousand names: here and not in each program's process, a
# fork of this one, which would copy every page that one of them lies on.
_ready = [with_imports()]


def new_module(depth):
    """A module with the imports; the recursion limit is DEPTH from now on."""
    module = _ready.pop() if _ready else with_imports()
    scope = vars(module)
    for name in STREAMS:
        scope[name] = getattr(sys, name)
    for name in TAKEN:
        scope[name] = getattr(builtins, name, None)
    sys.setrecursionlimit(depth)
    return module


def is_main_guard(node):
    """Whether NODE reads: if __name__ == '__main__'"""
    if not isinstance(node, ast.If) or not isinstance(node.test, ast.Compare):
        return False
    test = node.test
    return len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq) and \
        isinstance(test.left, ast.Name) and test.left.id == "__name__" and \
        isinstance(test.comparators[0], ast.Constant) and \
        test.comparators[0].value == "__main__" and \
        test.comparators[0].kind is None


def unguarded(tree):
    """TREE's statements with a main guard at the end opened; an else is lost."""
    if tree.body and is_main_guard(tree.body[-1]):
        return tree.body[:-1] + tree.body[-1].body
    return tree.body


def returns(body):
    """Whether a statement of BODY, outside of functions, is a return: that makes
    a function, and no script."""
    left = list(body)
    while left:
        node = left.pop()
        if isinstance(node, ast.Return):
            return True
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef,
                                 ast.ClassDef)):
            for name in ("body", "orelse", "finalbody", "handlers", "cases"):
                left += getattr(node, name, ()) \
                    if isinstance(node, (ast.stmt, ast.ExceptHandler,
                                         ast.match_case)) else ()
    return False


def module_of(body):
    """The module that lcb makes of the statements BODY of a stdin program."""
    imports = [node for node in body
               if isinstance(node, (ast.Import, ast.ImportFrom))]
    others = [node for node in body
              if not isinstance(node, (ast.Import, ast.ImportFrom))]
    if not others:
        raise SyntaxError("there is nothing but imports")
    function = ast.FunctionDef(
        name=FUNCTION,
        args=ast.arguments(posonlyargs=[], args=[], kwonlyargs=[],
                           kw_defaults=[], defaults=[]),
        body=others, decorator_list=[], **PLACE)
    # The first statement is none of the program's: a __future__ comes too late.
    return ast.Module(body=[ast.Pass(**PLACE), *imports, function],
                      type_ignores=[])


def check_formats(tree):
    """Raises where a format string cannot be written down again: there, the
    program does not load."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            ast.unparse(node)


def wrapped(source):
    """The codes of a stdin program by the rules of lcb, the text that their line
    numbers are of, and whether it is no script; raises where that checker cannot
    load it either."""
    codes = lcb_plain.codes(source, FUNCTION, FILE)
    if codes is not None:
        return codes, source, False
    tree = ast.parse(source, FILE)
    body = unguarded(tree)
    module = module_of(body)
    if FORMAT.search(source):
        check_formats(tree)
    return (compile(module, FILE, "exec", dont_inherit=True),), source, \
        returns(body)


def is_import(line):
    return line.startswith(("from ", "import "))


def indented(source):
    """The same by the rules of sandboxfusion, which change what is in strings
    over several lines."""
    odd = "'''" in source or '"""' in source or "\\\n" in source
    try:
        tree = ast.parse(source)
        odd = odd or returns(tree.body)
        if is_main_guard(tree.body[-1]):
            source = ast.unparse(tree.body[:-1]) + "\n" + \
                ast.unparse(tree.body[-1].body)
    except Exception:
        pass  # its text stays as it is
    lines, inside = [], False
    for line in source.split("\n"):
        if not inside and not is_import(line):
            inside = True
            lines += ["stdin = sys.stdin", "stdout = sys.stdout",
                      "def %s():" % OLD_FUNCTION]
        lines.append("\t" + line if inside else line)
    text = "import sys\n" + "\n".join(lines) + "\n"
    return (compile(text, FILE, "exec", dont_inherit=True),), text, odd


def called(source):
    """The same for a program whose function is called, by the rules of both."""
    text = source
    if "__future__" in source:
        text = "import json\n" + source  # it comes too late there
    return (compile(text, FILE, "exec", dont_inherit=True),), text, False


def claimed(line):
    """The text behind == in the assertion LINE."""
    statement = ast.parse(line).body[0]
    if not isinstance(statement, ast.Assert) or \
            not isinstance(statement.test, ast.Compare) or \
            not isinstance(statement.test.ops[0], ast.Eq):
        raise ValueError("this is no assertion that two values are equal")
    return ast.get_source_segment(line, statement.test.comparators[0])


def predicted(text):
    """What lcb_runner takes an answer of test output prediction for: the value
    behind == of the first assertion, or that of the whole text.  It evaluates
    any expression."""
    lines = text.splitlines()
    if len(lines) > 1:
        for line in lines:
            if "assert" in line and not line.startswith("#"):
                text = line
                break
    text = text.strip()
    if "assert" in text:
        text = claimed(text)
    return eval(text, {"ast": ast, "json": json})
