"""Is the known truth inside the intervals that a study's report states, as often
as they say?

usage: study.py [SEEDS [FIRST [PROBLEMS [TURNS [BENCHMARKS]]]]]

The CTRL paper's evaluation with simulated models: six rows of feedback, three
benchmarks, nine turns.  Every rate is chosen, so Pass@1 and both deltas after each
turn, both rates of a revision, F1 and the difference from zero-shot are known
exactly: a chain of two states.  The study is run with SEEDS seeds, and it is
counted how often each figure's 95 % interval holds the truth; and, as a control,
how often it holds a truth that is a little off.  Prints TAP.
"""
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap  # noqa: E402

BENCHMARKS = ("codecontests", "livecodebench", "mbppplus")
SAMPLES = 2
INIT = 0.4
OWN = {"cc": 0.93, "cw": 0.08, "tpr": 0.7, "fpr": 0.45}
ROWS = {  # what feeds the revision, and the rates that follow
    "Zero-shot": ({}, None),
    "Execution feedback": ({"feedback": "execution"}, OWN),
    "Self-critique": ({"feedback": "self"}, OWN),
    "Self-critique with execution feedback":
        ({"critic": "hinted", "feedback": "critic+hint"},
         {"cc": 0.97, "cw": 0.12, "tpr": 0.95, "fpr": 0.1}),
    "SFT critic": ({"critic": "sft"},
                   {"cc": 0.9, "cw": 0.15, "tpr": 0.8, "fpr": 0.4}),
    "RL critic": ({"critic": "rl"},
                  {"cc": 0.96, "cw": 0.22, "tpr": 0.85, "fpr": 0.3}),
}
WRONG_BY = 0.12  # of the control


def critic(rates):
    return {"plugin": "simulate", "tpr": rates["tpr"], "fpr": rates["fpr"],
            "help_cc": rates["cc"], "help_cw": rates["cw"]}


def study(seed, problems, turns, names, folder):
    benchmarks = {}
    for name in names:
        path = os.path.join(folder, name + ".jsonl")
        with open(path, "w") as f:
            for i in range(problems):
                f.write(json.dumps({"id": "%s/%d" % (name, i),
                                    "prompt": "What is %d + 1?" % i,
                                    "answer": i + 1, "wrong": str(i)}) + "\n")
        benchmarks[name] = {"plugin": "jsonl", "grader": "number",
                            "data": path}
    return {
        "study": "truth", "seed": seed,
        "generators": {"coder": {
            "plugin": "simulate", "p_init": INIT, "p_cc": OWN["cc"],
            "p_cw": OWN["cw"], "tpr": OWN["tpr"], "fpr": OWN["fpr"]}},
        "critics": {"hinted": critic(ROWS["Self-critique with execution "
                                          "feedback"][1]),
                    "sft": critic(ROWS["SFT critic"][1]),
                    "rl": critic(ROWS["RL critic"][1])},
        "benchmarks": benchmarks,
        "widths": [1, SAMPLES] + [1] * turns,
        "rows": [{"row": row, **keys} for row, (keys, _) in ROWS.items()]}


def chain(rates, turns, init):
    """P(right after t), P(wrong at 0, right after t), P(right at 0, wrong after
    t) for every turn."""
    up, down = 0.0, 0.0  # right now, of those wrong first; wrong, of right
    out = [(init, 0.0, 0.0)]
    for _ in range(turns):
        up = up * rates["cc"] + (1 - up) * rates["cw"]
        down = down * (1 - rates["cw"]) + (1 - down) * (1 - rates["cc"])
        out.append((init * (1 - down) + (1 - init) * up, (1 - init) * up,
                    init * down))
    return out


def truths(rates, turns, init):
    """{(figure, turn): value}; turn None: all turns together."""
    if rates is None:
        return {("pass_at_1", 0): init}
    out, by_turn = {}, chain(rates, turns, init)
    for turn, (p, up, down) in enumerate(by_turn):
        out["pass_at_1", turn] = p
        if turn:
            out["delta_up", turn] = up
            out["delta_down", turn] = down
            out["p_cc", turn] = rates["cc"]
            out["p_cw", turn] = rates["cw"]
    out["difference_from_baseline", turns] = by_turn[turns][0] - init
    right = sum(p for p, _, _ in by_turn[:-1]) / turns
    tp, fn = right * rates["tpr"], right * (1 - rates["tpr"])
    fp, tn = (1 - right) * rates["fpr"], (1 - right) * (1 - rates["fpr"])
    passed, failed = 2 * tp / (2 * tp + fp + fn), 2 * tn / (2 * tn + fp + fn)
    out["passed_f1", None], out["failed_f1", None] = passed, failed
    out["macro_f1", None] = (passed + failed) / 2
    return out


def off(value):
    return value - WRONG_BY if value > 0.5 else value + WRONG_BY


def look(report, turns, hits):
    """Adds to HITS[figure] how often one seed's intervals hold the truth, and
    the truth of the control."""
    for run in report["runs"]:
        rates = ROWS[run["cell"]["row"]][1]
        true = truths(rates, turns, INIT)
        for f in run["figures"]:
            key = f["figure"], f.get("turn")
            if key not in true or "interval" not in f or "category" in f or \
                    f.get("of") not in (None, "each"):
                continue
            if not rates and key[0] != "pass_at_1":
                continue
            if run["cell"]["row"] == "Execution feedback" and "f1" in key[0]:
                continue
            low, high = f["interval"]
            hits[key[0]].append((low <= true[key] <= high,
                                 low <= off(true[key]) <= high))


def mean_and_error(values):
    mean = sum(values) / len(values)
    if len(values) < 2:
        return mean, 0.0
    return mean, math.sqrt(sum((v - mean) ** 2 for v in values) /
                           (len(values) - 1) / len(values))


def run_seed(momus, seed, problems, turns, names):
    folder = tempfile.mkdtemp(prefix="momus-study-")
    try:
        path = os.path.join(folder, "study.json")
        with open(path, "w") as f:
            json.dump(study(seed, problems, turns, names, folder), f)
        out = os.path.join(folder, "out")
        subprocess.run([momus, "run", path, "-o", out], check=True,
                       capture_output=True)
        text = subprocess.run([momus, "report", out, "--format", "json"],
                              check=True, capture_output=True).stdout
        hits = defaultdict(list)
        look(json.loads(text), turns, hits)
        return hits
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    usual = [100, 1, 100, 9, 3]
    words = [int(w) for w in sys.argv[1:]]
    seeds, first, problems, turns, n = words + usual[len(words):]
    names = BENCHMARKS[:n]
    momus = os.environ.get("MOMUS", "./momus")
    each = defaultdict(list)  # figure: (true, control) of every seed
    for seed in range(first, first + seeds):
        for figure, pairs in run_seed(
                momus, seed, problems, turns, names).items():
            each[figure].append((sum(p[0] for p in pairs) / len(pairs),
                                 sum(p[1] for p in pairs) / len(pairs),
                                 len(pairs)))
    print("# %d seeds from %d, %d benchmarks of %d problems, %d first "
          "solutions each, %d turns"
          % (seeds, first, n, problems, SAMPLES, turns))
    for figure, rows in each.items():
        mean, error = mean_and_error([r[0] for r in rows])
        control = sum(r[1] for r in rows) / len(rows)
        print("# %-26s in %.2f %% of %d intervals (standard error %.2f), "
              "control %.1f %%" % (figure, 100 * mean,
                                   sum(r[2] for r in rows), 100 * error,
                                   100 * control))
        # Figures of one seed hang together: seeds are what is counted.  Two
        # points are left to the bootstrap's own error with so few problems.
        room = 4 * error if seeds > 4 else 0.25
        tap.ok(0.93 - room <= mean <= 0.97 + room,
               "the truth of %s is in its 95 %% interval as often as stated"
               % figure)
        tap.ok(control < 0.85, "and what is no truth less often")
    tap.is_(len(each), 9, "all figures have been looked at")
    tap.finish()
    return tap.failed > 0


sys.exit(main())
