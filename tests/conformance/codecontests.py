"""codecontests.py [--first N] [--seconds S] - verdicts against CommonOJ's

Grades model-written Python 3 programs ($MOMUS_DATA/codecontests) with `momus
grade --grader common-oj-10` and compares each verdict, and each test's, with what
SandboxFusion's CommonOJ judge said ($MOMUS_DATA/golden, whose README has
versions).  The programs are sent in a fence, as they were there.  What its clock
decided is listed apart and not required.  With --first, of the first N programs;
with --seconds, under another time limit than the official 20 s, to wait less for
programs that never end: of those that do, none takes a second.
"""
import argparse
import collections
import gzip
import json
import os
import subprocess
import sys
import tempfile

OUTPUTS = "codecontests/solutions_python3.jsonl.gz"
GOLDEN = "golden/common-oj-10-codecontests_solutions_python3.jsonl.gz"
PROBLEMS = "codecontests/test.jsonl.gz"


def lines(path):
    with (gzip.open if path.endswith(".gz") else open)(
            path, "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def verdicts(data, programs, seconds):
    """{(name, sample): row of --verdicts}"""
    with tempfile.TemporaryDirectory(prefix="momus-conformance-") as folder:
        told, out = (os.path.join(folder, n) for n in ("in.jsonl", "out.jsonl"))
        with open(told, "w", encoding="utf-8") as f:
            for p in programs:
                f.write(json.dumps({
                    "name": p["name"],
                    "response": "```python\n%s\n```" % p["code"]}) + "\n")
        subprocess.run(
            [os.environ["MOMUS"], "grade", "--task", "codecontests", "--data",
             os.path.join(data, PROBLEMS), "--grader", "common-oj-10",
             "--set", "task.stop=true", "--set", "task.time_limit=%g" % seconds,
             "--solutions", told, "--verdicts", out],
            check=True, stdout=subprocess.DEVNULL)
        return {(v["id"], v["sample"]): v for v in lines(out)}


def same_tests(verdict, gold):
    """Whether both say the same of each test that both ran."""
    return all((letter == "A") == (case == "pass")
               for letter, case in zip(verdict["tests"], gold["cases"])
               if letter != "-")


def show(title, gold, verdict):
    print("codecontests: %s: row %d, %s (%s, %s): official %s, test %s; here "
          "%s, tests %s, strict %s"
          % (title, gold["row"], gold["name"], gold["model"],
             gold["framework"], gold["status"], gold["first_failed"],
             verdict["status"], verdict["tests"],
             verdict["strict"]["passed"]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--first", type=int, default=None)
    parser.add_argument("--seconds", type=float, default=20)
    args = parser.parse_args()
    first = args.first
    data = os.environ["MOMUS_DATA"]
    if not os.path.exists(os.path.join(data, GOLDEN)):
        print("codecontests: skipped, no recorded verdicts in", data)
        return 0
    programs = lines(os.path.join(data, OUTPUTS))[:first]
    golden = lines(os.path.join(data, GOLDEN))[:first]
    found = verdicts(data, programs, args.seconds)
    sample = collections.Counter()
    equal = tests = apart = lenient = 0
    for gold in golden:
        verdict = found[gold["name"], sample[gold["name"]]]
        sample[gold["name"]] += 1
        timed = gold["status"] == "timeout" or gold.get("load_sensitive")
        lenient += verdict["passed"] is True and not verdict["strict"]["passed"]
        if verdict["passed"] == gold["passed"]:
            equal += 1
            tests += same_tests(verdict, gold)
            if not same_tests(verdict, gold):
                show("a test differs", gold, verdict)
        elif timed:
            apart += 1
            show("by time", gold, verdict)
        else:
            show("DIFFERS", gold, verdict)
    differ = len(golden) - equal - apart
    print("codecontests: %d verdicts compared, %d equal, %d different, %d "
          "that time decided differ; %d of the equal ones test by test; %d "
          "passed there, not strictly"
          % (len(golden), equal, differ, apart, tests, lenient))
    return differ != 0


if __name__ == "__main__":
    sys.exit(main())
