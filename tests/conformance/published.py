"""published.py [--quick] - reports of imported trajectories, number by number

Imports runs that others published ($MOMUS_DATA/model_outputs: LiveCodeBench
self-repair with and without explanation, LDB, Reflexion, PairCoder), and compares
every figure of the report, every row of the comparison, every problem's counts and
the table of transitions in the store with what figures.py, trees.py and texts.py make
of the same files, read by runs.py.  With --quick, of inventing.py's runs of the same
forms and of Momus's own.  A member of either JSON that nothing here looks at is told,
and fails.
Resampled intervals are compared where numpy is there, the table where h5py is.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

import contrasts
import figures
import intervals
import inventing
import runs
import told
from intervals import numpy

try:
    import h5py
except ImportError:
    h5py = None

EXACT = 1e-9

# What differs from run to run or is told in words: no number to compute anew.
WORDS = {
    "runs[].file", "runs[].name", "runs[].run_id", "runs[].recipe_key",
    "runs[].dataset_sha256", "runs[].generator", "runs[].samples_note", "runs[].noise",
    "runs[].software", "runs[].host", "runs[].started", "runs[].ended",
    "runs[].figures[].unit", "runs[].figures[].estimator",
    "base", "new", "sentence", "format", "version"}

# Figures that no imported run has, and what compares them with other code.
ELSEWHERE = {
    "tests/cli/study.py": "difference_from_baseline",
    "tests/conformance/made.py": "leak reward pair maj",
    "tests/cli/labels.py": "critiques_labelled label_ right_by_judge right_by_rule "
                           "strategies_alike strategy_by strategy_kappa",
}
FIGURES = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                       os.pardir, os.pardir, "reports", "figure.c")


def momus(*args, status=0):
    """What it prints; its exit STATUS is the one expected."""
    done = subprocess.run([os.environ["MOMUS"], *args], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE if status else None)
    assert done.returncode == status, (args, done.returncode, done.stderr)
    return done.stdout.decode()


def made(recipe, label, folder):
    """Makes RECIPE's run, some of whose requests have no answer: (report as JSON,
    nodes, the run of figures.py)."""
    path, store, nodes = (os.path.join(folder, label.replace(" ", "-") + end)
                          for end in (".json", ".h5", ".jsonl"))
    with open(path, "w", encoding="utf-8") as f:
        json.dump(recipe, f)
    momus("run", path, "-o", store, status=1)
    with open(nodes, "w", encoding="utf-8") as f:
        f.write(momus("export", store))
    task = recipe["task"]
    run = dict(runs.nodes([nodes]), complete=False, task=task["plugin"],
               grader=task.get("grader", "official"),
               feedback=recipe.get("feedback", "none"))
    return momus("report", "--format", "json", store), runs.lines(nodes), run


class Check:
    def __init__(self):
        self.compared = self.intervals = 0
        self.wrong, self.unknown, self.kinds = [], set(), set()
        self.seen, self.places = set(), set()

    def read(self, text):
        return told.read(text, self.seen, self.places)

    def close(self, name, got, want, tolerance=EXACT):
        self.compared += 1
        if got is None or want is None:
            good = got is want
        else:
            good = abs(got - want) <= tolerance * max(1.0, abs(want)) \
                if tolerance == EXACT else abs(got - want) <= tolerance
        if not good:
            self.wrong.append("%s: %r, expected %r" % (name, got, want))

    def same(self, name, got, want):
        self.compared += 1
        if got != want:
            self.wrong.append("%s: %r, expected %r" % (name, got, want))

    def unchecked(self):
        """Members of what was read that nobody looked at."""
        return sorted(self.places - self.seen - WORDS)

    def tell(self, lacks):
        """Prints what is wrong, and what LACKS a value here; an exit status."""
        for line in self.wrong[:40]:
            print("  " + line)
        if lacks:
            print("not checked: " + ", ".join(sorted(lacks)))
        return bool(self.wrong or lacks)

    def unmet(self):
        """Figures of Momus that no run had, and nothing else is known to compare."""
        with open(FIGURES, encoding="utf-8") as f:
            names = set(re.findall(r'K\(\s*\w+,\s*"(\w+)"', f.read()))
        known = tuple(" ".join(ELSEWHERE.values()).split())
        return sorted(n + " (in no run)" for n in names - self.kinds
                      if not n.startswith(known))


def check_interval(check, name, got, want):
    """Which interval, by reports/README.md, and where it ends."""
    check.intervals += 1
    low, high = got["interval"]
    if want.value is None:
        check.wrong.append(name + ": an interval of what there should not be")
        return
    method, problems = got["method"], got.get("problems")
    of = "pairs" if got["figure"].startswith(("pair", "maj")) else "problems"
    few = want.proportion and problems < intervals.FEW
    check.same(name + " is beta-binomial", method.startswith("beta"), few)
    if method == "wilson over " + of:
        check.same(name + " is 0 or 1", want.value in (0, 1), True)
        a, b = intervals.wilson(round(want.value) * problems, problems)
        check.close(name + " low", low, a)
        check.close(name + " high", high, b)
        return
    if few and numpy is not None:
        k = got.get("k") if got["figure"].startswith("pass_") else None
        a, b = intervals.betabinomial(want.counts or want.parts, k,
                                      got["figure"] == "pass_all_k")
        # betabinomial.h: finer grids than its own move no end by 0.001.
        check.close(name + " low", low, min(a, want.value), 0.0015)
        check.close(name + " high", high, max(b, want.value), 0.0015)
    if few:
        return
    check.same(name + " method", method, "bootstrap over " + of)
    check.same(name + " level", got["level"], 0.95)
    check.same(name + " seed", got["seed"], 1)
    check.same(name + " has more resamples than there are",
               got["resamples"] > want.resamples, False)
    if numpy is None:
        return
    values = intervals.draw(want.rows, want.function)
    check.close(name + " resamples", got["resamples"],
                want.resamples * len(values) / intervals.RESAMPLES,
                want.resamples / 40)
    if not len(values):
        check.wrong.append(name + ": an interval, and no resample of it is defined")
        return
    # What two resamplings of one distribution leave open at its 2.5 % points,
    # and half a step of a share of few.
    open_ = 0.25 * float(values.std()) + 1.5 / max(1, want.n)
    for what, bound, q in (("low", low, 0.025), ("high", high, 0.975)):
        check.close("%s %s" % (name, what), bound,
                    float(numpy.quantile(values, q)), open_)


def check_figure(check, name, got, want):
    check.close(name, got["value"], want.value)
    check.close(name + " n", got["n"], want.n)
    for i in (0, 1):
        check.close("%s bound %d" % (name, i), got.get("bounds", (None,) * 2)[i],
                    None if want.bounds is None else want.bounds[i])
    for member, value in (("standard_error", want.error), ("problems", want.problems)):
        if value is not None and member in got:
            check.close("%s %s" % (name, member), got[member], value)
        elif got.get(member) is not None:
            check.unknown.add("%s of %s" % (member, got["figure"]))
    if "interval" in got:
        check_interval(check, name, got, want)


def check_figures(check, label, got, want):
    seen = set()
    for f in got["figures"]:
        key = tuple(f.get(k) for k in ("figure", "of", "turn", "k", "category")) + \
            (f.get("into", f.get("reason")),)
        name = "%s %s" % (label, " ".join(str(x) for x in key if x is not None))
        check.kinds.add(f["figure"])
        check.same(name + ": says why it has none", bool(f.get("why")), f["value"] is None)
        if key in want:
            check_figure(check, name, f, want[key])
            seen.add(key)
        elif f["figure"] != "wall_seconds":
            check.unknown.add(f["figure"])
    for key in want.keys() - seen:
        check.wrong.append("%s: not in the report: %s" % (label, key))


def check_report(check, label, report, run, want=None):
    """WANT: its figures, where there are more than figures.py's."""
    got = report["runs"][0]
    check_figures(check, label, got, want or figures.expected(run))
    check_head(check, label, report, run)
    check_problems(check, label, got, run)


def check_head(check, label, report, run):
    """What was run."""
    got = report["runs"][0]
    for name, value in (
            ("turns", run["turns"]), ("votes", run["votes"]), ("seed", 1),
            ("problems", len(run["problems"])), ("shards", 1), ("held", [0]),
            ("complete", run.get("complete", True)), ("decides", "parity"),
            ("widths", [max(len(p["samples"]) for p in run["problems"])] +
             [1] * run["turns"])):
        check.same("%s %s" % (label, name), got[name], value)
    for name in ("task", "grader", "critic", "feedback"):
        if name in run:
            check.same("%s %s" % (label, name), got[name], run[name])
    check.same(label + " identity", report["identity_holds"], True)


def check_problems(check, label, got, run):
    """by_problem, and the identity's counts, turn by turn; and where verdicts differ."""
    counts = {p["id"]: p["right_judged_unknown"] for p in got["by_problem"]}
    for p in run["problems"]:
        for t in range(run["turns"] + 1):
            now = [figures.known(figures.settled(s)[t]) for s in p["samples"]]
            check.same("%s %s turn %d" % (label, p["id"], t), counts[p["id"]][t],
                       [now.count(True), len(now) - now.count(None), now.count(None)])
    for row in got["identity"]:
        pairs = [(figures.known(s[0]), figures.known(s[row["turn"]]))
                 for p in run["problems"] for s in map(figures.settled, p["samples"])]
        pairs = [p for p in pairs if None not in p]
        for name, value in (("judged_at_both_ends", len(pairs)),
                            ("right_at_0", sum(a for a, _ in pairs)),
                            ("up", pairs.count((False, True))),
                            ("down", pairs.count((True, False))),
                            ("right", sum(b for _, b in pairs)), ("holds", True)):
            check.close("%s identity %s" % (label, name), row[name], value)
    differ = sorted((p["id"], k, b, t[k]["passed"], t[k]["strict"])
                    for p in run["problems"] for b, t in enumerate(p["samples"])
                    for k in range(run["turns"] + 1)
                    if t[k]["state"] == "made" and None not in (
                        t[k]["passed"], t[k].get("strict")) and
                    t[k]["passed"] != t[k]["strict"])
    check.same(label + " differences", sorted(
        (d["problem"], d["turn"], d["branch"], d["parity"] == "accepted",
         d["strict"] == "accepted") for d in got["differences"]), differ)


def check_markov(check, label, path, run):
    """/markov of the store: steps between all statuses, as told node by node."""
    if h5py is None:
        return
    names, want = figures.STATUSES + ["internal_error", "not_run"], {}
    for p in run["problems"]:
        for t in p["samples"]:
            for k in range(1, len(t)):
                step = tuple(names.index(x["status"] or "not_run")
                             for x in (t[k - 1], t[k]))
                want[(k,) + step] = want.get((k,) + step, 0) + 1
    with h5py.File(path) as f:
        rows = [r for r in f["markov"][:] if r["verdict"] == 0]
    check.close(label + " /markov rows", len(rows), len(want))
    for r in rows:
        key = int(r["turn"]), int(r["from"]), int(r["to"])
        n, total = want.get(key, 0), sum(
            x for k, x in want.items() if k[:2] == key[:2])
        low, high = intervals.wilson(n, total)
        for field, value in (("count", n), ("total", total), ("low", low),
                             ("estimate", n / total), ("high", high)):
            check.close("%s /markov %s %s" % (label, key, field),
                        float(r[field]), value)


def check_all(check, sets, tmp):
    found = {}
    for label, form, paths in sets:
        path = os.path.join(tmp, label + ".h5")
        momus("import", *paths, "-o", path)
        report = check.read(momus("report", "--format", "json", path))
        found[label] = runs.FORMS[form](paths)
        check_report(check, label, report, found[label])
        check_markov(check, label, path, found[label])
    two = [os.path.join(tmp, name + ".h5") for name in ("repair", "explained")]
    compared = check.read(momus("compare", "--json", "--flips", "100000", *two))
    contrasts.check(check, "compare", compared, found["repair"], found["explained"])
    contrasts.check_text(check, "compare, Holm's", momus("compare", *two), compared)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    folder = os.path.join(os.environ.get("MOMUS_DATA", ""), "model_outputs")
    check = Check()
    with tempfile.TemporaryDirectory(prefix="momus-conformance-") as tmp:
        sets = inventing.invented(tmp) if quick else runs.published(folder)
        missing = [p for _, _, paths in sets for p in paths if not os.path.exists(p)]
        if missing:
            print("published runs: skipped, there is no %s" % missing[0])
            return 0
        check_all(check, sets, tmp)
    print("published runs: %d numbers compared, %d wrong; %d intervals%s" % (
        check.compared, len(check.wrong), check.intervals,
        "" if numpy else ", of which only closed forms: there is no numpy"))
    return check.tell([*check.unknown, *check.unchecked(),
                       *(check.unmet() if quick else [])])


if __name__ == "__main__":
    sys.exit(main())
