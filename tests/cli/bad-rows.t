#!/bin/sh
# bad-rows.t - rows that a task cannot read are named, counted apart, and the others
# go on, whatever the task
. "$top_srcdir/tests/tap.sh"
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK MOMUS_SHARDS
cd "$tmp" || exit 99
if ! "$MOMUS" doctor >/dev/null; then
	skip "tasks with programs" "this host cannot isolate them"
	finish
	exit 0
fi

# Each file: the first row is good, each other lacks or garbles one thing.
"$PYTHON" - <<'END' || exit 99
import base64, json, os, pickle, zlib
def write(name, rows):
    with open(name, "w") as f:
        for row in rows: f.write(json.dumps(row) + "\n")
def but(row, *gone, **other): return {k: v for k, v in {**row, **other}.items() if k not in gone}
def packed(x): return base64.b64encode(zlib.compress(x)).decode()

none = {"input": [], "output": []}
row = {"name": "good", "description": "Add.", "public_tests": {"input": ["1 2\n"], "output": ["3\n"]},
       "private_tests": none, "generated_tests": none}
write("codecontests.jsonl", [row,
    but(row, name="a", public_tests={"input": ["1", "2"], "output": ["3"]}),
    but(row, name="b", public_tests={"input": "1", "output": "3"}),
    but(row, name="c", public_tests={"input": [1], "output": ["3"]}),
    but(row, "description", name="d"),
    but(row, "public_tests", "private_tests", "generated_tests", name="e"),
    but(row, name="f", time_limit="soon")])
write("codecontests-answers.jsonl", [{"name": "good", "code": "print(sum(map(int, input().split())))"}])

class Evil:
    def __reduce__(self): return os.system, ("touch owned",)
row = {"question_id": "good", "question_content": "Add.", "metadata": "{}",
       "public_test_cases": json.dumps([{"input": "1 2\n", "output": "3\n", "testtype": "stdin"}]),
       "private_test_cases": packed(pickle.dumps("[]"))}
apart = [but(row, question_id="evil", private_test_cases=packed(pickle.dumps(Evil()))),
    but(row, question_id="list", private_test_cases=packed(pickle.dumps(["[]"]))),
    but(row, question_id="text", private_test_cases=packed(pickle.dumps("[1,"))),
    but(row, question_id="base64", private_test_cases="@@@"),
    but(row, question_id="zlib", private_test_cases=base64.b64encode(b"abc").decode()),
    but(row, question_id="cut", private_test_cases=packed(pickle.dumps(str(os.urandom(999))))[:400]),
    but(row, question_id="shape", public_test_cases='[{"in": 1}]'),
    but(row, "private_test_cases", question_id="none")]
call = but(row, question_id="call", metadata='{"func_name": "f"}',
    public_test_cases='[{"input": "1", "output": "2"}, {"input": "1\\n", "output": "2"}]')
write("livecodebench.jsonl", [row] + apart + [call,
    but(row, question_id="name", metadata='{"func_name": "a b"}'),
    but(row, question_id="metadata", metadata="{"),
    but(row, "question_content", question_id="content")])
write("livecodebench-answers.jsonl", [{"question_id": r["question_id"],
    "code_list": ["print(sum(map(int, input().split())))"]} for r in [row] + apart + [call]])

row = {"task_id": "Own/1", "prompt": "# p\n", "entry_point": "f", "atol": 0, "base_input": [[1]],
       "canonical_solution": "def f(x):\n  return x\n", "plus_input": []}
wrong = but(row, task_id="Own/9", canonical_solution="def g(x): return x")
write("mbppplus.jsonl", [row, wrong,
    but(row, "base_input", task_id="Own/2"), but(row, task_id="Own/3", base_input=[1]),
    but(row, task_id="Own/4", base_input=[]), but(row, task_id="Own/5", atol="x"),
    but(row, task_id="Own/6", entry_point="a b"), but(row, task_id="7")])
write("mbppplus-answers.jsonl", [{"task_id": f"Own/{n}", "solution": "def f(x):\n  return x\n"} for n in (1, 9)])

row = {"key": 1, "prompt": "Say.", "instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}]}
def asks(key, name, **kwargs): return but(row, key=key, prompt=f"Say {key}.", instruction_id_list=[name], kwargs=[kwargs])
write("ifeval.jsonl", [row, asks(2, "keywords:existence", keywords=["(a+)+$"]),
    asks(3, "keywords:existence", keywords=["("]),
    asks(4, "no:such"), but(row, key=5, kwargs=[]), but(row, "kwargs", key=6),
    asks(7, "length_constraints:number_words", num_words="x", relation="at least"),
    asks(8, "keywords:frequency", keyword="a", frequency=1, relation="about")])
write("ifeval-answers.jsonl", [{"key": k, "response": "a" * 60 + "b"} for k in (1, 2, 3)])

row = {"pair_id": "good", "source": "mmlu-pro-math", "question": "Q", "response_A": "a", "response_B": "b", "label": "A>B"}
write("judgebench.jsonl", [row, but(row, pair_id="a", label="A"), but(row, "response_B", pair_id="b"),
    but(row, pair_id=""), but(row, pair_id="c", question=5)])
write("judgebench-answers.jsonl", [{"id": "good/1", "response": "[[A>B]]"}])

row = {"question": "Print the sum.", "input_output": json.dumps({"inputs": ["1 2\n"], "outputs": ["3\n"]}), "solutions": "[]"}
write("taco.jsonl", [row, but(row, "question"), but(row, question=7),
    but(row, question="a", input_output="{"), but(row, question="b", input_output='{"inputs": ["1"], "outputs": []}'),
    but(row, question="c", input_output='{"inputs": 5, "outputs": 6}'), but(row, "input_output", question="d")])
write("taco-answers.jsonl", [{"task_id": 0, "output": ["print(sum(map(int, input().split())))"]}])

row = {"id": "good", "prompt": "?", "tests": [{"input": "1", "output": "1"}]}
write("jsonl.jsonl", [row, but(row, id="a", tests=[]), but(row, "tests", id="b"),
    but(row, id="c", tests=[{"input": "1"}]), but(row, "prompt", id="d"), but(row, id="e", tests="x")])
write("jsonl-answers.jsonl", [{"id": "good", "solution": "print(input())"}])
END

# goes_on TASK UNREADABLE UNJUDGED OPTION...: the good row passes and the rest is counted
goes_on() {
	task=$1 unreadable=$2 unjudged=$3
	shift 3
	"$MOMUS" grade --task $task --data $task.jsonl --solutions $task-answers.jsonl \
		--verdicts v.jsonl -o $task.h5 "$@" >out 2>&1
	is "$?:$(grep -c "warning: $task.jsonl:[0-9]*: .*; this row is left out" out)" \
		"0:$(( unreadable < 5 ? unreadable : 5 ))" "$task: the first rows that cannot be read are named"
	like "$(cat out)" "$unreadable for being unreadable" "$task: they are counted apart"
	like "$(cat out)" "could not be judged: $unjudged" "$task: so is what cannot be judged"
	is "$(sed -n 1p v.jsonl | grep -c '"passed":true')" 1 "$task: the others go on"
	like "$("$MOMUS" report $task.h5 --format json | grep 'rows of the data are left out:')" \
		"$unreadable for being unreadable" "$task: reports say so, too"
	rm -f v.jsonl
}
goes_on codecontests 6 0
goes_on livecodebench 3 8
like "$(cat out)" ": test 1 has arguments or a value that are no JSON" "livecodebench: so is a malformed call"
like "$(cat out)" "by strict alone: 1," "livecodebench: of which the careful judge does not tell"
is "$(grep -c '; its answers cannot be judged' out)" 8 "livecodebench: tests that cannot be read are named"
like "$(cat out)" "that is not one string: instruction" "livecodebench: a pickle of anything else is refused"
is "$(ls owned 2>&1 | grep -c 'No such file')" 1 "livecodebench: and not executed"
goes_on mbppplus 6 1
like "$(cat out)" "Own/9: no reference outputs" "mbppplus: a canonical solution that fails is named"
goes_on ifeval 5 2
"$MOMUS" export ifeval.h5 >rows
like "$(cat rows)" "the search for an instruction's expression took too many steps" \
	"ifeval: an expression that backtracks without end is given up"
like "$(cat rows)" "is no regular expression: missing closing parenthesis" "ifeval: one that is none is named"
like "$(cat out)" 'instruction "no:such" is not known' "ifeval: so is an unknown instruction"
goes_on judgebench 4 0
goes_on taco 2 0 --set task.clean=false
like "$(cat out)" "for tests that are no two lists, equally long" "taco: unequal lists have their own count"
goes_on jsonl 5 0 --grader io

# Where nothing can be read, the first reason ends it.
sed 1d jsonl.jsonl >none.jsonl
out=$("$MOMUS" grade --task jsonl --grader io --data none.jsonl --solutions jsonl-answers.jsonl 2>&1)
is "$?:$out" '2:momus: none.jsonl:1: field "tests": there is no test: every program would pass' \
	"a file without a readable row is an error"
finish
