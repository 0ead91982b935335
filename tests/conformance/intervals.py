"""intervals.py - the intervals and tests of a report, by other means

The bootstrap and label swaps by numpy's random numbers, so that they agree within
what drawing leaves open; the beta-binomial posterior on a grid of its own, with
scipy's likelihood where scipy is; Wilson's interval and Agresti and Min's by formula.
"""
import functools
import math

try:
    import numpy
except ImportError:
    numpy = None
try:
    from scipy.stats import betabinom
except ImportError:
    betabinom = None

Z = 1.959963984540054
RESAMPLES = 4000
FEW = 30  # problems, below which shares are beta-binomial


def wilson(k, n):
    z, p = Z, k / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def draw(rows, function, seed=7):
    """Values of FUNCTION over sums of resampled rows; those that are defined."""
    rows = numpy.asarray(rows, dtype=float)
    distinct, times = numpy.unique(rows, axis=0, return_counts=True)
    drawn = numpy.random.default_rng(seed).multinomial(
        len(rows), times / len(rows), size=RESAMPLES)
    with numpy.errstate(all="ignore"):
        values = function(drawn @ distinct)
    return values[numpy.isfinite(values)]


# Midpoints of 700 steps of t, with mu = sin^2 t, in which Jeffreys' prior is flat,
# and of 300 of rho.
MUS, RHOS = 700, 300


def rising(a, k):
    """log of a (a + 1) … (a + k - 1)"""
    return sum((numpy.log(a + j) for j in range(int(k))), numpy.zeros_like(a))


@functools.lru_cache(None)
def posterior(pairs):
    """(alpha, beta, weight) of every cell, given sorted (right, all) PAIRS."""
    t = (numpy.arange(MUS) + 0.5) / MUS * math.pi / 2
    rho = (numpy.arange(RHOS) + 0.5) / RHOS
    mu, rho = (x.ravel() for x in numpy.meshgrid(numpy.sin(t) ** 2, rho,
                                                 indexing="ij"))
    alpha, beta = mu * (1 - rho) / rho, (1 - mu) * (1 - rho) / rho
    log = numpy.zeros(len(mu))
    for k, n in set(pairs):
        one = rising(alpha, k) + rising(beta, n - k) - rising(alpha + beta, n)
        if betabinom is not None:
            some = slice(MUS * RHOS // 3, None, 9973)
            there = betabinom.logpmf(k, n, alpha[some], beta[some])
            assert numpy.allclose(there, one[some] + math.log(math.comb(int(n), int(k))),
                                  atol=1e-7)
        log += pairs.count((k, n)) * one
    weight = numpy.exp(log - log.max())
    return alpha, beta, weight / weight.sum()


def quantile(values, weights, q):
    order = numpy.argsort(values)
    values, weights = values[order], weights[order]
    return float(numpy.interp(q, numpy.cumsum(weights) - weights / 2, values))


def betabinomial(parts, k=None, every=False):
    """The 95 % interval of the mean of PARTS, (right, all) a problem; or of the
    chance that one of K is right, or EVERY one."""
    pairs = tuple(sorted((int(a), int(b)) for a, b in parts if b))
    alpha, beta, weight = posterior(pairs)
    if k is None:
        values = alpha / (alpha + beta)
    else:
        of = rising(alpha if every else beta, k) - rising(alpha + beta, k)
        values = numpy.exp(of) if every else 1 - numpy.exp(of)
    right, all_of = (sum(c) for c in zip(*pairs))
    return (quantile(values, weight, 0.025) if right else 0.0,
            quantile(values, weight, 0.975) if right < all_of else 1.0)


def swap_p(base, new, function, tries=40000):
    """(p, its standard error): problems, rows of BASE and NEW, change sides."""
    base, new = (numpy.asarray(x, dtype=float) for x in (base, new))
    rng = numpy.random.default_rng(11)
    seen = abs(function(new.sum(0)) - function(base.sum(0)))
    extreme = 0
    for _ in range(tries // 1000):
        change = rng.integers(0, 2, (1000, len(base), 1)).astype(bool)
        a = numpy.where(change, new, base).sum(1)
        b = numpy.where(change, base, new).sum(1)
        with numpy.errstate(all="ignore"):
            gap = numpy.abs(function(b) - function(a))
        extreme += int((~(gap < seen - 1e-12)).sum())
    p = extreme / tries
    # Momus draws 9,999 of its own.
    return p, math.sqrt(max(p * (1 - p), 1e-4) * (1 / tries + 1 / 9999))
