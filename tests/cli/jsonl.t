#!/bin/sh
# jsonl.t - momus grade with problems of one's own, a small file a grading
. "$top_srcdir/tests/tap.sh"
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK
own=$top_srcdir/benchmarks/own
cd "$tmp" || exit 99

# verdicts GRADER OPTION...: of answers.jsonl to data.jsonl, a letter each: passed
# by both judges, by Parity alone, failed, or ? for not judged
verdicts() {
	grader=$1
	shift
	rm -f v.jsonl
	"$MOMUS" grade --task jsonl --data data.jsonl --grader "$grader" \
		--solutions answers.jsonl --verdicts v.jsonl "$@" >out 2>&1 ||
		cat out
	sed -E 's/.*"passed":true.*"strict":\{"passed":true.*/b/
		s/.*"passed":true.*"strict":\{"passed":false.*/p/
		s/.*"passed":false.*/f/
		s/.*"passed":null.*/?/' v.jsonl | tr -d '\n'
}
# answers ID TEXT...: a response each, in answers.jsonl; TEXT is within JSON
answers() {
	: >answers.jsonl
	while [ $# -gt 1 ]; do
		printf '{"id":"%s","response":"%s"}\n' "$1" "$2" >>answers.jsonl
		shift 2
	done
}

printf '%s\n' '{"id":"a","prompt":"The capital of France?","answer":["Paris","Lutetia"]}' >data.jsonl
answers a Paris a ' Lutetia\n' a paris a 'Paris, France'
is "$(verdicts exact)" bbff "exact: the same text"
is "$(verdicts normalised)" bbbf "normalised: the same words"
is "$(verdicts similarity --set task.measure=rouge-1 --set task.threshold=0.6)" bbbb \
	"similarity: a threshold on a measure"
answers a 'I think it is\nAnswer: Paris' a '```\nParis\n```' a 'City of Paris'
is "$(verdicts exact --set task.extract=after)" bff "the answer stands behind a marker"
is "$(verdicts exact --set task.extract=last-fence)" fbf "in a fence"
is "$(verdicts exact --set task.extract=pattern --set task.pattern='of (\w+)')" ffb \
	"where a pattern finds it"

printf '%s\n' '{"id":"a","prompt":"?","answer":"so 1,000\n#### 1,234.5"}' >data.jsonl
answers a 1234.5 a 'It is 1,234.50.' a '1000 + 234.5 = 1234.5' a 1234 a none
is "$(verdicts number --set 'task.after="####"')" bbpff "number: the last one"
is "$(verdicts number --set 'task.after="####"' --set task.absolute=0.5)" bbpbf \
	"within a tolerance"

printf '%s\n' '{"id":"a","prompt":"?","answer":"(a+)+$"}' >data.jsonl
answers a aaaa a 'ba' a ab a aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab
is "$(verdicts pattern)" 'bpf?' "pattern: found; one that backtracks without end is not judged"
like "$(cat out)" "could not be judged: 1" "and counted apart"

printf '%s\n' '{"id":"a","prompt":"?","choices":["red","green","blue"],"answer":1}' >data.jsonl
answers a B a '(b)' a 'green' a 'Not A but B' a C
is "$(verdicts choice)" bbbpf "choice: a letter or its words"

printf '%s\n' '{"id":"a","prompt":"?","tests":[{"input":"1 2\n","output":"3\n1\n"},{"input":"2 2\n","output":"4\n0\n"}]}' >data.jsonl
fence() { printf '```python\\n%s\\n```' "$1"; }
answers a "$(fence 'a, b = map(int, input().split())\nprint(a + b)\nprint(b - a)')" \
	a "$(fence 'a, b = map(int, input().split())\nprint(a + b, b - a)')" \
	a 'print(3)\nprint(1)' a "$(fence '1 / 0')" a "$(fence 'while 1: pass')"
if "$MOMUS" doctor >/dev/null; then
	is "$(verdicts io --set task.cpu_s=0.5)" bpfff "io: what a program prints"
	is "$(sed -E 's/.*"score":([^,]*),"tests":"([AWRT]*)","strict.*/\1 \2/' v.jsonl | tr '\n' ' ')" \
		"1.0 AA 1.0 AA 0.5 AW 0.0 RR 0.0 TT " "with the outcome of each test"
	is "$(verdicts io --set task.compare=exact --set task.cpu_s=0.5)" bffff \
		"byte by byte, if that is asked for"

	printf '%s\n' '{"id":"a","prompt":"?","tests":["assert f(2) == 4","assert f(3) == 9"]}' >data.jsonl
	answers a "$(fence 'def f(x):\n    return x * x')" \
		a "$(fence 'def f(x):\n    return x + x')" \
		a "$(fence 'import os\nos._exit(0)')" \
		a "$(fence 'def f(x):\n    raise SystemExit')" a "$(fence 'def f(')" \
		a "$(fence 'def f(x):\n    print(x)\n    return x * x')"
	is "$(verdicts script)" bfppfb "script: the tests behind the program"
	"$MOMUS" grade --task jsonl --data data.jsonl --grader script \
		--solutions answers.jsonl -o run.h5 >/dev/null
	like "$("$MOMUS" export run.h5)" "before the test script was done" \
		"a program that ends early has a note"
	printf '%s\n' '{"id":"b","prompt":"?","tests":["assert f(2) == 4","assert ("]}' >>data.jsonl
	answers a "$(fence 'def f(x):\n    return x * x')" b "$(fence 'def f(x):\n    return x * x')" \
		b "$(fence 'def f(')"
	is "$(verdicts script)" 'b??' "a script that does not compile judges nobody"
	like "$(cat v.jsonl)" "the test script does not compile: SyntaxError:" "and the note says so"
	"$PYTHON" -c '
import json, sys
for line in open(sys.argv[1]):
    row = json.loads(line)
    print(json.dumps({"id": row["id"], "solution": row["solution"]}))
' "$own/programs.jsonl" >answers.jsonl
	cp "$own/programs.jsonl" data.jsonl
	is "$(verdicts io)" bbbbb "the reference programs of the example pass"
	for rate in 0 1; do
		"$MOMUS" run --task jsonl --data data.jsonl --grader io \
			--generator simulate --set generator.p_init=$rate \
			--feedback none --widths 1,1 -o rate$rate.h5 >/dev/null
	done
	is "$(for rate in 0 1; do "$MOMUS" export rate$rate.h5 | grep '"turn":0' |
		grep -c '"parity":{"status":"accepted"'; done | tr '\n' ' ')" "0 5 " \
		"and its wrong ones do not, when a simulated model gives them"
else
	skip "programs" "this host cannot isolate them"
fi

cat >recipe.json <<'END'
{"name": "asked", "task": {"plugin": "jsonl", "data": "data.jsonl", "grader": "choice"},
 "generator": {"plugin": "replay", "file": "answers.jsonl"}, "feedback": "none", "widths": [1, 1]}
END
printf '%s\n' '{"id":"a","prompt":"Which?","choices":["red","green"],"answer":"A"}' >data.jsonl
answers a A
printf 'Only a letter, please.\n{{statement}}\n' >ask.txt
"$MOMUS" run recipe.json -o plain.h5 >/dev/null 2>&1
is "$("$MOMUS" export plain.h5 | grep -cF '"Which?\n\nA. red\nB. green"')" 1 \
	"a model is asked what stands in the row"
"$MOMUS" run recipe.json -o asked.h5 --set prompts.generate=ask.txt >/dev/null 2>&1
is "$("$MOMUS" export asked.h5 | grep -cF '"Only a letter, please.\nWhich?\n\nA. red\nB. green')" 1 \
	"or by a template of one's own"
printf '{{question}}\n' >ask.txt
out=$("$MOMUS" run recipe.json -o no.h5 --set prompts.generate=ask.txt 2>&1)
is "$?" 2 "a template with an unknown field is refused"
like "$out" 'unknown field {{question}}; known' "with those that there are"

sed -E 's/"question".*#### ([-0-9,]+)".*/"response": "Answer: \1"}/' "$own/sums.jsonl" >answers.jsonl
cp "$own/sums.jsonl" data.jsonl
is "$(verdicts number --set 'task.after="####"' --set task.extract=after)" bbbbb \
	"the reference numbers of the example pass"
for recipe in sums programs; do
	"$MOMUS" run "$own/$recipe.json" --dry-run >out 2>&1
	is "$? $(grep -c '^problems  *5$' out)" "0 1" "the recipe $recipe.json can be run"
done

# A checker: any two numbers with the right sum, which only a program can tell.
cat >data.jsonl <<'END'
{"id":"c","prompt":"Two numbers whose sum is given.","tests":[{"input":"7\n","output":"7 0\n"},{"input":"10\n","output":"10 0\n"}],"checker":["import sys","n = int(open(sys.argv[1]).read())","given = sum(map(int, open(sys.argv[3]).read().split()))","try: a = [int(x) for x in open(sys.argv[2]).read().split()]","except ValueError: sys.exit(2)","if given != n: sys.exit(3)","if a == [13, 13]: raise RuntimeError('of the checker')","if a == [0]: print('points 0.5', file=sys.stderr); sys.exit(7)","if len(a) == 1: sys.exit(9)","sys.exit(0 if sum(a) == n else 1)"]}
END
fenced() { # fenced PROGRAM: as a response within JSON
	printf '```python\\n%s\\n```' "$1"
}
answers c "$(fenced 'n=int(input());print(n-3,3)')" c "$(fenced 'print(7,0)')" \
	c "$(fenced 'print(chr(0xe9))')" c "$(fenced 'print(13,13)')" \
	c "$(fenced 'print(5)')" c "$(fenced '1/0')" c "$(fenced 'print(0)')"
is "$(verdicts checker)" "bff??f?" "checker: its exit status decides, and its own failures judge nothing"
is "$(sed -E 's/.*"tests":"([^"]*)","?.*"strict.*/\1/; s/.*"score":([0-9.]+|null),"tests":"([^"]*)".*/\2/' v.jsonl |
	sed -n '1,3p' | tr '\n' ' ')" "AA AW WW " "test by test"
is "$("$MOMUS" grade --task jsonl --data data.jsonl --grader checker --set task.points=1 \
	--solutions answers.jsonl --verdicts v.jsonl >/dev/null 2>&1
	sed -n 7p v.jsonl | grep -c '"passed":false.*"score":0.5')" 1 "checker: points are a share of task.points"
printf '%s\n' '{"id":"c","prompt":"?","tests":[{"input":"","output":""}]}' >data.jsonl
out=$("$MOMUS" grade --task jsonl --data data.jsonl --grader checker --solutions answers.jsonl 2>&1)
is "$?" 2 "a problem without its checker is an input error"
like "$out" '"checker"' "that names the field"

printf '%s\n' '{"prompt":"?","answer":"six"}' >data.jsonl
answers 1 6
out=$("$MOMUS" grade --task jsonl --data data.jsonl --grader number --solutions answers.jsonl 2>&1)
is "$?" 2 "a row that does not fit is an input error"
like "$out" 'data.jsonl:1: field "answer": expected a number, found "six"' \
	"with file, line and field"
finish
