"""sanitize.py - cuts the program out of an answer as EvalPlus's sanitizer does

EvalPlus (evalplus/sanitize.py @ 26d6d00) takes, of all runs of two lines or more
that parse, the one with most lines that are not blank, the first of equals; of
it the imports, and of the top-level classes, functions that return something
and assignments, the first of each name, those that the entry point reaches by
identifiers.  It finds them with tree-sitter; here Python's own ast and tokenize
name the same nodes.  Decorated definitions and what stands under an `if` are
left out, as there.

This is a driver (driver.py has the records): it parses the answer in the jail
and runs nothing of it.
"""
import ast
import io
import json
import keyword
import os
import re
import struct
import tokenize
import warnings

ANSI = re.compile("\x1b\\[[0-9;]*m")
PIECE = 60000


def wrong_line(text):
    """0 if TEXT parses; else a line of it, from 1, behind which nothing can mend
    it, or one more than it has."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
        return 0
    except SyntaxError as e:
        # With these words alone the line is that of the last token read.
        if e.msg == "invalid syntax" and e.lineno:
            return e.lineno
    except (MemoryError, ValueError, RecursionError):
        pass
    return text.count("\n") + 2


def parses(text):
    return not wrong_line(text)


def first_of_equals(lines, i, last, count, filled):
    """The smallest end of a run from I with COUNT filled lines that parses."""
    for j in range(i + 1, last):
        if filled[j + 1] - filled[i] == count and \
                parses("\n".join(lines[i:j + 1])):
            return j
    return last


def code_lines(text):
    """The run of lines that EvalPlus takes.  It looks at every run in turn; the
    same one is found sooner by looking at no run that could not win."""
    lines = text.split("\n")
    filled = [0]
    for line in lines:
        filled.append(filled[-1] + bool(line.strip()))
    best, pair = 0, (0, 0)
    for i in range(len(lines)):
        j = len(lines) - 1
        while j > i and filled[j + 1] - filled[i] > best:
            wrong = wrong_line("\n".join(lines[i:j + 1]))
            if not wrong:
                best = filled[j + 1] - filled[i]
                pair = i, first_of_equals(lines, i, j, best, filled)
                break
            j = min(j - 1, i + wrong - 2)
    return "\n".join(lines[pair[0]:pair[1] + 1])


def nested_identifiers(token):
    """Those of an f-string's replacement fields."""
    names = set()
    try:
        tree = ast.parse(token, mode="eval")
    except (SyntaxError, ValueError):
        return names
    for node in ast.walk(tree):
        for name in (getattr(node, "id", None), getattr(node, "attr", None),
                     getattr(node, "arg", None)):
            if isinstance(name, str):
                names.add(name)
    return names


def identifiers(source):
    """Every identifier in SOURCE, whatever it is used for."""
    names = set()
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.NAME and \
                    not keyword.iskeyword(token.string):
                names.add(token.string)
            elif token.type == tokenize.STRING and \
                    "f" in token.string[:2].lower():
                names |= nested_identifiers(token.string)
    except (tokenize.TokenError, SyntaxError):
        pass
    return names


def reachable(entry, uses):
    seen, queue = {entry}, [entry]
    for name in queue:
        for used in sorted(uses.get(name, ())):
            if used not in seen:
                seen.add(used)
                queue.append(used)
    return seen


def assigned_name(node):
    """The first identifier that is a direct part of the assignment: a plain
    target, else a plain value."""
    targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
    if isinstance(targets[0], ast.Name):
        return targets[0].id
    if len(targets) == 1 and isinstance(node.value, ast.Name):
        return node.value.id
    return None


def definition(node):
    """(kept, name) of a top-level statement."""
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        return True, assigned_name(node)
    if getattr(node, "decorator_list", True):
        return False, None
    if isinstance(node, ast.ClassDef):
        return True, node.name
    returns = any(isinstance(n, ast.Return) for n in ast.walk(node))
    return returns, node.name


def is_import(node):
    return isinstance(node, ast.Import) or \
        isinstance(node, ast.ImportFrom) and node.module != "__future__"


def kept(code, entry):
    """The parts of CODE that are kept, in EvalPlus's order."""
    body = ast.parse(code).body
    encoded = [line.encode("utf-8", "surrogatepass")
               for line in code.split("\n")]

    def text(node):
        lines = encoded[node.lineno - 1:node.end_lineno]
        rest = lines[-1][node.end_col_offset:].lstrip()
        # tree-sitter's body of a function goes on to its last comment.
        if not (rest.startswith(b"#") and hasattr(node, "body")):
            lines[-1] = lines[-1][:node.end_col_offset]
        lines[0] = lines[0][node.col_offset:]
        return b"\n".join(lines).decode("utf-8", "surrogatepass")

    imports = [text(node) for node in body if is_import(node)]
    parts, taken, uses = [], set(), {}
    for node in body:
        keep, name = definition(node)
        if keep and name not in taken:
            taken.add(name)
            parts.append((name, text(node)))
            uses[name] = identifiers(parts[-1][1])
    names = reachable(entry, uses)
    return imports + [source for name, source in parts if name in names]


def sanitize(text, entry):
    code = code_lines(ANSI.sub("", text))
    try:
        parts = kept(code, entry)
    except (SyntaxError, MemoryError, ValueError, RecursionError):
        parts = []
    return "\n".join(parts).strip() or code


def main(job):
    """JOB has .source (str), .payload (bytes), .fd."""
    spec = json.loads(job.payload)
    data = sanitize(job.source, spec["entry"]).encode("utf-8", "replace")
    for at in range(0, len(data), PIECE):
        piece = data[at:at + PIECE]
        os.write(job.fd, b"S" + struct.pack("<I", len(piece)) + piece)
    os.write(job.fd, b"Z" + struct.pack("<I", 0))
