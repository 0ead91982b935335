"""contrasts.py - the numbers of `momus compare`, for runs of one sample each"""
import math
import re

import figures
import holm
import intervals
from intervals import numpy

try:
    from statsmodels.stats.contingency_tables import mcnemar
except ImportError:
    mcnemar = None


def binomial(k, n):
    """P(X <= k), X binomial with 1/2"""
    return sum(math.comb(n, i) for i in range(k + 1)) / 2 ** n


def normal(x):
    return math.erfc(-x / math.sqrt(2)) / 2


def outcomes(run, metric, turn):
    out = {}
    for p in run["problems"]:
        s = figures.settled(p["samples"][0])
        first, now = figures.known(s[0]), figures.known(s[turn])
        out[p["id"]] = now if metric == "pass_at_1" else \
            None if None in (first, now) else \
            now and not first if metric == "delta_up" else first and not now
    return out


def ends(check, name, m, rows, function):
    """A bootstrap's, of the difference of two sums over problems."""
    check.intervals += 1
    if numpy is None:
        m["low"], m["high"]  # seen, as far as it goes
        return
    values = intervals.draw(rows, function)
    open_ = 0.25 * float(values.std()) + 1.5 / len(rows)
    check.close(name + " low", m["low"], float(numpy.quantile(values, .025)), open_)
    check.close(name + " high", m["high"], float(numpy.quantile(values, .975)), open_)


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
    check.same(name + " test", m["test"], "label swaps")
    check.same(name + " interval", m["interval"], "bootstrap over problems")
    if numpy is not None:
        p, error = intervals.swap_p([r[:2] for r in both], [r[2:] for r in both],
                                    lambda s: s[..., 0] / s[..., 1])
        check.close(name + " p", m["p"], p, 4 * error + 1e-4)
    ends(check, name, m, both, lambda s: s[..., 2] / s[..., 3] - s[..., 0] / s[..., 1])


def check_metric(check, label, m, base, new):
    last = base["turns"]
    check.same(label + " decides", m["decides"],
               m["metric"] == "pass_at_1" and m.get("turn") == last)
    if m["metric"] in ("p_cc", "p_cw"):
        return check_share(check, label, m, base, new)
    a, b = (outcomes(r, m["metric"], m["turn"]) for r in (base, new))
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
    check.same(name + " test", m["test"],
               "McNemar mid-p" if m["decides"] else "sign flips")
    check.close(name + " p", m["p"], mid if m["decides"] else exact)
    if mcnemar and not m["decides"]:
        check.close(name + " p of statsmodels", m["p"], float(
            mcnemar([[0, gained], [lost, 0]], exact=True).pvalue))
    # Agresti and Min 2005: half a problem added to each cell of the pairs.
    center = (gained - lost) / (n + 2)
    error = math.sqrt(gained + lost + 1 - (gained - lost) ** 2 / (n + 2)) / (n + 2)
    check.close(name + " worse than margin", m["p_worse_than_margin"],
                1 - normal((center + 0.01) / error), 1e-7)
    check.close(name + " detectable", m["detectable"],
                2.801585218 * error * math.sqrt((n + 2) / n), 1e-4)
    if m["interval"] == "Agresti-Min":
        check.intervals += 1
        check.close(name + " low", m["low"], center - figures.Z * error)
        check.close(name + " high", m["high"], center + figures.Z * error)
    else:
        ends(check, name, m, [[y - x, 1] for x, y in pairs],
             lambda s: s[..., 0] / s[..., 1])


def check_flips(check, label, told, base, new):
    last = base["turns"]
    found = [{p["id"]: figures.settled(p["samples"][0])[last] for p in r["problems"]}
             for r in (base, new)]
    known = {i: (found[0][i], found[1][i]) for i in found[0] if i in found[1]
             and None not in map(figures.known, (found[0][i], found[1][i]))}

    def those(test):
        return sorted((i, float(x["passed"]), float(y["passed"]), x["status"],
                       y["status"]) for i, (x, y) in known.items() if test(x, y))

    for name, test in (
            ("harmful", lambda x, y: x["passed"] and not y["passed"]),
            ("beneficial", lambda x, y: y["passed"] and not x["passed"]),
            ("churn", lambda x, y: not x["passed"] and not y["passed"] and
             x["status"] != y["status"])):
        want = those(test)
        check.same("%s %s" % (label, name), told[name]["count"], len(want))
        check.same("%s %s problems" % (label, name), sorted(
            (p["id"], p["base"], p["new"], p["base_status"], p["new_status"])
            for p in told[name]["problems"]), want)
    check.same(label + " matched", told["matched"], len(known))
    both = [i for i in found[0] if i in found[1]]
    check.same(label + " unjudged", told["unjudged"], len(both) - len(known))
    check.same(label + " base only", told["base_only"], len(found[0]) - len(both))
    check.same(label + " new only", told["new_only"], len(found[1]) - len(both))


def check(check_, label, told, base, new):
    for m in told["metrics"]:
        check_metric(check_, label, m, base, new)
    ps = [m["p"] for m in told["metrics"]]
    for whose, values in (("", holm.holm(ps)), (" of statsmodels", holm.of_statsmodels(ps))):
        for i, (m, p) in enumerate(zip(told["metrics"], values or ())):
            check_.close("%s Holm %d%s" % (label, i, whose), m["p_holm"], p)
    check_flips(check_, label, told, base, new)
    for name, value in (("alpha", 0.05), ("margin", 0.01), ("power", 0.8), ("seed", 1),
                        ("differs_in", [])):
        check_.same("%s %s" % (label, name), told[name], value)
    (m,) = [m for m in told["metrics"] if m["decides"]]
    # Pass@1 fell, and it is seen; a drop of the margin is ruled out; neither.
    answer = "regression" if m["p"] <= 0.05 and m["difference"] < 0 else \
        "no_worse" if m["p_worse_than_margin"] <= 0.05 else "cannot_tell"
    check_.same(label + " answer", told["answer"], answer)


def check_text(check_, label, text, told):
    """The text's column of Holm's p, and the line that says of how many it is."""
    ps = [m["p"] for m in told["metrics"]]
    shown = [line.split()[-1] for line in text.splitlines()
             if re.match(" *[* ] (Pass@1|Δ|p_c)", line)]
    check_.same(label + " column", shown, [
        "%.1e" % p if p < 0.001 else "%.3f" % p for p in holm.holm(ps)])
    told_of = re.search(r"Holm: p adjusted for the (\d+) comparisons", " ".join(text.split()))
    check_.same(label + " line", told_of and int(told_of.group(1)), len(ps))
