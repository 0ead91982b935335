#!/usr/bin/env python3
"""Writes the reference values beside it that tests/unit compares with.

    python3 -m venv venv && venv/bin/pip install numpy scipy statsmodels scikit-learn
    venv/bin/python tests/data/stats/reference.py

Nothing here is computed the way harness/stats computes it: exact fractions for
Pass@k, statsmodels for Wilson, scikit-learn for precision, recall and F1, scipy
for binomial probabilities and for the bootstrap whose distribution is known,
numpy resampling row by row for the one whose is not.
"""
import difflib
import math
from fractions import Fraction

import numpy as np
from scipy import stats
from sklearn.metrics import (balanced_accuracy_score, cohen_kappa_score,
                             precision_recall_fscore_support)
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from tables import write


def passk():
    for n in [1, 2, 3, 5, 10, 20, 100, 200, 1000]:
        for c in sorted({0, 1, 2, n // 3, n // 2, n - 1, n}):
            for k in sorted({1, 2, 5, n // 2, n - 1, n}):
                if 0 <= c <= n and 1 <= k <= n:
                    p = 1 - Fraction(math.comb(n - c, k), math.comb(n, k))
                    all_ = Fraction(math.comb(c, k), math.comb(n, k))
                    yield n, c, k, float(p), float(all_)


def wilson():
    for n in [1, 2, 5, 24, 165, 378, 1000, 1000000]:
        for k in sorted({0, 1, n // 3, n // 2, n - 1, n}):
            low, high = proportion_confint(k, n, 0.05, "wilson")
            yield k, n, float(low), float(high)


def discrimination():
    for tp, fn, fp, tn in [(50, 10, 5, 35), (1, 0, 0, 1), (120, 7, 30, 8),
                           (3, 9, 14, 2), (900, 33, 41, 17), (2, 1, 1, 0)]:
        truth = [1] * (tp + fn) + [0] * (fp + tn)
        said = [1] * tp + [0] * fn + [1] * fp + [0] * tn
        p, r, f, _ = precision_recall_fscore_support(truth, said, labels=[1, 0])
        yield (tp, fn, fp, tn, *map(float, (p[0], r[0], f[0], p[1], r[1], f[1])),
               float(f.mean()), float(balanced_accuracy_score(truth, said)),
               float(cohen_kappa_score(truth, said)))


def matching():
    """difflib's ratio of sequences that a linear congruential generator makes."""
    for seed, n, m, alphabet in [(1, 0, 5, 3), (2, 1, 1, 1), (3, 40, 40, 2), (4, 30, 50, 5),
                                 (5, 200, 180, 20), (6, 300, 300, 300), (7, 250, 100, 8),
                                 (8, 64, 64, 1), (9, 500, 450, 40)]:
        x, items = seed, []
        for _ in range(n + m):
            x = (x * 1103515245 + 12345) % 2**31
            items.append((x >> 16) % alphabet)
        yield seed, n, m, alphabet, difflib.SequenceMatcher(
            None, items[:n], items[n:], autojunk=False).ratio()


def binomial():
    for n, p in [(12, 0.25), (30, 0.9), (400, 0.01), (60, 0.4), (1000, 0.3),
                 (5000, 0.97), (100000, 0.5)]:
        for x in range(n + 1):
            if stats.binom.pmf(x, n, p) > 2e-4:
                yield n, p, x, float(stats.binom.pmf(x, n, p))


def bootstrap():
    """One row a problem: judged, right, judged at both ends, mended, broken."""
    rng = np.random.default_rng(20250101)
    for _ in range(60):
        judged = int(rng.integers(2, 6))
        right = int(rng.binomial(judged, rng.beta(0.5, 0.5)))
        both = int(rng.integers(1, judged + 1))
        up = int(rng.binomial(both, 0.2))
        down = int(rng.binomial(both - up, 0.1))
        yield judged, right, both, up, down


def intervals(rows):
    rows = np.array(rows)
    rng = np.random.default_rng(7)
    shares = []
    for _ in range(40):
        draws = rng.integers(0, len(rows), (10000, len(rows)))
        s = rows[draws].sum(axis=1)
        shares.append(np.stack([s[:, 1] / s[:, 0], s[:, 3] / s[:, 2], s[:, 4] / s[:, 2]]))
    shares = np.concatenate(shares, axis=1)
    for share in shares:
        yield tuple(map(float, (*np.percentile(share, [2.5, 97.5]), share.std())))


def proportions():
    """The mean of N zeros and ones, K of them ones: resampled, it is binomial."""
    for k, n in [(13, 40), (301, 378), (5, 165), (700, 50000), (999990, 1000000)]:
        d = stats.binom(n, k / n)
        yield k, n, float(d.ppf(0.025) / n), float(d.ppf(0.975) / n), float(d.std() / n)


def distributions():
    """kind (0 normal cdf, 1 its inverse, 2 chi-squared tail, 3 beta cdf, 4 its
    inverse, 5 binomial cdf, 6 binomial pmf), arguments, value"""
    for z in [-37.0, -12.5, -3.1, -1.0, 0.0, 0.3, 1.959963984540054, 5.0, 8.2]:
        yield 0, z, 0, 0, float(stats.norm.cdf(z))
    for p in [1e-300, 1e-12, 0.001, 0.025, 0.2, 0.5, 0.7, 0.975, 0.9999, 1 - 1e-12]:
        yield 1, p, 0, 0, float(stats.norm.ppf(p))
    for x, df in [(0.1, 1), (3.84, 1), (25.0, 1), (7.0, 4), (700.0, 9), (9.0, 20),
                  (120.0, 81), (1500.0, 1400), (2.5, 0.5)]:
        yield 2, x, df, 0, float(stats.chi2.sf(x, df))
    for x, a, b in [(0.1, 0.5, 0.5), (0.3, 2, 5), (0.9, 40, 3), (0.5, 1000, 1000),
                    (0.013, 700, 50000), (1e-5, 1, 3), (0.999, 2, 0.7)]:
        yield 3, x, a, b, float(stats.beta.cdf(x, a, b))
    for p, a, b in [(0.025, 0.5, 0.5), (0.975, 2, 5), (0.05, 302, 79), (0.5, 12, 12),
                    (0.025, 5, 161), (1e-6, 1, 1)]:
        yield 4, p, a, b, float(stats.beta.ppf(p, a, b))
    for k, n, p in [(0, 10, 0.5), (3, 20, 0.5), (10, 20, 0.5), (40, 400, 0.1),
                    (1, 5, 0.99), (499000, 1000000, 0.5)]:
        yield 5, k, n, p, float(stats.binom.cdf(k, n, p))
        yield 6, k, n, p, float(stats.binom.pmf(k, n, p))


def pairs():
    for gained, lost in [(0, 1), (3, 0), (5, 15), (15, 5), (7, 7), (9, 12), (40, 71),
                         (1000, 1100), (0, 30)]:
        p = float(mcnemar([[0, gained], [lost, 0]], exact=True).pvalue)
        k, n = min(gained, lost), gained + lost
        mid = 2 * stats.binom.cdf(k, n, 0.5) - stats.binom.pmf(k, n, 0.5)
        if gained == lost:
            mid = 1 - stats.binom.pmf(k, n, 0.5)
        yield gained, lost, p, float(mid)


def adjusted():
    rng = np.random.default_rng(3)
    for n in [1, 2, 5, 9]:
        p = np.round(rng.beta(0.4, 1.5, n), 6)
        p[n // 2] = p[0]  # a tie
        holm, bh = multipletests(p, method="holm")[1], multipletests(p, method="fdr_bh")[1]
        for row in zip(p, holm, bh):
            yield (n, *map(float, row))


def powers():
    """sd alpha one-sided n delta; power by scipy's normal; detectable at 0.8 and
    problems for delta at 0.8 by root finding"""
    from scipy.optimize import brentq
    for sd, alpha, one, n, delta in [(0.5, 0.05, 0, 164, 0.05), (0.3, 0.05, 1, 378, 0.03),
                                     (0.62, 0.01, 0, 1000, -0.05), (0.1, 0.05, 0, 20, 0.2),
                                     (0.4, 0.1, 1, 100, 0.02)]:
        z = stats.norm.ppf(1 - alpha / (1 if one else 2))

        def power(m, d):
            s = abs(d) * math.sqrt(m) / sd
            return stats.norm.sf(z - s) + (0 if one else stats.norm.cdf(-s - z))
        least = brentq(lambda d: power(n, d) - 0.8, 1e-9, 10, xtol=1e-15)
        need = math.ceil(brentq(lambda m: power(m, delta) - 0.8, 1e-6, 1e7, xtol=1e-9))
        yield sd, alpha, one, n, delta, float(power(n, delta)), float(least), need


def g_test(table):
    """(statistic, df) by scipy's log-likelihood contingency test, of the rows and
    columns that are not empty."""
    table = np.asarray(table, float)
    table = table[table.sum(1) > 0][:, table.sum(0) > 0]
    if min(table.shape, default=0) < 2:
        return 0.0, 0
    r = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
    return float(r[0]), int(r[2])


def chains():
    """t, s; statistic and df of homogeneity, then (of the sum) order 1; counts
    follow in chain-counts.txt"""
    rng = np.random.default_rng(11)
    heads, counts = [], []
    for t, s in [(1, 2), (3, 2), (8, 2), (2, 3), (4, 6)]:
        c = rng.integers(0, 40, (t, s, s))
        c[:, s - 1] = 0 if s > 2 else c[:, s - 1]  # a state that is never left
        parts = [g_test(c[:, a, :]) for a in range(s)]
        one = g_test(c.sum(0))
        heads.append((t, s, sum(p[0] for p in parts), sum(p[1] for p in parts), *one))
        counts += [(int(x),) for x in c.ravel()]
    return heads, counts


def orders():
    """s; statistic and df of order 2 against 1; counts [a][b][c] follow in
    order-counts.txt"""
    rng = np.random.default_rng(12)
    heads, counts = [], []
    for s in [2, 3, 5]:
        c = rng.integers(0, 30, (s, s, s))
        parts = [g_test(c[:, b, :]) for b in range(s)]
        heads.append((s, sum(p[0] for p in parts), sum(p[1] for p in parts)))
        counts += [(int(x),) for x in c.ravel()]
    return heads, counts


def bca_case(rows):
    """One row a problem: judged, right.  Acceleration by numpy over the
    jackknife; ends by scipy.stats.bootstrap (BCa)."""
    rows = np.array(rows, float)
    judged, right = rows[:, 0], rows[:, 1]

    def ratio(judged, right, axis=-1):
        return right.sum(axis) / judged.sum(axis)
    without = np.array([ratio(np.delete(judged, i), np.delete(right, i))
                        for i in range(len(rows))])
    d = without.mean() - without
    a = (d**3).sum() / (6 * (d**2).sum()**1.5)
    r = stats.bootstrap((judged, right), ratio, paired=True, vectorized=True, method="BCa",
                        n_resamples=400000, batch=20000, rng=np.random.default_rng(8))
    return (float(a), float(r.confidence_interval.low), float(r.confidence_interval.high),
            float(r.standard_error))


def bca_rows():
    rng = np.random.default_rng(20250102)
    for _ in range(40):  # few are right, so that the distribution is skewed
        judged = int(rng.integers(1, 6))
        yield judged, int(rng.binomial(judged, rng.beta(0.3, 2.0)))


def clustered():
    """Heads: G; mean, cr0, cr1; difference, cr0, cr1, by statsmodels' OLS on one row
    an answer.  Rows (clustered-rows.txt): base right, judged; next right, judged."""
    import statsmodels.api as sm
    rng = np.random.default_rng(14)
    heads, rows = [], []
    for g in [2, 3, 12, 60]:
        table = []
        for _ in range(g):
            n, m = int(rng.integers(1, 7)), int(rng.integers(0, 7))
            ease = rng.beta(0.7, 0.7)
            table.append((int(rng.binomial(n, ease)), n,
                          int(rng.binomial(m, min(1, ease + 0.1))), m))
        y, version, cluster = [], [], []
        for i, (a, n, b, m) in enumerate(table):
            y += [1] * a + [0] * (n - a) + [1] * b + [0] * (m - b)
            version += [0] * n + [1] * m
            cluster += [i] * (n + m)
        y, version, cluster = map(np.array, (y, version, cluster))
        old = version == 0
        out = []
        for y_, x_, c_, at in [(y[old], np.ones((old.sum(), 1)), cluster[old], 0),
                               (y, sm.add_constant(version), cluster, 1)]:
            for correct in [False, True]:
                fit = sm.OLS(y_, x_).fit(cov_type="cluster", cov_kwds={
                    "groups": c_, "use_correction": correct})
                out += [float(fit.params[at])] * (not correct) + [float(fit.bse[at])]
        heads.append((g, *out))
        rows += table
    return heads, rows


def betabinomial():
    """of (0 mean, 1 Pass@k, 2 pass^k), k, problems; low, high, rho by scipy's
    integration on a fine grid of mu and rho.  Rows (betabinomial-rows.txt): right, all."""
    rng = np.random.default_rng(15)
    u = (np.arange(2000) + 0.5) / 2000
    mu = np.sin(np.pi / 2 * u)[:, None] ** 2
    rho = ((np.arange(400) + 0.5) / 400)[None, :]
    a, b = mu * (1 - rho) / rho, (1 - mu) * (1 - rho) / rho
    heads, rows = [], []
    for n, most, ease in [(5, 1, 0.5), (5, 5, 0.8), (12, 5, 0.2), (20, 40, 0.6), (8, 3, 0.0),
                          (25, 5, 0.5), (6, 300, 0.4)]:
        alls = rng.integers(max(1, most // 2), most + 1, n)
        p = rng.beta(ease, 1 - ease, n) if 0 < ease < 1 else np.full(n, ease)
        right = rng.binomial(alls, p)
        logs = sum(stats.betabinom.logpmf(c, m, a, b) for c, m in zip(right, alls))
        w = np.exp(logs - logs.max())
        w /= w.sum()
        for of, k in [(0, 1), (1, 3), (2, 2)]:
            value = [lambda: mu + 0 * rho,
                     lambda: 1 - stats.betabinom.pmf(0, k, a, b),
                     lambda: stats.betabinom.pmf(k, k, a, b)][of]()
            order = np.argsort(value, axis=None)
            v, c = value.ravel()[order], np.cumsum(w.ravel()[order])
            low, high = (float(v[np.searchsorted(c, q)]) for q in (0.025, 0.975))
            heads.append((of, k, n, 0.0 if right.sum() == 0 else low,
                          1.0 if (right == alls).all() else high, float((w * rho).sum())))
        rows += [(int(c), int(m)) for c, m in zip(right, alls)]
    return heads, rows


def tarone():
    """states, problems, z: the score by scipy's beta-binomial likelihood close to no
    correlation, twice its slope there.  Rows (tarone-rows.txt): right, all of each state."""
    rng = np.random.default_rng(16)
    heads, rows = [], []
    for s, n, spread in [(1, 40, 50.0), (1, 25, 1.0), (2, 60, 2.0)]:
        numerator = variance = 0
        table = np.zeros((n, s, 2))
        for state in range(s):
            alls = rng.integers(0, 7, n)
            right = rng.binomial(alls, rng.beta(spread * 0.4, spread * 0.6, n))
            table[:, state] = np.stack([right, alls], 1)
            p = right.sum() / alls.sum()

            def slope(rho):
                a, b = p * (1 - rho) / rho, (1 - p) * (1 - rho) / rho
                with np.errstate(all="ignore"):
                    return (stats.betabinom.logpmf(right, alls, a, b)
                            - stats.binom.logpmf(right, alls, p)).sum() / rho
            numerator += 2 * (2 * slope(1e-4) - slope(2e-4))
            variance += 2 * (alls * (alls - 1)).sum()
        heads.append((s, n, float(numerator / math.sqrt(variance))))
        rows += [(int(c), int(m)) for c, m in table.reshape(-1, 2)]
    return heads, rows


def stratified():
    """tables; statistic, p, odds by statsmodels' StratifiedTable.  Rows
    (stratified-rows.txt): the four counts of each table."""
    from statsmodels.stats.contingency_tables import StratifiedTable
    rng = np.random.default_rng(17)
    heads, rows = [], []
    for n, memory in [(1, 0.0), (30, 0.0), (80, 0.25)]:
        tables = []
        while len(tables) < n:
            p, m = rng.beta(1, 1), int(rng.integers(4, 9))
            before = rng.random(m) < p
            after = rng.random(m) < np.where(before, min(1, p + memory), p)
            t = [[int((~before & ~after).sum()), int((~before & after).sum())],
                 [int((before & ~after).sum()), int((before & after).sum())]]
            if min(np.sum(t, 0)) > 0 and min(np.sum(t, 1)) > 0:
                tables.append(np.array(t))
        t = StratifiedTable(tables)
        r = t.test_null_odds(correction=False)
        heads.append((n, float(r.statistic), float(r.pvalue), float(t.oddsratio_pooled)))
        rows += [tuple(int(x) for x in t.ravel()) for t in tables]
    return heads, rows


def bestof():
    """n k, expected by walking every subset of k and every order of ties.  Rows
    (bestof-rows.txt): score right."""
    from itertools import combinations
    rng = np.random.default_rng(18)
    heads, rows = [], []
    for n in [1, 4, 7, 9]:
        score, right = rng.integers(0, 4, n) / 3, rng.integers(0, 2, n)
        for k in {1, 2, n // 2 + 1, n}:
            if k > n:
                continue
            total = []
            for c in combinations(range(n), k):
                top = max(score[list(c)])
                total.append(np.mean([right[i] for i in c if score[i] == top]))
            heads.append((n, k, float(np.mean(total))))
        rows += [(float(s), int(r)) for s, r in zip(score, right)]
    return heads, rows


def components():
    """levels, leaves, estimator (0 statsmodels' MixedLM by REML, 1 quadratic forms by
    matrices), components from the top (5 columns, 0 where there are fewer).  Rows
    (components-rows.txt): problem, its two ancestors, y."""
    import pandas
    import statsmodels.formula.api as smf
    rng = np.random.default_rng(19)
    heads, rows = [], []

    def tree(sizes, sd):
        """Leaves of a tree with sizes() children a node, as ids a level and values."""
        out = []
        for p in range(40):
            a = rng.normal() * sd[0]
            for i in range(sizes(1)):
                b = rng.normal() * sd[1]
                for j in range(sizes(2)):
                    c = rng.normal() * sd[2]
                    for _ in range(sizes(3)):
                        out.append((p, i, j, 0.3 + a + b + c + rng.normal() * sd[3]))
        return out
    even = tree(lambda level: [0, 3, 4, 1][level], [1.0, 0.7, 0.0, 0.5])
    frame = pandas.DataFrame(even, columns=["p", "i", "j", "y"])
    fit = smf.mixedlm("y ~ 1", frame, groups="p", re_formula="1",
                      vc_formula={"i": "0 + C(i)"}).fit(reml=True, method="lbfgs", gtol=1e-10)
    heads.append((3, len(even), 0, float(fit.cov_re.iloc[0, 0]), float(fit.vcomp[0]),
                  float(fit.scale), 0, 0))
    rows += even
    uneven = tree(lambda level: int(rng.integers(1, 4)), [0.8, 0.5, 0.6, 0.4])
    ids = [[r[:k] for r in uneven] for k in (1, 2, 3)] + [list(range(len(uneven)))]
    y = np.array([r[3] for r in uneven])
    z = []
    for level in ids:
        names = {name: i for i, name in enumerate(dict.fromkeys(level))}
        m = np.zeros((len(y), len(names)))
        m[np.arange(len(y)), [names[x] for x in level]] = 1
        z.append(m)
    ones = np.ones((len(y), 1))
    projections = [m @ np.linalg.inv(m.T @ m) @ m.T for m in [ones] + z]
    forms = [b - a for a, b in zip(projections, projections[1:])]
    weights = np.array([[np.trace(f @ m @ m.T) for m in z] for f in forms])
    found = np.linalg.solve(weights, [y @ f @ y for f in forms])
    heads.append((4, len(uneven), 1, *map(float, found), 0))
    rows += uneven
    return heads, rows


def calibrations():
    """binning (0 equal width, 1 equal mass), bins, n, brier, reliability, resolution,
    uncertainty, within, ece; by scikit-learn (brier_score_loss, calibration_curve) and
    numpy.  Bins (calibration-bins.txt): share right, mean score, n.  Rows
    (calibration-rows.txt): score right problem."""
    from sklearn.calibration import calibration_curve
    from sklearn.metrics import brier_score_loss
    rng = np.random.default_rng(21)
    heads, rows, found = [], [], []
    for n, votes in [(400, 0), (300, 5)]:
        score = rng.beta(0.8, 0.6, n)
        right = (rng.random(n) < score**1.5).astype(int)
        if votes:
            score = np.round(score * votes) / votes
        rows += [(float(s), int(r), i // 5) for i, (s, r) in enumerate(zip(score, right))]
        for binning, strategy in enumerate(["uniform", "quantile"]):
            bins = 10
            share, mean = calibration_curve(right, score, n_bins=bins, strategy=strategy)
            edges = (np.linspace(0, 1, bins + 1) if binning == 0 else
                     np.percentile(score, np.linspace(0, 100, bins + 1)))
            at = np.searchsorted(edges[1:-1], score)
            counts = np.bincount(at, minlength=bins)
            counts = counts[counts > 0]
            w, base = counts / n, right.mean()
            within = 0
            for b in set(at):
                s, r = score[at == b], right[at == b]
                within += (((s - s.mean())**2).sum()
                           - 2 * ((r - r.mean()) * (s - s.mean())).sum()) / n
            heads.append((binning, bins, n, float(brier_score_loss(right, score)),
                          float((w * (mean - share)**2).sum()),
                          float((w * (share - base)**2).sum()), float(base * (1 - base)),
                          float(within), float((w * abs(mean - share)).sum())))
            found += [tuple(map(float, x)) for x in zip(share, mean, counts)]
    return heads, rows, found


def attempts():
    """p_init p_cc p_cw tpr fpr accept attempts; the share that is right, by powers
    of the chain's matrix"""
    for p_cc, p_cw in [(0.7, 0.15), (0.9, 0.3)]:
        for tpr, fpr in [(0.6, 0.3), (0.7, 0.2)]:
            for accept in [0, 1]:
                t, f = (tpr, fpr) if accept else (0, 0)
                m = np.array([[(1 - t) * p_cc, (1 - t) * (1 - p_cc), t, 0],
                              [(1 - f) * p_cw, (1 - f) * (1 - p_cw), 0, f],
                              [0, 0, 1, 0], [0, 0, 0, 1]])
                for n in [1, 2, 5, 20, 400]:
                    x = np.array([0.1, 0.9, 0, 0]) @ np.linalg.matrix_power(m, n - 1)
                    yield 0.1, p_cc, p_cw, tpr, fpr, accept, n, float(x[0] + x[2])


def looks():
    """looks, this one, its fraction, alpha, one-sided, its boundary, its nominal
    level; drift, and the power and expected share of the whole plan.  Densities are
    carried by Simpson's rule on 4,001 points, boundaries found by brentq."""
    from scipy.optimize import brentq

    def spend(a, t):
        return 2 * stats.norm.sf(stats.norm.isf(a / 2) / math.sqrt(t))

    def walk(at, alpha, one, drift=0.0, zs=None):
        side, found, spent, up, share, stopped = alpha if one else alpha / 2, [], 0, 0, 0, 0
        x, m, before = np.zeros(1), np.ones(1), 0
        for k, t in enumerate(at):
            sd, due = math.sqrt(t - before), spend(side, t) - spent
            mean = x + drift * (t - before)
            spent += due
            z = zs[k] if zs else brentq(lambda z: float(
                (m * stats.norm.sf((z * math.sqrt(t) - x) / sd)).sum()) - due, -8, 39, xtol=1e-13)
            found.append(z)
            edge = z * math.sqrt(t)
            now = float((m * stats.norm.sf((edge - mean) / sd)).sum())
            both = now if one else now + float((m * stats.norm.cdf((-edge - mean) / sd)).sum())
            both = 1 - stopped if t == at[-1] else both
            up, stopped, share = up + now, stopped + both, share + both * t
            reach = 10 * math.sqrt(t)
            low = drift * t - reach if one else max(-edge, drift * t - reach)
            nx = np.linspace(low, min(edge, drift * t + reach), 4001)
            w = np.ones(4001)
            w[1:-1:2], w[2:-1:2] = 4, 2
            g = (m[None, :] * stats.norm.pdf((nx[:, None] - mean[None, :]) / sd) / sd).sum(1)
            x, m, before = nx, g * w * (nx[1] - nx[0]) / 3, t
        return found, up, share

    for at, alpha, one, drift in [((1,), 0.05, False, 2.8), ((0.5, 1), 0.05, False, 2.8),
                                  ((1 / 3, 2 / 3, 1), 0.05, True, 2.5),
                                  ((0.2, 0.25, 0.7, 0.9), 0.1, False, -1.0),
                                  ((0.2, 0.4, 0.6, 0.8, 1), 0.01, False, 3.5)]:
        zs, _, _ = walk(at, alpha, one)
        _, power, share = walk(at, alpha, one, drift, zs)
        for k, t in enumerate(at):
            yield (len(at), k, float(t), alpha, int(one), float(zs[k]),
                   float(stats.norm.sf(zs[k]) * (1 if one else 2)), drift, power, share)


def evalues():
    """null, sign, n, then the natural logarithm of the e-value; of the n values in
    evalue-values.txt that follow one another.  256 products, in plain order."""
    rng = np.random.default_rng(21)
    heads, values = [], []
    for n, null, sign, shift in [(1, 0.0, 1, 1), (40, 0.0, -1, -0.1), (300, -0.02, 1, 0.0),
                                 (300, 0.0, 1, 0.1), (500, 0.0, -1, 0.1)]:
        d = np.clip(np.round(rng.normal(shift, 0.3, n) * 5) / 5, -1, 1)
        stakes = (np.arange(256) + 0.5) / 256
        e = np.prod(1 + stakes[:, None] * (sign * d[None, :] - null) / (1 + null), axis=1)
        heads.append((float(null), sign, n, float(np.log(e.mean()))))
        values += [(float(v),) for v in d]
    return heads, values


def signflips():
    """q, n and p of differences that are whole numbers of 1/q, by the exact
    distribution of their sum over all signs, in fractions; the numbers follow in
    signflip-values.txt"""
    rng = np.random.default_rng(22)
    heads, values = [], []
    for q, n, shift in [(1, 60, 0.1), (5, 90, -0.05), (15, 40, 0.1), (60, 30, 0.0)]:
        u = np.round(np.clip(rng.normal(shift, 0.3, n), -1, 1) * q).astype(int)
        ways = {0: 1}
        for s in map(int, np.abs(u)):
            following = {}
            for x, c in ways.items():
                following[x + s] = following.get(x + s, 0) + c
                following[x - s] = following.get(x - s, 0) + c
            ways = following
        extreme = sum(c for x, c in ways.items() if abs(x) >= abs(int(u.sum())))
        heads.append((q, n, float(Fraction(extreme, 2 ** n))))
        values += [(int(x),) for x in u]
    return heads, values


write("distributions.txt", "kind (see reference.py), three arguments, value", distributions())
write("mcnemar.txt", "gained lost p mid-p", pairs())
write("adjusted.txt", "tests in this family; p holm benjamini-hochberg", adjusted())
write("power.txt", "sd alpha one-sided n delta power detectable problems", powers())
for name, (heads, counts) in [("chain", chains()), ("order", orders())]:
    write(name + "-tests.txt", "see reference.py", heads)
    write(name + "-counts.txt", "counts", counts)
write("attempts.txt", "p_init p_cc p_cw tpr fpr accept attempts right", attempts())
write("passk.txt", "n c k pass@k pass^k", passk())
write("wilson.txt", "k n low high", wilson())
write("discrimination.txt", "passed_correct passed_incorrect failed_correct failed_incorrect; "
      "precision recall f1 of passed, of failed; macro f1; balanced accuracy; kappa", discrimination())
write("matching.txt", "seed, items of both, alphabet; ratio", matching())
write("binomial.txt", "n p x probability (where above 2e-4)", binomial())
rows = list(bootstrap())
write("bootstrap-rows.txt", "judged right both up down", rows)
write("bootstrap-intervals.txt", "low high standard-deviation; right/judged, up/both, down/both "
      "in 400,000 resamples", intervals(rows))
write("proportions.txt", "k n low high standard-deviation", proportions())
rows = list(bca_rows())
write("bca-rows.txt", "judged right", rows)
write("bca.txt", "acceleration low high standard-error of right/judged", [bca_case(rows)])
heads, rows, found = calibrations()
write("calibration-bins.txt", "see reference.py", found)
for name, (heads, rows) in [("clustered", clustered()), ("betabinomial", betabinomial()),
                            ("tarone", tarone()), ("stratified", stratified()),
                            ("bestof", bestof()), ("components", components()),
                            ("calibration", (heads, rows))]:
    write(name + ".txt", "see reference.py", heads)
    write(name + "-rows.txt", "see reference.py", rows)
write("looks.txt", "looks look fraction alpha one-sided boundary level drift power share", looks())
heads, values = evalues()
write("evalues.txt", "null sign n log-e", heads)
write("evalue-values.txt", "difference", values)
heads, values = signflips()
write("signflips.txt", "q n p", heads)
write("signflip-values.txt", "difference times q", values)
