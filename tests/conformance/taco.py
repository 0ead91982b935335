"""taco.py - verdicts on recorded programs against what others' checkers said

$MOMUS_DATA/taco/apps_train5_labelled has five problems of APPS in the form of
TACO's rows, programs that a model wrote, and what the checker of CodeRL (that of
APPS, 4 s a test) said of each.  A program that it let fail by its time limit or
an exception fails here too; what differs is listed.
"""
import collections
import gzip
import json
import os
import subprocess
import sys
import tempfile

DATA = "taco/apps_train5_labelled.jsonl.gz"


def main():
    data = os.path.join(os.environ["MOMUS_DATA"], DATA)
    if not os.path.exists(data):
        print("taco: skipped, no", data)
        return 0
    with gzip.open(data, "rt", encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    with tempfile.TemporaryDirectory(prefix="momus-conformance-") as folder:
        told, out = (os.path.join(folder, n) for n in ("in.jsonl", "out.jsonl"))
        with open(told, "w", encoding="utf-8") as f:
            for row in rows:
                for one in row["gen_solutions"]:
                    f.write(json.dumps({"id": row["problem_id"],
                                        "solution": one["code"]}) + "\n")
        subprocess.run(
            [os.environ["MOMUS"], "grade", "--task", "taco", "--data", data,
             "--set", "task.clean=false", "--set", "task.time_limit=4",
             "--solutions", told, "--verdicts", out],
            check=True, stdout=subprocess.DEVNULL)
        with open(out, encoding="utf-8") as f:
            found = {(v["id"], v["sample"]): v
                     for v in (json.loads(line) for line in f)}
    equal = differ = strict = 0
    kinds = collections.Counter()
    for row in rows:
        for i, one in enumerate(row["gen_solutions"]):
            verdict = found[row["problem_id"], i]
            kinds[one["error_type"]] += 1
            strict += verdict["passed"] != verdict["strict"]["passed"]
            if verdict["passed"] == (one["result"] is True):
                equal += 1
                continue
            differ += 1
            print("taco: DIFFERS: %s, program %d: there %s (%s); here %s, "
                  "tests %s" % (row["problem_id"], i, one["result"],
                                one["error_type"], verdict["status"],
                                verdict["tests"]))
    print("taco: %d verdicts compared, %d equal, %d different; strict says "
          "otherwise of %d; there: %s"
          % (equal + differ, equal, differ, strict,
             ", ".join("%d %s" % (n, k) for k, n in kinds.most_common())))
    return differ != 0


if __name__ == "__main__":
    sys.exit(main())
