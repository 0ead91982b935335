#!/usr/bin/env python3
"""CPU time of grading recorded programs as CommonOJ does, a process a test.

usage: commonoj.py MOMUS PROBLEMS PROGRAMS [--passes N]

PROBLEMS are rows of CodeContests, PROGRAMS rows with `name`, `code` and the
`verdict` of running them, of which those that pass are taken, but for those that
take long.  Three ways on the first ten tests of each, in turns, the least of the
passes counting: the programs' own time (compiled and called in a fork of one warm
interpreter, no isolation, no comparison), CommonOJ's way at its least (bash, a
fresh interpreter, a folder of its own; no server, no comparison, no isolation) and
Momus (`momus grade --grader common-oj-10`, full isolation).  Prints one JSON
object: CPU milliseconds a run, a run being one program on one test; those whose
text imports NumPy apart.

Run by the interpreter that judges, so that all three use the same one.
"""
import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time

import collections, dataclasses, decimal, fractions, heapq  # noqa: E401,F401
import itertools, math, numpy, random, re, typing  # noqa: E401,F401

import cpu_group

BUDGET_MS, BUDGET_TIMES, TESTS = 4, 10, 10
LONG_S = 0.05  # a run longer than this varies by more than what is measured
SHELL = """
import json, os, subprocess, sys, tempfile
for source, tests in json.load(open(sys.argv[1])):
    for given in tests:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "main.py")
            with open(path, "w") as f:
                f.write(source)
            subprocess.run(["/bin/bash", "-c", sys.executable + " " + path],
                           input=given.encode(), cwd=folder,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
"""


def read(path):
    with (gzip.open if path.endswith(".gz") else open)(
            path, "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def first_tests(row):
    return [given for group in ("public_tests", "private_tests",
                                "generated_tests")
            for given in row[group]["input"]][:TESTS]


def run(source, given):
    """CPU seconds of one program on one test, in a fork."""
    out, into = os.pipe()
    if os.fork() == 0:
        stdin = os.memfd_create("stdin")
        os.write(stdin, given.encode())
        os.lseek(stdin, 0, os.SEEK_SET)
        os.dup2(stdin, 0)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        sys.stdin, sys.stdout = open(0, closefd=False), open(
            1, "w", closefd=False)
        began = time.process_time()
        try:
            exec(compile(source, "main.py", "exec"), {"__name__": "__main__"})
            sys.stdout.flush()
        except BaseException:
            pass
        os.write(into, repr(time.process_time() - began).encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as f:
        took = float(f.read() or 1)
    os.wait()
    return took


def commonoj(group, programs, folder):
    told = os.path.join(folder, "programs.json")
    with open(told, "w", encoding="utf-8") as f:
        json.dump([(p["code"], p["tests"]) for p in programs], f)
    return group.cost([sys.executable, "-c", SHELL, told])


def momus(group, command, env, programs, problems, folder):
    """(CPU seconds, runs that were judged, programs that passed)"""
    told, out = (os.path.join(folder, n) for n in ("in.jsonl", "out.jsonl"))
    with open(told, "w", encoding="utf-8") as f:
        f.writelines(json.dumps({"name": p["name"], "language": "python",
                                 "code": p["code"]}) + "\n" for p in programs)
    cpu = group.cost([command, "grade", "--task", "codecontests", "--data",
                      problems, "--grader", "common-oj-10", "--solutions", told,
                      "--verdicts", out], env)
    verdicts = read(out)
    return (cpu, sum(len(v["tests"].replace("-", "")) for v in verdicts),
            sum(v["passed"] for v in verdicts))


def short(rows, problems):
    """The programs that pass and do not take long, with tests and own time."""
    found = []
    for r in rows:
        if r["verdict"] != "pass":
            continue
        tests = first_tests(problems[r["name"]])
        took = [run(r["code"], given) for given in tests]
        if max(took) < LONG_S:
            found.append(dict(r, tests=tests, own=sum(took)))
    return found


def measured(programs, args, group, folder):
    command, env = cpu_group.unwrapped(os.path.abspath(args.momus))
    runs = sum(len(p["tests"]) for p in programs)
    own = theirs = ours = float("inf")
    for _ in range(args.passes):
        own = min(own, sum(run(p["code"], given) for p in programs
                           for given in p["tests"]))
        theirs = min(theirs, commonoj(group, programs, folder))
        cpu, judged, passed = momus(group, command, env, programs,
                                    args.problems, folder)
        ours = min(ours, cpu)
    above = 1e3 * (theirs - own) / runs, 1e3 * (ours - own) / runs
    return {"programs": len(programs), "passed": passed, "runs": runs,
            "judged": judged, "own_ms": round(1e3 * own / runs, 2),
            "commonoj_ms": round(1e3 * theirs / runs, 2),
            "momus_ms": round(1e3 * ours / runs, 2),
            "commonoj_above_own_ms": round(above[0], 2),
            "momus_above_own_ms": round(above[1], 2),
            "times_below": round(above[0] / above[1], 1)}


def main():
    parser = argparse.ArgumentParser()
    for name in ("momus", "problems", "programs"):
        parser.add_argument(name)
    parser.add_argument("--passes", type=int, default=3)
    args = parser.parse_args()
    programs = short(read(args.programs),
                     {r["name"]: r for r in read(args.problems)})
    group = cpu_group.Group()
    result = {"what": "recorded programs, first ten tests, a process a test",
              "load": round(os.getloadavg()[0], 1), "budget_ms": BUDGET_MS,
              "budget_times_below": BUDGET_TIMES}
    with tempfile.TemporaryDirectory() as folder:
        for title, numpy_too in (("without NumPy", False), ("NumPy", True)):
            result[title] = measured(
                [p for p in programs if ("numpy" in p["code"]) == numpy_too],
                args, group, folder)
    group.leave()
    print(json.dumps(result))


if __name__ == "__main__":
    main()
