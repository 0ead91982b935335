"""golden.py [--quick N] [--only NAME] - verdicts of Momus against those of the official graders

Grades recorded model outputs with `momus grade` and compares each verdict with
the one that the official grader gave ($MOMUS_DATA/golden).  Rows that time
decides (the golden file marks them) are listed apart and not required.  Prints
the number compared, equal, and each difference; ends with status 1 if a required
verdict differs.  With --quick, TAP of the first N rows of one file.
"""
import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time

import tap

MBPP = "mbppplus/MbppPlus.jsonl.gz"
HF = "mbppplus/MbppPlus-OriginFmt.jsonl.gz"
HUMANEVAL = "humaneval/HumanEvalPlus.jsonl.gz"
QWEN = "mbppplus_qwen2.5-coder-7b-base"
AIGCODE = "mbppplus_aigcodegeek-ds-6.7b"
PAIRCODER = "mbppplus_paircoder_gpt-4o"
SETS = [  # grader, prefix of the golden file, data, outputs
    ("evalplus", "evalplus", MBPP, QWEN),
    ("evalplus", "evalplus", MBPP, AIGCODE),
    ("evalplus", "evalplus", MBPP, PAIRCODER),
    ("evalplus", "evalplus", HUMANEVAL, "humanevalplus_qwen2.5-coder-7b-base"),
    ("evalplus", "evalplus", HUMANEVAL, "humanevalplus_mapcoder_gpt-4-turbo"),
    ("mbpp-script", "hf-script", HF, QWEN),
    ("mbpp-script", "hf-script", HF, AIGCODE),
    ("mbpp-script", "hf-script", HF, PAIRCODER),
]


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def programs(row, prompts):
    """The graded texts of an output row, as EvalPlus makes them."""
    if "completions" in row:
        return row["completions"]
    if "solution" in row:
        return [row["solution"]]
    return [prompts[row["task_id"]] + row["completion"]]


def answers(data, outputs, prompts, limit):
    """{id, solution} for --solutions, of problems that PROMPTS knows."""
    path = os.path.join(data, "model_outputs", outputs + ".samples.jsonl.gz")
    if not os.path.exists(path):
        path = path.replace(".samples", "")
    made = []
    for row in rows(path):
        task = row.get("task_id") or row["name"]
        if task in prompts:
            made += [{"id": task, "solution": text}
                     for text in programs(row, prompts)]
    return made[:limit] if limit else made


def grade(grader, data, made, folder):
    """The rows of --verdicts."""
    solutions = os.path.join(folder, "solutions.jsonl")
    verdicts = os.path.join(folder, "verdicts.jsonl")
    with open(solutions, "w", encoding="utf-8") as f:
        f.writelines(json.dumps(a) + "\n" for a in made)
    done = subprocess.run(
        [os.environ["MOMUS"], "grade", "--task", "mbppplus", "--data", data,
         "--grader", grader, "--solutions", solutions, "--verdicts", verdicts],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise SystemExit("momus grade: status %d\n%s" % (done.returncode,
                                                         done.stdout[-4000:]))
    with open(verdicts, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def by_time(gold):
    """Whether a clock had a say in the official verdict."""
    return bool(gold.get("load_sensitive")) or "timeout" in (
        gold.get("base_status"), gold.get("plus_status"), gold.get("status"))\
        or any(key.endswith("_slow_s") for key in gold)


def official(gold):
    if "base_status" in gold:
        return {"base": gold["base_status"] == "pass",
                "plus": gold["plus_status"] == "pass"}
    return {"script": gold["passed"]}


def first_failed(verdict, gold):
    """Whether the first failing test of each half is the official one; None if
    that is not known."""
    if "base_first_failed" not in gold:
        return None
    letters = verdict["tests"]
    halves = (letters[:gold["base_tests"]], letters[gold["base_tests"]:])
    for half, name in zip(halves, ("base", "plus")):
        want = gold[name + "_first_failed"]
        if want is not None and half.find(half.lstrip("A")[:1]) != want:
            return False
    return True


def cause(verdict, gold):
    """What is known of a difference, in words."""
    words = ["official %s, here %s" % (official(gold), verdict.get("parts")),
             "tests %.60s" % verdict["tests"]]
    if gold.get("error"):
        words.append("official error: %s" % gold["error"])
    if verdict["strict"]["passed"] != verdict["passed"]:
        words.append("strict says %s" % verdict["strict"]["passed"])
    if "T" in verdict["tests"]:
        words.append("a test ran out of time here")
    return "; ".join(words)


def compare(verdicts, golden):
    """(equal, differences, apart, lenient, other first tests)"""
    found = {(v["id"], v["sample"]): v for v in verdicts}
    equal, different, apart, lenient, elsewhere = 0, [], [], [], []
    for gold in golden:
        key = gold["task_id"], gold["sample"]
        verdict = found.get(key)
        if verdict is None:
            different.append((key, "no verdict here"))
            continue
        if verdict["passed"] and not verdict["strict"]["passed"]:
            lenient.append(key)
        if verdict.get("parts") == official(gold):
            equal += 1
            if first_failed(verdict, gold) is False and not by_time(gold):
                elsewhere.append(key)
        elif by_time(gold):
            apart.append((key, cause(verdict, gold)))
        else:
            different.append((key, cause(verdict, gold)))
    return equal, different, apart, lenient, elsewhere


def one_set(data, grader, prefix, problems, outputs, limit=0):
    path = os.path.join(data, problems)
    prompts = {row["task_id"]: row["prompt"] for row in
               rows(os.path.join(data, MBPP if problems == HF else problems))}
    golden = rows(os.path.join(data, "golden",
                               "%s-%s.jsonl.gz" % (prefix, outputs)))
    made = answers(data, outputs, prompts, limit)
    golden = golden[:len(made)]
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        verdicts = grade(grader, path, made, folder)
        seconds = time.monotonic() - began
    return golden, compare(verdicts, golden), seconds


def report(grader, outputs, golden, result, seconds):
    equal, different, apart, lenient, elsewhere = result
    timed = sum(map(by_time, golden))
    print("%s, %s: %d compared, %d equal, %d differ, %d of %d decided by time "
          "differ; %.0f s" % (grader, outputs, len(golden), equal,
                              len(different), len(apart), timed, seconds))
    print("  passed there, not strictly: %d; fail at another test: %d"
          % (len(lenient), len(elsewhere)))
    for title, keys in [("DIFFERS", different), ("by time", apart)]:
        for key, why in keys:
            print("  %s %s/%d: %s" % (title, key[0], key[1], why))
    for key in lenient:
        print("  lenient %s/%d" % key)
    for key in elsewhere:
        print("  other test %s/%d" % key)
    sys.stdout.flush()


def quick(data, limit):
    golden, result, _ = one_set(data, *SETS[0], limit=limit)
    equal, different, apart, _, _ = result
    tap.is_(different, [], "%d verdicts equal EvalPlus's (%d more hang on time)"
            % (equal, len(apart)))
    tap.finish()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", type=int, default=0)
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    data = os.environ["MOMUS_DATA"]
    if not os.path.exists(os.path.join(data, "golden")):
        print("1..0 # SKIP no recorded verdicts in %s/golden" % data)
        return 0
    if args.quick:
        return quick(data, args.quick)
    bad = compared = 0
    for grader, prefix, problems, outputs in SETS:
        if args.only not in grader + " " + outputs:
            continue
        golden, result, seconds = one_set(data, grader, prefix, problems,
                                          outputs)
        report(grader, outputs, golden, result, seconds)
        bad += len(result[1])
        compared += len(golden)
    print("conformance: %d verdicts compared, %d differ" % (compared, bad))
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
