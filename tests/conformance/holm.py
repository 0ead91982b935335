"""holm.py - p-values adjusted as statsmodels does

holm() equals what statsmodels said of the families in tests/data/stats/adjusted.txt;
of_statsmodels() asks it, where it is installed.
"""
import os

try:
    from statsmodels.stats.multitest import multipletests
except ImportError:
    multipletests = None

RECORDED = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "data",
                        "stats", "adjusted.txt")


def holm(ps):
    """Holm 1979: the i-th smallest of m p-values times m - i, never less than one
    before it, and at most 1."""
    order, highest, out = sorted(range(len(ps)), key=lambda i: ps[i]), 0.0, [0] * len(ps)
    for rank, i in enumerate(order):
        highest = max(highest, min(1.0, (len(ps) - rank) * ps[i]))
        out[i] = highest
    return out


def of_statsmodels(ps):
    """None where it is not there."""
    return multipletests and list(map(float, multipletests(ps, method="holm")[1]))


def recorded():
    """[(p-values, statsmodels' adjusted)] of each family."""
    with open(RECORDED, encoding="utf-8") as f:
        rows = [line.split() for line in f if not line.startswith("#")]
    while rows:
        n = int(rows[0][0])
        yield [float(r[1]) for r in rows[:n]], [float(r[2]) for r in rows[:n]]
        rows = rows[n:]


for family, adjusted in recorded():
    assert max(abs(a - b) for a, b in zip(holm(family), adjusted)) < 1e-12, family
