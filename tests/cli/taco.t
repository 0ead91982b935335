#!/bin/sh
# taco.t - the sample problems of TACO's form, graded in the sandbox
. "$top_srcdir/tests/tap.sh"
samples=$(cd "$top_srcdir" && pwd)/benchmarks/taco
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK

grade() { # grade WORD…: verdicts in $tmp/v, what is said in $tmp/out
	"$MOMUS" grade --task taco --data "$samples/problems.jsonl" \
		--solutions "$samples/solutions.jsonl" --verdicts "$tmp/v" "$@" \
		>"$tmp/out" 2>&1
}
letters() { # letters: "PROBLEM/SAMPLE PARITY STRICT" of each verdict
	sed 's/.*"id":"\([^"]*\)","sample":\([0-9]*\).*"tests":"\([^"]*\)","strict".*"tests":"\([^"]*\)"}.*/\1\/\2 \3 \4/' "$tmp/v"
}

grade
is $? 0 "the sample solutions are graded" || sed 's/^/# /' "$tmp/out"
is "$(letters)" "0/0 AAA AAA
0/1 WAW WAW
1/0 AAA AAA
1/1 AWA AWA
2/0 AAAA AAAA
2/1 AAWA AAWA
2/2 AAAA WWWW
3/0 AAA AAA
3/1 AWA AWA
3/2 WWW WWW
4/0 WA WA" "programs and functions have the letters of either judge"
like "$(cat "$tmp/out")" "problems.jsonl: 5 rows are left out: 1 for \" = \" in an input, 1 for a text that was there before, 1 for an image or markup in the text, 1 for a text that is too short, 1 for having no tests" \
	"rows that are left out are counted by their reason"
like "$(cat "$tmp/out")" "lenient or forged passes (strict refuses them): 1" \
	"a list around what is expected passes by the checker's rule alone"
like "$(cat "$tmp/out")" "
lenient or forged: 2/2" "and is named as that"
like "$(grep '"id":"4"' "$tmp/v")" '"strict":{"passed":null' \
	"where any of several answers is asked for strict does not tell"
grade --grader strict
like "$(grep '"id":"2","sample":2' "$tmp/v")" '"passed":false' "with grader strict values decide"
grade --set task.stop=true
is "$(letters | grep -E '0/1|2/1')" "0/1 W-- W--
2/1 AAW- AAW-" "with stop nothing runs behind a failure"

grade --set task.clean=false
like "$(cat "$tmp/out")" "1 rows are left out: 1 for having no tests" "without cleaning only what cannot be graded is left out"
cat >"$tmp/more.jsonl" <<'END'
{"id": "2", "solution": "import os\ndef parrot(s):\n    os.write(1, b'\"Gd mrnng\"\\n')\n    os._exit(0)\n"}
{"id": "2", "solution": "def parrot(s):\n    while True: pass\n"}
{"id": "2", "solution": "def polly(s):\n    return s\n"}
{"id": "2", "solution": "list = str = print = len = None\ndef parrot(s):\n    return s\n"}
{"id": "2", "solution": "def parrot(s)\n"}
{"id": "2", "solution": "class Yes:\n    def __eq__(self, other): return True\ndef parrot(s):\n    return Yes()\n"}
{"id": "2", "solution": "def parrot(s):\n    return s\nif __name__ == '__main__':\n    print(parrot(input()))\n"}
{"id": "3", "response": "So:\n```python\nclass Solution:\n    def latest(self, baked, k):\n        return [(b, k) for b in baked]\n```\n"}
END
grade --solutions "$tmp/more.jsonl" --set task.time_limit=0.3
is "$(letters)" "2/0 WWWW WWWW
2/1 TTTT TTTT
2/2 RRRR RRRR
2/3 WAWW WAWW
2/4 CCCC CCCC
2/5 RRRR RRRR
2/6 WAWW WAWW
3/0 WWW WWW" "a program that ends early, never, calls nothing, hides names, has an error, pretends, or is a script, too"

# Left out of TACO as in a test set, from the list that overlap writes.
cp "$samples/problems.jsonl" "$tmp/train.jsonl"
sed -n 2p "$samples/problems.jsonl" | "$PYTHON" -c 'import json, sys
print(json.dumps({"name": "T", "description": json.load(sys.stdin)["question"]}))' >"$tmp/test.jsonl"
cd "$tmp" || exit 99
"$MOMUS" overlap --task taco train.jsonl --field description test.jsonl -o list.jsonl >out
like "$(cat out)" "train.jsonl: 5 texts, from task taco (which leaves 5 rows out)" "overlap reads the rows that a run reads"
is "$(cut -d, -f1-3 list.jsonl)" '{"id":"1","line":2,"kind":"exact"' "and finds the one that is in the test"
grade --exclude list.jsonl
like "$(cat out)" "1 problems are left out, which list.jsonl names" "which can be left out"
like "$(cat out)" "4 problems, 9 samples" "the others stay"
finish
