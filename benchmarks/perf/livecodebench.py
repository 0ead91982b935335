#!/usr/bin/env python3
"""CPU time of grading recorded programs on LiveCodeBench's public tests.

usage: livecodebench.py MOMUS PROBLEMS OUTPUTS GOLDEN [--checker FOLDER] [--passes N]

PROBLEMS are rows of code_generation_lite, OUTPUTS a model's recorded answers, and
GOLDEN the official verdicts, of which the programs that pass are taken, but for the few that are long.
Three ways in turns, the least of the passes counting: their own time (each is compiled
once and called on its tests in one warm interpreter, with no isolation and no
comparison), Momus (`momus grade`, full isolation) and, with --checker, LiveCodeBench's
checker as NVIDIA packages it, which is installed from PyPI into a new virtual
environment in FOLDER.  It forks twice a program, which costs by what is loaded: with
what LiveCodeBench's runner has loaded, and bare.
Prints one JSON object: CPU seconds of the whole run, its start included, and CPU
milliseconds a program above its own: of the whole, and of each program more, which
is what all take above a run on the first few.

Run by the interpreter that judges, so that all use the same one.
"""
import argparse
import ast
import gzip
import itertools
import json
import math
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

BUDGET_MS, BUDGET_TIMES = 4, 10
FIRST = 4	# programs of the run that counts as the start
LONG_S = 0.05	# programs that take longer are left out: their own time varies
		# by more than what is measured


# The checker, and what the official runner has loaded when it calls it: with it,
# `datasets`, a fork for each program costs more.
CHECKER = """
import json, sys, types
if sys.argv[2] == "runner":
    import datasets
root = [p for p in sys.path if p.endswith("site-packages")][0] + "/livecodebench"
for name, at in (("livecodebench", ""), ("livecodebench.evaluation", "/evaluation")):
    module = types.ModuleType(name)
    module.__path__ = [root + at]
    sys.modules[name] = module
from livecodebench.evaluation.compute_code_generation_metrics import evaluate_generations
samples, programs = json.load(open(sys.argv[1]))
results, _ = evaluate_generations(samples, [[p] for p in programs],
                                  num_process_evaluate=2, timeout=6)
print(sum(all(x is True or x > 0 for x in r[0]) for r in results.values()))
"""


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


def momus(group, command, env, problems, answers):
    """(cpu, how many passed) of grading ANSWERS."""
    with tempfile.TemporaryDirectory() as folder:
        told, out = (os.path.join(folder, n) for n in ("in.jsonl", "out.jsonl"))
        with open(told, "w", encoding="utf-8") as f:
            f.writelines(json.dumps({"question_id": name,
                                     "code_list": [text]}) + "\n"
                         for name, text in answers.items())
        cpu = group.cost([command, "grade", "--task", "livecodebench", "--data",
                          problems, "--set", "task.tests=public",
                          "--solutions", told, "--verdicts", out], env)
        return cpu, sum(bool(v["passed"]) for v in read(out))


def checker_python(folder):
    """The interpreter that has the checker; NumPy is this one's."""
    home = os.path.join(folder, "lcb")
    python = os.path.join(home, "bin", "python")
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", "--system-site-packages",
                        home], check=True)
        pip = [python, "-m", "pip", "-q", "install"]
        subprocess.run([*pip, "--no-deps", "nvidia-livecodebench==26.3"],
                       check=True)
        subprocess.run([*pip, "tqdm", "datasets"], check=True)
    return python


def sample_of(row):
    """ROW's public tests as the checker is told them."""
    tests = json.loads(row["public_test_cases"])
    return {"input_output": json.dumps({
        "inputs": [t["input"] for t in tests],
        "outputs": [t["output"] for t in tests],
        "fn_name": json.loads(row["metadata"]).get("func_name")})}


def checker(group, python, beside, rows, answers):
    """The same of the official checker, BESIDE what its "runner" loads or "nothing"."""
    with tempfile.TemporaryDirectory() as folder:
        told, out = (os.path.join(folder, n) for n in ("told.json", "out"))
        with open(told, "w", encoding="utf-8") as f:
            json.dump([[sample_of(rows[n]) for n in answers],
                       list(answers.values())], f)
        cpu = group.cost(["sh", "-c",
                          '"$0" -c "$1" "$2" "$3" >"$4" 2>/dev/null',
                          python, CHECKER, told, beside, out])
        with open(out, encoding="ascii") as f:
            return cpu, int(f.read())


class Peer:
    """A way of grading, and the least that it took."""

    def __init__(self, grade):
        self.grade = grade
        self.whole = self.start = math.inf
        self.passed = 0

    def run(self, answers):
        first = dict(itertools.islice(answers.items(), FIRST))
        self.start = min(self.start, self.grade(first)[0])
        cpu, self.passed = self.grade(answers)
        self.whole = min(self.whole, cpu)

    def figures(self, own):
        """OWN: seconds of each program."""
        n, more = len(own), sum(own[FIRST:])
        return {"passed": self.passed, "cpu_s": round(self.whole, 3),
                "start_s": round(self.start, 3),
                "whole_above_own_ms": round(1e3 * (self.whole - sum(own)) / n, 2),
                "above_own_ms": round(
                    1e3 * (self.whole - self.start - more) / (n - FIRST), 2)}


def main():
    parser = argparse.ArgumentParser()
    for name in ("momus", "problems", "outputs", "golden"):
        parser.add_argument(name)
    parser.add_argument("--checker")
    parser.add_argument("--passes", type=int, default=1)
    args = parser.parse_args()
    rows = {r["question_id"]: r for r in read(args.problems)}
    right = {g["question_id"] for g in read(args.golden) if g["passed"]}
    answers = {r["question_id"]: r["code_list"][0] for r in read(args.outputs)
               if r["question_id"] in right & rows.keys()}
    took = own(rows, answers)
    answers = {name: text for name, text in answers.items()
               if took[name] < LONG_S}
    command, env = cpu_group.unwrapped(os.path.abspath(args.momus))
    group = cpu_group.Group()
    peers = {"momus": Peer(lambda told: momus(group, command, env, args.problems,
                                              told))}
    if args.checker:
        python = checker_python(args.checker)
        for beside in "runner", "nothing":
            peers["checker beside " + beside] = Peer(
                lambda told, beside=beside: checker(group, python, beside, rows,
                                                    told))
    least = [took[name] for name in answers]
    for _ in range(args.passes):
        again = own(rows, answers)
        least = list(map(min, least, (again[name] for name in answers)))
        for peer in peers.values():
            peer.run(answers)
    group.leave()
    n = len(answers)
    found = {"what": "recorded programs, public tests", "programs": n,
             "load": round(os.getloadavg()[0], 1),
             "own": {"cpu_s": round(sum(least), 3),
                     "ms": round(1e3 * sum(least) / n, 2)},
             **{name: peer.figures(least) for name, peer in peers.items()}}
    ours = found["momus"]
    ours["budget_ms"] = BUDGET_MS
    for name, told in found.items():
        if name.startswith("checker"):
            for key in "whole_above_own_ms", "above_own_ms":
                told[key.replace("above_own_ms", "times_below")] = round(
                    told[key] / ours[key], 1)
            told["budget_times_below"] = BUDGET_TIMES
    print(json.dumps(found))


if __name__ == "__main__":
    main()
