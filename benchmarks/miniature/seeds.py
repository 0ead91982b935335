#!/usr/bin/env python3
"""seeds.py OUT... - the table of several seeds: folders that ctrl.sh made

Means over seeds after the last turn, in percent, with 95 % intervals by Student's t over
seeds: they hold the luck of training, which the intervals of one report do not.
"""
import json
import math
import os
import sys

# Student's t at 97.5 % for n - 1 degrees of freedom
T = [None, None, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262]


ROWS = ["Zero-shot", "Execution feedback", "Self-critique", "SFT critic", "RL critic",
        "Control: empty", "Control: shuffled", "Control: oracle"]


def figures(run):
    """Of one run: Pass@1 at its last turn, and what the turns did, None where they did nothing."""
    found = {}
    for f in run["figures"]:
        at_end = f.get("turn", run["turns"]) == run["turns"]
        if f["figure"] in ("pass_at_1", "delta_up", "delta_down") and at_end or \
                f["figure"] == "macro_f1" and "turn" not in f and f.get("of") == "each":
            found[f["figure"]] = f.get("value")
    return found


def read(folder):
    with open(os.path.join(folder, "report", "report.json"), encoding="utf-8") as file:
        runs = json.load(file)["runs"]
    found = {(r["cell"]["generator"], r["cell"]["row"]): figures(r) for r in runs}
    for (generator, _), values in found.items():
        values["gain"] = values["pass_at_1"] - found[generator, "Zero-shot"]["pass_at_1"]
    return found


def told(values, sign=""):
    values = [100 * v for v in values if v is not None]
    if not values:
        return ""
    mean, n = sum(values) / len(values), len(values)
    if n == 1:
        return f"{mean:{sign}.1f}"
    half = T[n] * math.sqrt(sum((v - mean) ** 2 for v in values) / (n - 1) / n)
    return f"{mean:{sign}.1f} [{mean - half:{sign}.1f}, {mean + half:{sign}.1f}]"


def main():
    if not 2 <= len(sys.argv) <= len(T):
        sys.exit(__doc__)
    seeds = [read(folder) for folder in sys.argv[1:]]
    for generator in sorted({generator for generator, _ in seeds[0]}, reverse=True):
        n = f"{len(seeds)} seeds" if len(seeds) > 1 else "one seed"
        print(f"\n| {generator}, {n} | Pass@1 | Δ↑ | Δ↓ | macro F1 | from zero-shot |")
        print("| --- | --- | --- | --- | --- | --- |")
        for key in ((generator, row) for row in ROWS):
            cells = [told([s[key].get(f) for s in seeds], sign) for f, sign in (
                ("pass_at_1", ""), ("delta_up", ""), ("delta_down", ""), ("macro_f1", ""),
                ("gain", "+"))]
            print("| " + " | ".join([key[1]] + cells) + " |")
        rl, sft = ([s[generator, row]["pass_at_1"] for s in seeds]
                   for row in ("RL critic", "SFT critic"))
        print(f"\nRL critic less SFT critic: {told([a - b for a, b in zip(rl, sft)], '+')}")


if __name__ == "__main__":
    main()
