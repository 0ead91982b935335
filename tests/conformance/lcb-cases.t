#!/bin/sh
# lcb-cases.t - small programs that tell LiveCodeBench's graders and a careful judge apart
. "$top_srcdir/tests/tap.sh"
PYTHONPATH=$top_srcdir/tests/conformance "$PYTHON" -B \
	"$top_srcdir/tests/conformance/lcb-cases.py" \
	"$top_srcdir/tests/conformance/livecodebench/cases.jsonl" "$tmp"
