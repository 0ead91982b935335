#!/bin/sh
# mbppplus.t - 24 problems and the answers that tell EvalPlus's rules from strict ones
. "$top_srcdir/tests/tap.sh"
here=$top_srcdir/tests/conformance
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE
"$MOMUS" grade --task mbppplus --data "$here/mbppplus/problems.jsonl" \
	--solutions "$here/mbppplus/answers.jsonl" \
	--verdicts "$tmp/verdicts.jsonl" >"$tmp/out" 2>&1
status=$?
if [ $status -ne 0 ]; then
	sed 's/^/# /' "$tmp/out"
	ok 1 "momus grade ends well"
	finish
	exit
fi
PYTHONPATH=$here "$PYTHON" -B "$here/mbppplus.py" \
	"$here/mbppplus/problems.jsonl" "$here/mbppplus/answers.jsonl" \
	"$tmp/verdicts.jsonl" "$tmp/out"
