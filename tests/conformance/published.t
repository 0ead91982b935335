#!/bin/sh
# published.t - reports of imported runs, number by number, against other code
. "$top_srcdir/tests/tap.sh"
out=$(PYTHONPATH=$top_srcdir/tests/conformance "$PYTHON" -B \
	"$top_srcdir/tests/conformance/published.py" --quick 2>"$tmp/err")
is "$?$(cat "$tmp/err")" 0 "invented runs of every form are reported rightly"
echo "$out" | sed 's/^/# /'
n=${out#published runs: }
n=${n%% *}
[ "${n:-0}" -gt 4000 ]
ok $? "in all their numbers"
finish
