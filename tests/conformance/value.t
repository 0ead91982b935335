#!/bin/sh
# value.t - plain Python data on the wire and back, by the module itself
PYTHONPATH="$top_builddir/harness/sandbox/.libs:$top_srcdir/tests/conformance" \
	exec "$PYTHON" -B "$top_srcdir/tests/conformance/value.py"
