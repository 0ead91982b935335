#!/bin/sh
# golden.t - a few verdicts against EvalPlus's own; make check-conformance does all
PYTHONPATH=$top_srcdir/tests/conformance \
	exec "$PYTHON" -B "$top_srcdir/tests/conformance/golden.py" --quick 60
