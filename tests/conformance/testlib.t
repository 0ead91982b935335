#!/bin/sh
# testlib.t - checkers that include the real testlib.h ($MOMUS_TESTLIB)
. "$top_srcdir/tests/tap.sh"
if [ ! -f "${MOMUS_TESTLIB:-}" ]; then
	skip "checkers with testlib.h" "MOMUS_TESTLIB names no testlib.h"
elif ! "$MOMUS" doctor >/dev/null || ! command -v g++ >/dev/null; then
	skip "checkers with testlib.h" "this host cannot compile or isolate programs"
else
	MOMUS_CACHE=$tmp/cache
	export MOMUS_CACHE
	PYTHONPATH=$top_srcdir/tests/conformance \
		"$PYTHON" -B "$top_srcdir/tests/conformance/testlib.py" "$tmp"
	exit
fi
finish
