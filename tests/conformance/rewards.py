"""rewards.py - what revisions earned, and why some earned nothing, without Momus

Runs of invented programs, each of which is known to pass so many of its TESTS, with
critiques, and with no critique at all.
"""
import collections
import itertools
import random
import re

import figures
import runs

TESTS = 3
PARTS = [{"plugin": "judgment", "unparsed": 0.25, "weight": 0.75},
         {"plugin": "reference", "measure": "rouge-1", "weight": 0.5}]
REWARDS = [{k: v for k, v in part.items() if k != "weight"} for part in PARTS] + [
    {"plugin": "execution", "kind": "gain", "gate": False},
    {"plugin": "mix", "parts": PARTS}]


def rouge_1(said, reference):
    """F1 of words, by rouge-score's tokenizer: runs of a-z and 0-9."""
    a, b = (collections.Counter(re.findall("[a-z0-9]+", t.lower()))
            for t in (said, reference))
    both = sum((a & b).values())
    return 2 * both / (sum(a.values()) + sum(b.values())) if both else 0.0


def program(passes, noise=""):
    return "%sx = int(input())\nprint(x if x <= %d else -1)\n" % (noise, passes)


def passes(answer):
    return int(re.search("<= ([0-9])", answer).group(1))


def invent(folder):
    """(recipe, the reference solution of each problem or None)"""
    r = random.Random(8)
    problems, answers, critiques, references = [], [], [], {}
    for p in range(36):
        row = {"id": "p%d" % p, "prompt": "Echo.", "tests": [
            {"input": "%d\n" % x, "output": "%d\n" % x} for x in range(1, TESTS + 1)]}
        if r.random() < 0.7:
            row["solution"] = program(9, r.choice(("", "# so\n")))
        problems.append(row)
        references[row["id"]] = row.get("solution")
        for b, k in itertools.product(range(2), range(3)):
            at = {"id": row["id"], "turn": k, "branch": b}
            if r.random() > 0.04:
                answers.append(dict(at, purpose="revise" if k else "generate", response=
                                    "```python\n%s```" % program(
                                        r.randrange(TESTS + 1),
                                        r.choice(("", "# so it is\n", "y = 3\n")))))
            if k:
                critiques.append(dict(at, purpose="critique", vote=0, response="So." + r.choice(
                    ("\n\nOverall judgment: Correct", "\n\nOverall judgment: Incorrect",
                     ""))))
    recipe = {"name": "rewards", "seed": 1, "widths": [1, 2, 1, 1], "feedback": "critic",
              "task": {"plugin": "jsonl", "grader": "io",
                       "data": runs.write(folder, "programs", problems)},
              "generator": {"plugin": "replay",
                            "file": runs.write(folder, "answers", answers)},
              "critic": {"plugin": "replay",
                         "file": runs.write(folder, "critiques", critiques)},
              "rewards": REWARDS}
    return recipe, references


def earned(t, k, reference, any_critique):
    """What turn K of trajectory T earned: a value, or why there is none."""
    before, now = (passes(t[i]["answer"]) / TESTS for i in (k - 1, k))
    judgment = "no critique"
    if any_critique:
        said = t[k]["critiques"][0]
        judgment = 0.25 if said == "unparsed" else \
            float(said == ("correct" if before == 1 else "incorrect"))
    like = rouge_1(t[k]["answer"], reference) if reference else "no reference"
    why = [x for x in (judgment, like) if isinstance(x, str)]
    return {"judgment": judgment, "reference": like, "execution": now - before,
            "mix": why[0] if why else 0.75 * judgment + 0.5 * like}


def add(out, run, references, any_critique):
    turns = range(1, run["turns"] + 1)
    rows = [[(k, earned(t, k, references[p["id"]], any_critique))
             for t in p["samples"] for k in turns if t[k]["state"] == "made"]
            for p in run["problems"]]
    for name, turn in itertools.product(
            ("judgment", "reference", "execution", "mix"), [None, *turns]):
        each = [[w[name] for k, w in row if turn in (None, k)] for row in rows]
        valued = [[x for x in row if not isinstance(x, str)] for row in each]
        figure = figures.share([(sum(row), len(row)) for row in valued])
        figure.proportion = False
        out["reward", name, turn, None, None, None] = figure
        why = collections.Counter(x for row in each for x in row if isinstance(x, str))
        for reason, n in why.items():
            out["reward_missing", name, turn, None, None, reason] = figures.Figure(
                n, sum(map(len, each)))


def check(to, published, folder):
    recipe, references = invent(folder)
    for label, there in (("rewards", True), ("without a critic", False)):
        if not there:
            recipe = dict(recipe, feedback="execution")
            del recipe["critic"]
        report, _, run = published.made(recipe, label, folder)
        for p in run["problems"]:
            for turn in (turn for t in p["samples"] for turn in t):
                if turn["state"] == "made":
                    to.same("%s of %s" % (label, p["id"]), turn["passed"],
                            passes(turn["answer"]) == TESTS)
        want = figures.expected(run)
        add(want, run, references, there)
        published.check_report(to, label, to.read(report), run, want)
