"""trees.py - figures of a report that are no sums of what trajectories say

figures.py for the tree's components of variance, the choice of the best of k, the
moves between statuses, whether problems differ, and where runs end that stop.
Runs are figures.py's: trajectories of one first solution each, so a tree has two
levels, problems and first solutions.
"""
import itertools
import math

import figures
from figures import Figure, known, ratio, settled


def components(s):
    """Of one-way analysis of variance with unequal groups (Searle, Casella and
    McCulloch 1992, 3.6): (between, within) as estimated; S: groups, n, sum of y,
    of (sum of y)^2 / n, of y^2, of n^2 over the groups."""
    groups, n, total, means, squares, sizes = (s[..., i] for i in range(6))
    within = (squares - means) / (n - groups)
    between = (means - total ** 2 / n - (groups - 1) * within) / (n - sizes / n)
    return between, within


class Row(list):
    """A list that can be indexed like the last axis of an array."""

    def __getitem__(self, at):
        return list.__getitem__(self, at[-1] if isinstance(at, tuple) else at)


def variance(run, out):
    width = max(len(p["samples"]) for p in run["problems"])
    if width < 2 or len(run["problems"]) < 2:
        return
    rows = []
    for p in run["problems"]:
        y = [known(settled(t)[run["turns"]]) for t in p["samples"]]
        y = [int(x) for x in y if x is not None]
        n = len(y)
        rows.append([1, n, sum(y), sum(y) ** 2 / n, sum(y), n * n] if n else [0] * 6)
    sums = Row(sum(c) for c in zip(*rows))
    repeated = sums[1] > sums[0]
    found = components(sums) if repeated else (None, None)
    for i, turn in enumerate((None, 0)):
        value = None if found[i] is None else max(0.0, found[i])
        out["variance", None, turn] = Figure(
            value, sums[1], rows, lambda s, i=i: components(s)[i].clip(0)).over(1)
        out["variance_below_zero", None, turn] = Figure(
            int(bool(repeated and found[i] < -1e-13)), 0)
    if repeated:
        split(run, width, [max(0.0, x) for x in found], out)


def split(run, width, found, out):
    """What the run's requests would buy otherwise; a problem is free."""
    problems = len(run["problems"])
    each = 1
    for t in range(1, run["turns"] + 1):
        asked = any(j in ("correct", "incorrect", "unparsed", "none")
                    for p in run["problems"] for x in p["samples"]
                    for j in x[t]["critiques"])
        each += 1 + run["votes"] * asked
    total = problems * width

    def error(p, w):
        return math.sqrt(found[0] / p + found[1] / (p * w))

    out["tree_error", None, None] = Figure(error(problems, width), 0)
    out["tree_requests", None, None] = Figure(total * each, 0)
    out["one_more_error", None, 0] = Figure(error(problems, width + 1), 0)
    best = min((error(problems, w), w) for w in range(1, width + 1))
    out["best_width", None, 0] = Figure(best[1], 0)
    out["best_width_error", None, None] = Figure(best[0], 0)
    best = min((error(total // w, w), -(total // w)) for w in range(1, total + 1))
    out["best_problems", None, None] = Figure(-best[1], 0)
    out["best_problems_error", None, None] = Figure(best[0], 0)


KS = (1, 2, 3, 4, 5, 8, 10, 16, 20, 32, 50, 64, 100, 200, 500)


def best_right(scored, k):
    """Chance that the one with the highest score of K drawn is right, ties broken
    by chance: over every subset there is."""
    chances = []
    for chosen in itertools.combinations(scored, k):
        top = max(s for s, _ in chosen)
        of = [right for s, right in chosen if s == top]
        chances.append(sum(of) / len(of))
    return sum(chances) / len(chances)


def choice(run, turn, out):
    width = max(len(p["samples"]) for p in run["problems"])
    ks = [k for k in KS if k < width] + [width]
    each, solutions = [], 0
    for p in run["problems"]:
        scored = []
        for t in p["samples"]:
            said = [j for j in t[turn + 1]["critiques"] if j in ("correct", "incorrect")]
            right = known(settled(t)[turn])
            if said and right is not None:
                scored.append((said.count("correct") / len(said), right))
        each.append(scored)
        solutions += len(scored)
    if not solutions:
        return
    for name, one in (
            ("best_of_k", best_right),
            ("best_of_k_chance", lambda x, k: sum(r for _, r in x) / len(x)),
            ("best_of_k_oracle", lambda x, k: figures.comb_share(
                len(x), sum(r for _, r in x), k))):
        for k in ks:
            rows = [(one(x, k), 1) if len(x) >= k else (0, 0) for x in each]
            n = sum(b for _, b in rows)
            if n < 2:
                continue
            figure = figures.share(rows)
            figure.n, figure.error = solutions, None
            figure.proportion = False  # a mean of chances, no share of outputs
            out[name, None, turn, k] = figure


def moves(run, turns, turn, out):
    """Statuses that became others, told as TURN."""
    rows = []
    for p in run["problems"]:
        row = {}
        for t in p["samples"]:
            for k in turns:
                if figures.step(t, k):
                    pair = settled(t)[k - 1]["status"], t[k]["status"]
                    row[pair] = row.get(pair, 0) + 1
        rows.append(row)
    pairs = set().union(*rows)
    for start, end in pairs:
        out["transition", start, turn, None, None, end] = figures.share([
            (r.get((start, end), 0), sum(n for (a, _), n in r.items() if a == start))
            for r in rows])


def mixture(run, out):
    """Tarone 1979, equation 2, added up over both states."""
    above = squares = n = 0
    groups = set()
    for state in (False, True):
        tables = []
        for i, p in enumerate(run["problems"]):
            pairs = [figures.step(t, k) for t in p["samples"]
                     for k in range(1, run["turns"] + 1)]
            after = [b for a, b in (x for x in pairs if x) if a is state]
            tables.append((sum(after), len(after)))
            groups |= {i} if len(after) > 1 else set()
        right, size = (sum(c) for c in zip(*tables))
        n += size
        p = ratio(right, size)
        if p in (None, 0, 1):
            continue
        above += sum((x - m * p) ** 2 / (p * (1 - p)) - m for x, m in tables)
        squares += sum(2 * m * (m - 1) for _, m in tables)
    if squares and len(groups) > 1:
        z = above / math.sqrt(squares)
        out["mixture_z", None, None] = Figure(z, n, problems=len(groups))
        out["mixture_p", None, None] = Figure(math.erfc(z / math.sqrt(2)) / 2, n,
                                              problems=len(groups))


def within(run, out):
    """Cochran, Mantel and Haenszel: a table for each problem, turn and present state,
    by the state before and the next."""
    tables = {}
    for i, p in enumerate(run["problems"]):
        for t in p["samples"]:
            for k in range(2, run["turns"] + 1):
                pair = figures.step(t, k)
                before = known(settled(t)[k - 2])
                if pair and t[k - 1]["state"] == "made" and before is not None:
                    cells = tables.setdefault((i, k, pair[0]), [0] * 4)
                    cells[2 * (not before) + (not pair[1])] += 1
    gap = spread = both = neither = n = 0
    told = 0
    for a, b, c, d in tables.values():
        m = a + b + c + d
        n += m
        if 0 in (a + b, c + d, a + c, b + d):
            continue
        told += 1
        gap += a - (a + b) * (a + c) / m
        spread += (a + b) * (c + d) * (a + c) * (b + d) / (m * m * (m - 1))
        both, neither = both + a * d / m, neither + b * c / m
    if told:
        statistic = gap * gap / spread
        for name, value in (("statistic", statistic),
                            ("p", figures.chi2_tail(statistic, 1)),
                            ("odds", ratio(both, neither))):
            if value is None:
                continue  # nothing speaks against it
            out["memory_within_" + name, None, None] = Figure(value, n, problems=told)


def net(s):
    right, keeps = s[..., 1] / s[..., 0], s[..., 2] / (s[..., 2] + s[..., 3])
    return (1 - right) * s[..., 4] / (s[..., 4] + s[..., 5]) - right * (1 - keeps)


def stopping(s, turns):
    """Right after TURNS turns: what is judged correct is final."""
    keeps, mends = s[..., 2] / (s[..., 2] + s[..., 3]), s[..., 4] / (s[..., 4] + s[..., 5])
    tpr, fpr = s[..., 6] / (s[..., 6] + s[..., 7]), s[..., 8] / (s[..., 8] + s[..., 9])
    right = s[..., 1] / s[..., 0]
    wrong, final = 1 - right, 0
    for _ in range(turns):
        final = final + right * tpr
        right, wrong = right * (1 - tpr), wrong * (1 - fpr)
        right, wrong = (right * keeps + wrong * mends,
                        right * (1 - keeps) + wrong * (1 - mends))
    return final + right


def stops(run, out):
    """What one more turn brings after each, and where runs end that stop."""
    turns = range(1, run["turns"] + 1)
    moved = figures.steps(run, turns, None, {})
    for t in range(run["turns"] + 1):
        rows = [[judged, right] + list(b) for (right, judged), b in zip(
            out["pass_at_1", None, t].rows, moved)]
        sums = Row(sum(c) for c in zip(*rows))
        try:
            value = net(sums)
        except ZeroDivisionError:
            value = None
        out["net_gain_of_next_turn", None, t] = Figure(value, sums[0], rows,
                                                       net).over(0)
    if not any(turn["state"] == "stopped" for p in run["problems"]
               for t in p["samples"] for turn in t):
        return
    of = "majority" if run["votes"] > 1 else "each"
    told = out.get(("macro_f1", of, None, None, None))
    judged = told.rows if told else [[0] * 4] * len(run["problems"])
    first = out["pass_at_1", None, 0].rows
    rows = [[whole, right] + list(b) + list(c)
            for (right, whole), b, c in zip(first, moved, judged)]
    sums = Row(sum(c) for c in zip(*rows))
    n = sum(list.__getitem__(sums, slice(2, None)))
    for name, t, after in [("predicted_pass_at_1_stopping", t, t) for t in turns] + \
            [("ends_right_stopping", None, 10000)]:
        try:
            value = stopping(sums, after)
        except ZeroDivisionError:
            value = None
        out[name, None, t] = Figure(value, n, rows,
                                    lambda s, after=min(after, 500): stopping(s, after)
                                    ).over(*range(2, 10))


def add(run, out):
    variance(run, out)
    turns = range(1, run["turns"] + 1)
    for t in range(run["turns"]):
        if any(x[t]["state"] == "stopped" for p in run["problems"]
               for x in p["samples"]):
            break
        if max(len(p["samples"]) for p in run["problems"]) > 1:
            choice(run, t, out)
    if not turns:
        return
    mixture(run, out)
    within(run, out)
    stops(run, out)
    for t in turns:
        moves(run, [t], t, out)
    moves(run, turns, None, out)
