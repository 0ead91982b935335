"""published.py [--quick] - reports of imported trajectories, number by number

Imports runs that others published ($MOMUS_DATA/model_outputs: LiveCodeBench
self-repair with and without explanation, LDB, Reflexion, PairCoder), and compares
every figure of the report, every row of the comparison, every problem's counts and
the table of transitions in the store with what figures.py makes of the same files, read here by other code.  With
--quick, of invented runs of the same forms and of Momus's own.
Resampled intervals are compared where numpy is there, the table where h5py is.
"""
import argparse
import gzip
import json
import math
import os
import random
import subprocess
import sys
import tempfile

import figures
from figures import numpy

try:
    import h5py
except ImportError:
    h5py = None

RESAMPLES = 4000
EXACT = 1e-9


def lines(path):
    with (gzip.open if path.endswith(".gz") else open)(
            path, "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def momus(*args):
    return subprocess.run([os.environ["MOMUS"], *args], check=True,
                          stdout=subprocess.PIPE).stdout.decode()


# The published forms, as runs of figures.py.

def made(passed, status=None, critiques=(), tokens=(None,) * 4):
    usual = {True: "accepted", False: "wrong_answer", None: None}[passed]
    return {"state": "made", "passed": passed, "status": status or usual,
            "critiques": list(critiques), "tokens": tokens}


def other(state, critiques=()):
    return {"state": state, "passed": None, "status": None,
            "critiques": list(critiques)}


def run_of(problems, votes=1):
    """Fills trajectories that end early; PROBLEMS: id, category, samples."""
    turns = max(len(t) for p in problems for t in p["samples"]) - 1
    any_critique = any(turn["critiques"] for p in problems for t in p["samples"]
                       for turn in t)
    for p in problems:
        for t in p["samples"]:
            while len(t) <= turns:
                t.append(other("stopped"))
            for turn in t[1:]:
                said = turn["critiques"]
                if any_critique and not said and turn["state"] == "stopped":
                    turn["critiques"] = ["stopped"] * votes
                elif any_critique:
                    turn["critiques"] = said + ["absent"] * (votes - len(said))
    return {"problems": problems, "turns": turns, "votes": votes}


CODES = {-1: "compile_error", -2: "wrong_answer", -3: "time_limit",
         -4: "runtime_error"}


def status_of(row, i):
    if row["graded_list"][i]:
        return "accepted"
    told = json.loads(row["metadata"][i]) if i < len(row["metadata"]) else {}
    return CODES.get(told.get("error_code"), "wrong_answer")


def livecodebench(paths):
    codegen, repair = (lines(p) for p in paths)
    repairs = {r["question_id"]: r for r in repair}
    problems = []
    for row in codegen:
        again, samples = repairs[row["question_id"]], []
        for i, right in enumerate(row["graded_list"]):
            assert again["original_code_list"][i] == row["code_list"][i]
            reply = again["output_list"][i]
            prose = reply.split("```")[0].strip(" \t\n\r\f\v")
            same = again["code_list"][i] == row["code_list"][i]
            if right and same and reply == row["output_list"][i]:
                second = other("stopped")
            else:
                second = made(again["graded_list"][i], status_of(again, i),
                              ["none"] if prose and not same or
                              prose and "```" not in reply else [])
                if same:
                    second["critiques"] = []
            samples.append([made(right, status_of(row, i)), second])
        problems.append({"id": row["question_id"], "category": row["difficulty"],
                         "samples": samples})
    return run_of(problems)


def ldb(paths):
    problems = []
    for row in lines(paths[0]):
        t = [made(False if failed else None) for failed in row["test_feedback"]]
        t[-1] = made(row["is_solved"])
        problems.append({"id": row["task_id"], "category": "", "samples": [t]})
    return run_of(problems)


def reflexion(paths):
    problems = []
    for row in lines(paths[0]):
        n = len(row["reflections"])
        t = [other("failed", ["none"] * (i > 0)) for i in range(n)]
        t.append(made(row["is_solved"], critiques=["none"] * (n > 0)))
        problems.append({"id": row["name"], "category": "", "samples": [t]})
    return run_of(problems)


def paircoder(paths):
    problems = []
    for row in lines(paths[0]):
        n, passed = len(row["completions"]), row["pass_num"]
        verdict = True if passed == n else False if passed == 0 else None
        problems.append({"id": row["name"], "category": "",
                         "samples": [[made(verdict)] for _ in range(n)]})
    return run_of(problems)


def trajectories(paths):
    problems, votes = {}, 1
    for row in lines(paths[0]):
        p = problems.setdefault(row["id"], {"id": row["id"], "samples": [],
                                            "category": row.get("category", "")})
        t = []
        for turn in row["turns"]:
            said = turn.get("critique", [])
            said = [said] if isinstance(said, str) else said
            votes = max(votes, len(said))
            told = [judgment(c) for c in said]
            tokens = tuple(turn.get(k) for k in ("prompt_tokens",
                                                 "completion_tokens",
                                                 "latency_s", "cost"))
            if turn.get("stopped"):
                t.append(other("stopped", told))
            elif "failed" in turn:
                t.append(other("failed", told))
            else:
                t.append(made(turn.get("passed"), turn.get("status"), told, tokens))
        p["samples"].append(t)
    return run_of(list(problems.values()), votes)


def judgment(critique):
    last = critique.strip().splitlines()[-1] if critique.strip() else ""
    return {"Overall judgment: Correct": "correct",
            "Overall judgment: Incorrect": "incorrect"}.get(last, "unparsed")


FORMS = {f.__name__: f for f in (livecodebench, ldb, reflexion, paircoder,
                                 trajectories)}


# Comparing.

class Check:
    def __init__(self):
        self.compared = self.intervals = 0
        self.wrong, self.unknown = [], set()

    def close(self, name, got, want, tolerance=EXACT):
        self.compared += 1
        if got is None or want is None:
            good = got is want
        else:
            good = abs(got - want) <= tolerance * max(1.0, abs(want)) \
                if tolerance == EXACT else abs(got - want) <= tolerance
        if not good:
            self.wrong.append("%s: %r, expected %r" % (name, got, want))


def draw(rows, function, seed=7):
    """Values of FUNCTION over sums of resampled rows; those that are defined."""
    rows = numpy.asarray(rows, dtype=float)
    distinct, times = numpy.unique(rows, axis=0, return_counts=True)
    drawn = numpy.random.default_rng(seed).multinomial(
        len(rows), times / len(rows), size=RESAMPLES)
    with numpy.errstate(all="ignore"):
        values = function(drawn @ distinct)
    return values[numpy.isfinite(values)]


def wilson(k, n):
    z, p = figures.Z, k / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def check_interval(check, name, got, want):
    check.intervals += 1
    low, high = got["interval"]
    if got["method"].startswith("wilson"):
        a, b = wilson(round(want.value) * got["problems"], got["problems"])
        check.close(name + " low", low, a)
        check.close(name + " high", high, b)
        return
    if got["method"] != "bootstrap over problems":
        check.unknown.add("interval: " + got["method"])
        return
    if numpy is None:
        return
    values = draw(want.rows, want.function)
    # What two resamplings of one distribution leave open at its 2.5 % points,
    # and half a step of a share of few.
    open_ = 0.25 * float(values.std()) + 1.5 / max(1, want.n)
    for what, bound, q in (("low", low, 0.025), ("high", high, 0.975)):
        check.close("%s %s" % (name, what), bound,
                    float(numpy.quantile(values, q)), open_)


def check_figure(check, name, got, want):
    check.close(name, got["value"], want.value)
    check.close(name + " n", got["n"], want.n)
    if want.bounds is not None or "bounds" in got:
        for i in (0, 1):
            check.close("%s bound %d" % (name, i), got.get("bounds", (None,) * 2)[i],
                        None if want.bounds is None else want.bounds[i])
    if want.error is not None and "standard_error" in got:
        check.close(name + " standard error", got["standard_error"], want.error)
    if want.problems is not None and "problems" in got:
        check.close(name + " problems", got["problems"], want.problems)
    if "interval" in got:
        check_interval(check, name, got, want)


def check_report(check, label, report, run):
    got = report["runs"][0]
    want = figures.expected(run)
    seen = set()
    for f in got["figures"]:
        key = tuple(f.get(k) for k in ("figure", "of", "turn", "k", "category", "into"))
        name = "%s %s" % (label, " ".join(str(x) for x in key if x is not None))
        if key in want:
            check_figure(check, name, f, want[key])
            seen.add(key)
        elif f["figure"] != "wall_seconds":
            check.unknown.add(f["figure"])
    for key in want.keys() - seen:
        check.wrong.append("%s: not in the report: %s" % (label, key))
    check.close(label + " turns", got["turns"], run["turns"])
    check.close(label + " votes", got["votes"], run["votes"])
    check.close(label + " problems", got["problems"], len(run["problems"]))
    check_problems(check, label, got, run)


def check_problems(check, label, got, run):
    """by_problem, and the identity's counts, turn by turn."""
    told = {p["id"]: p["right_judged_unknown"] for p in got["by_problem"]}
    for p in run["problems"]:
        for t in range(run["turns"] + 1):
            now = [figures.known(figures.settled(s)[t]) for s in p["samples"]]
            want = [now.count(True), len(now) - now.count(None), now.count(None)]
            check.compared += 1
            if told[p["id"]][t] != want:
                check.wrong.append("%s %s turn %d: %s, expected %s" % (
                    label, p["id"], t, told[p["id"]][t], want))
    for row in got["identity"]:
        pairs = [(figures.known(s[0]), figures.known(s[row["turn"]]))
                 for p in run["problems"] for s in map(figures.settled, p["samples"])]
        pairs = [p for p in pairs if None not in p]
        for name, value in (("judged_at_both_ends", len(pairs)),
                            ("right_at_0", sum(a for a, _ in pairs)),
                            ("up", pairs.count((False, True))),
                            ("down", pairs.count((True, False))),
                            ("right", sum(b for _, b in pairs))):
            check.close("%s identity %s" % (label, name), row[name], value)


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
        low, high = wilson(n, total)
        for field, value in (("count", n), ("total", total), ("low", low),
                             ("estimate", n / total), ("high", high)):
            check.close("%s /markov %s %s" % (label, key, field),
                        float(r[field]), value)


# The comparison of two runs of one sample each.

def binomial(k, n):
    """P(X <= k), X binomial with 1/2"""
    return sum(math.comb(n, i) for i in range(k + 1)) / 2 ** n


def normal(x):
    return math.erfc(-x / math.sqrt(2)) / 2


def contrasts(run, metric, turn):
    out = {}
    for p in run["problems"]:
        s = figures.settled(p["samples"][0])
        first, now = figures.known(s[0]), figures.known(s[turn])
        out[p["id"]] = now if metric == "pass_at_1" else \
            None if None in (first, now) else \
            now and not first if metric == "delta_up" else first and not now
    return out


def check_share(check, label, m, base, new):
    """A metric that is a share of sums: of the revisions of all turns, over the
    problems that have any in both runs."""
    keep = 0 if m["metric"] == "p_cc" else 2

    def rows(run):
        made = figures.steps(run, range(1, run["turns"] + 1), None, {})
        return {p["id"]: (r[keep], r[keep] + r[keep + 1])
                for p, r in zip(run["problems"], made)}

    a, b = rows(base), rows(new)
    both = [a[i] + b[i] for i in a if i in b and a[i][1] and b[i][1]]
    sums = [sum(column) for column in zip(*both)]
    name = "%s %s" % (label, m["metric"])
    check.close(name + " problems", m["problems"], len(both))
    check.close(name + " base", m["base"], sums[0] / sums[1])
    check.close(name + " new", m["new"], sums[2] / sums[3])
    check.close(name + " difference", m["difference"],
                sums[2] / sums[3] - sums[0] / sums[1])
    check.unknown.add("test: " + m["test"])
    if numpy is not None:
        values = draw(both, lambda s: s[..., 2] / s[..., 3] - s[..., 0] / s[..., 1])
        open_ = 0.25 * float(values.std()) + 1.5 / len(both)
        check.close(name + " low", m["low"], float(numpy.quantile(values, .025)), open_)
        check.close(name + " high", m["high"], float(numpy.quantile(values, .975)), open_)
    check.intervals += 1
    return m["p"], m["p_holm"]


def check_metric(check, label, m, base, new):
    if m["metric"] in ("p_cc", "p_cw"):
        return check_share(check, label, m, base, new)
    a, b = (contrasts(r, m["metric"], m["turn"]) for r in (base, new))
    pairs = [(a[i], b[i]) for i in a if i in b and None not in (a[i], b[i])]
    n, lost, gained = len(pairs), pairs.count((True, False)), pairs.count((False, True))
    name = "%s %s %d" % (label, m["metric"], m["turn"])
    exact = min(1.0, 2 * binomial(min(gained, lost), gained + lost))
    point = math.comb(gained + lost, gained) / 2 ** (gained + lost)
    mid = 1.0 if not gained + lost else \
        1 - point if gained == lost else exact - point
    check.close(name + " problems", m["problems"], n)
    check.close(name + " base", m["base"], sum(x for x, _ in pairs) / n)
    check.close(name + " new", m["new"], sum(y for _, y in pairs) / n)
    check.close(name + " difference", m["difference"], (gained - lost) / n)
    if m["test"] == "McNemar mid-p":
        check.close(name + " p", m["p"], mid)
    elif m["test"] == "sign flips":
        check.close(name + " p", m["p"], exact)
    else:
        check.unknown.add("test: " + m["test"])
    # Agresti and Min 2005: half a problem added to each cell of the pairs.
    center = (gained - lost) / (n + 2)
    error = math.sqrt(gained + lost + 1 - (gained - lost) ** 2 / (n + 2)) / (n + 2)
    check.close(name + " worse than margin", m["p_worse_than_margin"],
                1 - normal((center + 0.01) / error), 1e-7)
    check.close(name + " detectable", m["detectable"],
                2.801585218 * error * math.sqrt((n + 2) / n), 1e-4)
    if m["interval"] == "Agresti-Min":
        check.close(name + " low", m["low"], center - figures.Z * error)
        check.close(name + " high", m["high"], center + figures.Z * error)
    elif numpy is not None:
        values = draw([[y - x, 1] for x, y in pairs], lambda s: s[..., 0] / s[..., 1])
        open_ = 0.25 * float(values.std()) + 1.5 / n
        check.close(name + " low", m["low"], float(numpy.quantile(values, .025)), open_)
        check.close(name + " high", m["high"], float(numpy.quantile(values, .975)), open_)
    check.intervals += 1
    return m["p"], m["p_holm"]


def check_compare(check, label, told, base, new):
    ps = [check_metric(check, label, m, base, new) for m in told["metrics"]]
    order, highest = sorted(range(len(ps)), key=lambda i: ps[i][0]), 0.0
    for rank, i in enumerate(order):
        highest = max(highest, min(1.0, (len(ps) - rank) * ps[i][0]))
        check.close("%s Holm %d" % (label, i), ps[i][1], highest)
    last = base["turns"]
    ends = [{p["id"]: figures.settled(p["samples"][0])[last] for p in r["problems"]}
            for r in (base, new)]
    pairs = [(ends[0][i], ends[1][i]) for i in ends[0] if i in ends[1]]
    pairs = [p for p in pairs if None not in map(figures.known, p)]
    flips = [(x["passed"], y["passed"]) for x, y in pairs]
    churn = sum(not x["passed"] and not y["passed"] and x["status"] != y["status"]
                for x, y in pairs)
    for name, value in (("harmful", flips.count((True, False))),
                        ("beneficial", flips.count((False, True))), ("churn", churn)):
        check.close("%s %s" % (label, name), told[name]["count"], value)
    check.close(label + " matched", told["matched"], len(pairs))


# What is compared.

def published(folder):
    lcb = os.path.join(folder, "livecodebench_qwen2.5-7b-instruct%s.jsonl.gz")
    one = {"ldb": ("ldb", "mbpp_ldb-debug_gpt-3.5-turbo-0613"),
           "reflexion": ("reflexion", "mbpp_reflexion_gpt-4"),
           "paircoder-4o": ("paircoder", "mbppplus_paircoder_gpt-4o"),
           "paircoder-3.5": ("paircoder", "mbppplus_paircoder_gpt-3.5-turbo")}
    sets = [("repair", "livecodebench", [lcb % "_codegen", lcb % "_selfrepair"]),
            ("explained", "livecodebench",
             [lcb % "_codegen", lcb % "-cot_selfrepair"])]
    return sets + [(name, form, [os.path.join(folder, path + ".jsonl.gz")])
                   for name, (form, path) in one.items()]


def write(folder, name, rows):
    path = os.path.join(folder, name + ".jsonl")
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(json.dumps(row) + "\n" for row in rows)
    return path


def invented_turns(draw_):
    ends = ("\n\nOverall judgment: Correct", "\n\nOverall judgment: Incorrect", "")
    turns = []
    for k in range(draw_.choice((1, 3, 4, 4, 4))):
        turn = {"solution": "s%d" % draw_.randrange(9)}
        turn["passed"] = draw_.choice((True, False, False, None))
        if turn["passed"] is False:
            turn["status"] = draw_.choice(("wrong_answer", "time_limit"))
        if draw_.random() < 0.5:
            turn.update(prompt_tokens=draw_.randrange(99), latency_s=0.25)
        if k and draw_.random() < 0.1:
            turn = {"failed": "no reply"}
        elif k and draw_.random() < 0.2:
            turn = {"stopped": True}
        if k:
            turn["critique"] = ["It is.%s" % draw_.choice(ends) for _ in range(2)]
        turns.append(turn)
    return turns


def invented(folder):
    """Files of every form with all that a run can hold; the same each time."""
    r = random.Random(5)
    own = [{"id": "p%d" % p, "category": "abc"[p % 3], "turns": invented_turns(r)}
           for p in range(135) for _ in range(3)]
    first, second, third = [], [], []
    for q in range(90):
        right = r.random() < 0.4
        told = {"question_id": "q%d" % q, "difficulty": "eh"[q % 2],
                "code_list": ["a"], "output_list": ["```\na\n```"],
                "graded_list": [right],
                "metadata": [json.dumps({"error_code": -r.randint(1, 4)})]}
        first.append(told)
        for rows in (second, third):
            again = dict(told, original_code_list=["a"])
            if not right:
                again.update(code_list=["b"], graded_list=[r.random() < 0.3],
                             output_list=[r.choice(("", "Off.\n```\nb\n```",
                                                    "```\nb\n```"))],
                             metadata=[json.dumps({"error_code": -r.randint(1, 4)})])
            rows.append(again)
    codegen = write(folder, "codegen", first)
    debugged = []
    for p in range(300):
        n = r.randrange(4)
        passed = r.random() < 0.6
        debugged.append({"task_id": "d%d" % p, "is_solved": passed,
                         "implementations": list("abcd"[:n + 1]),
                         "test_feedback": [["assert"]] * n + [[]]})
    return [
        ("own", "trajectories", [write(folder, "own", own)]),
        ("repair", "livecodebench", [codegen, write(folder, "second", second)]),
        ("explained", "livecodebench", [codegen, write(folder, "third", third)]),
        ("ldb", "ldb", [write(folder, "ldb", debugged)]),
        ("reflexion", "reflexion", [write(folder, "reflexion", [
            {"name": "r%d" % p, "solution": "s", "is_solved": r.random() < 0.7,
             "reflections": ["No."] * r.choice((0, 0, 1, 2))} for p in range(90)])]),
        ("paircoder", "paircoder", [write(folder, "paircoder", [
            {"name": "c%d" % p, "completions": list("abcd"), "plans": [],
             "pass_num": r.choice((0, 2, 4))} for p in range(120)])])]


def check_all(check, sets, tmp):
    runs = {}
    for label, form, paths in sets:
        path = os.path.join(tmp, label + ".h5")
        momus("import", *paths, "-o", path)
        report = json.loads(momus("report", "--format", "json", path))
        runs[label] = FORMS[form](paths)
        check_report(check, label, report, runs[label])
        check_markov(check, label, path, runs[label])
    told = json.loads(momus("compare", "--json", "--flips", "0", *(
        os.path.join(tmp, name + ".h5") for name in ("repair", "explained"))))
    check_compare(check, "compare", told, runs["repair"], runs["explained"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    folder = os.path.join(os.environ.get("MOMUS_DATA", ""), "model_outputs")
    check = Check()
    with tempfile.TemporaryDirectory(prefix="momus-conformance-") as tmp:
        sets = invented(tmp) if quick else published(folder)
        missing = [p for _, _, paths in sets for p in paths if not os.path.exists(p)]
        if missing:
            print("published runs: skipped, there is no %s" % missing[0])
            return 0
        check_all(check, sets, tmp)
    print("published runs: %d numbers compared, %d wrong; %d intervals%s" % (
        check.compared, len(check.wrong), check.intervals,
        "" if numpy else ", of which only closed forms: there is no numpy"))
    for line in check.wrong[:40]:
        print("  " + line)
    if check.unknown:
        print("  without a value of their own here: " + ", ".join(sorted(check.unknown)))
    return bool(check.wrong)


if __name__ == "__main__":
    sys.exit(main())
