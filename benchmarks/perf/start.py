#!/usr/bin/env python3
"""How long `momus --version` and `momus plugins` take, beside /bin/true.

usage: start.py MOMUS [RUNS]

Prints one JSON object a command: the least and the median wall time in
milliseconds, and the median as a multiple of /bin/true's in the same run.  The
program behind libtool's wrapper script is what is measured.
"""
import json
import os
import statistics
import subprocess
import sys
import time


def unwrapped(momus):
    """The real program and its environment, in a build tree."""
    libs = os.path.join(os.path.dirname(momus), ".libs")
    real = os.path.join(libs, "momus")
    env = dict(os.environ)
    if os.path.exists(real):
        env["LD_LIBRARY_PATH"] = libs
        return real, env
    return momus, env


def times(command, env, runs):
    out = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, env=env, check=True,
                       stdout=subprocess.DEVNULL)
        out.append(1e3 * (time.perf_counter() - start))
    return out


def main():
    momus = os.path.abspath(sys.argv[1])
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    momus, env = unwrapped(momus)
    floor = statistics.median(times(["/bin/true"], env, runs))
    for arguments in (["--version"], ["plugins"]):
        got = times([momus] + arguments, env, runs)
        median = statistics.median(got)
        print(json.dumps({
            "what": "momus " + " ".join(arguments), "runs": runs,
            "least_ms": round(min(got), 2), "median_ms": round(median, 2),
            "times_true": round(median / floor, 2), "budget_ms": 20}))


if __name__ == "__main__":
    main()
