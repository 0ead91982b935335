"""stats_peers.py - statistics in vectorised numpy, scipy and statsmodels: see stats.py

Each function returns {name: a call without arguments} of the ways there are; a call
returns a number or two to compare with Momus's.
"""
import numpy as np
from scipy import special, stats
from statsmodels.stats import contingency_tables, multitest, proportion

B = 10000       # resamples
TRIES = 100000  # of the sign-flip test
SWAPS = 9999
ENDS = [2.5, 97.5]


# Figures, of sums (..., K) along the last axis.

def ratio(s):
    return s[..., 1] / s[..., 0]


def settled(s):
    cc, cw, wc, ww = np.moveaxis(s, -1, 0)
    stay, mend = cc / (cc + cw), wc / (wc + ww)
    return mend / (1 - stay + mend)


def kappa(s):
    a, b, c, d = np.moveaxis(s, -1, 0)
    n = a + b + c + d
    chance = (a + b) * (a + c) + (c + d) * (b + d)
    return (n * (a + d) - chance) / (n * n - chance)


def anova_rows(y):
    """Of each problem: leaves, sum, square of the sum over leaves, squares, leaves^2."""
    n = np.full(len(y), float(y.shape[1]))
    total = y.sum(1)
    return np.stack([n, total, total ** 2 / n, (y * y).sum(1), n * n, np.ones(len(y))], 1)


def between(s):
    n, total, squares, leaves, sizes, groups = np.moveaxis(s, -1, 0)
    within = (leaves - squares) / (n - groups)
    own = n - sizes / n
    return np.maximum(0, (squares - total ** 2 / n - within * (groups - 1)) / own)


# Resampling: gathering rows, counting how often each is drawn, drawing kinds of rows.

def gather(rows, figure, rng):
    out = np.empty(B)
    for at in range(0, B, 500):
        out[at:at + 500] = figure(rows[rng.integers(0, len(rows), (500, len(rows)),
                                                    dtype=np.int32)].sum(1))
    return out


def count(rows, figure, rng):
    n, out = len(rows), np.empty(B)
    offsets = (np.arange(500, dtype=np.int32) * n)[:, None]
    for at in range(0, B, 500):
        drawn = rng.integers(0, n, (500, n), dtype=np.int32)
        drawn += offsets
        counts = np.bincount(drawn.ravel(), minlength=500 * n).reshape(500, n)
        out[at:at + 500] = figure(counts.astype(float) @ rows)
    return out


def kinds(rows, figure, rng):
    each, counts = np.unique(rows, axis=0, return_counts=True)
    return figure(rng.multinomial(len(rows), counts / len(rows), B) @ each)


def ways(rows):
    alike = len(np.unique(rows, axis=0)) <= len(rows) / 4
    out = {"numpy gathered": gather, "numpy counted": count}
    return dict(out, **{"numpy kinds": kinds}) if alike else out


def scipy_bootstrap(rows, figure, rng, method):
    r = stats.bootstrap(tuple(rows.T), lambda *c, axis: figure(np.stack(
        [x.sum(axis) for x in c], -1)), paired=True, vectorized=True, n_resamples=B,
        method=method, rng=rng, batch=1000)
    return np.array(r.confidence_interval)


def resamplings(rows, figure, rng):
    out = {name: lambda way=way: np.percentile(way(rows, figure, rng), ENDS)
           for name, way in ways(rows).items()}
    out["scipy.stats.bootstrap"] = lambda: scipy_bootstrap(rows, figure, rng, "percentile")
    return out


def bca(rows, figure, x):
    value, without = figure(rows.sum(0)), figure(rows.sum(0) - rows)
    d = without.mean() - without
    skew = (d ** 3).sum() / (6 * (d * d).sum() ** 1.5)
    bias = special.ndtri(((x < value).sum() + (x == value).sum() / 2) / len(x))
    z = bias + special.ndtri([0.025, 0.975])
    return np.percentile(x, 100 * special.ndtr(bias + z / (1 - skew * z)))


def bcas(rows, figure, rng):
    out = {name: lambda way=way: bca(rows, figure, way(rows, figure, rng))
           for name, way in ways(rows).items()}
    out["scipy.stats.bootstrap"] = lambda: scipy_bootstrap(rows, figure, rng, "BCa")
    return out


def eces(x, rng):
    def rows():
        bins = np.minimum((x[:, 1] * 10).astype(int), 9)
        out = np.zeros((int(x[-1, 0]) + 1, 3, 10))
        for column, values in enumerate([np.ones(len(x)), x[:, 1], x[:, 2]]):
            np.add.at(out[:, column], (x[:, 0].astype(int), bins), values)
        return out.reshape(len(out), 30)

    def figure(s):
        s = s.reshape(len(s), 3, 10)
        return np.abs(s[:, 1] - s[:, 2]).sum(1) / s[:, 0].sum(1)
    return {"numpy gathered": lambda: np.percentile(gather(rows(), figure, rng), ENDS),
            "numpy counted": lambda: np.percentile(count(rows(), figure, rng), ENDS)}


# Tests.

def signs(rng, tries, n):
    return np.unpackbits(np.frombuffer(rng.bytes(tries * ((n + 7) // 8)), np.uint8)
                         .reshape(tries, -1), axis=1, count=n).astype(np.float32)


def flips(d, rng):
    def drawn():
        limit, extreme = abs(d.sum()) * (1 - 1e-12), 0
        for _ in range(0, TRIES, 1000):
            extreme += (abs(2 * (signs(rng, 1000, len(d)) @ d.astype(np.float32)) - d.sum())
                        >= limit).sum()
        return (1 + extreme) / (1 + TRIES)

    def scipys():
        return stats.permutation_test((d,), lambda x, axis: x.mean(axis), vectorized=True,
                                      permutation_type="samples", n_resamples=TRIES,
                                      batch=1000, rng=rng).pvalue
    return {"numpy": drawn, "scipy.stats.permutation_test": scipys}


def swaps(x, rng):
    base, new = x[:, :4], x[:, 4:]

    def drawn():
        a, b, change = base.sum(0), new.sum(0), (new - base).astype(np.float32)
        limit, extreme = abs(kappa(b) - kappa(a)) - 1e-12, 0
        for _ in range(0, SWAPS, 1111):
            moved = (signs(rng, 1111, len(x)) @ change).astype(float)
            extreme += (abs(kappa(b - moved) - kappa(a + moved)) >= limit).sum()
        return (1 + extreme) / (1 + SWAPS)
    return {"numpy": drawn}


def mcnemars(t):
    def of(cdf, pmf):
        a, b = t[:, 0], t[:, 1]
        k, n = np.minimum(a, b), a + b
        p, point = np.minimum(1, 2 * cdf(k, n)), pmf(k, n)
        return p.sum(), np.where(a == b, 1 - point, p - point).sum()

    def pmf(k, n):
        logs = special.gammaln(np.arange(n.max() + 1) + 1.0)
        return np.exp(logs[n] - logs[k] - logs[n - k] - n * np.log(2))

    return {"scipy.stats.binom": lambda: of(lambda k, n: stats.binom.cdf(k, n, 0.5),
                                            lambda k, n: stats.binom.pmf(k, n, 0.5)),
            "scipy.special.bdtr": lambda: of(lambda k, n: special.bdtr(k, n, 0.5), pmf)}


def mcnemar_calls(t):
    return {"statsmodels": lambda: sum(contingency_tables.mcnemar(
        [[0, a], [b, 0]], exact=True).pvalue for a, b in t)}


def passks(x):
    n, c, k = np.ascontiguousarray(x.T)

    def of(log):
        with np.errstate(all="ignore"):
            rest = log(n - k) - log(n)
            none = np.exp(log(n - c) - log(np.maximum(n - c - k, 0)) + rest)
            every = np.exp(log(c) - log(np.maximum(c - k, 0)) + rest)
        return (1 - np.where(n - c < k, 0, none)).sum(), np.where(c < k, 0, every).sum()

    def looked_up():
        logs = special.gammaln(np.arange(n.max() + 1) + 1.0)
        return of(lambda i: logs[i])
    return {"scipy.special.gammaln": lambda: of(lambda i: special.gammaln(i + 1.0)),
            "numpy, a table of logarithms": looked_up}


def evalues(d):
    stakes = (np.arange(256)[:, None] + 0.5) / 256

    def logs():
        return special.logsumexp(np.log1p(stakes * (d + 0.02) / 0.98).sum(1)) - np.log(256)

    def products():
        wealth = np.zeros(256)
        for at in range(0, len(d), 64):
            wealth += np.log((1 + stakes * ((d[at:at + 64] + 0.02) / 0.98)).prod(1))
        return special.logsumexp(wealth) - np.log(256)

    def grouped():
        each, n = np.unique(d, return_counts=True)
        return (special.logsumexp(np.log1p(stakes * (each + 0.02) / 0.98) @ n) - np.log(256))
    out = {"numpy": logs, "numpy products": products}
    return dict(out, **{"numpy grouped": grouped}) if len(np.unique(d)) < 100 else out


def betabinomials(x):
    right, every = x.T

    def interval():
        s = np.sin(np.pi / 2 * (np.arange(256) + 0.5) / 256)[:, None] ** 2
        rho = (np.arange(48) + 0.5) / 48
        a, b = s * (1 - rho) / rho, (1 - s) * (1 - rho) / rho
        pairs, times = np.unique(x, axis=0, return_counts=True)
        log = sum(t * (special.betaln(a + r, b + n - r) - special.betaln(a, b))
                  for (r, n), t in zip(pairs, times))
        weight = np.exp(log - log.max()).sum(1)
        cumulated = np.cumsum(weight) - weight / 2
        return np.interp([0.025, 0.975], cumulated / weight.sum(), s[:, 0])
    return {"scipy.special.betaln": interval}


def adjusts(p):
    def by_hand():
        n, order = len(p), np.argsort(p)
        q = p[order]
        holm = np.minimum(1, np.maximum.accumulate(q * np.arange(n, 0, -1)))
        bh = np.minimum.accumulate((q * n / np.arange(1, n + 1))[::-1])
        out = np.empty((2, n))
        out[0, order], out[1, order[::-1]] = holm, np.minimum(1, bh)
        return out.sum(1)

    def scipys():
        return 0, stats.false_discovery_control(p).sum()
    return {"numpy": by_hand,
            "statsmodels": lambda: (multitest.multipletests(p, method="holm")[1].sum(),
                                    multitest.multipletests(p, method="fdr_bh")[1].sum())}


# Closed forms.

def tosts(x):
    mean, se = np.ascontiguousarray(x.T)
    return {"scipy.special.ndtr": lambda: np.maximum(special.ndtr(-(mean + 0.02) / se),
                                                     special.ndtr((mean - 0.02) / se)).sum(),
            "scipy.special.ndtr of the larger": lambda: special.ndtr(
                (np.abs(mean) - 0.02) / se).sum()}


def wilsons(x):
    k, n = np.ascontiguousarray(x.T)
    return {"statsmodels": lambda: tuple(e.sum() for e in proportion.proportion_confint(
        k, n, 0.05, "wilson"))}


def wilson_calls(x):
    return {"statsmodels": lambda: np.sum([proportion.proportion_confint(k, n, 0.05, "wilson")
                                           for k, n in x], 0)}


def scores(x):
    def one():
        a, b, c, d = x.T.astype(float)
        f = [(tp / (tp + fp), tp / (tp + fn), 2 * tp / (2 * tp + fp + fn))
             for tp, fp, fn in [(a, c, b), (d, b, c)]]
        balanced = (f[0][1] + f[1][1]) / 2
        macro = (f[0][2] + f[1][2]) / 2
        return kappa(x.astype(float)).sum(), macro.sum() + 0 * balanced[0]
    return {"numpy": one}


def chains(x):
    def together():
        n = x.reshape(-1, 4, 4).astype(float)
        expected = n.sum(2, keepdims=True) * n.sum(1, keepdims=True) / n.sum((1, 2),
                                                                            keepdims=True)
        g = 2 * special.xlogy(n, n / expected).sum((1, 2))
        return g.sum(), special.chdtrc(9, g).sum()
    return {"numpy": together}
