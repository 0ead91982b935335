#!/usr/bin/env python3
"""How long `momus --version` and `momus plugins` take, beside /bin/true.

usage: start.py MOMUS [RUNS]

Prints one JSON object a command: the least and the median wall time and the
median processor time in milliseconds, and the median wall time as a multiple of
/bin/true's in the same run.  The
program behind libtool's wrapper script is what is measured.
"""
import json
import os
import statistics
import subprocess
import sys
import time

import cpu_group


def times(command, env, runs):
    """Wall and processor times, in milliseconds."""
    wall, cpu = [], []
    for _ in range(runs):
        start = time.perf_counter()
        child = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
        _, status, use = os.wait4(child.pid, 0)
        wall.append(1e3 * (time.perf_counter() - start))
        cpu.append(1e3 * (use.ru_utime + use.ru_stime))
        child.returncode = status
        if status:
            sys.exit("%s: status %d" % (" ".join(command), status))
    return wall, cpu


def main():
    momus = os.path.abspath(sys.argv[1])
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    momus, env = cpu_group.unwrapped(momus)
    floor = statistics.median(times(["/bin/true"], env, runs)[0])
    for arguments in (["--version"], ["plugins"]):
        got, cpu = times([momus] + arguments, env, runs)
        median = statistics.median(got)
        print(json.dumps({
            "what": "momus " + " ".join(arguments), "runs": runs,
            "least_ms": round(min(got), 2), "median_ms": round(median, 2),
            "median_cpu_ms": round(statistics.median(cpu), 2),
            "times_true": round(median / floor, 2), "budget_ms": 20}))


if __name__ == "__main__":
    main()
