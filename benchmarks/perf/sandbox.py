#!/usr/bin/env python3
"""CPU time of a program that does nothing, in full isolation.

usage: sandbox.py MOMUS [PROGRAMS]

Beside it, in the same run: a fresh interpreter without isolation (`python3 -c
pass`), what an official checker pays at least; and a bare fork of an interpreter
with the same modules, the floor.  Prints one JSON object: CPU milliseconds a
program of all processes together, counted by a control group, so it needs to be
allowed to make one (root, or a delegated one).

Run by the interpreter that judges.
"""
import json
import os
import sys
import tempfile

import cpu_group

BUDGET_MS = 4
FORKS = """
import os, sys
modules = sys.argv[2].split(",")
for name in modules:
    __import__(name)
for _ in range(int(sys.argv[1])):
    if os.fork() == 0:
        exec(compile("pass", "program.py", "exec"), {})
        os._exit(0)
    os.wait()
"""
STARTS = 'i=0; while [ $i -lt $1 ]; do "$2" -c pass; i=$((i + 1)); done'
MODULES = "collections,dataclasses,datetime,decimal,fractions,json,math,random," \
    "re,statistics,threading,typing"


def each(group, command, programs, env=None):
    """CPU milliseconds of one more program, without what starting takes."""
    few = max(programs // 20, 1)
    a = group.cost(command(few), env)
    return 1e3 * (group.cost(command(few + programs), env) - a) / programs


def main():
    programs = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    momus, env = cpu_group.unwrapped(os.path.abspath(sys.argv[1]))
    group = cpu_group.Group()
    with tempfile.NamedTemporaryFile("w", suffix=".py") as f:
        f.write("pass\n")
        f.flush()

        def judged(*options):
            return lambda n: [momus, "exec", "--json", "--repeat", str(n),
                              *options, f.name]

        found = {
            "warm": each(group, judged(), programs, env),
            "cold": each(group, judged("--cold"), max(programs // 4, 1), env),
            "start of an interpreter": each(group, lambda n: [
                "sh", "-c", STARTS, "sh", str(n), sys.executable],
                max(programs // 4, 1)),
            "bare fork": each(group, lambda n: [
                sys.executable, "-c", FORKS, str(n), MODULES], programs),
        }
    group.leave()
    warm = found["warm"]
    print(json.dumps({
        "what": "a program that does nothing, full isolation",
        "programs": programs, "load": round(os.getloadavg()[0], 1),
        "cpu_ms": {k: round(v, 3) for k, v in found.items()},
        "times_below_a_start": round(
            found["start of an interpreter"] / warm, 1),
        "times_bare_fork": round(warm / found["bare fork"], 1),
        "budget_ms": BUDGET_MS}))


if __name__ == "__main__":
    main()
