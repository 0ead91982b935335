#!/usr/bin/env python3
"""Writes the reference values beside it that tests/unit compares with.

    python3 -m venv venv && venv/bin/pip install numpy scipy statsmodels scikit-learn
    venv/bin/python tests/data/stats/reference.py

Nothing here is computed the way harness/stats computes it: exact fractions for
Pass@k, statsmodels for Wilson, scikit-learn for precision, recall and F1, scipy
for binomial probabilities and for the bootstrap whose distribution is known,
numpy resampling row by row for the one whose is not.
"""
import math
import os
from fractions import Fraction

import numpy as np
from scipy import stats
from sklearn.metrics import precision_recall_fscore_support
from statsmodels.stats.proportion import proportion_confint

here = os.path.dirname(os.path.abspath(__file__))


def write(name, columns, rows):
    with open(os.path.join(here, name), "w") as f:
        print("#", columns, file=f)
        for row in rows:
            print(*(repr(float(x)) if isinstance(x, float) else x for x in row), file=f)


def passk():
    for n in [1, 2, 3, 5, 10, 20, 100, 200, 1000]:
        for c in sorted({0, 1, 2, n // 3, n // 2, n - 1, n}):
            for k in sorted({1, 2, 5, n // 2, n - 1, n}):
                if 0 <= c <= n and 1 <= k <= n:
                    p = 1 - Fraction(math.comb(n - c, k), math.comb(n, k))
                    yield n, c, k, float(p)


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
               float(f.mean()))


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


write("passk.txt", "n c k pass@k", passk())
write("wilson.txt", "k n low high", wilson())
write("discrimination.txt", "passed_correct passed_incorrect failed_correct failed_incorrect; "
      "precision recall f1 of passed, of failed; macro f1", discrimination())
write("binomial.txt", "n p x probability (where above 2e-4)", binomial())
rows = list(bootstrap())
write("bootstrap-rows.txt", "judged right both up down", rows)
write("bootstrap-intervals.txt", "low high standard-deviation; right/judged, up/both, down/both "
      "in 400,000 resamples", intervals(rows))
write("proportions.txt", "k n low high standard-deviation", proportions())
