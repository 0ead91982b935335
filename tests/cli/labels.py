"""labels.py - a run whose critiques a judge has labelled, and its report by hand

labels.py --make         writes problems, answers, critiques and what the judge says
labels.py REPORT.json    computes again what the report says of labels, from the
                         same tables, and prints a TAP line for each sort of figure
"""
import collections
import json
import math
import random
import sys

NAMES = ["algorithm", "static analysis", "debugging", "testing"]
WORDS = {"algorithm": "Use another algorithm.", "static analysis": "The index is off.",
         "debugging": "Trace it.", "testing": "Add test cases."}
PROBLEMS, WIDTH, TURNS = 40, 2, 2
UNPARSED = {(3, 1, 0), (5, 2, 1), (7, 1, 1)}  # problem, turn, branch


def tables():
    """Of each critique: what is right before and after, rule, judge."""
    draw = random.Random(11)
    out = {}
    for p in range(PROBLEMS):
        right = [draw.random() < 0.5 for _ in range(WIDTH)]
        for t in range(1, TURNS + 1):
            for b in range(WIDTH):
                rule = {n for n in NAMES if draw.random() < 0.4}
                judge = {n for n in NAMES if draw.random() < (0.8 if n in rule else 0.2)}
                after = draw.random() < (0.9 if right[b] else 0.4)
                out[p, t, b] = (right[b], after, rule, judge)
                right[b] = after
    return out


def make():
    table = tables()

    def rows(name, list):
        with open(name, "w") as out:
            for row in list:
                out.write(json.dumps(row) + "\n")

    def answer(right):
        return "4" if right else "5"

    rows("problems.jsonl", [{"id": f"p{p}", "question": f"Question {p}?", "answer": "4"} for p in range(PROBLEMS)])
    rows("answers.jsonl",
         [{"id": f"p{p}", "response": [answer(table[p, 1, b][0]) for b in range(WIDTH)]} for p in range(PROBLEMS)]
         + [{"id": f"p{p}", "purpose": "revise", "turn": t, "branch": b, "response": answer(row[1])}
            for (p, t, b), row in table.items()])
    rows("critiques.jsonl",
         [{"id": f"p{p}", "purpose": "critique", "turn": t, "branch": b, "response":
           " ".join(WORDS[n] for n in NAMES if n in row[2]) + "\n\nOverall judgment: Incorrect"}
          for (p, t, b), row in table.items()])
    rows("judge.jsonl",
         [{"id": f"p{p}", "purpose": "critique", "turn": t, "branch": b, "response":
           "I cannot say." if (p, t, b) in UNPARSED else
           "So.\nStrategies: " + (", ".join(n for n in NAMES if n in row[3]) or "none")}
          for (p, t, b), row in table.items()])
    json.dump({"name": "made", "task": {"plugin": "jsonl", "data": "problems.jsonl"},
               "generator": {"plugin": "replay", "file": "answers.jsonl"},
               "critic": {"plugin": "replay", "file": "critiques.jsonl"},
               "widths": [1, WIDTH, 1, 1]}, open("made.json", "w"))


def kappa_parts(pairs):
    n = len(pairs)
    agree = sum(a == b for a, b in pairs) / n
    a, b = (sum(pair[i] for pair in pairs) / n for i in (0, 1))
    return agree, a * b + (1 - a) * (1 - b)


def expected():
    """(figure, strategy, reason, turn) to value and n."""
    table = {key: row for key, row in tables().items() if key not in UNPARSED}
    out = {}
    for turn in (None, 1, 2):
        rows = [row for (_, t, _), row in table.items() if turn in (None, t)]
        n = len(rows)
        parts = []
        for name in NAMES:
            pairs = [(name in row[3], name in row[2]) for row in rows]
            agree, chance = kappa_parts(pairs)
            parts.append((agree, chance))
            out["strategy_by_judge", name, None, turn] = sum(a for a, _ in pairs) / n, n
            out["strategy_by_rule", name, None, turn] = sum(b for _, b in pairs) / n, n
            out["strategy_kappa", name, None, turn] = (agree - chance) / (1 - chance), n
            if turn is None:
                count = collections.Counter(pairs)
                for figure, pair in (("both", (True, True)), ("judge_alone", (True, False)),
                                     ("rule_alone", (False, True)), ("neither", (False, False))):
                    out["strategy_by_" + figure, name, None, None] = count[pair], n
        po, pe = (sum(part[i] for part in parts) / len(parts) for i in (0, 1))
        out["strategy_kappa", None, None, turn] = (po - pe) / (1 - pe), n
        out["strategies_alike", None, None, turn] = sum(row[2] == row[3] for row in rows) / n, n
    for figure, at in (("right_by_judge_strategy", 3), ("right_by_rule_strategy", 2)):
        for name in NAMES + ["none"]:
            for reason, before in (("right before", True), ("wrong before", False)):
                rows = [row for row in table.values()
                        if row[0] == before and (name in row[at] if name != "none" else not row[at])]
                out[figure, name, reason, None] = sum(row[1] for row in rows) / len(rows), len(rows)
    all = PROBLEMS * WIDTH * TURNS
    out["critiques_labelled", None, None, None] = all - len(UNPARSED), all
    out["label_unparsed", None, None, None] = len(UNPARSED), all
    for figure in ("label_cut_at_token_limit", "label_refused", "label_request_failed", "label_not_asked"):
        out[figure, None, None, None] = 0, all
    return out


def check(path):
    got = {}
    for f in json.load(open(path))["runs"][0]["figures"]:
        got.setdefault((f["figure"], f.get("of"), f.get("reason"), f.get("turn")), f)
    bad = collections.defaultdict(list)
    for key, (value, n) in expected().items():
        f = got.get(key)
        if not f or not math.isclose(f["value"], value, abs_tol=1e-12) or f["n"] != n:
            bad[key[0]].append(f"{key}: found {f and (f['value'], f['n'])}, want {(value, n)}")
        elif "share" in f["unit"] or key[0] == "strategy_kappa":
            low, high = f["interval"]
            if not low <= f["value"] <= high or not high - low < 0.7:
                bad[key[0]].append(f"{key}: {f['value']} in {low} to {high}")
    for figure in dict.fromkeys(key[0] for key in expected()):
        print("not ok" if bad[figure] else "ok", figure, "is what it is by hand")
        for line in bad[figure]:
            print("#", line)


if sys.argv[1] == "--make":
    make()
else:
    check(sys.argv[1])
