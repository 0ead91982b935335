#!/bin/sh
# show.t - momus show
. "$top_srcdir/tests/tap.sh"
"$top_builddir/tests/run/store-writer" "$tmp/run.h5" || exit 99

out=$("$MOMUS" show "$tmp/run.h5")
is "$?" 0 "without a problem, the problems are listed"
like "$out" "generator invented-1, critic invented-2, complete" "with the models"
like "$out" "      0     2/3        2/3        3/6     Made/0" "and right solutions a turn"
out=$("$MOMUS" show "$tmp/run.h5" Made/3/2)
is "$?" 0 "a sample of a problem is shown"
like "$out" "Made/3, sample 2 of 0 to 2" "by its number"
like "$out" "Return the number 3." "with the statement"
is "$(echo "$out" | grep -c '^===')" 7 "and all that came of it: 1 solution, 3 critiques, 3 revisions"
like "$out" "=== turn 2, critique 5, vote 0, judges" "critiques with their judgment"
like "$out" "parity wrong_answer" "solutions with their verdict"
like "$out" 'rewards: execution 2.5 (passed), likelihood none (the server gave no "logprobs")' \
	"revisions with what they earned"
like "$out" '\x1b[31m' "control characters are shown"
case $out in
*$(printf '\033')*) ok 1 "and not obeyed" ;;
*) ok 0 "and not obeyed" ;;
esac
is "$("$MOMUS" show "$tmp/run.h5" Made/3 | head -1)" "Made/3, sample 0 of 0 to 2" \
	"a problem alone means its first sample"
out=$("$MOMUS" show "$tmp/run.h5" Made/9 2>&1)
is "$?" 2 "a problem that is not there is an input error"
like "$out" 'no problem "Made/9"' "and named"
out=$("$MOMUS" show "$tmp/run.h5" Made/3/7 2>&1)
is "$?" 2 "so is a sample that is not there"
like "$out" "nothing of sample 7" "and named"

# What tests failed with.
echo '{"id":"pens","prompt":"Twelve at 3?","answer":"36"}' >"$tmp/pens.jsonl"
printf '%s\n' '{"id":"pens","solution":"thirty\n\"six\""}' >"$tmp/wrong.jsonl"
"$MOMUS" grade --task jsonl --grader exact --data "$tmp/pens.jsonl" --sandbox=best-effort \
	--solutions "$tmp/wrong.jsonl" -o "$tmp/pens.h5" >/dev/null
is "$("$MOMUS" show "$tmp/pens.h5" pens | sed -n '6,9p')" 'tests that failed:
  test 0
    expected  "36"
    actual    "thirty\n\"six\""' "tests that failed are told a text a line"

# Line ends of other systems: none are marked in prose, all in a program.
cat >"$tmp/ends.jsonl" <<'END'
{"id":"ends","statement":"one\r\ntwo\rthree\r","turns":[{"solution":"a\r\nb","passed":true}]}
END
"$MOMUS" import "$tmp/ends.jsonl" -o "$tmp/ends.h5" >/dev/null
is "$("$MOMUS" show "$tmp/ends.h5" ends | sed -n '3,4p')" 'one
two\x0dthree\x0d' "a statement shows no carriage return at the end of a line"
like "$("$MOMUS" show "$tmp/ends.h5" ends)" 'a\\x0d
b' "a solution shows every one"
"$MOMUS" report "$tmp/ends.h5" --format pages -o "$tmp/ends" >/dev/null 2>&1
like "$(cat "$tmp"/ends/problems/ends-*.html)" '<pre>one
two\\x0dthree\\x0d</pre>' "so does a page"

cat >"$tmp/answers.jsonl" <<'END'
{"id": "Sample/median", "solution": "def median(values): return 0"}
END
"$MOMUS" grade --task mbppplus --data "$top_srcdir/benchmarks/quickstart/problems.jsonl" \
	--solutions "$tmp/answers.jsonl" -o "$tmp/graded.h5" >/dev/null 2>"$tmp/why"
if [ -e "$tmp/graded.h5" ]; then
	like "$("$MOMUS" show "$tmp/graded.h5")" ": generator recorded, complete" \
		"a run without a critic names none"
else
	skip "a run without a critic names none" "$(cat "$tmp/why")"
fi
finish
