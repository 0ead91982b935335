"""quickstart.py - checks the sample benchmark by running it in this interpreter

What each recorded answer is worth was known when it was written, and its row says
so (expect, judgment).  Here the programs run on the tests without the sandbox,
the graders and the store; tests/run/quickstart.t sees that those agree.
"""
import copy
import json
import re
import signal
import sys

FOLDER = sys.argv[1]
MODELS = "finch", "wren"
SAMPLES, TURNS = 2, 2
LIMIT = 0.3	# CPU seconds a call; the one that never returns has them all
PASSED = {("finch", 0): 28, ("finch", 1): 34, ("finch", 2): 36,
          ("wren", 0): 17, ("wren", 1): 23, ("wren", 2): 27}
done = 0


def ok(failures, name):
    global done
    done += 1
    print("%sok %d - %s" % ("not " if failures else "", done, name))
    for failure in failures:
        print("# %s" % (failure,))


def rows(name):
    with open("%s/%s.jsonl" % (FOLDER, name), encoding="utf-8") as f:
        return [json.loads(line) for line in f]


class OutOfTime(Exception):
    pass


def on_alarm(signum, frame):
    raise OutOfTime


def call(function, args):
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    try:
        return function(*copy.deepcopy(args))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def equal(got, want):
    if isinstance(want, list) and want and isinstance(want[0], float):
        return len(got) == len(want) and \
            all(abs(a - b) < 1e-6 for a, b in zip(got, want))
    return got == want


def outcome(function, args, want):
    try:
        got = call(function, args)
    except OutOfTime:
        return "time_limit"
    except Exception:
        return "runtime_error"
    return "accepted" if equal(got, want) else "wrong_answer"


def status(problem, expected, program):
    """That of the first test that fails; each half has its own interpreter."""
    try:
        compiled = compile(program, "answer", "exec")
    except SyntaxError:
        return "compile_error"
    for half in "base_input", "plus_input":
        scope = {"print": lambda *args: None}
        exec(compiled, scope)
        function = scope.get(problem["entry_point"])
        if function is None:
            return "runtime_error"
        for args, want in zip(problem[half], expected[half]):
            found = outcome(function, args, want)
            if found != "accepted":
                return found
    return "accepted"


def program_of(response):
    """What stands in the first fence, closed or not; without one, all of it."""
    found = re.search(r"```python\n(.*?)(```|\Z)", response, re.S)
    return found.group(1) if found else response


def judgment_of(critique):
    found = re.findall("Overall judgment: (Correct|Incorrect)", critique)
    return found[-1].lower() if found else "unparsed"


def reference(problem):
    scope = {}
    exec(problem["prompt"] + problem["canonical_solution"], scope)
    function = scope[problem["entry_point"]]
    return {half: [call(function, args) for args in problem[half]]
            for half in ("base_input", "plus_input")}


def example_holds(problem):
    scope = {}
    text = problem["prompt"].strip().strip('"')
    exec(problem["canonical_solution"], scope)
    exec(text[text.index("assert "):], scope)


def misnumbered(answers, critiques, ids):
    """Nodes of the run that have no row, or more than one."""
    count = {}
    for row in answers + critiques:
        node = row["id"], row.get("purpose", "generate"), row.get("turn", 0)
        count[node] = count.get(node, 0) + 1
    want = {(name, "generate", 0) for name in ids}
    want |= {(name, purpose, turn) for name in ids
             for purpose in ("critique", "revise")
             for turn in range(1, TURNS + 1)}
    return sorted(node for node in want | set(count)
                  if count.get(node) != SAMPLES or node not in want)


def main():
    signal.signal(signal.SIGPROF, on_alarm)
    problems = {row["task_id"]: row for row in rows("problems")}
    ok([] if len(problems) == 24 else [len(problems)], "there are 24 problems")
    expected = {name: reference(row) for name, row in problems.items()}
    for problem in problems.values():
        example_holds(problem)
    ok([], "every reference solution runs, and does what the example says")
    ok([name for name, row in problems.items()
        if len(row["base_input"]) < 3 or len(row["plus_input"]) < 4],
       "every problem has three tests and four more")
    for model in MODELS:
        answers, critiques = rows(model), rows("owl-on-" + model)
        ok(misnumbered(answers, critiques, problems),
           "each node of %s's run has its row" % model)
        ok([(row["id"], row.get("turn", 0), row["expect"], found)
            for row in answers
            for found in [status(problems[row["id"]], expected[row["id"]],
                                 program_of(row["response"]))]
            if found != row["expect"]],
           "each answer of %s is worth what its row says" % model)
        ok([(row["id"], row["turn"]) for row in critiques
            if judgment_of(row["response"]) != row["judgment"]],
           "each critique of %s's answers says what its row says" % model)
        for turn in range(TURNS + 1):
            passed = sum(row["expect"] == "accepted" for row in answers
                         if row.get("turn", 0) == turn)
            ok([] if passed == PASSED[model, turn] else [passed],
               "%d of %s's 48 answers are right after turn %d"
               % (PASSED[model, turn], model, turn))
    print("1..%d" % done)


main()
