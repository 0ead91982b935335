#!/bin/sh
# lcb-rules.t - LiveCodeBench's rules, rewriting and streams, without a sandbox
PYTHONPATH="$top_srcdir/tests/conformance:$top_srcdir/plugins/task/livecodebench" \
	exec "$PYTHON" -B "$top_srcdir/tests/conformance/lcb-rules.py" \
	"$top_srcdir/tests/unit/checker.jsonl"
