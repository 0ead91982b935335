"""lcb-cases.py CASES FOLDER [--cold] - what LiveCodeBench's graders, and a careful judge, say of small programs

A row of CASES: why, tests ([input, expected]), program, function where one is
called; of each grader the letters of its tests ("" where there is none and all
pass, "!" where there is none and loading fails); unknown: a careful judge cannot tell.  The strict verdict beside a
parity verdict is the strict grader's, or what the row has under "beside": a careful
judge looks at what a program printed there, and as at a script only where that may
differ.  With --cold, fresh interpreters must say the same.
"""
import json
import os
import subprocess
import sys

from tap import finish, is_, ok

GRADERS = ("lcb", "lcb-sandboxfusion", "strict")
LIMIT = 1	# second: for the few that never end


def rows(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def write(path, made):
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(json.dumps(row) + "\n" for row in made)


def problem(number, case):
    kind = "functional" if "function" in case else "stdin"
    return {"question_id": str(number), "question_content": case["why"],
            "metadata": json.dumps({"func_name": case["function"]}
                                   if "function" in case else {}),
            "public_test_cases": "[]", "private_test_cases": json.dumps(
                [{"input": given, "output": expected, "testtype": kind}
                 for given, expected in case["tests"]])}


def grade(folder, grader, *more):
    out = os.path.join(folder, grader + ".jsonl")
    done = subprocess.run(
        [os.environ["MOMUS"], "grade", "--task", "livecodebench", "--data",
         os.path.join(folder, "problems.jsonl"), "--grader", grader,
         "--set", "task.time_limit=%g" % LIMIT, "--solutions",
         os.path.join(folder, "answers.jsonl"), "--verdicts", out, *more],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if not ok(done.returncode == 0, "momus grade --grader %s %s"
              % (grader, " ".join(more))):
        print("#", done.stdout.replace("\n", "\n# "))
        return {}
    return {row["id"]: row for row in rows(out)}


def is_unknown(case):
    """Whether a careful judge cannot tell: there is no test, or one is malformed."""
    return not case["tests"] or case.get("unknown", False)


def said(case, grader, verdict):
    """What is expected, and what was said."""
    want = case[grader]
    passed = None if grader == "strict" and is_unknown(case) else \
        want == "A" * len(case["tests"])
    return (passed, want.strip("!")), (verdict["passed"],
                                       verdict.get("tests", ""))


def beside(case, grader):
    """What the strict verdict beside the parity one is."""
    want = case.get("beside", {}).get(grader, case["strict"])
    return None if is_unknown(case) else want == "A" * len(case["tests"])


def compare_cold(folder, grader, cases, warm):
    cold = grade(folder, grader, "--cold")
    for key, verdict in warm.items():
        is_(cold.get(key), verdict, "%s: a fresh interpreter: %s"
            % (grader, cases[int(key)]["why"]))


def main():
    cases, folder = rows(sys.argv[1]), sys.argv[2]
    write(os.path.join(folder, "problems.jsonl"),
          [problem(i, case) for i, case in enumerate(cases)])
    write(os.path.join(folder, "answers.jsonl"),
          [{"question_id": str(i), "code_list": [case["program"]]}
           for i, case in enumerate(cases)])
    for grader in GRADERS:
        warm = grade(folder, grader)
        for i, case in enumerate(cases):
            if str(i) not in warm:
                continue
            want, got = said(case, grader, warm[str(i)])
            if grader != "strict":
                want += beside(case, grader),
                got += warm[str(i)]["strict"]["passed"],
            is_(got, want, "%s: %s" % (grader, case["why"]))
        if sys.argv[3:]:
            compare_cold(folder, grader, cases, warm)
    finish()


main()
