#!/bin/sh
# overlap.t - what momus overlap finds is what comparing every pair finds
PYTHONPATH=$top_srcdir/tests/conformance \
	exec "$PYTHON" -B "$top_srcdir/tests/conformance/overlap.py" --quick
