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
import subprocess
import sys
import tempfile
import time

BUDGET_MS = 4
PLACES = (("/sys/fs/cgroup/cpuacct", "cpuacct.usage", 1e-6),
          ("/sys/fs/cgroup", "cpu.stat", 1e-3))
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


class Group:
    """A control group that counts CPU time."""

    def __init__(self):
        for place, name, unit in PLACES:
            path = os.path.join(place, "momus-benchmark-%d" % os.getpid())
            try:
                os.mkdir(path)
            except OSError:
                continue
            self.path, self.unit = path, unit
            self.file = os.path.join(path, name)
            return
        sys.exit("sandbox.py: no control group can be made; run as root")

    def ms(self):
        with open(self.file) as f:
            text = f.read().split()
        return int(text[1] if text[0] == "usage_usec" else text[0]) * self.unit

    def cost(self, command, env=None):
        """CPU milliseconds of COMMAND and all that it starts."""
        def join():
            with open(os.path.join(self.path, "cgroup.procs"), "w") as f:
                f.write("0")

        before = self.ms()
        subprocess.run(command, env=env, preexec_fn=join,
                       stdout=subprocess.DEVNULL, check=True)
        return self.ms() - before

    def close(self):
        for _ in range(100):
            try:
                for name in os.listdir(self.path):
                    if os.path.isdir(os.path.join(self.path, name)):
                        os.rmdir(os.path.join(self.path, name))
                os.rmdir(self.path)
                return
            except OSError:
                time.sleep(0.02)


def unwrapped(momus):
    """The real program and its environment, in a build tree."""
    libs = os.path.join(os.path.dirname(momus), ".libs")
    real = os.path.join(libs, "momus")
    env = dict(os.environ)
    if os.path.exists(real):
        env["LD_LIBRARY_PATH"] = libs
        return real, env
    return momus, env


def each(group, command, programs, env=None):
    """CPU milliseconds of one more program, without what starting takes."""
    few = max(programs // 20, 1)
    a = group.cost(command(few), env)
    return (group.cost(command(few + programs), env) - a) / programs


def main():
    programs = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    momus, env = unwrapped(os.path.abspath(sys.argv[1]))
    group = Group()
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
    group.close()
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
