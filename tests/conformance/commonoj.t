#!/bin/sh
# commonoj.t - CommonOJ's verdicts on programs that tell its rules apart
MOMUS_CACHE=${TMPDIR:-/tmp}/momus-commonoj-$$
export MOMUS_CACHE
trap 'rm -rf "$MOMUS_CACHE"' EXIT
PYTHONPATH=$top_srcdir/tests/conformance \
	"$PYTHON" -B "$top_srcdir/tests/conformance/commonoj.py"
