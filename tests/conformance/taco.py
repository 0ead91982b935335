"""taco.py - verdicts on recorded programs against what others' checkers said

$MOMUS_DATA/taco/apps_train5_labelled has five problems of APPS in the form of
TACO's rows, programs that a model wrote, and what the checker of CodeRL (that of
APPS, 4 s a test) said of each.  A program that it let fail by its time limit or
an exception fails here too; what differs is listed.  taco/apps_selected150 has
problems in another form, and model_outputs/apps_chatgpt-direct_python3 a program for
each, with whether it passed; those that read and print are made rows of TACO.
"""
import collections
import gzip
import json
import os
import subprocess
import sys
import tempfile

LABELLED = "taco/apps_train5_labelled.jsonl.gz"
SELECTED = "taco/apps_selected150.jsonl.gz"
PROGRAMS = "model_outputs/apps_chatgpt-direct_python3.jsonl.gz"


def lines(path):
    with gzip.open(path, "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def put(path, rows):
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(json.dumps(row) + "\n" for row in rows)


def grade(data, solutions, seconds):
    """{(id, sample): row of --verdicts}"""
    with tempfile.TemporaryDirectory(prefix="momus-conformance-") as folder:
        rows, told, out = (os.path.join(folder, n)
                           for n in ("rows", "told", "out"))
        put(rows, data)
        put(told, solutions)
        subprocess.run(
            [os.environ["MOMUS"], "grade", "--task", "taco", "--data", rows,
             "--set", "task.clean=false", "--set",
             "task.time_limit=%g" % seconds, "--solutions", told,
             "--verdicts", out], check=True, stdout=subprocess.DEVNULL)
        with open(out, encoding="utf-8") as f:
            return {(v["id"], v["sample"]): v for v in map(json.loads, f)}


def compare(name, found, gold):
    """GOLD: {(id, sample): (passed, in words)}; how many differ"""
    equal = differ = strict = 0
    for key, (passed, words) in gold.items():
        verdict = found[key]
        strict += verdict["passed"] != verdict["strict"]["passed"]
        if verdict["passed"] == passed:
            equal += 1
            continue
        differ += 1
        print("taco: DIFFERS: %s, %s, program %d: there %s; here %s, tests %s"
              % (name, *key, words, verdict["status"], verdict["tests"]))
    print("taco: %s: %d verdicts compared, %d equal, %d different; strict says "
          "otherwise, or does not tell, of %d; there: %s"
          % (name, equal + differ, equal, differ, strict, ", ".join(
              "%d %s" % (n, k) for k, n in collections.Counter(
                  words for _, words in gold.values()).most_common())))
    return differ


def labelled(data):
    rows = lines(os.path.join(data, LABELLED))
    solutions = [{"id": row["problem_id"], "solution": one["code"]}
                 for row in rows for one in row["gen_solutions"]]
    gold = {(row["problem_id"], i): (one["result"] is True, one["error_type"])
            for row in rows for i, one in enumerate(row["gen_solutions"])}
    return compare("APPS, 5 problems", grade(rows, solutions, 4), gold)


def selected(data):
    rows, solutions, gold = [], [], {}
    for a, m in zip(lines(os.path.join(data, SELECTED)),
                    lines(os.path.join(data, PROGRAMS))):
        if a["starter_code"].strip() or (str(a["id"]), 0) in gold:
            continue
        rows.append({"id": a["id"], "question": a["description"],
                     "input_output": {
                         "inputs": [t["input"] for t in a["test_list"]],
                         "outputs": ["".join(map(str, t["output"]))
                                     for t in a["test_list"]]}})
        solutions.append({"task_id": a["id"], "output": m["source_codes"]})
        gold[str(a["id"]), 0] = (m["is_solved"], "solved" if m["is_solved"]
                                 else "not solved")
    return compare("APPS, %d problems" % len(rows),
                   grade(rows, solutions, 5), gold)


def main():
    data = os.environ["MOMUS_DATA"]
    if not os.path.exists(os.path.join(data, LABELLED)):
        print("taco: skipped, no %s in %s" % (LABELLED, data))
        return 0
    return labelled(data) + selected(data) != 0


if __name__ == "__main__":
    sys.exit(main())
