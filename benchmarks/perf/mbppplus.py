#!/usr/bin/env python3
"""CPU time of grading MBPP+'s canonical solutions with all their tests.

usage: mbppplus.py MOMUS DATA [--evalplus FOLDER] [--without ID,ID]

Three ways in one run, DATA in EvalPlus form: the floor (the same calls and
comparisons in one warm interpreter, no isolation), Momus (`momus grade`, full
isolation, reference outputs cached before) and, with --evalplus, EvalPlus's
package, which is installed into a new virtual environment in FOLDER.  Prints
one JSON object: CPU seconds, wall seconds, ratios to the floor, CPU
milliseconds a program (one a problem) above the program's own.

Run by the interpreter that judges, so that all three use the same one.
"""
import argparse
import copy
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../plugins/task/mbppplus"))

import cpu_group

BUDGET_RATIO, BUDGET_MS = 1.1, 4

EVALPLUS = """
import json, resource, sys, time
sys.path.insert(0, sys.argv[3])
import mbpp_inputs
from evalplus.eval import untrusted_check
from evalplus.gen.util import trusted_exec
from evalplus.eval._special_oracle import MBPP_OUTPUT_NOT_NONE_TASKS as NOT_NONE
own = wall = 0
def used():
    a = resource.getrusage(resource.RUSAGE_SELF)
    b = resource.getrusage(resource.RUSAGE_CHILDREN)
    return a.ru_utime + a.ru_stime + b.ru_utime + b.ru_stime
bad = []
for line in open(sys.argv[1]):
    r = json.loads(line)
    code = r["prompt"] + r["canonical_solution"]
    number = int(r["task_id"].split("/")[1])
    for half in "base_input", "plus_input":
        inputs = mbpp_inputs.deserialize(sys.argv[2], number, r[half])
        want, times = trusted_exec(code, inputs, r["entry_point"], True,
                                   r["entry_point"] in NOT_NONE)
        cpu, began = used(), time.monotonic()
        status, _ = untrusted_check(sys.argv[2], code, inputs, r["entry_point"],
                                    want, r["atol"], times, True, 4.0, 4.0)
        own += used() - cpu
        wall += time.monotonic() - began
        if status != "pass":
            bad.append(r["task_id"])
        del want
print(json.dumps({"cpu_s": own, "wall_s": wall, "failed": bad}))
"""


def read(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def floor(rows):
    """(cpu, wall) of the calls and comparisons alone."""
    import mbpp_inputs
    cpu = wall = 0.0
    for r in rows:
        dataset = "mbpp" if r["task_id"].startswith("Mbpp") else "humaneval"
        scope = {}
        exec(r["prompt"] + r["canonical_solution"], scope)
        function = scope[r["entry_point"]]
        number = int(r["task_id"].split("/")[1])
        for half in (r["base_input"], r["plus_input"]):
            for args in mbpp_inputs.deserialize(dataset, number, half):
                want = function(*copy.deepcopy(args))
                began, start = time.monotonic(), time.process_time()
                same = function(*args) == want
                cpu += time.process_time() - start
                wall += time.monotonic() - began
                del want, same
    return cpu, wall


def momus(program, rows, folder):
    """(cpu, wall, failed) of the second run: the first fills the cache."""
    data = os.path.join(folder, "data.jsonl")
    answers = os.path.join(folder, "answers.jsonl")
    verdicts = os.path.join(folder, "verdicts.jsonl")
    with open(data, "w", encoding="utf-8") as f:
        f.writelines(json.dumps(r) + "\n" for r in rows)
    with open(answers, "w", encoding="utf-8") as f:
        f.writelines(json.dumps({
            "id": r["task_id"],
            "solution": r["prompt"] + r["canonical_solution"]}) + "\n"
            for r in rows)
    env = dict(os.environ, MOMUS_CACHE=os.path.join(folder, "cache"))
    group = cpu_group.Group()
    for _ in range(2):
        cpu, began = group.cpu_s(), time.monotonic()
        subprocess.run([program, "grade", "--task", "mbppplus", "--data", data,
                        "--solutions", answers, "--verdicts", verdicts],
                       env=env, check=True, stdout=subprocess.DEVNULL,
                       preexec_fn=group.enter)
        cpu, wall = group.cpu_s() - cpu, time.monotonic() - began
    group.leave()
    failed = [v["id"] for v in read(verdicts)
              if not (v["passed"] and v["strict"]["passed"])]
    return cpu, wall, failed


def evalplus(folder, rows):
    """What EvalPlus's package takes; None with a reason if it is not to be had."""
    python = os.path.join(folder, "bin", "python")
    data = os.path.join(folder, "data.jsonl")
    light = ["numpy", "wget", "appdirs", "tqdm", "tempdir", "multipledispatch",
             "psutil"]
    try:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        for what in (["--no-deps", "evalplus==0.3.1"], light):
            subprocess.run([python, "-m", "pip", "install", "-q"] + what,
                           check=True)
        with open(data, "w", encoding="utf-8") as f:
            f.writelines(json.dumps(r) + "\n" for r in rows)
        kind = "mbpp" if rows[0]["task_id"].startswith("Mbpp") else "humaneval"
        out = subprocess.run([python, "-c", EVALPLUS, data, kind, sys.path[0]],
                             check=True, stdout=subprocess.PIPE)
    except (OSError, subprocess.CalledProcessError) as e:
        return None, str(e)
    return json.loads(out.stdout), None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("momus")
    parser.add_argument("data")
    parser.add_argument("--evalplus", metavar="FOLDER")
    parser.add_argument("--without", default="")
    args = parser.parse_args()
    left_out = set(filter(None, args.without.split(",")))
    rows = [r for r in read(args.data) if r["task_id"] not in left_out]
    result = {"what": "canonical solutions, all tests", "problems": len(rows),
              "programs": len(rows), "without": sorted(left_out)}
    least, wall = floor(rows)
    result["floor"] = {"cpu_s": round(least, 2), "wall_s": round(wall, 2)}
    with tempfile.TemporaryDirectory() as folder:
        cpu, wall, failed = momus(os.path.abspath(args.momus), rows, folder)
    result["momus"] = {
        "cpu_s": round(cpu, 2), "wall_s": round(wall, 2),
        "times_floor": round(cpu / least, 3), "budget_times": BUDGET_RATIO,
        "above_own_ms": round(1e3 * (cpu - least) / len(rows), 2),
        "budget_ms": BUDGET_MS, "wall_of_half_cpu": round(2 * wall / cpu, 2),
        "failed": failed}
    if args.evalplus:
        got, why = evalplus(args.evalplus, rows)
        result["evalplus"] = {
            "cpu_s": round(got["cpu_s"], 2), "wall_s": round(got["wall_s"], 2),
            "times_floor": round(got["cpu_s"] / least, 3),
            "above_own_ms": round(1e3 * (got["cpu_s"] - least) /
                                  len(rows), 2),
            "failed": got["failed"]} if got else "not to be had: %s" % why
    print(json.dumps(result))


if __name__ == "__main__":
    main()
