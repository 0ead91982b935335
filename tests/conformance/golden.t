#!/bin/sh
# golden.t - a few verdicts against EvalPlus's own; make check-conformance does all
MOMUS_CACHE=$(mktemp -d "${TMPDIR:-/tmp}/momus-test-XXXXXX") || exit 99
export MOMUS_CACHE
trap 'rm -rf "$MOMUS_CACHE"' EXIT
PYTHONPATH=$top_srcdir/tests/conformance \
	"$PYTHON" -B "$top_srcdir/tests/conformance/golden.py" --quick 60
