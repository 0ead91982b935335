#!/bin/sh
# livecodebench.t - the sample problems of LiveCodeBench's form, graded in the sandbox
. "$top_srcdir/tests/tap.sh"
samples=$top_srcdir/benchmarks/livecodebench
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK

grade() { # grade WORD…: verdicts in $tmp/v, what is said in $tmp/out
	"$MOMUS" grade --task livecodebench --data "$samples/problems.jsonl" \
		--solutions "$samples/solutions.jsonl" --verdicts "$tmp/v" \
		--set task.time_limit=1 "$@" >"$tmp/out" 2>&1
}
letters() { # letters: "PROBLEM/SAMPLE PARITY STRICT" of each verdict
	sed 's/.*"sample.\([^"]*\)","sample":\([0-9]*\).*"tests":"\([^"]*\)","strict".*"tests":"\([^"]*\)"}.*/\1\/\2 \3 \4/' "$tmp/v"
}

grade
is $? 0 "the sample solutions are graded" || sed 's/^/# /' "$tmp/out"
is "$(letters)" "a/0 AAAA AAAA
a/1 R--- AAAA
a/2 AAAW AAAW
b/0 AAAA AAAA
b/1 R--- AAAA
b/2 T--- T---
c/0 AW- AAA
c/1 AAA AAA
d/0 AAAA AAAA
d/1 W--- W---
e/0 AAAA AAAA
e/1 AAAA W---
f/0 AA AA
f/1 W- AA" "each test has the letter of either judge"
like "$(cat "$tmp/out")" "strict refuses them): 1; passes by strict alone: 4" \
	"where they disagree is counted"
like "$(sed -n 1p "$tmp/v")" '"parts":{"public":true,"private":true}' \
	"public and private tests have verdicts of their own"

grade --grader lcb-sandboxfusion
is "$(letters | grep '[acf]/')" "a/0 AAA AAA
a/1 AAA AAA
a/2 AAW AAW
c/0 AA AA
c/1 AA AA
f/0 A A
f/1 W A" "SandboxFusion's checker takes the private tests"
grade --grader strict
is "$(letters | grep '[acef]/1')" "a/1 AAAA AAAA
c/1 AAA AAA
e/1 W--- W---
f/1 AA AA" "with grader strict a program runs as a script"
grade --set task.stop=false
is "$(letters | grep '[df]/1')" "d/1 WAAA WAAA
f/1 WW AA" "every test is run if that is asked for"
grade --set task.release=v2_v4 --set 'task.platforms=["leetcode"]'
is "$(letters)" "d/0 AAAA AAAA
d/1 W--- W---" "releases and platforms choose problems"
like "$(cat "$tmp/out")" "12 solutions of problems that" "answers to others are passed over" ||
	sed 's/^/# /' "$tmp/out"
grade --set task.since=2024-08-17 --set task.until=2024-12-07
is "$(letters | sed 's/\/.*//' | sort -u | tr '\n' ' ')" "b c e " \
	"both ends of a window of dates are in it"
grade --set task.until=2024-8
is $? 2 "what is no date is refused"
like "$(cat "$tmp/out")" "expected a date, YYYY-MM-DD" "and said so"

"$MOMUS" grade --task livecodebench --data "$samples/problems.jsonl" \
	--set task.scenario=testoutputprediction --verdicts "$tmp/v" \
	--solutions "$samples/predictions.jsonl" >"$tmp/out" 2>&1
is "$(sed 's/.*"id":"\([^"]*\)","sample":\([0-9]*\).*"passed":\([a-z]*\),.*"strict":{"passed":\([a-z]*\).*/\1 \2 \3 \4/' "$tmp/v")" \
	"sample-d/0 0 true true
sample-d/0 1 true true
sample-d/0 2 false false
sample-d/1 0 true true
sample-d/2 0 false false
sample-d/3 0 true true
sample-e/0 0 true true
sample-e/1 0 false false
sample-e/2 0 true false
sample-e/3 0 true true" "each test is a problem whose value is predicted"

# Tests that cannot be read: said once, counted apart, and the others go on.
{
	sed -n 1p "$samples/problems.jsonl" |
		sed 's/"private_test_cases": "[^"]*"/"private_test_cases": "gANYAQAAAGEu"/'
	sed -n 2,6p "$samples/problems.jsonl"
} >"$tmp/damaged.jsonl"
grade --data "$tmp/damaged.jsonl"
is $? 0 "a problem whose tests are damaged ends nothing"
like "$(cat "$tmp/out")" 'damaged.jsonl:1: field "private_test_cases" is no zlib stream behind its base64' \
	"it is named with file, line and field"
like "$(cat "$tmp/out")" "could not be judged: 3" "its answers are counted apart"
like "$(sed -n 1p "$tmp/v")" '"passed":null' "and have no verdict"
is "$(letters | grep -c AAAA)" 5 "the others have theirs"

# Self-repair, with recorded answers for a model.
"$PYTHON" -B - "$samples/solutions.jsonl" "$tmp/model.jsonl" <<'EOF'
import json
import sys

with open(sys.argv[1]) as f, open(sys.argv[2], "w") as out:
    for row in map(json.loads, f):
        texts = ["```python\n%s```\n" % code for code in row["code_list"]]
        for turn, text in enumerate((texts[-1], texts[0])):
            print(json.dumps({"id": row["question_id"], "turn": turn,
                              "purpose": "revise" if turn else "generate",
                              "response": text}), file=out)
EOF
cp "$samples/problems.jsonl" "$tmp/livecodebench.jsonl"
sed 's|"openai", "base_url": .*"generator"}|"replay", "file": "model.jsonl"}|' \
	"$samples/self-repair.json" >"$tmp/self-repair.json"
cp "$samples/self-repair.txt" "$tmp"
"$MOMUS" run "$tmp/self-repair.json" -o "$tmp/r.h5" --set task.time_limit=1 \
	>"$tmp/out" 2>&1
is $? 0 "the recipe of self-repair runs" || sed 's/^/# /' "$tmp/out"
"$MOMUS" show "$tmp/r.h5" sample_a >"$tmp/a"
like "$(cat "$tmp/a")" "Test 4: wrong_answer" "who failed sees the first failing test"
like "$(cat "$tmp/a")" "revision 0, parity accepted" "and has one more turn"
"$MOMUS" show "$tmp/r.h5" sample_c >"$tmp/c"
like "$(grep revision "$tmp/c")" "skipped: stopped" "who passed is not asked again"
finish
