#!/bin/sh
# judgebench.t - recorded judgments of pairs against JudgeBench's own decisions
. "$top_srcdir/tests/tap.sh"
out=$("$PYTHON" -B "$top_srcdir/tests/conformance/judgebench.py" 2>"$tmp/err")
status=$?
if [ "${out#*skipped}" != "$out" ]; then
	skip "decisions and metrics are the official ones" "nothing is recorded in $MOMUS_DATA"
else
	is "$status$(cat "$tmp/err")" 0 "decisions and metrics are the official ones"
	like "$out" "12720 decisions and scores of pairs compared, 12720 equal" "of every pair"
	like "$out" "numbers of reports compared, 0 wrong" "in every number of the reports"
	like "$out" "205 metrics compared, 205 equal" "overall and by category"
fi
finish
