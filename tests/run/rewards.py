"""rewards.py EXPORT - computes the rewards of a run anew from what is stored of
it, and prints each that differs

The tests' own arithmetic: by the verdict that was shown, which is the true one
where no noise is recorded.
"""
import json
import math
import sys

rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
WIDTHS = [2, 2, 1]
nodes = {(r["problem"], r["turn"], r["kind"], r["branch"], r["vote"]
          if r["kind"] == "critique" else 0): r for r in rows}


def shown(node):
    """(passed, None where that cannot be told from what is stored)"""
    if "shown_passed" in node:
        return node["shown_passed"]
    return node["parity"]["passed"]


def share(node):
    """The share shown; None: it depends on which tests were hidden."""
    if node.get("tests_hidden"):
        return None
    score = node["parity"]["score"]
    return score if shown(node) == node["parity"]["passed"] else 1 - score


def expected(node):
    turn, branch = node["turn"], node["branch"]
    parent = nodes[node["problem"], turn - 1,
                   "revision" if turn > 1 else "solution",
                   branch // WIDTHS[turn], 0]
    said = nodes[node["problem"], turn, "critique", branch,
                 node["vote"]]["judgment"]
    after, before = shown(node), shown(parent)
    out = {"execution": None if after is None else
           0 if said == "unparsed" else int(after)}
    if share(node) is not None and share(parent) is not None:
        out["gain"] = share(node) - share(parent)
    out["judgment"] = (None if before is None else 0 if said == "unparsed"
                       else int((said == "correct") == before))
    if share(node) is not None and out["judgment"] is not None:
        out["mix"] = ((0 if said == "unparsed" else share(node))
                      + 0.5 * out["judgment"])
    return out


seen = 0
for row in rows:
    if row["kind"] != "revision":
        if "rewards" in row:
            print(row["kind"], "has rewards")
        continue
    for name, want in expected(row).items():
        got = row["rewards"][name]["value"]
        seen += 1
        if (want is None) != (got is None) or (
                want is not None and not math.isclose(want, got,
                                                      abs_tol=1e-12)):
            print(row["problem"], row["turn"], row["branch"], name,
                  "is", got, "expected", want)
    like = row["rewards"]["reference"]["value"]
    if not 0 <= like <= 1:
        print(row["problem"], "reference is", like)
if seen < 300:
    print("only", seen, "rewards were compared")
