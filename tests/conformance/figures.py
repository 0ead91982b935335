"""figures.py - every figure of a report, computed from trajectories without Momus

A run is {"problems": [{"id", "category", "samples": [trajectory]}], "turns": T,
"votes": V}.  A trajectory is a list of T + 1 turns, each a dict: state "made",
"stopped" or "failed"; passed True, False or None (not known); status (of the
judged, a name); critiques: one judgment a vote, or one of SILENT; tokens as (prompt,
completion, seconds, dollars) or None each; texts as texts.py has them.  Besides, where
a run has them: why ("refused", "depends") there is no solution, cut (at its token
limit), strict (the other verdict), parts of the verdict ({name: passed}),
critique_usage (tokens of each), critiques_cut.

expected() gives {key: Figure}; a key is (figure, of, turn, k, category, into).
Formulas are those of the definitions in reports/README.md; intervals are drawn
again by numpy's generator, so they agree within what resampling leaves open.
"""
import math

try:
    import numpy
except ImportError:
    numpy = None

STATUSES = ["accepted", "wrong_answer", "runtime_error", "time_limit",
            "memory_limit", "output_limit", "compile_error", "sandbox_violation"]
Z = 1.959963984540054


class Figure:
    """A value over n items; rows: what each problem adds, for resampling."""

    def __init__(self, value, n, rows=None, function=None, bounds=None,
                 error=None, problems=None, parts=None):
        self.value, self.n, self.bounds = value, n, bounds
        self.rows, self.function = rows, function
        self.error, self.problems = error, problems
        self.parts = parts  # (part, whole) a problem, of a share
        self.proportion = parts is not None
        self.counts = None  # (right, all) a problem, where these are others
        self.resamples = 10000

    def over(self, *columns):
        """Self; its problems are the rows with anything in COLUMNS."""
        self.problems = sum(any(r[c] for c in columns) for r in self.rows)
        return self


def ratio(a, b):
    return a / b if b else None


def settled(trajectory):
    """For each turn the turn whose solution stands there."""
    stands, out = None, []
    for turn in trajectory:
        if turn["state"] != "stopped":
            stands = turn
        out.append(stands)
    return out


# Of a critique: nobody asked for it; of one that was asked for: it did not come.
UNASKED = ("absent", "stopped", "depends")
SILENT = UNASKED + ("failed", "refused")


def known(turn):
    return turn["passed"] if turn["state"] == "made" else None


def share(rows, bounds=None):
    """rows: (part, whole) a problem; the ratio of sums, clustered."""
    part, whole = sum(a for a, _ in rows), sum(b for _, b in rows)
    value = ratio(part, whole)
    used = [(a, b) for a, b in rows if b]
    error = None
    if len(used) > 1:
        squares = sum((a - value * b) ** 2 for a, b in used)
        error = math.sqrt(len(used) / (len(used) - 1) * squares) / whole
    return Figure(value, whole, [list(r) for r in rows],
                  lambda s: s[..., 0] / s[..., 1], bounds, error, len(used), rows)


def comb_share(n, c, k):
    """1 - C(n-c, k) / C(n, k)"""
    return 1 - math.comb(n - c, k) / math.comb(n, k)


def comb_all(n, c, k):
    return math.comb(c, k) / math.comb(n, k)


def chi2_tail(x, df):
    """P(chi-squared with df > x), by the recursion of the incomplete gamma."""
    half = x / 2
    a, q = (0.5, math.erfc(math.sqrt(half))) if df % 2 else (1, math.exp(-half))
    while a < df / 2 - 0.25:
        q += math.exp(a * math.log(half) - half - math.lgamma(a + 1)) if half else 0
        a += 1
    return q


def g_test(table):
    """Likelihood ratio of independence: (statistic, degrees of freedom)."""
    rows = [sum(r) for r in table]
    columns = [sum(c) for c in zip(*table)]
    total = sum(rows)
    g = sum(2 * x * math.log(x * total / (rows[i] * columns[j]))
            for i, r in enumerate(table) for j, x in enumerate(r) if x)
    df = max(0, sum(map(bool, rows)) - 1) * max(0, sum(map(bool, columns)) - 1)
    return max(0.0, g), df


def per_problem(run, function):
    """Sums of function(settled trajectory, trajectory) over each problem's."""
    out = []
    for p in run["problems"]:
        rows = [function(settled(t), t) for t in p["samples"]]
        out.append([sum(c) for c in zip(*rows)])
    return out


def scores(run, turn, out):
    def pass1(s, _):
        return known(s[turn]) is True, known(s[turn]) is not None

    def both(s):
        return known(s[0]) is not None and known(s[turn]) is not None

    rows = per_problem(run, pass1)
    total = sum(len(p["samples"]) for p in run["problems"])
    right, judged = (sum(r[i] for r in rows) for i in (0, 1))
    bounds = [right / total, (right + total - judged) / total]
    out["pass_at_1", None, turn] = share(rows, bounds)
    out["pass_at_1_other_verdict", None, turn] = share(per_problem(run, lambda s, _: (
        s[turn].get("strict") is True, s[turn].get("strict") is not None)))
    whole = per_problem(run, lambda s, _: (
        known(s[turn]) is True and not s[turn].get("cut"),
        known(s[turn]) is not None and not s[turn].get("cut")))
    right_, judged_ = (sum(c) for c in zip(*whole))
    out["pass_at_1_without_cut", None, turn] = Figure(ratio(right_, judged_), judged_)
    categories = dict.fromkeys(p["category"] or "(none)" for p in run["problems"])
    for name in categories if len(categories) > 1 else ():
        mine = [(r, len(p["samples"])) for r, p in zip(rows, run["problems"])
                if (p["category"] or "(none)") == name]
        all_of = sum(n for _, n in mine)
        r, j = (sum(x[i] for x, _ in mine) for i in (0, 1))
        out["pass_at_1", None, turn, None, name] = share(
            [x for x, _ in mine], [r / all_of, (r + all_of - j) / all_of])
    if not turn:
        return
    for name, first, now in (("delta_up", False, True), ("delta_down", True, False)):
        rows = per_problem(run, lambda s, _: (
            both(s) and known(s[0]) is first and known(s[turn]) is now, both(s)))
        could = sum(known(s[0]) is not now and known(s[turn]) is not first
                    for p in run["problems"] for s in map(settled, p["samples"]))
        out[name, None, turn] = share(
            rows, [sum(r[0] for r in rows) / total, could / total])


def parts(run, turn, out):
    """Each part of the verdict, and those NAME/MEMBER together."""
    def members(part, all_of):
        if part.endswith("/*"):
            return [v for k, v in all_of.items() if k.startswith(part[:-1])]
        return [v for k, v in all_of.items() if kind(k) == part]

    def kind(name):
        return "/".join(name.split("/")[:2])

    told = {k for p in run["problems"] for t in p["samples"] for turn_ in t
            for k, v in turn_.get("parts", {}).items() if v is not None}
    for part in set(map(kind, told)) | {k.split("/")[0] + "/*" for k in told if "/" in k}:
        out["part_passed", part, turn] = share(per_problem(run, lambda s, _: (
            members(part, s[turn].get("parts", {})).count(True),
            sum(v is not None for v in members(part, s[turn].get("parts", {}))))))


def counts(run, turn, out):
    flat = [(settled(t)[turn], t[turn]) for p in run["problems"]
            for t in p["samples"]]
    total = len(flat)
    judged = [s for s, _ in flat if known(s) is not None]
    values = {
        "trajectories": total, "judged": len(judged),
        "right": sum(known(s) for s in judged),
        "could_not_be_judged": sum(s["state"] == "made" and s["passed"] is None
                                   for s, _ in flat),
        "request_failed": sum(s["state"] == "failed" and not s.get("why")
                              for s, _ in flat),
        "refused": sum(s.get("why") == "refused" for s, _ in flat),
        "depends_on_failed": sum(s.get("why") == "depends" for s, _ in flat),
        "not_there": 0,
        "cut_at_token_limit": sum(bool(s.get("cut")) for s, _ in flat),
        "cut_and_right": sum(bool(s.get("cut")) and known(s) is True for s, _ in flat),
        "stopped": sum(t["state"] == "stopped" for _, t in flat)}
    verdicts = [(t["passed"], t.get("strict")) for _, t in flat if t["state"] == "made"]
    values["parity_passes_strict_refuses"] = verdicts.count((True, False))
    values["strict_passes_parity_refuses"] = verdicts.count((False, True))
    for name, value in values.items():
        out[name, None, turn] = Figure(value, total)
    for name in STATUSES:
        out["status", name, turn] = Figure(
            sum(s["status"] == name for s in judged), len(judged))


def step(trajectory, turn):
    """(before, after) of a revision that was made, if both are known."""
    s = settled(trajectory)
    if trajectory[turn]["state"] != "made":
        return None
    pair = known(s[turn - 1]), known(trajectory[turn])
    return None if None in pair else pair


def steps(run, turns, turn, out):
    """Transitions of TURNS together, told as TURN."""
    def row(_, t):
        pairs = [step(t, k) for k in turns]
        return [pairs.count((a, b)) for a in (True, False) for b in (True, False)]

    rows = per_problem(run, row)
    total = sum(len(p["samples"]) for p in run["problems"])
    if turn is not None:
        names = ("right_to_right", "right_to_wrong", "wrong_to_right",
                 "wrong_to_wrong")
        for i, name in enumerate(names):
            out[name, None, turn] = Figure(sum(r[i] for r in rows), total)
    out["p_cc", None, turn] = share([(r[0], r[0] + r[1]) for r in rows])
    out["p_cw", None, turn] = share([(r[2], r[2] + r[3]) for r in rows])
    return rows


def two_state(cc, cw):
    if cc is None or cw is None:
        return None, None, None
    leave = 1 - cc + cw
    second = cc - cw
    if not leave:
        return None, second, None
    half = 0.0 if second == 0 else \
        None if abs(second) == 1 else -math.log(2) / math.log(abs(second))
    return cw / leave, second, half


def chain(run, out):
    turns = range(1, run["turns"] + 1)
    moves = steps(run, turns, None, out)
    first = out["p_init", None, None] = out["pass_at_1", None, 0]
    last = out["pass_at_1", None, run["turns"]]
    cc, cw = (out[p, None, None].value for p in ("p_cc", "p_cw"))
    stationary, second, half = two_state(cc, cw)
    n = sum(map(sum, moves))
    rows = [a + b + m for a, b, m in zip(first.rows, last.rows, moves)]

    def rates(s):
        return s[..., 4] / (s[..., 4] + s[..., 5]), s[..., 6] / (s[..., 6] + s[..., 7])

    def stands(s):
        a, b = rates(s)
        return b / (1 - a + b)

    def predicted(turn):
        def at(s):
            a, b = rates(s)
            return stands(s) + (a - b) ** turn * (s[..., 0] / s[..., 1] - stands(s))
        return at

    def lives(s):
        a, b = rates(s)
        gap = numpy.abs(a - b)
        return numpy.where(gap == 0, 0.0, -math.log(2) / numpy.log(gap))

    def more(name, value, n, function):
        out[name, None, None] = Figure(value, n, rows, function).over(
            *(3,) if name.startswith("next") else range(4, 8))

    more("stationary_pass_at_1", stationary, n, stands)
    more("second_eigenvalue", second, n, lambda s: rates(s)[0] - rates(s)[1])
    more("half_life", half, n, lives)
    now = last.value
    more("next_delta_up", None if cw is None or now is None else (1 - now) * cw,
         last.n, lambda s: (1 - s[..., 2] / s[..., 3]) * rates(s)[1])
    more("next_delta_down", None if cc is None or now is None else now * (1 - cc),
         last.n, lambda s: s[..., 2] / s[..., 3] * (1 - rates(s)[0]))
    for t in turns:
        value = None if stationary is None else \
            stationary + second ** t * (first.value - stationary)
        out["predicted_pass_at_1", None, t] = Figure(
            value, first.n, rows, predicted(t)).over(1)
    tests(run, turns, out)


def tests(run, turns, out):
    """Likelihood-ratio tests of the chain; independent revisions."""
    all_of = [t for p in run["problems"] for t in p["samples"]]
    each = [{} for _ in turns]
    triples = {}
    for t in all_of:
        for k in turns:
            pair = step(t, k)
            if pair:
                each[k - 1][pair] = each[k - 1].get(pair, 0) + 1
            if k > 1 and pair and t[k - 1]["state"] == "made":
                before = known(settled(t)[k - 2])
                if before is not None:
                    key = (before,) + pair
                    triples[key] = triples.get(key, 0) + 1
    states = (False, True)
    pooled = [[sum(e.get((a, b), 0) for e in each) for b in states] for a in states]
    n = sum(map(sum, pooled))
    found = {
        "same-each-turn": [g_test([[e.get((a, b), 0) for b in states] for e in each])
                           for a in states],
        "order-1": [g_test(pooled)],
        "order-2": [g_test([[triples.get((a, b, c), 0) for c in states]
                            for a in states]) for b in states]}
    for of, parts in found.items():
        g, df = (sum(x[i] for x in parts) for i in (0, 1))
        size = sum(triples.values()) if of == "order-2" else n
        if df:
            out["chain_statistic", of, None] = Figure(g, size)
            out["chain_df", of, None] = Figure(df, size)
            out["chain_p", of, None] = Figure(chi2_tail(g, df), size)


def passk(run, turn, out):
    have = []
    for p in run["problems"]:
        s = [settled(t)[turn] for t in p["samples"]]
        n = sum(known(x) is not None for x in s)
        have.append((n, sum(known(x) is True for x in s), len(s) - n))
    for name, one in (("pass_at_k", comb_share), ("pass_all_k", comb_all)):
        for k in range(1, max(n for n, _, _ in have) + 1):
            each = [(one(n, c, k), 1) if n >= k else (0, 0) for n, c, _ in have]
            most = [(one(n + m, c, k), one(n + m, c + m, k))
                    for n, c, m in have if n + m >= k]
            bounds = [sum(x[i] for x in most) / len(most) for i in (0, 1)]
            figure = share(each, bounds)
            figure.n = sum(n for n, _, _ in have if n >= k)
            figure.counts = [(c, n) for n, c, _ in have]
            out[name, None, turn, k] = figure


def f1(tp, wrong):
    return ratio(2 * tp, 2 * tp + wrong)


def majority(said):
    """The judgment of votes together: more than half of them must say correct."""
    there = [j for j in said if j not in SILENT]
    if all(j in UNASKED for j in said):
        return []
    if not {"correct", "incorrect"} & set(there):
        return ["unparsed"]
    return ["correct" if 2 * there.count("correct") > len(there) else "incorrect"]


def kappa(cells):
    """Agreement of two raters beyond that of chance, cells[truth][said]."""
    (a, b), (c, d) = cells
    n = a + b + c + d
    if isinstance(n, int) and (not n or n in (a, d)):
        return None
    observed = (a + d) / n
    chance = ((a + b) / n) * ((a + c) / n) + ((c + d) / n) * ((b + d) / n)
    return (observed - chance) / (1 - chance)


def judgments(run, turns, turn, out, of="each", category=None):
    """What critiques of TURNS say of the solutions before them, told as TURN; of
    problems of CATEGORY, if there is one."""
    def put(name, figure):
        if figure.rows and figure.problems is None:
            figure.over(*range(4))
        out[name, of, turn, None, category] = figure

    passed = {True: [0, 0], False: [0, 0]}
    silent = {True: 0, False: 0, None: 0}
    blind = [0, 0]
    rows = []
    for p in run["problems"]:
        if category is not None and (p["category"] or "(none)") != category:
            continue
        row = [0, 0, 0, 0]
        for t in p["samples"]:
            for k in turns:
                truth = known(settled(t)[k - 1])
                told = t[k]["critiques"]
                for j in told if of == "each" else majority(told):
                    if j in UNASKED:
                        continue
                    said = j if j in ("correct", "incorrect") else None
                    if said is None:
                        silent[truth] += 1
                    elif truth is None:
                        blind[said == "incorrect"] += 1
                    else:
                        passed[truth][said == "incorrect"] += 1
                        row[2 * (not truth) + (said == "incorrect")] += 1
        rows.append(row)
    (pc, pi), (fc, fi) = passed[True], passed[False]
    none = sum(silent.values())
    n = pc + pi + fc + fi + none + sum(blind)
    names = ("passed_judged_correct", "passed_judged_incorrect",
             "failed_judged_correct", "failed_judged_incorrect", "no_judgment",
             "judged_but_truth_unknown")
    for name, value in zip(names, (pc, pi, fc, fi, none, sum(blind))):
        put(name, Figure(value, n))
    shares = (("passed_precision", pc, pc + fc, (0,), (2,)),
              ("passed_recall", pc, pc + pi, (0,), (1,)),
              ("failed_precision", fi, fi + pi, (3,), (1,)),
              ("failed_recall", fi, fi + fc, (3,), (2,)))
    for name, a, b, part, rest in shares:
        figure = share([(r[part[0]], r[part[0]] + r[rest[0]]) for r in rows])
        put(name, figure)
    missing = none + sum(blind)
    ends, both = {}, []
    for name, tp, more in (("passed", pc, silent[True] + blind[0]),
                           ("failed", fi, silent[False] + blind[1])):
        at = 0 if name == "passed" else 3
        low = f1(tp, pi + fc + missing)
        high = f1(tp + more + silent[None], pi + fc)
        ends[name] = None if None in (low, high) else (low, high)
        both.append(f1(tp, pi + fc))
        put(name + "_f1", Figure(
            both[-1], pc + pi + fc + fi, rows, lambda s, at=at:
            2 * s[..., at] / (2 * s[..., at] + s[..., 1] + s[..., 2]), ends[name]))
    macro = None if None in both else sum(both) / 2
    bounds = None if None in ends.values() else \
        [(ends["passed"][i] + ends["failed"][i]) / 2 for i in (0, 1)]
    put("macro_f1", Figure(
        macro, pc + pi + fc + fi, rows, lambda s:
        s[..., 0] / (2 * s[..., 0] + s[..., 1] + s[..., 2]) +
        s[..., 3] / (2 * s[..., 3] + s[..., 1] + s[..., 2]), bounds))
    put("balanced_accuracy", Figure(
        (pc / (pc + pi) + fi / (fc + fi)) / 2 if pc + pi and fc + fi else None,
        pc + pi + fc + fi, rows, lambda s:
        (s[..., 0] / (s[..., 0] + s[..., 1]) + s[..., 3] / (s[..., 2] + s[..., 3])) / 2))
    cells = [[pc, pi], [fc, fi]]
    put("kappa", Figure(kappa(cells), pc + pi + fc + fi, rows, lambda s:
                        kappa([[s[..., 0], s[..., 1]], [s[..., 2], s[..., 3]]])))


def voted(run, turns):
    """(share of votes for correct, right) by problem, and how many have neither."""
    rows, without = [], 0
    for p in run["problems"]:
        row = []
        for t in p["samples"]:
            for k in turns:
                told = [j for j in t[k]["critiques"] if j not in UNASKED]
                said = [j for j in told if j in ("correct", "incorrect")]
                truth = known(settled(t)[k - 1])
                if said and truth is not None:
                    row.append((said.count("correct") / len(said), truth))
                elif told:
                    without += 1
        rows.append(row)
    return rows, without


def calibration(run, turns, turn, out):
    """Shares of votes as chances, in bins (i/bins, (i+1)/bins], the first with 0."""
    rows, without = voted(run, turns)
    flat = [x for r in rows for x in r]
    n = len(flat)
    if not n + without:
        return
    out["votes_without_score", None, turn] = Figure(without, n + without)
    bins = run["votes"] + 1 if run["votes"] <= 10 else 10
    place = [[next(b for b in range(bins) if b == bins - 1 or s <= (b + 1) / bins)
              for s, _ in r] for r in rows]
    columns = [[len(r), sum((s - t) ** 2 for s, t in r)] + [
        sum(x for x, at in zip(what, where) if at == b)
        for b in range(bins)
        for what in ([1] * len(r), [s for s, _ in r], [t for _, t in r])]
        for r, where in zip(rows, place)]
    sums = [sum(c) for c in zip(*columns)]
    full = [b for b in range(bins) if sums[2 + 3 * b]]
    each = [[sums[2 + 3 * b + i] for i in range(3)] for b in full]
    base = ratio(sum(r for _, _, r in each), n)
    gaps = [s / m - r / m for m, s, r in each]
    share_of = [m / n for m, _, _ in each]
    brier = ratio(sums[1], n)

    def weighed(values):
        return sum(w * x for w, x in zip(share_of, values)) if n else None

    def put(name, value, function=None, k=None, size=n, column=0):
        figure = Figure(value, size, columns, function).over(column)
        figure.resamples = 2000  # each looks at every vote
        out[name, None, turn, k] = figure

    put("brier", brier, lambda s: s[..., 1] / s[..., 0])
    put("expected_calibration_error", weighed(map(abs, gaps)), lambda s: sum(
        abs(s[..., 3 + 3 * b] - s[..., 4 + 3 * b]) for b in range(bins)) / s[..., 0])
    put("largest_calibration_error", max(map(abs, gaps), default=None))
    reliability = weighed(g * g for g in gaps)
    resolution = weighed((r / m - base) ** 2 for m, _, r in each)
    put("brier_reliability", reliability)
    put("brier_resolution", resolution)
    put("brier_uncertainty", base * (1 - base) if n else None)
    put("brier_within", brier - reliability + resolution - base * (1 - base)
        if n else None)
    for k, (b, (m, s, r)) in enumerate(zip(full, each), 1) if turn is None else ():
        put("calibration_bin_votes", s / m, k=k, size=m)
        put("calibration_bin_right", r / m, k=k, size=m, column=2 + 3 * b,
            function=lambda x, b=b: x[..., 4 + 3 * b] / x[..., 2 + 3 * b])


def critiques(run, turn, out):
    flat = [j for p in run["problems"] for t in p["samples"]
            for j in t[turn]["critiques"]]
    total = len(flat)
    values = {"judgment_unparsed": flat.count("unparsed"),
              "critique_not_there": flat.count("absent")}
    values.update({
        "critique_request_failed": flat.count("failed"),
        "critique_refused": flat.count("refused"),
        "critique_depends_on_failed": flat.count("depends"),
        "critique_cut_at_token_limit": sum(
            t[turn].get("critiques_cut", 0) for p in run["problems"]
            for t in p["samples"])})
    for name, value in values.items():
        out[name, None, turn] = Figure(value, total)


def usage(run, out):
    kinds = {"generate": [], "critique": [], "revise": []}
    for p in run["problems"]:
        for t in p["samples"]:
            for k, turn in enumerate(t):
                kinds["revise" if k else "generate"] += turn.get("attempts", [])
                if turn["state"] == "made":
                    kinds["revise" if k else "generate"].append(
                        turn.get("tokens", (None,) * 4))
                told = turn.get("critique_usage", [])
                kinds["critique"] += told + [(None,) * 4] * (sum(
                    j not in SILENT for j in turn["critiques"]) - len(told))
    kinds["all"] = sum(kinds.values(), [])
    names = ("prompt_tokens", "completion_tokens", "request_seconds", "cost")
    for kind, told in kinds.items():
        out["model_outputs", kind, None] = Figure(len(told), len(told))
        out["requests", kind, None] = Figure(0, 0)
        out["retries", kind, None] = Figure(0, 0)
        for i, name in enumerate(names):
            values = [x[i] for x in told if x[i] is not None]
            out[name, kind, None] = Figure(sum(values) if values else None,
                                           len(values))
    graded = [turn["graded"] for p in run["problems"] for t in p["samples"]
              for turn in t if turn.get("graded")]
    for i, name in enumerate(("grading_cpu_seconds", "grading_seconds")):
        out[name, None, None] = Figure(
            sum(g[i] for g in graded) if graded else None, len(graded))


def expected(run):
    import texts
    import trees  # here, for they import this file
    out = {}
    turns = range(1, run["turns"] + 1)
    for t in range(run["turns"] + 1):
        counts(run, t, out)
        scores(run, t, out)
        parts(run, t, out)
        passk(run, t, out)
    for t in turns:
        steps(run, [t], t, out)
    if run["turns"]:
        chain(run, out)
    if any(j not in UNASKED for p in run["problems"]
           for t in p["samples"] for turn in t for j in turn["critiques"]):
        for t in turns:
            critiques(run, t, out)
        for t in turns if run["votes"] > 1 else ():
            calibration(run, [t], t, out)
        if run["votes"] > 1:
            calibration(run, turns, None, out)
        for of in ("each", "majority")[:1 + (run["votes"] > 1)]:
            for t in turns:
                judgments(run, [t], t, out, of)
            judgments(run, turns, None, out, of)
            names = dict.fromkeys(p["category"] or "(none)" for p in run["problems"])
            told = out["macro_f1", of, None, None, None].n
            for name in names if len(names) > 1 and told else ():
                judgments(run, turns, None, out, of, name)
    usage(run, out)
    trees.add(run, out)
    texts.add(run, out)
    return {key + (None,) * (6 - len(key)): f for key, f in out.items()}
