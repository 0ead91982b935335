#!/usr/bin/env python3
"""What statistics cost, beside the same computation in vectorised numpy and scipy.

usage: stats.py STATS [REPEATS [PART]]      (STATS: benchmarks/perf/stats, built)

Needs numpy, scipy and statsmodels.  Both sides get the same numbers, in turns, in this run; the
least time of the repeats counts.  Prints one JSON object a computation: seconds of
wall and processor time of each side, how often faster ("least": than the fastest peer), and
whether results agree (within what resampling leaves, or to rounding).  PART: only those
whose name has it.  Peers are in stats_peers.py.
"""
import json
import math
import subprocess
import sys
import time

import numpy as np

import stats_peers as peers

PASSES = 10  # in a turn of either side, since the first ones find cold caches


def timed(run, best):
    """PASSES of a peer, as Momus makes them; of a slow one as many as take a second."""
    start = time.perf_counter()
    for _ in range(PASSES):
        w, c = time.perf_counter(), time.process_time()
        result = run()
        best = (min(best[0], time.perf_counter() - w), min(best[1], time.process_time() - c),
                result)
        if time.perf_counter() - start > 1:
            break
    return best


def momus(program, what, data, repeats):
    out = subprocess.run([program, what, str(repeats)], input=data.tobytes(),
                         stdout=subprocess.PIPE, check=True)
    return json.loads(out.stdout)


def compare(program, repeats, what, name, data, each, tolerance):
    """One computation by both sides, REPEATS times in turns."""
    data = np.ascontiguousarray(data, dtype=float)
    wall = cpu = math.inf
    best = {peer: (math.inf, math.inf, None) for peer in each}
    for _ in range(repeats):
        mine = momus(program, what, data, PASSES)
        wall, cpu = min(wall, mine["wall_s"]), min(cpu, mine["cpu_s"])
        for peer, run in each.items():
            best[peer] = timed(run, best[peer])
    line = {"what": name, "momus_wall_s": wall, "momus_cpu_s": cpu}
    for peer, (w, c, result) in best.items():
        a, b = np.array(result, float), np.array(mine["result"])[:np.size(result)]
        apart = np.max(np.abs(a - b)) / max(np.max(np.abs(a)), 1e-9)
        line[peer] = {"wall_s": float("%.4g" % w), "cpu_s": float("%.4g" % c),
                      "times": float("%.3g" % (w / wall)),
                      "times_cpu": float("%.3g" % (c / cpu)), "agrees": bool(apart < tolerance)}
    line["least"] = min(line[peer]["times"] for peer in each)
    line["least_cpu"] = min(line[peer]["times_cpu"] for peer in each)
    return line


def problems(rng, n, samples):
    judged = np.full(n, float(samples))
    return np.stack([judged, rng.binomial(samples, rng.beta(0.6, 0.8, n)).astype(float)], 1)


def confusions(rng, n, samples):
    """(N, 4): right and called so, right and not, wrong and called right, wrong and not."""
    right = rng.binomial(samples, rng.beta(0.6, 0.8, n))
    seen, missed = rng.binomial(right, 0.75), rng.binomial(samples - right, 0.3)
    return np.stack([seen, right - seen, missed, samples - right - missed], 1).astype(float)


def scored(rng, n, samples):
    """(N * SAMPLES, 3): problem, score, right."""
    score = rng.random(n * samples)
    return np.stack([np.repeat(np.arange(n), samples), score,
                     rng.random(n * samples) < 0.2 + 0.6 * score], 1).astype(float)


def cases(rng):
    """what, name, numbers, peers, how far results may lie apart."""
    p, few = peers, 0.02
    rows = problems(rng, 1000, 5)
    real = np.stack([np.ones(1000), rng.random(1000)], 1)  # every row another
    for title, x in [("1,000 problems x 5 samples", rows),
                     ("the same, no two problems alike", real)]:
        yield "bootstrap", "bootstrap, " + title, x, p.resamplings(x, p.ratio, rng), few
        yield "bca", "BCa, " + title, x, p.bcas(x, p.ratio, rng), few
    x = confusions(rng, 1000, 5)
    yield "markov", "Markov intervals, 1,000 problems", x, p.resamplings(x, p.settled, rng), few
    yield "kappa", "interval of kappa, 1,000 problems", x, p.resamplings(x, p.kappa, rng), few
    x = (rng.random((1000, 5)) < rng.beta(0.6, 0.8, (1000, 1))).astype(float)
    yield ("components", "variance components, interval, 1,000 problems", x,
           p.resamplings(p.anova_rows(x), p.between, rng), few)
    x = scored(rng, 1000, 5)
    yield ("ece", "calibration error, interval, 1,000 problems x 5 scores", x,
           p.eces(x, rng), 0.05)
    x = (rng.binomial(5, 0.5, 1000) - rng.binomial(5, 0.49, 1000)) / 5
    yield "signflip", "sign flips of 1,000 means of five (Momus: exact)", x, p.flips(x, rng), 0.1
    x = rng.normal(0.03, 1, 1000)
    yield "signflip", "100,000 sign flips of 1,000 values", x, p.flips(x, rng), 0.1
    x = np.concatenate([confusions(rng, 1000, 5), confusions(rng, 1000, 5)], 1)
    yield "swap", "kappa under two versions, 9,999 label swaps", x, p.swaps(x, rng), 0.05
    x = rng.integers(1, 60, (100000, 2))
    yield "mcnemar", "100,000 exact McNemar tests with mid-p", x, p.mcnemars(x), 1e-9
    yield ("mcnemar", "1,000 exact McNemar tests, a call each", x[:1000],
           p.mcnemar_calls(x[:1000]), 1e-9)
    n = np.full(100000, 200)
    x = np.stack([n, rng.binomial(200, rng.beta(0.6, 0.8, 100000)),
                  np.repeat([1, 10, 100, 100], 25000)], 1)  # one k after another
    yield "passk", "Pass@k and pass^k of 100,000 problems x 200 samples", x, p.passks(x), 1e-9
    x = np.clip(rng.normal(0, 0.3, 1000), -1, 1)
    yield "evalue", "e-value of 1,000 differences", x, p.evalues(x), 1e-9
    x = rng.integers(-5, 6, 1000) / 5
    yield "evalue", "e-value of 1,000 differences of means of five", x, p.evalues(x), 1e-9
    x = problems(rng, 20, 5)[:, ::-1]
    yield "betabinomial", "beta-binomial interval, 20 problems", x, p.betabinomials(x), 0.01
    for n in [20, 1000, 100000]:
        x = rng.random(n) ** 2
        yield "adjust", f"Holm and BH of {n} tests", x, p.adjusts(x), 1e-9
    x = np.stack([rng.normal(0, 0.02, 100000), rng.uniform(0.005, 0.03, 100000)], 1)
    yield "tost", "100,000 equivalence tests (TOST)", x, p.tosts(x), 1e-9
    x = np.stack([rng.integers(0, 100, 100000), np.full(100000, 100)], 1)
    yield "wilson", "100,000 Wilson intervals", x, p.wilsons(x), 1e-9
    yield "wilsons", "1,000 Wilson intervals, a call each", x[:1000], p.wilson_calls(x[:1000]), 1e-9
    x = rng.integers(1, 200, (100000, 4))
    yield "scores", "precision, recall, F1, kappa of 100,000 tables", x, p.scores(x), 1e-9
    x = rng.integers(1, 60, (1000, 16))
    yield "chain", "1,000 likelihood-ratio tests of order 1, 4 states", x, p.chains(x), 1e-9


def warm():
    """Lets what large arrays free stay with the process, so that peers find it there."""
    for _ in range(3):
        np.ones(1 << 21).sum()


def main():
    program, repeats = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    part = sys.argv[3] if len(sys.argv) > 3 else ""
    warm()
    for what, name, data, each, tolerance in cases(np.random.default_rng(1)):
        if part in name:
            print(json.dumps(compare(program, repeats, what, name, data, each, tolerance)),
                  flush=True)


if __name__ == "__main__":
    main()
