"""study.py MOMUS REPORT.json - a study's table again, by other code

Pass@1, the deltas and the difference from the baseline row out of the exported
nodes; p by the exact distribution of the sum over all signs; Holm over all rows.
Prints what differs.
"""
import itertools
import json
import os
import subprocess
import sys
from collections import defaultdict
from fractions import Fraction

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "conformance"))
from holm import holm, of_statsmodels  # noqa: E402


def verdicts(momus, path):
    """{problem: [passed at turn 0, …] by branch}; revisions one to one."""
    out = subprocess.run([momus, "export", path], capture_output=True,
                         text=True, check=True).stdout
    found = defaultdict(dict)
    for node in map(json.loads, out.splitlines()):
        if node["kind"] in ("solution", "revision"):
            passed = node["parity"]["passed"] \
                if node["state"] == "done" else None
            found[node["problem"], node["branch"]][node["turn"]] = passed
    by_problem = defaultdict(list)
    for (problem, _), turns in found.items():
        row, last = [], None
        for turn in sorted(turns):  # a stopped solution stands
            last = last if turns[turn] is None else turns[turn]
            row.append(last)
        by_problem[problem].append(row)
    return by_problem


def flip_p(differences):
    """Two-sided, of the sum of DIFFERENCES under every choice of signs."""
    unit = 1
    for d in differences:
        unit = unit * d.denominator // Fraction(unit, d.denominator).numerator \
            if unit % d.denominator else unit
    steps = [abs(int(d * unit)) for d in differences]
    counts = {0: 1}
    for step in steps:
        new = defaultdict(int)
        for total, n in counts.items():
            new[total + step] += n
            new[total - step] += n
        counts = new
    seen = abs(sum(int(d * unit) for d in differences))
    extreme = sum(n for total, n in counts.items() if abs(total) >= seen)
    return extreme / 2 ** len(steps)


def main():
    momus, report = sys.argv[1], json.load(open(sys.argv[2]))
    runs = [(run, verdicts(momus, run["file"])) for run in report["runs"]]
    checked, ps = 0, []

    def figure(run, name, turn):
        for f in run["figures"]:
            if f["figure"] == name and f.get("turn") == turn and \
                    "category" not in f and "of" not in f:
                return f["value"]
        return None

    def same(run, name, turn, want):
        nonlocal checked
        got = figure(run, name, turn)
        checked += 1
        if got is None or abs(got - want) > 1e-9:
            print(run["name"], name, turn, "is", got, "and should be", want)

    for run, found in runs:
        rows = [row for rows in found.values() for row in rows]
        last = len(rows[0]) - 1
        same(run, "pass_at_1", last, sum(r[-1] for r in rows) / len(rows))
        if last:
            same(run, "delta_up", last,
                 sum(r[-1] and not r[0] for r in rows) / len(rows))
            same(run, "delta_down", last,
                 sum(r[0] and not r[-1] for r in rows) / len(rows))
        cell = run["cell"]
        base = [f for other, f in runs
                if other["cell"]["row"] == cell["baseline"] and
                other["cell"]["benchmark"] == cell["benchmark"] and
                other["cell"]["generator"] == cell["generator"]][0]
        if cell["row"] == cell["baseline"]:
            if figure(run, "difference_from_baseline", last) is not None:
                print(run["name"], "is compared with itself")
            continue
        if {p: sorted(r[0] for r in rows) for p, rows in found.items()} != \
                {p: sorted(r[0] for r in rows) for p, rows in base.items()}:
            print(run["name"], "begins with other first solutions")
        mean = {p: Fraction(sum(r[-1] for r in rows), len(rows))
                for p, rows in found.items()}
        differences = [mean[p] - Fraction(sum(r[-1] for r in rows), len(rows))
                       for p, rows in base.items()]
        same(run, "difference_from_baseline", last,
             float(sum(differences) / len(differences)))
        told = [f for f in run["figures"]
                if f["figure"] == "difference_from_baseline"][0]
        if len(differences) < 10 and told["interval"]:
            means = sorted(sum(s) / len(s) for k in range(1, len(differences) + 1)
                           for s in itertools.combinations(differences, k))
            cut = len(means) // 40  # and the empty set: half of 5 % is refused
            want = [float(means[cut - 1]), float(means[-cut])] if cut else [-1, 1]
            checked += 1
            if told["method"] != "sign flips of problems" or \
                    max(abs(a - b) for a, b in zip(told["interval"], want)) > 1e-9:
                print(run["name"], "has the interval", told, "and should have", want)
        p = flip_p(differences)
        same(run, "difference_from_baseline_p", last, p)
        ps.append((run, last, p))
    raw = [p for _, _, p in ps]
    for adjusted in filter(None, (holm(raw), of_statsmodels(raw))):
        for (run, last, _), p in zip(ps, adjusted):
            same(run, "difference_from_baseline_p_holm", last, p)
    if checked < 50:
        print("only", checked, "figures were compared")


main()
