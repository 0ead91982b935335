"""labels.py - compares a run's nodes with what the recorded rows say of them

labels.py EXPORT ANSWERS CRITIQUES	prints every difference
labels.py --counts EXPORT...		prints what there is at each turn
"""
import collections
import json
import os
import sys

KINDS = {"generate": "solution", "critique": "critique", "revise": "revision"}
LETTERS = {"accepted": "A", "wrong_answer": "W", "runtime_error": "R",
           "time_limit": "T", "memory_limit": "M", "output_limit": "O",
           "compile_error": "C", "sandbox_violation": "S",
           "internal_error": "I"}


def rows(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def labelled(paths):
    """The rows by the name of their node: those of one turn count up."""
    count, found = collections.Counter(), {}
    for row in [row for path in paths for row in rows(path)]:
        kind = KINDS[row.get("purpose", "generate")]
        name = row["id"], row.get("turn", 0), kind
        found[name + (count[name],)] = row
        count[name] += 1
    return found


def differences(node, row):
    """(field, found, expected) of all that differ."""
    facts = [("response", node.get("response", ""), row["response"]),
             ("finish", node.get("finish"), row.get("finish", "stop"))]
    if node["kind"] == "critique":
        facts.append(("judgment", node["judgment"], row["judgment"]))
    else:
        strict = row.get("expect_strict", row["expect"])
        facts += [("status", node["parity"]["status"], row["expect"]),
                  ("strict", node["strict"]["status"], strict),
                  ("passed", node["parity"]["passed"],
                   row["expect"] == "accepted")]
    return [fact for fact in facts if fact[1] != fact[2]]


def compare(export, paths):
    want = labelled(paths)
    for node in rows(export):
        name = node["problem"], node["turn"], node["kind"], node["branch"]
        row = want.pop(name, None)
        if row is None:
            print(*name, "is in no row")
            continue
        for field, found, expected in differences(node, row):
            print(*name, "%s: found %s, expected %s" %
                  (field, found, expected))
    for name in want:
        print(*name, "is not in the run")


def count(export):
    model = os.path.splitext(os.path.basename(export))[0]
    turns = collections.defaultdict(list)
    for node in rows(export):
        turns[node["turn"], node["kind"] == "critique"].append(node)
    for (turn, critiques), nodes in sorted(turns.items()):
        if critiques:
            said = collections.Counter(n["judgment"] for n in nodes)
            print("%s turn %d: %d correct, %d incorrect, %d unparsed" %
                  (model, turn, said["correct"], said["incorrect"],
                   said["unparsed"]))
            continue
        letters = collections.Counter(LETTERS[n["parity"]["status"]]
                                      for n in nodes if not
                                      n["parity"]["passed"])
        print("%s turn %d: %d of %d right, %d strictly; %s" %
              (model, turn, sum(n["parity"]["passed"] is True for n in nodes),
               len(nodes), sum(n["strict"]["passed"] is True for n in nodes),
               ", ".join("%d %s" % (n, letter)
                         for letter, n in sorted(letters.items()))))


if sys.argv[1] == "--counts":
    for path in sys.argv[2:]:
        count(path)
else:
    compare(sys.argv[1], sys.argv[2:])
