#!/bin/sh
# calls.t - a driver's calls within limits, and the records a referee reads
PYTHONPATH="$top_builddir/harness/sandbox/.libs:$top_srcdir/tests/conformance" \
	exec "$PYTHON" -B "$top_srcdir/tests/conformance/calls.py"
