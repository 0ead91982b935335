#!/usr/bin/env python3
"""Writes the reference values of paired comparisons beside it: shifts that sign flips
do not refuse, p-values of swapped names, tests of equivalence, and agreement of two.

    python3 -m venv venv && venv/bin/pip install numpy scipy statsmodels
    venv/bin/python tests/data/stats/comparing.py

By definition and not as harness/stats does: all signs of the shifted differences in
fractions, scipy's permutation test with all swaps, statsmodels' two one-sided tests
and kappa.
"""
import itertools
from fractions import Fraction

import numpy as np
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.weightstats import ztost

from tables import write


def chance(d, shift, mid):
    """Two-sided p of mean SHIFT by all signs; MID: equal sums count half."""
    e = [x - shift for x in d]
    seen = abs(sum(e))
    p = Fraction(0)
    for signs in itertools.product((1, -1), repeat=len(e)):
        s = abs(sum(a * b for a, b in zip(signs, e)))
        p += 1 if s > seen else Fraction(1, 2) if s == seen and mid else int(s == seen)
    return p / 2 ** len(e)


def shifts():
    """n, mid, level, low and high; inf where nothing is refused. p is constant between
    means of subsets, so that it is asked for once between two neighbours."""
    rng = np.random.default_rng(31)
    heads, values = [], []
    for n, q, level in [(3, 2, 0.05), (5, 1, 0.05), (5, 4, 0.05), (6, 2, 0.05), (7, 3, 0.05),
                        (8, 5, 0.05), (8, 97, 0.05), (8, 1, 0.2), (7, 97, 0.1), (5, 97, 0.2)]:
        d = [Fraction(int(x), q) for x in rng.integers(-q, q + 1, n)]
        means = sorted({sum(s) / len(s) for k in range(1, n + 1)
                        for s in itertools.combinations(d, k)})
        middle = sum(d) / n
        for mid in (0, 1):
            kept = [(a, b) for a, b in zip(means, means[1:])
                    if chance(d, (a + b) / 2, mid) > Fraction(level).limit_denominator(1000)]
            below = chance(d, means[0] - 1, mid) > Fraction(level).limit_denominator(1000)
            low, high = (-np.inf, np.inf) if below else (kept[0][0], kept[-1][1])
            assert low <= middle <= high
            heads.append((n, mid, level, float(low), float(high)))
        values += [(float(x),) for x in d]
    return heads, values


def swaps():
    """Problems' sums of a share under two names (right and all, base and new), and the p
    that scipy's permutation test finds for their difference by all swaps."""
    rng = np.random.default_rng(32)
    heads, rows = [], []
    for n in (5, 8, 11):
        all_ = rng.integers(1, 6, (n, 2))
        right = rng.binomial(all_, (0.7, 0.4))

        def difference(*x):
            a, b = np.array(x[:len(x) // 2]), np.array(x[len(x) // 2:])
            return (right.ravel()[b].sum(-1) / all_.ravel()[b].sum(-1) -
                    right.ravel()[a].sum(-1) / all_.ravel()[a].sum(-1))

        at = np.arange(2 * n).reshape(n, 2)
        found = stats.permutation_test(
            (at[:, 0], at[:, 1]), lambda a, b: difference(*a, *b), vectorized=False,
            permutation_type="samples", n_resamples=np.inf)
        heads.append((n, float(found.pvalue)))
        rows += [(int(right[i, 0]), int(all_[i, 0]), int(right[i, 1]), int(all_[i, 1]))
                 for i in range(n)]
    return heads, rows


def equivalences():
    """Mean and standard error of differences, margin; p of the lower test and of both."""
    rng = np.random.default_rng(33)
    for n, shift, margin in [(40, 0.0, 0.1), (200, -0.03, 0.05), (200, 0.04, 0.05),
                             (1000, -0.01, 0.02), (30, 0.2, 0.1)]:
        d = rng.normal(shift, 0.3, n)
        both, lower, _ = ztost(d, -margin, margin)
        yield (float(d.mean()), float(d.std(ddof=1) / n ** 0.5), margin, float(lower[1]),
               float(both))


def kappas():
    """A table of two who say yes or no; Cohen's kappa."""
    rng = np.random.default_rng(34)
    for scale in (3, 8, 30, 200, 5000):
        table = rng.integers(0, scale, (2, 2)) + np.array([[1, 0], [0, 1]])
        yield (*map(int, table.ravel()), float(cohens_kappa(table).kappa))


heads, values = shifts()
write("shifts.txt", "n mid level low high", heads)
write("shift-values.txt", "difference", values)
heads, rows = swaps()
write("swaps.txt", "n p", heads)
write("swap-rows.txt", "right all of the base, right all of the new", rows)
write("kappas.txt", "both first second neither kappa", kappas())
write("equivalences.txt", "mean standard-error margin p-lower p", equivalences())
