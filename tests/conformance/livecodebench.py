"""livecodebench.py [--only NAME] [--first N] [--seconds S] - verdicts against LiveCodeBench's own

Grades recorded model outputs ($MOMUS_DATA/model_outputs) with `momus grade` and
compares each verdict with the one that the official grader gave ($MOMUS_DATA/golden,
whose README has versions): lcb on public tests and, for the rows whose hidden tests
are known, on all; lcb-sandboxfusion on the hidden ones.  What its clock decided is
listed apart and not required.  With --seconds, under another time limit than the
official one, to wait less; what that limit alone refuses is graded under the official one.
"""
import argparse
import collections
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time

PUBLIC = "livecodebench/code_generation_lite_public.jsonl.gz"
HIDDEN = "livecodebench/with_hidden_tests.jsonl.gz"
O1, QWEN, REPAIR = ("livecodebench_" + name for name in (
    "o1-mini_codegen", "qwen2.5-7b-instruct_codegen",
    "qwen2.5-7b-instruct_selfrepair"))
SETS = [(prefix, data, grader, outputs)
        for prefix, data, grader in (("lcb-public", PUBLIC, "lcb"),
                                     ("lcb-all", HIDDEN, "lcb"),
                                     ("lcb-sandboxfusion", HIDDEN,
                                      "lcb-sandboxfusion"))
        for outputs in (O1, QWEN, REPAIR)]
# Whatever the machine, these programs come near the official limit of wall time.
NEAR = {"abc311_e": "3.0 s of CPU", "abc328_e": "4.7 s of CPU"}
LETTERS = {-2: "W", -3: "T", -4: "R"}


def lines(path):
    with (gzip.open if path.endswith(".gz") else open)(
            path, "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def grade(data, problems, grader, answers, more=()):
    """{question_id: row of --verdicts}, and seconds"""
    with tempfile.TemporaryDirectory(prefix="momus-conformance-") as folder:
        told, out = (os.path.join(folder, n) for n in ("in.jsonl", "out.jsonl"))
        with open(told, "w", encoding="utf-8") as f:
            f.writelines(json.dumps(row) + "\n" for row in answers)
        began = time.monotonic()
        subprocess.run(
            [os.environ["MOMUS"], "grade", "--task", "livecodebench", "--data",
             os.path.join(data, problems), "--grader", grader, "--solutions",
             told, "--verdicts", out, *more],
            check=True, stdout=subprocess.DEVNULL)
        took = time.monotonic() - began
        return {(v["id"], v["sample"]): v for v in lines(out)}, took


def by_time(gold):
    return "timeout" in gold["status"] or bool(gold.get("load_sensitive")) or \
        gold["question_id"] in NEAR


def same_code(gold, verdict):
    """Whether the official code of the first failure is ours."""
    code = gold.get("error_code")
    if gold["passed"] or code not in LETTERS:
        return True
    first = verdict["tests"].lstrip("A")[:1].replace("C", "R")
    return first == LETTERS[code] and \
        gold.get("first_failed") in (None, 0) or \
        gold["first_failed"] == len(verdict["tests"]) - \
        len(verdict["tests"].lstrip("A"))


def show(title, gold, verdict):
    strict = verdict["strict"]
    print("  %s: %s/%d: official %s, %s; here %s, tests %s, strict %s %s"
          % (title, gold["question_id"], gold["sample"], gold["status"],
             gold.get("results") or gold.get("error_message"),
             verdict["status"], verdict["tests"], strict["passed"],
             strict.get("tests", "")))


def compare(golden, found, official_codes):
    count = collections.Counter(compared=len(golden))
    for gold in golden:
        verdict = found[gold["question_id"], gold["sample"]]
        count["lenient"] += bool(verdict["passed"]) and \
            verdict["strict"]["passed"] is False
        count["harsh"] += verdict["passed"] is False and \
            verdict["strict"]["passed"] is True
        if verdict["passed"] == gold["passed"]:
            count["equal"] += 1
            if official_codes and not same_code(gold, verdict):
                count["other code"] += 1
                show("fails otherwise", gold, verdict)
        elif by_time(gold):
            count["by time"] += 1
            show("by time", gold, verdict)
        else:
            count["differ"] += 1
            show("DIFFERS", gold, verdict)
    return count


def one_set(data, prefix, problems, grader, outputs, args):
    golden = lines(os.path.join(data, "golden", "%s-%s.jsonl.gz"
                                % (prefix, outputs)))[:args.first]
    wanted = {gold["question_id"] for gold in golden}
    answers = [row for row in lines(os.path.join(
        data, "model_outputs", outputs + ".jsonl.gz"))
        if row["question_id"] in wanted]
    more = ["--set", "task.time_limit=%g" % args.seconds] \
        if args.seconds else []
    found, took = grade(data, problems, grader, answers, more)
    cut = {gold["question_id"] for gold in golden if more and gold["passed"] and
           found[gold["question_id"], gold["sample"]]["status"] == "time_limit"}
    if cut:
        whole, longer = grade(data, problems, grader,
                              [row for row in answers if row["question_id"] in cut])
        found, took = {**found, **whole}, took + longer
    count = compare(golden, found, prefix != "lcb-sandboxfusion")
    print("%s, %s: %d compared, %d equal, %d differ, %d decided by time differ; "
          "%d fail at another test or in another way; passed there, not "
          "strictly: %d; strictly, not there: %d; %.0f s"
          % (prefix, outputs, count["compared"], count["equal"],
             count["differ"], count["by time"], count["other code"],
             count["lenient"], count["harsh"], took))
    sys.stdout.flush()
    return count


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    parser.add_argument("--first", type=int, default=None)
    parser.add_argument("--seconds", type=float, default=0)
    args = parser.parse_args()
    data = os.environ["MOMUS_DATA"]
    if not os.path.exists(os.path.join(data, "golden")):
        print("livecodebench: skipped, no recorded verdicts in", data)
        return 0
    total = collections.Counter()
    for one in SETS:
        if args.only in one[0] + " " + one[3]:
            total += one_set(data, *one, args)
    print("livecodebench: %d verdicts compared, %d equal, %d differ, %d that "
          "time decided differ" % (total["compared"], total["equal"],
                                   total["differ"], total["by time"]))
    return total["differ"] != 0


if __name__ == "__main__":
    sys.exit(main())
