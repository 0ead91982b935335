#!/bin/sh
# codecontests.t - the sample problems of CodeContests' form, graded in the sandbox
. "$top_srcdir/tests/tap.sh"
samples=$top_srcdir/benchmarks/codecontests
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK

grade() { # grade WORD…: verdicts in $tmp/v, what is said in $tmp/out
	"$MOMUS" grade --task codecontests --data "$samples/problems.jsonl" \
		--solutions "$samples/solutions.jsonl" --verdicts "$tmp/v" "$@" \
		>"$tmp/out" 2>&1
}
letters() { # letters: "PROBLEM/SAMPLE PARITY STRICT" of each verdict
	sed 's/.*"Sample_\(.\)[^"]*","sample":\([0-9]*\).*"tests":"\([^"]*\)","strict".*"tests":"\([^"]*\)"}.*/\1\/\2 \3 \4/' "$tmp/v"
}

grade
is $? 0 "the sample solutions are graded" || sed 's/^/# /' "$tmp/out"
is "$(letters)" "A/0 AAAAAA AAAAAA
A/1 WAWAAA WAWAAA
A/2 AAAAAA AAAWWA
B/0 AAAA AAAA
B/1 AAAA WWWW
C/0 AAAA AAAA
C/1 AAAW AAAW
C/2 AAAA AAAA
D/0 WAW WAW
E/0 AAAAAAAAAAAAAAA AAAAAAAAAAAAAAA
E/1 AAAWRAAAAAAAAAA AAAWRAAAAAAAAAA" \
	"each test has the letter of either judge"
like "$(cat "$tmp/out")" "Sample_A. Queue/2, Sample_B. Tower/1" \
	"integers off by one and a coarse pi pass only with CommonOJ, and are named"
like "$(grep 'D. Two' "$tmp/v")" '"passed":false,"status":"wrong_answer"' \
	"where several answers are right CommonOJ takes one"
like "$(grep 'D. Two' "$tmp/v")" '"strict":{"passed":null' \
	"and the strict judge, whose reference fails too, does not tell"
like "$(grep 'D. Two' "$tmp/v")" '"note":"the data'"'"'s own solution fails test 1 too' "which it says in a note"
like "$(cat "$tmp/out")" "could not be judged: 0; by strict alone: 1, which its Pass@1 leaves out" \
	"and which is counted apart"
like "$(grep 'D. Two' "$tmp/v")" '"generated":null' \
	"a group without tests has no verdict"

grade -o "$tmp/run.h5"
"$MOMUS" report "$tmp/run.h5" >"$tmp/report"
like "$(sed -n '/^Parts of/,/^Pass@k/p' "$tmp/report" | tr -s ' ')" " generated 0 80.00 [" \
	"a report tells how many pass each group of tests"
like "$(sed -n '/^Parity against/,/^What it took/p' "$tmp/report" | tr -s ' ')" "] 11 50.00 [" \
	"and how many solutions each judge could judge"
grade --grader common-oj-10
is "$(letters | grep E/)" "E/0 AAAAAAAAAA AAAAAAAAAA
E/1 AAAWRAAAAA AAAWRAAAAA" "common-oj-10 runs the first ten tests"
grade --set task.stop=true
is "$(letters | grep '[AE]/1')" "A/1 W----- W-----
E/1 AAAW----------- AAAW-----------" "with stop nothing runs behind a failure"
grade --set 'task.tests=["private"]'
is "$(letters | grep 'A/[01]')" "A/0 AAA AAA
A/1 AWA AWA" "groups of tests can be chosen"
grade --grader strict
like "$(sed -n 3p "$tmp/v")" '"passed":false,"status":"wrong_answer"' \
	"with grader strict tokens decide"

echo '{"name":"Sample_A. Queue","code":"while True: pass"}' >"$tmp/slow.jsonl"
grade --solutions "$tmp/slow.jsonl" --set task.time_limit=0.2 \
	--set task.stop=true
is "$(letters)" "A/0 T----- T-----" "a program that never ends is out of time"
grade --solutions "$tmp/slow.jsonl" --set task.time_limit=0.1 --set task.give_up=2
is "$(letters)" "A/0 TT---- TT----" "and is given up after so many tests"
grade --set 'task.tests=["hidden"]'
is $? 2 "an unknown group is refused"
like "$(cat "$tmp/out")" '"hidden"?; expected a text or a list of texts, each one of public|private|generated' \
	"with those that there are"
echo '{"name":"Sample_A. Queue","code":"x","language":4}' >"$tmp/java.jsonl"
grade --solutions "$tmp/java.jsonl"
like "$(cat "$tmp/out")" 'java.jsonl:1: field "language": the sandbox runs no programs in "java"' \
	"a program in a language that is not run is refused by its line"
echo '{"id":"Sample_A. Queue","solution":"x","language":"cobol"}' >"$tmp/cobol.jsonl"
grade --solutions "$tmp/cobol.jsonl"
like "$(cat "$tmp/out")" 'cobol.jsonl:1: field "language": the sandbox runs no' \
	"in our own form of solutions, too"

# Programs one by one, and eight at once beside busy loops: the same verdicts.
grade --programs 1
cp "$tmp/v" "$tmp/one"
busy=
for i in 1 2 3 4; do
	while :; do :; done &
	busy="$busy $!"
done
grade --programs 8
kill $busy
is "$(cat "$tmp/v")" "$(cat "$tmp/one")" \
	"eight programs at once on a busy machine get the verdicts of one by one"

if command -v g++ >/dev/null; then
	grade --solutions "$samples/compiled.jsonl"
	is "$(letters)" "A/0 AAAAAA AAAAAA
A/1 WAWAAA WAWAWA
C/0 CCCC CCCC
E/0 AAAAAAAAAAAAAAA AAAAAAAAAAAAAAA" "programs in C++ and C are graded, too"
	like "$(sed -n 3p "$tmp/v")" '"status":"compile_error"' \
		"one that cannot be compiled is told apart"
	printf '%s\n' '{"name":"Sample_A. Queue","response":"```cpp\nint main() {}\n```"}' \
		>"$tmp/named.jsonl"
	grade --solutions "$tmp/named.jsonl" --set task.language=cpp
	is "$(letters)" "A/0 WWWWWW WWWWWW" "the task's language is that of answers"
else
	skip "C++ and C" "there is no g++"
fi

echo '{"name":"Sample_A. Queue","response":"print(1)","language":"PYTHON3"}
{"name":"Sample_A. Queue","response":"print(2)"}' >"$tmp/named.jsonl"
grade --solutions "$tmp/named.jsonl" -o "$tmp/named.h5"
"$MOMUS" regrade "$tmp/named.h5" --grader common-oj-10 -o "$tmp/again.h5" \
	>"$tmp/out" 2>&1
is $? 0 "a run is graded again" || sed 's/^/# /' "$tmp/out"
for run in named again; do
	is "$("$MOMUS" export "$tmp/$run.h5" |
		sed 's/.*"language":"\([a-z]*\)".*/\1/; s/^{.*/-/' | tr '\n' ' ')" \
		"python - " "$run.h5 knows which language an answer named"
done

# C++ and C: right, wrong on some, not to be compiled, without an end.
if "$MOMUS" doctor | grep -q '^cpp  *present'; then
	cat >"$tmp/compiled.jsonl" <<'ROWS'
{"name":"Sample_A. Queue","language":2,"code":"#include <bits/stdc++.h>\nint main() { long long n, k; std::cin >> n >> k; std::cout << (n + k - 1) / k << std::endl; }"}
{"name":"Sample_A. Queue","language":"C","code":"#include <stdio.h>\nint main(void) { long long n, k; if (scanf(\"%lld %lld\", &n, &k) != 2) return 1; printf(\"%lld\\n\", n / k); }"}
{"name":"Sample_B. Tower","language":2,"code":"int main() { return missing; }"}
{"name":"Sample_C. Mirror","language":2,"code":"int main() { for (;;) ; }"}
{"name":"Sample_D. Two parts","language":2,"code":"#include <cstdlib>\nint main() { abort(); }"}
ROWS
	grade --solutions "$tmp/compiled.jsonl" --set task.time_limit=0.5
	is "$(letters)" "A/0 AAAAAA AAAAAA
A/1 WAWAAA WAWAWA
B/0 CCCC CCCC
C/0 TTTT TTTT
D/0 RRR RRR" "programs in C++ and C are compiled and judged"
	like "$(cat "$tmp/out")" "; 5 compiled, " \
		"each is compiled once, and that is counted apart"
else
	skip "C++ and C" "no compiler"
	skip "C++ and C, compiled once" "no compiler"
fi
finish
