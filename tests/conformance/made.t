#!/bin/sh
# made.t - what critiques give away, and rewards, of a run against other code
. "$top_srcdir/tests/tap.sh"
out=$(PYTHONPATH=$top_srcdir/tests/conformance "$PYTHON" -B \
	"$top_srcdir/tests/conformance/made.py" 2>"$tmp/err")
is "$?" 0 "a run of Momus's own is reported rightly"
echo "$out" | sed 's/^/# /'
sed 's/^/# /' "$tmp/err"
n=${out#a run of Momus: }
n=${n%% *}
[ "${n:-0}" -gt 3000 ]
ok $? "in all its numbers"
finish
