"""The programs of the miniature benchmark: a small grammar over lists and strings.

A program takes x, a list of digits or a string of letters, and changes it in one to
three lines.  Two programs are the same problem if they give the same answers to the
same hundred inputs, so problems are told apart by what they do, not by how they are
written.
"""
import itertools
import random

# A program has at most one line of each sort, in this order.
SORTS = {
    "list": (["sorted(x)", "x[::-1]", "x[1:] + x[:1]", "x[-1:] + x[:-1]"],
             ["x[1:]", "x[:-1]", "x[:3]", "x[::2]"],
             ["[(v + 1) % 10 for v in x]", "[(v + 5) % 10 for v in x]", "[9 - v for v in x]",
              "[v // 2 for v in x]"],
             ["x + x", "x + x[:1]", "x + [0]"]),
    "text": (["''.join(sorted(x))", "x[::-1]", "x[1:] + x[:1]", "x[-1:] + x[:-1]"],
             ["x[1:]", "x[:-1]", "x[:3]", "x[::2]"],
             ["x.upper()", "x.swapcase()", "x.replace('a', 'b')", "x.replace('C', 'c')"],
             ["x + x", "x + x[:1]", "x + 'e'"]),
}
# Inputs of which a statement shows three, with what a function makes of them.
SHOWN = {"list": ([3, 8, 1, 6, 4], [5, 0, 7, 2, 9], [2, 7, 7, 1, 8], [9, 4, 2, 0, 5],
                  [6, 5, 8, 3, 3], [1, 3, 6, 0, 7]),
         "text": ("bCaDc", "aBdAb", "dbAac", "CdBaB", "DacbA", "ACcdb")}
KINDS = {kind: sum(sorts, []) for kind, sorts in SORTS.items()}  # lines
INPUT = 5  # digits or letters
LONGEST = 10  # of an answer
MOST_LINES = 3


def program(ops):
    """The program of these lines, as a model writes it."""
    return "".join(["def f(x):\n"] + [f"    x = {op}\n" for op in ops] + ["    return x"])


def lines(text):
    """A program's lines between its head and its return, None if it has another form."""
    rows = text.strip("\n").split("\n")
    if len(rows) < 2 or rows[0] != "def f(x):" or rows[-1] != "    return x":
        return None
    rows = rows[1:-1]
    return [r[8:] for r in rows] if all(r.startswith("    x = ") for r in rows) else None


CODE = {op: eval(f"lambda x: {op}") for ops in KINDS.values() for op in ops}


def apply(ops, x):
    for op in ops:
        x = CODE[op](x)
    return x


def draw_input(kind, rng):
    if kind == "list":
        return [rng.randrange(10) for _ in range(INPUT)]
    return "".join(rng.choice("abcdABCD") for _ in range(INPUT))


def probes(kind):
    """The inputs that tell programs apart; the same in every run."""
    rng = random.Random("probes of " + kind)
    return [draw_input(kind, rng) for _ in range(100)]


def behaviour(ops, inputs):
    return tuple(tuple(apply(ops, x)) for x in inputs)


def functions(kind):
    """Every function of the grammar by its shortest program, the first in the grammar's
    order; without those that change nothing, that are longer than LONGEST, or that a
    statement of all of SHOWN does not tell from another."""
    inputs = probes(kind)
    known, shown, found = {behaviour((), inputs)}, set(), []
    programs = itertools.product(*([None] + ops for ops in SORTS[kind]))
    programs = [tuple(op for op in p if op) for p in programs]
    for ops in sorted(programs, key=len):
        does, told = behaviour(ops, inputs), statement(ops, SHOWN[kind])
        if len(ops) <= MOST_LINES and does not in known and told not in shown and \
                max(map(len, does)) <= LONGEST:
            found.append(ops)
        known.add(does)
        shown.add(told)
    return found


def show(x):
    return "".join(map(str, x))


def statement(ops, inputs):
    """What a model is told of a function: what it makes of INPUTS."""
    return "\n".join(f"{show(x)} -> {show(apply(ops, x))}" for x in inputs)


def statements(ops, kind):
    """What may be told of a function: three inputs of SHOWN in its order; not three answers
    of nothing."""
    for inputs in itertools.combinations(SHOWN[kind], 3):
        if any(apply(ops, x) for x in inputs):
            yield statement(ops, inputs)


def test(ops, kind, rng, n=8):
    """A script that ends well if f is the function."""
    cases = []
    for _ in range(n):
        x = draw_input(kind, rng)
        cases.append(f"({x!r}, {apply(ops, x)!r})")
    return f"for x, y in [{', '.join(cases)}]:\n    if f(x) != y:\n        raise SystemExit(1)"
