#!/usr/bin/env python3
"""CPU time of judging IFEval's instructions, beside the official checker.

usage: ifeval.py MOMUS DATA SOLUTIONS --checker FOLDER [--copies N]

DATA and SOLUTIONS in IFEval's form (input_data.jsonl; rows of key or prompt with
response), SOLUTIONS taken N times over (default 20).  The checker is
lm-evaluation-harness's, installed with its libraries from PyPI into a new
virtual environment in FOLDER; NLTK's Punkt model is the one in this tree.  Prints
one JSON object: CPU milliseconds an answer of both, strict and loose, without
what starting and loading take, and their ratio.
"""
import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PUNKT = os.path.join(HERE, "../../plugins/task/ifeval/punkt")

# Only the checker is wanted: the package itself would import all of lm-eval.
CHECKER = """
import json, os, sys, time, types
import langdetect
langdetect.DetectorFactory.seed = 0
root = [os.path.join(p, "lm_eval") for p in sys.path
        if os.path.isdir(os.path.join(p, "lm_eval"))][0]
for name, at in (("lm_eval", ""), ("lm_eval.tasks", "tasks"),
                 ("lm_eval.tasks.ifeval", "tasks/ifeval")):
    module = types.ModuleType(name)
    module.__path__ = [os.path.join(root, at)]
    sys.modules[name] = module
from lm_eval.tasks.ifeval import utils
rows = [json.loads(l) for l in open(sys.argv[1])]
answers = [json.loads(l) for l in open(sys.argv[2])]
known = {r["key"]: r for r in rows}
known.update({r["prompt"]: r for r in rows})
def judge(answers):
    for a in answers:
        r = known.get(a.get("key", a.get("prompt")))
        if r is None:
            continue
        i = utils.InputExample(r["key"], r["instruction_id_list"], r["prompt"],
                               [dict(k) for k in r["kwargs"]])
        utils.test_instruction_following_strict(i, a["response"])
        utils.test_instruction_following_loose(i, a["response"])
judge(answers[:50])
began = time.process_time()
judge(answers)
print((time.process_time() - began) / len(answers))
"""


def reference(folder, data, solutions):
    home = os.path.join(folder, "checker")
    python = os.path.join(home, "bin", "python")
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        subprocess.run(
            [python, "-m", "pip", "-q", "install", "--no-deps",
             "lm_eval==0.4.13", "langdetect==1.0.9", "nltk==3.10.4", "regex",
             "six", "immutabledict", "absl-py", "packaging", "joblib", "click", "tqdm",
             "defusedxml"], check=True)
    model = os.path.join(home, "nltk_data/tokenizers/punkt_tab/english")
    shutil.copytree(PUNKT, model, dirs_exist_ok=True)
    done = subprocess.run([python, "-c", CHECKER, data, solutions], check=True,
                          stdout=subprocess.PIPE, text=True)
    return float(done.stdout.split()[-1])


def own(momus, data, solutions):
    """CPU seconds of grading all SOLUTIONS."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([momus, "grade", "--task", "ifeval", "--data", data,
                    "--solutions", solutions], check=True,
                   stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("momus")
    parser.add_argument("data")
    parser.add_argument("solutions")
    parser.add_argument("--checker", required=True)
    parser.add_argument("--copies", type=int, default=20)
    told = parser.parse_args()
    with open(told.solutions, encoding="utf-8") as f:
        lines = f.readlines()
    with tempfile.TemporaryDirectory() as folder:
        many = os.path.join(folder, "many.jsonl")
        with open(many, "w", encoding="utf-8") as f:
            f.writelines(lines * (told.copies + 1))
        all_s = min(own(told.momus, told.data, many) for _ in range(3))
        once_s = min(own(told.momus, told.data, told.solutions)
                     for _ in range(3))
    momus_s = (all_s - once_s) / (told.copies * len(lines))
    checker_s = reference(told.checker, told.data, told.solutions)
    print(json.dumps({"answers": len(lines), "copies": told.copies,
                      "momus_ms": round(1e3 * momus_s, 4),
                      "momus_start_ms": round(1e3 * once_s - 1e3 * momus_s *
                                              len(lines), 2),
                      "checker_ms": round(1e3 * checker_s, 4),
                      "ratio": round(checker_s / momus_s, 1)}, indent=1))


if __name__ == "__main__":
    main()
