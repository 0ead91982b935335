#!/bin/sh
# simulated.t - the whole pipeline finds what is known of a simulated model
. "$top_srcdir/tests/tap.sh"
samples=$top_srcdir/benchmarks/quickstart
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE
rates="p_init=0.4 p_cc=0.9 p_cw=0.3 tpr=0.8 fpr=0.25 p_unparsed=0.1 p_fail=0.03"

simulate='{"plugin":"simulate"'
for rate in $rates; do
	simulate="$simulate,\"${rate%=*}\":${rate#*=}"
done
run() { # run NAME [OPTION...]
	name=$1
	shift
	"$MOMUS" run "$samples/finch.json" --set generator="$simulate}" \
		--set critic="$simulate}" --set 'widths=[1,8,1]' "$@" \
		-o "$tmp/$name.h5" >"$tmp/out" 2>"$tmp/err"
}

run one
is $? 1 "requests drawn to fail are failures" || sed 's/^/# /' "$tmp/err"
"$MOMUS" export --no-times "$tmp/one.h5" >"$tmp/one.jsonl"
# shellcheck disable=SC2086 # one word a rate
is "$("$PYTHON" -B "$top_srcdir/tests/run/simulated.py" "$tmp/one.jsonl" \
	"$samples/problems.jsonl" $rates)" "" \
	"every verdict is right and every rate is found"

# Five problems of eight solutions, critiques and revisions each.
head -n 120 "$tmp/one.jsonl" >"$tmp/head.jsonl"
run few --limit 5 --set limits.requests=1 --set limits.programs=1
"$MOMUS" export --no-times "$tmp/few.h5" >"$tmp/few.jsonl"
cmp "$tmp/head.jsonl" "$tmp/few.jsonl"
ok $? "the same seed gives the same nodes, however much runs at once"

run other --limit 5 --set seed=2
"$MOMUS" export --no-times "$tmp/other.h5" >"$tmp/other.jsonl"
! cmp -s "$tmp/head.jsonl" "$tmp/other.jsonl"
ok $? "another seed gives others"
finish
