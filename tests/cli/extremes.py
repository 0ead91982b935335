"""extremes.py FOLDER RUN-MAKER - runs at the edge of what can be computed

Writes FOLDER/NAME.h5 for each, from descriptions as run-maker takes them.
"""
import os
import subprocess
import sys

FAILED = "HTTP 500"
SKIPPED = "not asked for: what it depends on failed"
MANY = ["p%d" % i for i in range(40)]


def node(problem, turn, kind, branch=0, vote=0, state=0, finish=0, judgment=0,
         passed=-1, reason=""):
    return "\t".join(map(str, ("node", problem, turn, kind, branch, vote, state,
                               finish, judgment, passed, passed, 1, 5, 5, "x",
                               reason)))


def trajectory(problem, before, after, judgment=1, branch=0):
    """judgment: 1 correct, 2 incorrect, 3 unparsed"""
    return [node(problem, 0, 0, branch, passed=before),
            node(problem, 1, 1, branch, judgment=judgment),
            node(problem, 1, 2, branch, passed=after)]


def each(make, n=40):
    return sum((make(i) for i in range(n)), [])


def failed(i):
    return [node(i, 0, 0, state=1, finish=4, reason=FAILED)] + [
        node(i, 1, kind, state=2, reason=SKIPPED) for kind in (1, 2)]


def silent(i):
    return [node(i, 0, 0, passed=i % 2), node(i, 1, 2, passed=1)]


def no_critique(i):
    return [node(i, 0, 0, passed=i % 2),
            node(i, 1, 1, state=1, finish=4, reason=FAILED),
            node(i, 1, 2, state=2, reason=SKIPPED)]


RUNS = {  # name: (problems, nodes, head)
    "base": (MANY, each(lambda i: trajectory(i, i % 2, i // 2 % 2, 1 + i % 2)), {}),
    "elsewhere": (["q%d" % i for i in range(40)],
                  each(lambda i: trajectory(i, i % 2, 1)), {}),
    "one": (["p0"], trajectory(0, 0, 1, 2), {}),
    "two": (["p0", "p1"], trajectory(0, 0, 1, 2) + trajectory(1, 1, 1), {}),
    "right": (MANY, each(lambda i: trajectory(i, 1, 1)), {}),
    "wrong": (MANY, each(lambda i: trajectory(i, 0, 0, 2)), {}),
    "unparsed": (MANY, each(lambda i: trajectory(i, 0, 0, 3)), {}),
    "mended": (MANY, each(lambda i: trajectory(i, 0, 1, 2)), {}),
    "broken": (MANY, each(lambda i: trajectory(i, 1, 0, 2)), {}),
    "swapped": (MANY, each(lambda i: trajectory(i, i % 2, 1 - i % 2, 2)), {}),
    "silent": (MANY, each(silent), {"critic": ""}),
    "failed": (MANY, each(failed), {}),
    "some-failed": (MANY, each(lambda i: trajectory(i, i % 2, 1) if i % 3
                               else failed(i)), {}),
    "no-critique": (MANY, each(no_critique), {}),
    "unjudged": (MANY, each(lambda i: trajectory(i, -1, -1)), {}),
    "no-turn": (MANY, each(lambda i: [node(i, 0, 0, passed=i % 2)]),
                {"turns": 0, "widths": "1"}),
    "nothing": ([], [], {}),
    "wide": (MANY, each(lambda i: sum((trajectory(i, 1, 1, branch=b)
                                       for b in range(5)), [])), {"widths": "5,1"}),
    "one-wide": (["p0"], sum((trajectory(0, b % 2, 1, branch=b)
                              for b in range(5)), []), {"widths": "5,1"}),
}


def main(folder, maker):
    for name, (problems, nodes, head) in RUNS.items():
        head = {"turns": 1, "widths": "1,1", **head}
        lines = ["head\t%s\t%s" % item for item in head.items()]
        lines += ["problem\t" + p for p in problems] + nodes + ["end\tcomplete"]
        subprocess.run([maker, os.path.join(folder, name + ".h5")], check=True,
                       input="\n".join(lines) + "\n", text=True)


main(*sys.argv[1:])
