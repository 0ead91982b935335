#!/usr/bin/env python3
"""CPU time of grading recorded programs on LiveCodeBench's public tests.

usage: livecodebench.py MOMUS PROBLEMS OUTPUTS GOLDEN

PROBLEMS are rows of code_generation_lite, OUTPUTS a model's recorded answers, and
GOLDEN the official verdicts, of which the programs that pass are taken, but for the few that are long.
Two ways in one run: their own time (each is compiled once and called on its tests
in one warm interpreter, with no isolation and no comparison) and Momus (`momus
grade`, full isolation).  Prints one JSON object: CPU seconds, and CPU milliseconds a
program above its own.

Run by the interpreter that judges, so that both use the same one.
"""
import argparse
import ast
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../plugins/task/livecodebench"))
sys.path.insert(0, HERE)

import numpy  # loaded before a program asks for it, on both sides
import lcb_program
import lcb_streams
import cpu_group

BUDGET_MS = 4
LONG_S = 0.05	# programs that take longer are left out: their own time varies
		# by more than what is measured


def read(path):
    with (gzip.open if path.endswith(".gz") else open)(
            path, "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def run(source, function, tests):
    """CPU seconds of one program: compiling, loading, calling."""
    odd = lcb_streams.Odd()
    lcb_streams.own_streams()
    if function is None:
        # What the checker makes of the text is not the program's own work.
        body = lcb_program.unguarded(ast.parse(source))
        text = ast.unparse(lcb_program.module_of(body))
    else:
        text = source
    began = time.process_time()
    code = compile(text, "<string>", "exec", dont_inherit=True)
    module = lcb_program.new_module(50000)
    exec(code, vars(module))
    if function is not None:
        owner = module.Solution() if "class Solution" in source else module
        call = getattr(owner, function)
        for given in tests:
            call(*map(json.loads, given.split("\n")))
    else:
        for given in tests:
            with lcb_streams.Streams(given, False, odd):
                try:
                    module.wrapped_function()
                except SystemExit:
                    pass
    return time.process_time() - began


def own(rows, answers):
    """Seconds of each program: in a fork, for they may leave things behind, but
    one after the other in the same, whose memory is warm."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        took = {}
        for name, source in answers.items():
            row = rows[name]
            tests = [t["input"] for t in json.loads(row["public_test_cases"])]
            took[name] = run(source, json.loads(row["metadata"]).get(
                "func_name"), tests)
        with os.fdopen(into, "w") as f:
            json.dump(took, f)
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as f:
        took = json.load(f)
    os.waitpid(child, 0)
    return took


def momus(program, problems, answers):
    """(cpu, wall, how many passed) of grading all ANSWERS."""
    with tempfile.TemporaryDirectory() as folder:
        told, out = (os.path.join(folder, n) for n in ("in.jsonl", "out.jsonl"))
        with open(told, "w", encoding="utf-8") as f:
            f.writelines(json.dumps({"question_id": name,
                                     "code_list": [text]}) + "\n"
                         for name, text in answers.items())
        group = cpu_group.Group()
        began = time.monotonic()
        subprocess.run([program, "grade", "--task", "livecodebench", "--data",
                        problems, "--set", "task.tests=public", "--solutions",
                        told, "--verdicts", out], check=True,
                       stdout=subprocess.DEVNULL, preexec_fn=group.enter)
        cpu, wall = group.cpu_s(), time.monotonic() - began
        group.leave()
        return cpu, wall, sum(bool(v["passed"]) for v in read(out))


def main():
    parser = argparse.ArgumentParser()
    for name in ("momus", "problems", "outputs", "golden"):
        parser.add_argument(name)
    args = parser.parse_args()
    rows = {r["question_id"]: r for r in read(args.problems)}
    right = {g["question_id"] for g in read(args.golden) if g["passed"]}
    answers = {r["question_id"]: r["code_list"][0] for r in read(args.outputs)
               if r["question_id"] in right & rows.keys()}
    took = own(rows, answers)
    answers = {name: text for name, text in answers.items()
               if took[name] < LONG_S}
    least = sum(took[name] for name in answers)
    cpu, wall, passed = momus(os.path.abspath(args.momus), args.problems,
                              answers)
    n = len(answers)
    print(json.dumps({
        "what": "recorded programs, public tests", "programs": n,
        "passed": passed,
        "own": {"cpu_s": round(least, 3), "ms": round(1e3 * least / n, 2)},
        "momus": {"cpu_s": round(cpu, 3), "wall_s": round(wall, 2),
                  "ms": round(1e3 * cpu / n, 2),
                  "above_own_ms": round(1e3 * (cpu - least) / n, 2),
                  "budget_ms": BUDGET_MS}}))


if __name__ == "__main__":
    main()
