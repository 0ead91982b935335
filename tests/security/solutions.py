# solutions.py - attacks that are answers to a problem, through `momus grade`
#
# problems.jsonl holds a few problems of our own in EvalPlus's form.  What
# counts is the strict verdict.
import json
import os
import tempfile

import judge
import settings


class Graded:
    """Rows of --verdicts, or None where momus wrote none."""

    def __init__(self, verdicts, run):
        self.verdicts = verdicts
        self.exit, self.stderr = run.exit, run.stderr


def problems():
    with open(settings.here("problems.jsonl")) as f:
        return {p["entry_point"]: p for p in map(json.loads, f)}


def problem(name):
    return problems()[name]


def grade(rows, answers, host, options):
    """Grades ANSWERS, pairs of problem id and text, on the problems ROWS."""
    with tempfile.TemporaryDirectory(prefix="grade-",
                                     dir=host.state) as folder:
        os.chmod(folder, 0o755)
        data, told, out = (os.path.join(folder, n) for n in
                           ("data.jsonl", "solutions.jsonl", "out.jsonl"))
        with open(data, "w") as f:
            f.writelines(json.dumps(r) + "\n" for r in rows)
        with open(told, "w") as f:
            f.writelines(json.dumps({"task_id": i, "solution": s}) + "\n"
                         for i, s in answers)
        run = judge.start(
            [settings.MOMUS, "grade", "--task", "mbppplus", "--data", data,
             "--solutions", told, "--verdicts", out, *options], host, folder,
            600)
        if not os.path.exists(out):
            return Graded(None, run)
        with open(out, encoding="utf-8") as f:
            return Graded([json.loads(l) for l in f], run)


def credulous(attack, variant):
    """The program of a judge that believes everything, with the attack."""
    wanted = problem(attack.get("problem"))
    names = {}
    exec(wanted["canonical_solution"], names)
    function = names[wanted["entry_point"]]
    inputs = wanted["base_input"] + wanted["plus_input"]
    habits = attack.get("habits", default="")
    if "samples" in habits:
        inputs = wanted["base_input"]
    cases = [(i, function(*json.loads(json.dumps(i)))) for i in inputs]
    text = open(settings.here("credulous.py")).read()
    for mark, value in (
            ("PROBLEM", repr({"entry_point": wanted["entry_point"],
                              "cases": cases})),
            ("HABITS", habits),
            ("SOLUTION", repr(attack.program(variant, {})))):
        text = text.replace(f"@{mark}@", value)
    return text


def batch(rows, host, options):
    """Problems of each (attack, variant), graded together in this order.

    After each comes an honest answer to the same problem.  Those to a problem
    without tests are apart: a data set with such a problem may be refused.
    """
    untested = [r for r in rows if r[0].get("problem") == "untested"]
    tested = [r for r in rows if r not in untested]
    said = dict(zip(map(name, tested), together(tested, host, options)))
    for row in untested:
        said[name(row)] = [p for p in together([row], host, options)[0]
                           if "there is no test" not in p]
    return [said[name(r)] for r in rows]


def name(row):
    return row[0].name, row[1]


def together(rows, host, options):
    known = {n: p for n, p in problems().items()
             if n in {a.get("problem") for a, _ in rows}}
    answers, places = [], []
    for attack, variant in rows:
        wanted = known[attack.get("problem")]
        for text in (attack.program(variant, host.marks()),
                     wanted["canonical_solution"]):
            places.append((wanted["task_id"],
                           sum(i == wanted["task_id"] for i, _ in answers)))
            answers.append((wanted["task_id"], text))
    graded = grade(list(known.values()), answers, host, options)
    if graded.verdicts is None:
        return [[f"nothing was graded: {graded.stderr[-300:]}"]] * len(rows)
    found = {(v["id"], v["sample"]): v for v in graded.verdicts}
    every = []
    for n, (attack, variant) in enumerate(rows):
        own, honest = (found.get(p) for p in places[2 * n:2 * n + 2])
        every.append(judge_one(attack, variant, own, honest))
    return every


def judge_one(attack, variant, own, honest):
    if own is None or honest is None:
        return ["no verdict"] if attack.get("problem") != "untested" else []
    said = []
    allowed = attack.get("expect", variant, "").split()
    status = own["strict"]["status"]
    if status not in allowed:
        said.append(f"strict {status} ({own['strict'].get('tests')}), "
                    f"expected {' or '.join(allowed)}")
    if own["strict"]["passed"] != (status == "accepted"):
        said.append(f"passed is {own['strict']['passed']} with {status}")
    if attack.get("problem") != "untested" and not honest["strict"]["passed"]:
        said.append(f"the honest answer after it: {honest['strict']}")
    return said
