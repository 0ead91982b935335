#!/bin/sh
# rules.t - MBPP+'s rules, reference file and sanitizer, without a sandbox
PYTHONPATH="$top_builddir/harness/sandbox/.libs:$top_srcdir/tests/conformance:$top_srcdir/plugins/task/mbppplus" \
	exec "$PYTHON" -B "$top_srcdir/tests/conformance/rules.py"
