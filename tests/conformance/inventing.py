"""inventing.py - invented runs of every form that runs.py reads

The same each time, with all that a run can hold: programs of Python, C++ and of no
language that change a little or wholly, critiques that quote and give away, failed,
refused, cut and stopped outputs, and few or many samples.
"""
import json
import random

from runs import write

ENDS = ("\n\nOverall judgment: Correct", "\n\nOverall judgment: Incorrect", "")
PARTS = [
    "def solve(values, limit):\n    total = 0\n    for v in values:\n"
    "        if v > limit:  # skip it\n            continue\n        total += v\n"
    "    return total\n",
    "def solve(xs, k):\n    best = {\n        'a': 1,\n        'b': [k, 2.5e3],\n    }\n"
    "    return max(best.values()) if xs else None\n",
    "import sys\n\nclass Solution:\n\tdef run(self, n):\n\t\tseen = set()\n"
    "\t\twhile n not in seen:\n\t\t\tseen.add(n)\n\t\t\tn = n * 3 + \\\n\t\t\t\t1\n"
    "\t\treturn len(seen)\n\nprint(Solution().run(int(sys.stdin.readline())))\n",
    "x, y = map(int, input().split())\nprint(f\"{x} {y}\", r'\\d', 'it\\'s')\n"
    "print('''a\n  # b''', x.real)\n",
    "#include <vector>\nint main() {\n\tstd::vector<int> a; // none\n"
    "\tfor (int i = 0; i < 3; i++) {\n\t\ta.push_back('\\'');\n\t}\n\treturn 0;\n}\n",
    "s = input()\r\nif s:\r\n    print(s[::-1])\r\nelse:\r\n    print(\"\")\r\n",
    "print(1)", "größe = 1\nprint(größe if größe else -1)\n", "",
]
SAID = [
    "The loop never ends for an empty list; an edge case.", "It looks right to me.",
    "This is O(n^2): a greedy approach or a hash map is better. Élégant, “yes”.",
    "Tracing with input 3: after the first iteration total is 0. Add a print statement.",
    "For example, if the input is [1, 2], the expected output is 3. Untested code!",
    "Let's walk through: the variable `total` is a logical slip, unlike testing.",
]
NAMES = ("values", "limit", "total", "best", "seen", "xs")


def change(r, program):
    """PROGRAM unchanged, with another layout or names, with other lines, or anew."""
    way = r.randrange(6)
    lines = program.split("\n")
    if way == 0:
        return program
    if way == 1:
        for i, name in enumerate(NAMES):
            program = program.replace(name, "other%d" % i)
        return program
    if way == 2:
        return "\n".join(line + "  # so" if line.rstrip().endswith(":") else
                         line.replace(" = ", "=") for line in lines) + "\n\n"
    if way == 3 and len(lines) > 2:
        del lines[r.randrange(len(lines))]
        return "\n".join(lines)
    if way == 4:
        return program.replace("0", "7").replace(" > ", " >= ")
    return r.choice(PARTS)


def critique(r, solution, revision):
    text = r.choice(SAID)
    if r.random() < 0.3:
        lines = [x for x in solution.split("\n") if x] or ["x"]
        text += "\nSee `%s` there." % r.choice(lines).strip()
    if r.random() < 0.4:
        block = r.choice((solution, revision, revision, "x = 1", PARTS[0]))
        text += "\n%s```python\n%s\n%s" % (
            r.choice(("", "  ")), block, r.choice(("```\nSo.", "```", "")))
    return text + r.choice(ENDS)


def turns_of(r):
    solution = r.choice(PARTS)
    turns = []
    for k in range(r.choice((1, 3, 4, 4, 4))):
        before, solution = solution, change(r, solution) if k else solution
        turn = {"solution": solution, "passed": r.choice((True, False, False, None))}
        if turn["passed"] is False:
            turn["status"] = r.choice(("wrong_answer", "time_limit"))
        if r.random() < 0.5:
            turn.update(prompt_tokens=r.randrange(99), latency_s=0.25)
        if r.random() < 0.3:
            turn["language"] = r.choice(("python", "cpp", "python3"))
        if k and r.random() < 0.1:
            turn = {"failed": "no reply"}
        elif k and r.random() < 0.2:
            turn = {"stopped": True}
        if k:
            turn["critique"] = [critique(r, before, solution) for _ in range(2)]
        turns.append(turn)
    return turns


def parts(row):
    """Some parts of its verdict, by draws of its own."""
    r = random.Random(repr((row["problem"], row["turn"], row["branch"])))
    return {name: r.choice((True, False, None)) for name in
            ("base", "rule/a", "rule/b:c", "rule/a/2", "other/a") if r.random() < 0.8}


def solution_row(r, row, answer):
    """ROW with one of the ways in which a solution can come, or not."""
    fate = r.random()
    if fate < 0.06:
        return dict(row, state="failed", reason="no reply")
    if fate < 0.1:
        return dict(row, state="failed", finish="filter", reason="refused")
    row = dict(row, state="done", answer=answer, response="```\n%s```" % answer)
    if r.random() < 0.15:
        row["finish"] = "length"
    passed = r.choice((True, False, False))
    if r.random() < 0.9:
        row["parity"] = {"passed": passed}
        row["strict"] = {"passed": passed and r.random() < 0.8}
        if not passed:
            row["parity"]["status"] = r.choice(("wrong_answer", "runtime_error"))
    if r.random() < 0.7:
        row.update(prompt_tokens=r.randrange(400), cost=0.25)
    row["parts"] = parts(row)
    return row


def critique_rows(r, row, votes, before, after, there):
    for v in range(votes):
        one = dict(row, kind="critique", vote=v)
        fate = r.random()
        if not there:
            yield dict(one, state="skipped", reason="its solution failed")
        elif fate < 0.1:
            yield dict(one, state="failed", reason="no reply")
        elif fate < 0.15:
            yield dict(one, state="failed", finish="filter", reason="refused")
        elif fate < 0.95:
            one.update(state="done", response=critique(r, before, after))
            if r.random() < 0.6:
                one["completion_tokens"] = r.randrange(1, 300)
            if r.random() < 0.1:
                one["finish"] = "length"
            yield one


def node_rows(r, problems, votes, turns):
    for p in range(problems):
        for b in range(4):
            answer, there = r.choice(PARTS), True
            for k in range(turns + 1):
                row = {"problem": "n%d" % p, "category": "xy"[p % 2], "turn": k,
                       "branch": b}
                before, answer = answer, change(r, answer) if k else answer
                if k:
                    yield from critique_rows(r, row, votes, before, answer, there)
                row["kind"] = "revision" if k else "solution"
                if k:
                    row["vote"] = r.randrange(votes)
                if there:
                    row = solution_row(r, row, answer)
                    there = row["state"] == "done"
                else:
                    row.update(state="skipped", reason="its solution failed")
                yield row


def repairs(r):
    first, second, third = [], [], []
    for q in range(90):
        right, code = r.random() < 0.4, r.choice(PARTS[:-1])
        told = {"question_id": "q%d" % q, "difficulty": "eh"[q % 2],
                "code_list": [code], "output_list": ["```\n%s\n```" % code],
                "graded_list": [right],
                "metadata": [json.dumps({"error_code": -r.randint(1, 4)})]}
        first.append(told)
        for rows in (second, third):
            again = dict(told, original_code_list=[code])
            if not right:
                better = change(r, code)
                again.update(code_list=[better], graded_list=[r.random() < 0.3],
                             output_list=[r.choice((
                                 "", r.choice(SAID) + "\n```\n%s\n```" % better,
                                 "```\n%s\n```" % better))],
                             metadata=[json.dumps({"error_code": -r.randint(1, 4)})])
            rows.append(again)
    return first, second, third


def debugged(r):
    for p in range(300):
        n = r.randrange(4)
        programs = [r.choice(PARTS)]
        for _ in range(n):
            programs.append(change(r, programs[-1]))
        yield {"task_id": "d%d" % p, "is_solved": r.random() < 0.6,
               "implementations": programs, "test_feedback": [["assert"]] * n + [[]]}


def invented(folder):
    """(label, form, paths) of files that are written into FOLDER."""
    r = random.Random(5)
    own = [{"id": "p%d" % p, "category": "abc"[p % 3], "turns": turns_of(r)}
           for p in range(135) for _ in range(3)]
    few = [{"id": "f%d" % p, "turns": turns_of(r)} for p in range(18) for _ in range(2)]
    codegen, second, third = (write(folder, name, rows) for name, rows in zip(
        ("codegen", "second", "third"), repairs(r)))
    return [
        ("own", "trajectories", [write(folder, "own", own)]),
        ("few", "trajectories", [write(folder, "few", few)]),
        ("nodes", "nodes", [write(folder, "nodes", node_rows(r, 40, 3, 3))]),
        ("repair", "livecodebench", [codegen, second]),
        ("explained", "livecodebench", [codegen, third]),
        ("ldb", "ldb", [write(folder, "ldb", debugged(r))]),
        ("reflexion", "reflexion", [write(folder, "reflexion", [
            {"name": "r%d" % p, "solution": "s", "is_solved": r.random() < 0.7,
             "reflections": ["No."] * r.choice((0, 0, 1, 2))} for p in range(90)])]),
        ("paircoder", "paircoder", [write(folder, "paircoder", [
            {"name": "c%d" % p, "completions": list("abcd"), "plans": [],
             "pass_num": r.choice((0, 2, 4))} for p in range(120)])])]
