"""testlib.py FOLDER - checkers that include the real testlib.h, in jails and outside

$MOMUS_TESTLIB is testlib.h, which is no part of Momus.  Each case is a checker in
its conventions, a test, and what an answer prints.  `momus grade` judges it with
the checker; the same checker is compiled and run without Momus, as

	checker input.txt output.txt answer.txt

and what Momus makes of it must be what its exit status and message there mean.
With a folder beside testlib.h, checkers/*.cpp of it are run on a few more answers.
"""
import json
import os
import re
import subprocess
import sys

from tap import finish, is_, ok

SUM = """
#include "testlib.h"
int main(int argc, char *argv[])
{
	setName("two numbers with a given sum");
	registerTestlibCmd(argc, argv);
	int n = inf.readInt();
	int shown = ans.readInt();
	if (shown != n)
		quitf(_fail, "the reference is %d, not %d", shown, n);
	int a = ouf.readInt(-1000, 1000, "a");
	int b = ouf.readInt();
	if (a == 500)
		quitp(0.5);
	if (a == 501)
		quitp(0.25, "a quarter");
	if (a == 502)
		quitf(_pc(25), "so to speak");
	if (a == 503)
		quitf(_pc(0), "so to speak");
	if (a == 504)
		quitf(_pc(3), "so to speak");
	if (a == 505)
		quitf(_wa, "points 1 is what it wants");
	if (a == 506)
		quitp(7.0, "more than all");
	if (a + b != n)
		quitf(_wa, "%d and %d make %d, expected %d", a, b, a + b, n);
	quitf(_ok, "%d and %d", a, b);
}
"""
ORDER = """
#include "testlib.h"
int main(int argc, char *argv[])
{
	registerTestlibCmd(argc, argv);
	std::string i = inf.readLine(), o = ouf.readLine(), a = ans.readLine();
	quitif(i != "the input" || o != "the output" || a != "the answer", _wa,
	       "input %s, output %s, answer %s", i.c_str(), o.c_str(), a.c_str());
	quitf(_ok, "in their order");
}
"""
SILENT = """
#include "testlib.h"
int main(int argc, char *argv[])
{
	registerTestlibCmd(argc, argv);
}
"""
# name, checker, input, printed, answer, letter, share of 1 point, words of the note
CASES = [
    ("right", SUM, "7\n", "3 4\n", "7\n", "A", 1, ""),
    ("wrong", SUM, "7\n", "3 5\n", "7\n", "W", 0, "3 and 5 make 8"),
    ("no number", SUM, "7\n", "three 4\n", "7\n", "W", 0, "[Ee]xpected integer"),
    ("too few", SUM, "7\n", "3\n", "7\n", "W", 0, "[Uu]nexpected end of file"),
    ("nothing", SUM, "7\n", "", "7\n", "W", 0, "[Uu]nexpected end of file"),
    ("out of range", SUM, "7\n", "1001 -994\n", "7\n", "W", 0, "violates the range"),
    ("too much", SUM, "7\n", "3 4 5\n", "7\n", "W", 0, "[Ee]xtra information"),
    ("white space", SUM, "7\n", "\n 3 \n\n4 \n\n", "7\n", "A", 1, ""),
    ("half", SUM, "7\n", "500 0\n", "7\n", "W", .5, "points 0.5"),
    ("a quarter", SUM, "7\n", "501 0\n", "7\n", "W", .25, "a quarter"),
    ("more than all", SUM, "7\n", "506 0\n", "7\n", "A", 1, ""),
    ("points in words", SUM, "7\n", "505 0\n", "7\n", "W", 0, "points 1 is what"),
    ("a wrong reference", SUM, "7\n", "3 4\n", "8\n", "I", None, "status 3: FAIL the reference"),
    ("no reference", SUM, "7\n", "3 4\n", "", "I", None, "status 3: FAIL"),
    ("three files", ORDER, "the input\n", "the output\n", "the answer\n", "A", 1, ""),
    ("other files", ORDER, "the input\n", "the answer\n", "the output\n", "W", 0,
     "output the answer, answer the output"),
    ("no verdict", SILENT, "7\n", "7\n", "7\n", "I", None, "quit"),
]
# Of 200 points, as the older way of giving them has it.
PARTLY = [
    ("partially", SUM, "7\n", "502 0\n", "7\n", "W", .125, r"partially correct \(25\)"),
    ("partially, nothing", SUM, "7\n", "503 0\n", "7\n", "W", 0, r"partially correct \(0\)"),
    ("partially, as a failure ends", SUM, "7\n", "504 0\n", "7\n", "W", .015,
     r"partially correct \(3\)"),
    ("right, of 200", SUM, "7\n", "3 4\n", "7\n", "A", 1, ""),
]
# Where nothing says how many points are all.
POINTLESS = [(*case[:5], "I", None, "say with task.points")
             for case in CASES + PARTLY if case[3] in ("500 0\n", "502 0\n", "503 0\n")]
ENDS = {0: 1, 1: 0, 2: 0, 4: 0, 8: 0}
MORE = [("1 2 3\n", "1 2 3\n"), ("1 2 3\n", "1 2\n"), ("1 2 4\n", "1 2 3\n"),
        ("YES\n", "yes\n"), ("no\n", "YES\n"), ("0.3333333\n", "0.33333334\n"),
        ("1.5\n", "1.25\n"), ("a  b\nc\n", "a b\nc\n"), ("", "1\n"), ("7\n", "7\n"),
        ("7 8\n", "7\n"), ("Case 1: 5\n", "Case 1: 5\n"), ("x\n", "7\n")]


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def outside(folder, built, number, case, points):
    """The share of POINTS by the checker alone; None: it gives none"""
    _, checker, given, printed, answer = case[:5]
    if checker not in built:
        source = os.path.join(folder, "c%d.cpp" % len(built))
        write(source, checker)
        made = subprocess.run(
            ["g++", "-O1", "-std=gnu++17", "-w", "-I", os.path.join(folder, "beside"),
             "-o", source[:-4], source], stderr=subprocess.PIPE, text=True)
        built[checker] = source[:-4] if made.returncode == 0 else None
    if not built[checker]:
        return None
    names = [os.path.join(folder, "%d.%s" % (number, part))
             for part in ("in", "out", "ans")]
    for name, text in zip(names, (given, printed, answer)):
        write(name, text)
    done = subprocess.run([built[checker], *names], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE)
    said = done.stderr.decode("utf-8", "replace")
    partly = re.match(r"partially correct \((\d+)\)", said)
    given = partly or re.match(r"points (\S+)", said) if done.returncode == 7 or partly \
        else None
    if given:
        return min(1, float(given[1]) / points) if points else None
    return ENDS.get(done.returncode)


def grade(folder, cases, points):
    """Of each case its row of --verdicts and the note in the store."""
    rows, told, out, run = (os.path.join(folder, n) for n in (
        "rows.jsonl", "told.jsonl", "out.jsonl", "run.h5"))
    write(rows, "".join(json.dumps({
        "id": str(n), "prompt": name, "checker": checker,
        "tests": [{"input": given, "output": answer}]}) + "\n"
        for n, (name, checker, given, _, answer, *_) in enumerate(cases)))
    write(told, "".join(json.dumps({
        "id": str(n), "solution": "print(end=%r)" % case[3]}) + "\n"
        for n, case in enumerate(cases)))
    for path in out, run:
        if os.path.exists(path):
            os.remove(path)
    done = subprocess.run(
        [os.environ["MOMUS"], "grade", "--task", "jsonl", "--data", rows, "--grader",
         "checker", "--set", "task.checker_language=cpp", "--set",
         "task.checker_files=" + os.path.join(folder, "beside"), "--set",
         "task.points=%d" % points, "--solutions", told, "--verdicts", out, "-o", run],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode and points:  # without points none may be judged
        sys.exit("momus grade: " + done.stderr)
    with open(out, encoding="utf-8") as f:
        found = [json.loads(line) for line in f]
    exported = subprocess.run([os.environ["MOMUS"], "export", run], check=True,
                              stdout=subprocess.PIPE, text=True).stdout
    notes = {row["problem"]: row.get("verdict", {}).get("note") or row.get("note") or ""
             for row in map(json.loads, exported.splitlines())}
    return [(found[n], notes.get(str(n), "")) for n in range(len(cases))]


def more_cases(beside):
    """Every checker of the folder on the same answers."""
    made = []
    folder = os.path.join(os.path.dirname(beside), "checkers")
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if name.endswith(".cpp"):
            with open(os.path.join(folder, name), encoding="utf-8") as f:
                text = f.read()
            made += [(name, text, "", printed, answer) for printed, answer in MORE]
    return made


def main():
    folder, testlib = sys.argv[1], os.environ["MOMUS_TESTLIB"]
    os.mkdir(os.path.join(folder, "beside"))
    with open(testlib, encoding="utf-8", errors="replace") as f:
        write(os.path.join(folder, "beside", "testlib.h"), f.read())
    built = {}
    for cases, points in (CASES, 1), (PARTLY, 200), (POINTLESS, 0):
        for n, (case, (row, note)) in enumerate(zip(cases, grade(folder, cases, points))):
            name, _, _, _, _, letter, share, words = case
            is_([row["tests"], row["score"]], [letter, share], "%s, of %d" % (name, points))
            ok(re.search(words, note), "with what the checker says: " + (words or "nothing")) or \
                print("# note:", note)
            is_(row["score"], outside(folder, built, n, case, points),
                "as by the checker alone")
    made = more_cases(testlib)
    differ = []
    for n, (case, (row, note)) in enumerate(zip(made, grade(folder, made, 1) if made else [])):
        alone = outside(folder, built, n, case, 1)
        if row["score"] != alone:
            differ.append((case[0], case[3], case[4], row["tests"], note, alone))
    if made:
        is_(differ, [], "%d answers to %d checkers beside testlib.h"
            % (len(made), len({c[0] for c in made})))
    finish()


if __name__ == "__main__":
    main()
