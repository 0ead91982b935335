#!/bin/sh
# import.t - momus import: trajectories that others made, as a run
. "$top_srcdir/tests/tap.sh"
here=$(cd "$top_srcdir" && pwd)
bin=$(cd "$top_builddir" && pwd)
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE
mkdir "$tmp/in" && cd "$tmp/in" || exit 99

import() { "$MOMUS" import "$@" 2>&1; }
figure() { # figure RUN KIND TURN: its value in the report
	"$MOMUS" report --format csv "$1" |
		awk -F, -v kind="$2" -v turn="$3" \
			'$4 == kind && $5 == "" && $6 == turn { printf "%.4g\n", $8; exit }'
}
words() { "$MOMUS" report "$1" | tr -s ' \n' ' '; } # on one line
node() { # node RUN PROBLEM TURN KIND BRANCH: its JSON
	"$MOMUS" export --no-times "$1" |
		grep "^{\"problem\":\"$2\".*\"turn\":$3,\"kind\":\"$4\",\"branch\":$5,"
}

# Momus's own form: a trajectory a row.
out=$(import "$here/tests/data/import/trajectories.jsonl" -o own.h5)
is "$?" 0 "trajectories are imported"
is "$(echo "$out" | sed 1q)" "own.h5: form trajectories, 6 rows: 3 problems, \
6 solutions, 5 critiques, 3 revisions, 1 turns" "their form is known by its fields"
like "$out" "verdicts of teacher; 1 solutions without one" "who judged is told"
like "$(node own.h5 sum 0 solution 0)" '"status":"wrong_answer","passed":false' \
	"a recorded verdict is the parity verdict"
like "$(node own.h5 sum 0 solution 0)" '"strict":{"status":"not_run","passed":null' \
	"and the strict one is nobody's"
like "$(node own.h5 sum 0 solution 0)" '"note":"2+2 gave 0","prompt_tokens":50' \
	"notes and usage are kept"
like "$(node own.h5 sum 1 critique 0)" '"judgment":"incorrect"' \
	"a judgment is read from the critique's end"
like "$(node own.h5 max 1 critique 0)" '"judgment":"incorrect"' "or named by the row"
like "$(node own.h5 max 1 critique 1)" '"judgment":"unparsed"' "or there is none"
like "$(node own.h5 max 1 revision 0)" '"score":0.25,"tests":"ARRR"' "tests are kept"
like "$(node own.h5 sum 1 revision 1)" '"state":"skipped"' "a stopped turn is told"
like "$(node own.h5 abs 1 revision 0)" '"state":"skipped"' \
	"and a trajectory that ends early ends stopped"
like "$(node own.h5 max 1 revision 1)" '"reason":"the server was down"' \
	"a failure is no answer"
is "$(figure own.h5 pass_at_1 0)" 0.4 "Pass@1 is over what was judged"
is "$(figure own.h5 delta_up 1) $(figure own.h5 delta_down 1)" "0.25 0.25" \
	"and so are the deltas"
out=$(words own.h5)
like "$out" "generator wren" "the report names the models"
like "$out" "trajectory ended before the longest" "and says what the files lack"
like "$("$MOMUS" show own.h5 sum/0)" "Add two numbers." "statements can be read"
like "$("$MOMUS" show own.h5 sum/0)" "It subtracts." "and critiques"
out=$("$MOMUS" report --format html own.h5)
like "$out" "Add two numbers." "in the report, too"
like "$out" "It subtracts." "both of them"

# A node a row is what momus export prints: there and back.
back() { # back RUN: it as text, but for what cannot be told
	"$MOMUS" export --no-times "$1" | sed 's/"key":"[0-9a-f]*",//
		s/"rewards":{.*}},//
		s/"shown_passed.*tests_hidden":[0-9]*,//'
}
"$bin/tests/run/store-writer" run.h5 || exit 99
"$MOMUS" export run.h5 >run.jsonl
import run.jsonl -o again.h5 >/dev/null
back run.h5 >want
back again.h5 | cmp -s - want
ok $? "an exported run is imported as it was"
is "$(wc -l <want)" 126 "all of it"
is "$(figure again.h5 pass_at_1 2)" "$(figure run.h5 pass_at_1 2)" "with the same scores"
gzip -c run.jsonl >run.jsonl.gz
import run.jsonl.gz -o packed.h5 >/dev/null
back packed.h5 | cmp -s - want
ok $? "from a gzip, too"
{ echo '['; sed '$!s/$/,/' run.jsonl; echo ']'; } >array.json
import array.json -o array.h5 >/dev/null
back array.h5 | cmp -s - want
ok $? "and from one JSON array"

# LiveCodeBench: the right ones were not revised.
cat >codegen.jsonl <<'END'
{"question_id":"a","question_title":"A","question_content":"Do a.","starter_code":"","difficulty":"easy","output_list":["```\n1\n```"],"code_list":["1"],"graded_list":[true],"metadata":["{\"execution time\": 1}"]}
{"question_id":"b","question_title":"B","question_content":"Do b.","starter_code":"","difficulty":"hard","output_list":["```\n1\n```"],"code_list":["1"],"graded_list":[false],"metadata":["{\"error_code\": -3, \"error_message\": \"Time Limit Exceeded\"}"]}
{"question_id":"c","question_title":"C","question_content":"Do c.","starter_code":"","difficulty":"hard","output_list":["```\n1\n```"],"code_list":["1"],"graded_list":[false],"metadata":["{\"error_code\": -4, \"error\": \"ValueError(5)\", \"error_message\": \"Runtime Error\"}"]}
END
cat >repair.jsonl <<'END'
{"question_id":"a","output_list":["```\n1\n```"],"code_list":["1"],"graded_list":[true],"metadata":["{}"],"original_code_list":["1"]}
{"question_id":"b","output_list":["It is slow.\n\n```\n2\n```"],"code_list":["2"],"graded_list":[true],"metadata":["{}"],"original_code_list":["1"]}
{"question_id":"c","output_list":[""],"code_list":[""],"graded_list":[false],"metadata":["{\"error_code\": -4}"],"original_code_list":["1"]}
END
for order in "codegen.jsonl repair.jsonl" "repair.jsonl codegen.jsonl"; do
	rm -f lcb.h5
	# shellcheck disable=SC2086 # two files
	out=$(import $order -o lcb.h5 --generator qwen)
	like "$out" "3 problems, 3 solutions, 1 critiques, 2 revisions" "$order"
	like "$out" "not revised: 1 (1 of them right" "$order: the right one was kept"
	is "$(figure lcb.h5 pass_at_1 0) $(figure lcb.h5 pass_at_1 1)" \
		"0.3333 0.6667" "$order: verdicts are paired by question"
done
like "$(node lcb.h5 b 1 critique 0)" '"response":"It is slow."' \
	"what stands before the code is the critique"
like "$(node lcb.h5 b 0 solution 0)" '"time_limit"' "the checker's code becomes a status"
like "$(node lcb.h5 c 0 solution 0)" 'ValueError(5)' "and its words a note"
out=$(words lcb.h5)
like "$out" "what a revision would have broken is" "the report says what Δ↓ lacks"
like "$out" "1 revision is recorded as an empty text" "and that a revision is empty"
sed 's/"original_code_list":\["1"\]/"original_code_list":["9"]/' repair.jsonl >other.jsonl
out=$(import codegen.jsonl other.jsonl -o other.h5)
like "$out" "other.jsonl:1: turn 0 of sample 0 of \"a\" is told otherwise in codegen.jsonl:1" \
	"a repair of something else is found out"
like "$out" "bad rows: 3" "and counted"

# LDB, Reflexion, PairCoder.
cat >ldb.jsonl <<'END'
{"task_id":"L/1","prompt":"p","implementations":["a","b"],"test_feedback":[["assert f(1) == 2 # 3"],[]],"is_solved":true}
{"task_id":"L/2","prompt":"p","implementations":["a"],"test_feedback":[[]],"is_solved":false}
END
out=$(import ldb.jsonl -o ldb.h5)
like "$out" "form ldb, 2 rows" "LDB's form is known"
is "$(figure ldb.h5 pass_at_1 0) $(figure ldb.h5 pass_at_1 1)" "0 0.5" \
	"a solution that failed a visible test is wrong"
like "$(node ldb.h5 L/1 0 solution 0)" "assert f(1) == 2 # 3" "and the test is its note"
echo '{"name":"r","prompt":"p","reflections":["No."],"solution":"s","is_solved":true}' >r.jsonl
out=$(import r.jsonl -o r.h5)
like "$out" "not in the files: 1" "a solution that Reflexion does not publish is missing"
is "$(figure r.h5 pass_at_1 1)" 1 "and the last one is judged"
cat >p.jsonl <<'END'
{"name":"p/1","description":"d","completions":["a","b"],"plans":["x","y"],"pass_num":1}
{"name":"p/2","description":"d","completions":["a","b"],"plans":["x","y"],"pass_num":2}
END
out=$(import p.jsonl -o p.h5)
like "$out" "4 solutions, 0 critiques" "PairCoder's completions are samples"
like "$out" "2 solutions without one" "which of them passed is known where all did"
like "$(node p.h5 p/1 0 solution 1)" '"prompt":{"plan":"y"}' "plans are kept"

# Bad rows are named, counted and left out; the rest goes on.
{
	sed 3q "$here/tests/data/import/trajectories.jsonl"
	echo '{"id": "bad", "turns": [{"solution": "a", "passed": "yes"}]}'
	echo 'nonsense'
	echo '{"id": "bad", "turns": [{"solution": "a"}, {"solution": "b", "score": 2}]}'
	echo '{"id": "bad", "generator": "other", "turns": [{"solution": "a"}]}'
} >some.jsonl
out=$(import some.jsonl -o some.h5)
is "$?" 0 "a file with bad rows is imported"
like "$out" 'some.jsonl:4: field "passed": expected true, false or null' \
	"a bad field is named with its line"
like "$out" "some.jsonl:5: expected one JSON object" "so is what is no JSON"
like "$out" 'some.jsonl:6: field "score"' "and what is bad in a later turn"
like "$out" 'some.jsonl:7: field "generator": the rows before are of "wren"' \
	"and a row of another model"
like "$out" "bad rows: 4" "they are counted"
is "$("$MOMUS" export some.h5 | grep -c '"problem":"bad"')" 0 "nothing of them is taken"
like "$(words some.h5)" "4 rows could not be read" "the report says so"

# What cannot be used at all; nothing is written.
refused() { # refused NAME SAYING ARGUMENT...
	name=$1 saying=$2
	shift 2
	out=$("$MOMUS" import "$@" -o refused.h5 2>&1 >out.txt)
	is "$?" 2 "$name is refused"
	is "$(echo "$out" | wc -l)$(cat out.txt)$(ls refused.h5* 2>/dev/null)" 1 \
		"$name: in one line, and nothing is written"
	like "$out" "$saying" "$name: that says why"
}
echo '{"what": "is this"}' >what.jsonl
: >empty.jsonl
refused "an unknown form" "no form that is known (trajectories, nodes," what.jsonl
refused "a form that does not exist" "expected auto, or one of" r.jsonl --form reflection
refused "an empty file" "no trajectory in this file" empty.jsonl
refused "a file that is not there" "none.jsonl" none.jsonl
refused "a file of bad rows" "what.jsonl:1: no field" what.jsonl --form ldb
refused "a half array" "half.json: begins as a JSON array" "$(head -c 500 array.json >half.json
	echo half.json)"
refused "no file" "which files" --form ldb
refused "--grade without a task" "--grade needs --task" own.jsonl --grade
refused "another --grade" "expected beside or instead" own.jsonl --grade=maybe
refused "a grader called strict" "Momus's own judge" r.jsonl --grader strict
refused "an unknown option" "--what" r.jsonl --what=1
is "$("$MOMUS" import r.jsonl -o r.h5 2>&1)" \
	"momus: r.h5: exists already; choose another name or remove it" \
	"no run is written over"

# In the sandbox, beside what was recorded or instead.
echo 'pass' >pass.py
if why=$("$MOMUS" exec pass.py 2>&1 >/dev/null); then
	cat >data.jsonl <<'END'
{"id": "sum", "prompt": "Add.", "tests": [{"input": "1 2", "output": "3"}]}
{"id": "max", "prompt": "The larger one.", "tests": [{"input": "1 2", "output": "2"}]}
END
	cat >programs.jsonl <<'END'
{"id": "sum", "grader": "teacher", "turns": [{"solution": "print(sum(map(int, input().split())) - 1)", "passed": false}, {"critique": "Off by one.", "response": "So:\n```python\nprint(sum(map(int, input().split())))\n```\n"}]}
{"id": "max", "turns": [{"solution": "print(min(map(int, input().split())))", "passed": true}, {"critique": "Hm.", "solution": "print(max(map(int, input().split())))", "passed": true}]}
{"id": "abs", "turns": [{"solution": "pass"}]}
END
	task="--task jsonl --data data.jsonl --set task.grader=io"
	# shellcheck disable=SC2086 # the words are options
	out=$(import programs.jsonl -o beside.h5 $task --grade)
	is "$?" 0 "imported solutions are graded in the sandbox"
	like "$out" "skipped: 1 rows of problems that data.jsonl lacks" "those of the data"
	like "$out" "sandbox: 4 solutions graded by io, 0 could not be judged; of 3 recorded verdicts 1 differ from it
  max/0 turn 0" "a recorded verdict that it contradicts is named"
	like "$(node beside.h5 max 0 solution 0)" \
		'"parity":{"status":"accepted","passed":true,"score":1,"tests":"W"},"strict":{"status":"wrong_answer","passed":false' \
		"beside: the recorded verdict stays parity, the sandbox's is strict"
	is "$(figure beside.h5 parity_passes_strict_refuses 0)" 1 "and the report has both"
	like "$("$MOMUS" report beside.h5)" "teacher: parity decides" "by whom"
	# shellcheck disable=SC2086
	import programs.jsonl -o instead.h5 $task --grade=instead >/dev/null
	like "$(node instead.h5 max 0 solution 0)" '"parity":{"status":"wrong_answer","passed":false' \
		"instead: both are the sandbox's"
	is "$(figure instead.h5 pass_at_1 0) $(figure instead.h5 pass_at_1 1)" "0 1" \
		"of responses, too"
	# shellcheck disable=SC2086
	import programs.jsonl -o later.h5 $task >/dev/null
	"$MOMUS" regrade later.h5 -o graded.h5 >regraded 2>&1
	"$MOMUS" export --no-times instead.h5 >want
	"$MOMUS" export --no-times graded.h5 >got
	cmp -s got want
	ok $? "regrade does the same later" ||
		{ cat regraded; diff want got; } | cut -c1-900 | sed 's/^/# /'
	sed 2q programs.jsonl >two.jsonl
	import two.jsonl -o bare.h5 >/dev/null
	"$MOMUS" regrade bare.h5 -o bared.h5 --data data.jsonl --set task.plugin=jsonl \
		--grader io >/dev/null 2>&1
	"$MOMUS" export --no-times bared.h5 | cmp -s - want
	ok $? "also with data that the import did not know"
else
	skip "imported solutions are graded in the sandbox" "$why"
fi
finish
