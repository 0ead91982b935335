#!/usr/bin/env python3
"""What statistics cost, beside the same computation in vectorised numpy and scipy.

usage: stats.py STATS [REPEATS]      (STATS: benchmarks/perf/stats, built)

Needs numpy, scipy and statsmodels.  Both sides get the same numbers, in turns, in this run; the
least time of the repeats counts.  Prints one JSON object a computation: seconds of
wall and processor time of each side, how often faster, and whether results agree
(within what resampling leaves).  numpy's way is the fastest of those tried here,
each named; "same trick" is numpy given the trick that Momus plays.
"""
import json
import math
import subprocess
import sys
import time

import numpy as np
from scipy import special, stats

B = 10000       # resamples
TRIES = 100000  # of the sign-flip test


def timed(run, repeats):
    wall, cpu = math.inf, math.inf
    for _ in range(repeats):
        w, c = time.perf_counter(), time.process_time()
        result = run()
        wall = min(wall, time.perf_counter() - w)
        cpu = min(cpu, time.process_time() - c)
    return wall, cpu, result


def ratio(judged, right, axis=-1):
    return right.sum(axis) / judged.sum(axis)


def resample(rows, rng):
    """Indices, in blocks that fit the caches; both columns gathered at once."""
    out = np.empty(B)
    for at in range(0, B, 500):
        s = rows[rng.integers(0, len(rows), (500, len(rows)), dtype=np.int32)].sum(1)
        out[at:at + 500] = s[:, 1] / s[:, 0]
    return np.percentile(out, [2.5, 97.5])


def resample_kinds(rows, rng):
    kinds, counts = np.unique(rows, axis=0, return_counts=True)
    s = rng.multinomial(len(rows), counts / len(rows), B) @ kinds
    return np.percentile(s[:, 1] / s[:, 0], [2.5, 97.5])


def scipy_bootstrap(rows, rng, method):
    r = stats.bootstrap((rows[:, 0], rows[:, 1]), ratio, paired=True, vectorized=True,
                        n_resamples=B, method=method, rng=rng, batch=1000)
    return np.array(r.confidence_interval)


def signflip(d, rng):
    limit, extreme = abs(d.sum()) * (1 - 1e-12), 0
    for _ in range(0, TRIES, 1000):
        bits = np.unpackbits(np.frombuffer(rng.bytes(1000 * ((len(d) + 7) // 8)), np.uint8)
                             .reshape(1000, -1), axis=1, count=len(d))
        extreme += (abs(2 * (bits.astype(np.float32) @ d.astype(np.float32)) - d.sum())
                    >= limit).sum()
    return (1 + extreme) / (1 + TRIES), TRIES


def scipy_signflip(d, rng):
    r = stats.permutation_test((d,), lambda x, axis: x.mean(axis), permutation_type="samples",
                               vectorized=True, n_resamples=TRIES, batch=1000, rng=rng)
    return r.pvalue, TRIES


def mcnemar(t):
    k, n = t.min(1), t.sum(1)
    p = np.minimum(1, 2 * stats.binom.cdf(k, n, 0.5))
    point = stats.binom.pmf(k, n, 0.5)
    return p.sum(), np.where(t[:, 0] == t[:, 1], 1 - point, p - point).sum()


def statsmodels_mcnemar(t):
    """One call a table, as a program that compares two runs makes it."""
    from statsmodels.stats.contingency_tables import mcnemar as test
    return sum(test([[0, a], [b, 0]], exact=True).pvalue for a, b in t[:1000]), 0


def passk(x):
    n, c, k = x.T
    g = special.gammaln
    with np.errstate(all="ignore"):
        none = np.exp(g(n - c + 1) - g(n - c - k + 1) + g(n - k + 1) - g(n + 1))
        every = np.exp(g(c + 1) - g(c - k + 1) + g(n - k + 1) - g(n + 1))
    return (1 - np.where(n - c < k, 0, none)).sum(), np.where(c < k, 0, every).sum()


def problems(rng, n, samples):
    judged = np.full(n, float(samples))
    return np.stack([judged, rng.binomial(samples, rng.beta(0.6, 0.8, n)).astype(float)], 1)


def main():
    program, repeats = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    rng = np.random.default_rng(1)
    rows = problems(rng, 1000, 5)
    real = np.stack([np.ones(1000), rng.random(1000)], 1)  # every row another
    few = (rng.binomial(5, 0.5, 1000) - rng.binomial(5, 0.48, 1000)) / 5
    many = rng.normal(0.03, 1, 1000)
    tables = rng.integers(0, 60, (100000, 2)).astype(float)
    n = np.full(100000, 200.0)
    draws = np.stack([n, rng.binomial(200, rng.beta(0.6, 0.8, 100000)).astype(float),
                      rng.choice([1.0, 10.0, 100.0], 100000)], 1)
    cases = [
        ("bootstrap", "10,000 resamples of 1,000 problems x 5 samples", rows,
         {"numpy": lambda: resample(rows, rng),
          "scipy.stats.bootstrap": lambda: scipy_bootstrap(rows, rng, "percentile"),
          "same trick": lambda: resample_kinds(rows, rng)}),
        ("bootstrap", "the same, no two problems alike", real,
         {"numpy": lambda: resample(real, rng),
          "scipy.stats.bootstrap": lambda: scipy_bootstrap(real, rng, "percentile")}),
        ("bca", "BCa, 1,000 problems x 5 samples", rows,
         {"scipy.stats.bootstrap": lambda: scipy_bootstrap(rows, rng, "BCa")}),
        ("bca", "BCa, no two problems alike", real,
         {"scipy.stats.bootstrap": lambda: scipy_bootstrap(real, rng, "BCa")}),
        ("signflip", "sign flips of 1,000 differences of five samples (Momus: exact)", few,
         {"numpy": lambda: signflip(few, rng),
          "scipy.stats.permutation_test": lambda: scipy_signflip(few, rng)}),
        ("signflip", "100,000 sign flips of 1,000 differences, none alike", many,
         {"numpy": lambda: signflip(many, rng),
          "scipy.stats.permutation_test": lambda: scipy_signflip(many, rng)}),
        ("mcnemar", "100,000 exact McNemar tests with mid-p", tables,
         {"scipy.stats.binom": lambda: mcnemar(tables)}),
        ("mcnemar", "1,000 exact McNemar tests, a call each", tables[:1000],
         {"statsmodels": lambda: statsmodels_mcnemar(tables)}),
        ("passk", "Pass@k and pass^k of 100,000 problems x 200 samples", draws,
         {"scipy.special.gammaln": lambda: passk(draws)}),
    ]
    for what, name, data, peers in cases:
        out = subprocess.run([program, what, str(10 * repeats)], input=data.tobytes(),
                             stdout=subprocess.PIPE, check=True)
        mine = json.loads(out.stdout)
        line = {"what": name, "momus_wall_s": mine["wall_s"], "momus_cpu_s": mine["cpu_s"]}
        for peer, run in peers.items():
            wall, cpu, result = timed(run, repeats)
            scale = max(abs(np.array(result, float)).max(), 1e-9)
            apart = np.max(np.abs(np.array(result, float)[:1] - mine["result"][:1])) / scale
            line[peer] = {"wall_s": round(wall, 4), "cpu_s": round(cpu, 4),
                          "times": round(wall / mine["wall_s"], 1),
                          "times_cpu": round(cpu / mine["cpu_s"], 1),
                          "agrees": bool(apart < 0.02)}
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
