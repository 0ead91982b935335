"""steady.py [--only WORDS] [--rows N] [--seconds S] [--loops L] [--together] - verdicts that hang on nothing but the program

Grades recorded answers to every benchmark ($MOMUS_DATA) three times: one program at
a time in warm interpreters; eight at a time beside L busy loops a processor; and
each program in a fresh interpreter.  Every row of --verdicts must come out alike,
test by test, the strict verdict too; only how many tests a program gets through before
its time or memory is over, which a busy processor makes fewer, is counted apart.  Of
each set the answers that are not the same are taken, N of them, evenly spread (0: all).
S is the time limit where a task has one, to wait less for programs that never end.  --together: two passes instead of three, the
second in fresh interpreters and eight at a time beside busy loops.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

import codecontests
import golden
import ifeval
import livecodebench
import taco

AT_ONCE = 8


def path(data, name):
    return os.path.join(data, name)


def limit(args):
    return ["--set", "task.time_limit=%g" % args.seconds]


def contests(data, args):
    rows = codecontests.lines(path(data, codecontests.OUTPUTS))
    told = [{"name": p["name"], "response": "```python\n%s\n```" % p["code"]} for p in rows]
    yield ("codecontests", "common-oj-10", path(data, codecontests.PROBLEMS),
           ["--set", "task.stop=true", *limit(args)], told)


def own_files(data, args):
    """The same problems and programs, as a file of one's own."""
    rows = [{"id": p["name"], "prompt": p["description"], "tests": [
        {"input": i, "output": o} for part in ("public_tests", "private_tests")
        for i, o in zip(p[part]["input"], p[part]["output"])][:10]}
        for p in codecontests.lines(path(data, codecontests.PROBLEMS))]
    known = {row["id"] for row in rows if row["tests"]}
    told = [{"id": p["name"], "solution": p["code"]}
            for p in codecontests.lines(path(data, codecontests.OUTPUTS)) if p["name"] in known]
    yield ("jsonl", "io", [row for row in rows if row["id"] in known],
           ["--set", "task.cpu_s=%g" % args.seconds], told)


def livecode(data, args):
    for problems, grader in ((livecodebench.PUBLIC, "lcb"), (livecodebench.HIDDEN, "lcb"),
                             (livecodebench.HIDDEN, "lcb-sandboxfusion")):
        known = {row["question_id"] for row in livecodebench.lines(path(data, problems))}
        told = [row for outputs in (livecodebench.O1, livecodebench.QWEN, livecodebench.REPAIR)
                for row in livecodebench.lines(path(data, "model_outputs/%s.jsonl.gz" % outputs))
                if row["question_id"] in known]
        yield "livecodebench", grader, path(data, problems), limit(args), told


def functions(data, args):
    for grader, _, problems, outputs in golden.SETS:
        prompts = {row["task_id"]: row["prompt"] for row in golden.rows(
            path(data, golden.MBPP if problems == golden.HF else problems))}
        yield ("mbppplus", grader, path(data, problems), [],
               golden.answers(data, outputs, prompts, 0))


def apps(data, args):
    rows = taco.lines(path(data, taco.LABELLED))
    told = [{"id": row["problem_id"], "solution": one["code"]}
            for row in rows for one in row["gen_solutions"]]
    yield ("taco", "common-oj", rows, ["--set", "task.clean=false", *limit(args)], told)


def instructions(data, args):
    told = [{"key": key, "response": said} for key, said in ifeval.responses(data)]
    yield "ifeval", "official", path(data, "ifeval/input_data.jsonl"), [], told


def pairs(data, args):
    told = codecontests.lines(path(data, "judgebench/outputs_arena_hard_o1-mini_on_gpt-4o.jsonl.gz"))
    yield "judgebench", "official", path(data, "judgebench/pairs_gpt-4o.jsonl.gz"), [], told


def distinct(rows):
    """ROWS without those that an earlier one equals: a verdict hangs on the answer."""
    return list({json.dumps(row, sort_keys=True): row for row in rows}.values())


def spread(rows, n):
    """N of ROWS, evenly; all if N is 0 or there are no more."""
    if not n or n >= len(rows):
        return rows
    return [rows[i * len(rows) // n] for i in range(n)]


def write(name, rows):
    with open(name, "w", encoding="utf-8") as f:
        f.writelines(json.dumps(row) + "\n" for row in rows)
    return name


def verdicts(folder, task, grader, problems, more, *how):
    out = os.path.join(folder, "out.jsonl")
    if os.path.exists(out):
        os.remove(out)
    done = subprocess.run(
        [os.environ["MOMUS"], "grade", "--task", task, "--data", problems, "--grader", grader,
         "--solutions", os.path.join(folder, "told.jsonl"), "--verdicts", out, *more, *how],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit("momus grade: status %d\n%s" % (done.returncode, done.stderr[-4000:]))
    with open(out, encoding="utf-8") as f:
        return {(v["id"], v["sample"]): v for v in map(json.loads, f)}


def busy(loops, call):
    """What CALL gives beside LOOPS busy loops."""
    running = [subprocess.Popen([sys.executable, "-c", "while True: pass"])
               for _ in range(loops)]
    try:
        return call()
    finally:
        for loop in running:
            loop.kill()
            loop.wait()


SPENT = {"T": "time_limit", "M": "memory_limit"}


def first_spent(verdict):
    """The first test that was out of time or memory; their number where none was."""
    tests = verdict.get("tests", "")
    return next((i for i, mark in enumerate(tests) if mark in SPENT), len(tests))


def until_spent(verdict, n):
    """VERDICT with its first N tests alone, neither score nor note, and one word for both
    limits."""
    cut = {key: said for key, said in verdict.items() if key not in ("score", "note")}
    cut["tests"] = cut["tests"][:n]
    if cut["status"] in SPENT.values():
        cut["status"] = "spent"
    if "strict" in cut:
        cut["strict"] = until_spent(cut["strict"], n)
    return cut


def is_sooner(v, other):
    """Whether V and OTHER are one verdict, of a program out of time or memory at different
    tests, or of either at one."""
    if not v or not other:
        return False
    spent = [first_spent(one) for one in (v, other)]
    if any(n == len(one.get("tests", "")) for n, one in zip(spent, (v, other))):
        return False
    return until_spent(v, min(spent)) == until_spent(other, min(spent))


def differences(name, how, alone, other):
    """How many verdicts differ, and how many more in nothing but when time was over."""
    differ = [key for key in {**alone, **other} if alone.get(key) != other.get(key)]
    sooner = [key for key in differ if is_sooner(alone.get(key), other.get(key))]
    for key in differ:
        if key not in sooner:
            print("  DIFFERS %s: %s, %s/%d: %s; alone and warm %s"
                  % (how, name, *key, json.dumps(other.get(key)), json.dumps(alone.get(key))))
    return len(differ) - len(sooner), len(sooner)


def told_apart(name, loops, alone, where):
    """How many differ, of both passes apart; their line."""
    beside = busy(loops, lambda: verdicts(*where, "--programs", str(AT_ONCE)))
    cold = verdicts(*where, "--cold")
    busy_differ, busy_sooner = differences(name, "when busy", alone, beside)
    cold_differ, cold_sooner = differences(name, "cold", alone, cold)
    print("steady: %s: %d verdicts of one program at a time; with %d at a time beside %d busy "
          "loops %d differ, in fresh interpreters %d; %d and %d more are out of time or memory at "
          "another test" % (name, len(alone), AT_ONCE, loops, busy_differ, cold_differ, busy_sooner,
                    cold_sooner), flush=True)
    return busy_differ + cold_differ


def told_together(name, loops, alone, where):
    """The same of one pass that is both."""
    other = busy(loops, lambda: verdicts(*where, "--cold", "--programs", str(AT_ONCE)))
    differ, sooner = differences(name, "cold and busy", alone, other)
    print("steady: %s: %d verdicts of one program at a time in warm interpreters; in fresh ones, "
          "%d at a time beside %d busy loops, %d differ; %d more are out of time or memory at another "
          "test"
          % (name, len(alone), AT_ONCE, loops, differ, sooner), flush=True)
    return differ


def one_set(args, task, grader, problems, more, told):
    told = spread(distinct(told), args.rows)
    name = "%s, %s" % (task, grader)
    with tempfile.TemporaryDirectory(prefix="momus-conformance-") as folder:
        write(os.path.join(folder, "told.jsonl"), told)
        if not isinstance(problems, str):
            problems = write(os.path.join(folder, "rows.jsonl"), problems)
        where = (folder, task, grader, problems, more)
        alone = verdicts(*where, "--programs", "1")
        judged = sum(v["passed"] is not None for v in alone.values())
        tell = told_together if args.together else told_apart
        differ = tell(name, args.loops * os.cpu_count(), alone, where)
        if not judged:  # alike, and worth nothing
            print("  DIFFERS %s: no verdict at all" % name)
        return len(alone), differ + (not judged)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--loops", type=int, default=2)
    parser.add_argument("--together", action="store_true")
    args = parser.parse_args()
    data = os.environ["MOMUS_DATA"]
    if not os.path.exists(os.path.join(data, "golden")):
        print("steady: skipped, no recorded answers in", data)
        return 0
    total = bad = 0
    for made in (contests, own_files, livecode, functions, apps, instructions, pairs):
        for one in made(data, args):
            if args.only in "%s %s" % one[:2]:
                n, differ = one_set(args, *one)
                total += n
                bad += differ
    print("steady: %d verdicts, %d differ" % (total, bad))
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
