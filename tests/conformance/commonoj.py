"""commonoj.py - what SandboxFusion's CommonOJ judge says of programs, case by case

commonoj.jsonl: a program (or what it "prints"), the outputs "expected" of its tests,
whose inputs are their numbers from 0, and whether it is accepted there and by a
careful judge (null: he cannot tell).  Graded with `momus grade --task codecontests`.
"""
import json
import os
import subprocess
import sys
import tempfile

from tap import finish, is_, ok

HERE = os.path.dirname(os.path.abspath(__file__))


def lines(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def program_of(case):
    if "program" in case:
        return case["program"]
    return "import sys\nsys.stdout.buffer.write(%r)\n" % (
        case["prints"].encode("utf-8"),)


def write(path, rows):
    with open(path, "w", encoding="utf-8") as f:
        for row in rows:
            f.write(json.dumps(row) + "\n")


def problem_of(case):
    return {"name": case["name"], "description": "Answer.", "public_tests": {
        "input": ["%d\n" % i for i in range(len(case["expected"]))],
        "output": case["expected"]}}


def graded(cases, folder):
    problems, solutions, verdicts, run = (
        os.path.join(folder, n) for n in ("p", "s", "v", "run.h5"))
    write(problems, [problem_of(case) for case in cases])
    write(solutions, [{"name": case["name"], "language": "PYTHON3",
                       "code": program_of(case)} for case in cases])
    momus = os.environ["MOMUS"]
    subprocess.run([momus, "grade", "--task", "codecontests", "--data", problems,
                    "--solutions", solutions, "--verdicts", verdicts, "-o", run],
                   check=True, stdout=subprocess.DEVNULL)
    export = subprocess.run([momus, "export", run], check=True,
                            stdout=subprocess.PIPE, encoding="utf-8").stdout
    notes = {}
    for line in export.splitlines():
        node = json.loads(line)
        notes[node["problem"]] = node.get("note", "")
    return {v["id"]: dict(v, note=notes[v["id"]]) for v in lines(verdicts)}


def main():
    if subprocess.run([os.environ["MOMUS"], "doctor"],
                      stdout=subprocess.DEVNULL).returncode:
        print("1..0 # SKIP this host cannot isolate programs")
        return
    cases = lines(os.path.join(HERE, "commonoj.jsonl"))
    with tempfile.TemporaryDirectory(prefix="momus-conformance-") as folder:
        found = graded(cases, folder)
    ok(len(found) == len(cases) > 25, "every case is graded")
    for case in cases:
        v = found[case["name"]]
        got = {"passed": v["passed"], "strict": v["strict"]["passed"]}
        want = {key: case[key] for key in got}
        for key in ("status", "score"):
            if key in case:
                got[key], want[key] = v[key], case[key]
        if "note" in case:
            got["note"] = v["note"][:len(case["note"]) or None]
            want["note"] = case["note"]
        is_(got, want, case["name"])
    finish()


if __name__ == "__main__":
    sys.exit(main())
