#!/bin/sh
# made.t - leaks, rewards and pairs of runs that Momus makes, against other code
. "$top_srcdir/tests/tap.sh"
out=$(PYTHONPATH=$top_srcdir/tests/conformance "$PYTHON" -B \
	"$top_srcdir/tests/conformance/made.py" 2>"$tmp/err")
is "$?" 0 "runs of Momus's own are reported rightly"
echo "$out" | sed 's/^/# /'
sed 's/^/# /' "$tmp/err"
n=${out#runs of Momus: }
n=${n%% *}
[ "${n:-0}" -gt 15000 ]
ok $? "in all its numbers"
finish
