#!/bin/sh
# studies.t - the simulator: 100 seeds of studies, exact replays, broken words
. "$top_srcdir/tests/tap.sh"
sim="$top_builddir/tests/sim/sim --studies"

out=$($sim --first 1 --seeds 100 2>"$tmp/err")
ok $? "100 studies, each with its own faults, end in the stores of the undisturbed ones" ||
	{ echo "$out"; sed 's/^/# /' "$tmp/err"; }
echo "$out" | grep ' seeds, '
like "$out" "100 seeds, [3-9][0-9][0-9] cells" "a study has several cells"

one=$($sim --seed 7 --verbose 2>/dev/null | grep '^# ' | grep -v 'momus-sim-\|^# recipe')
two=$($sim --seed 7 --verbose 2>/dev/null | grep '^# ' | grep -v 'momus-sim-\|^# recipe')
like "$one" "# digest" "a seed tells what happened to it"
is "$one" "$two" "a seed replays exactly"

# Tests of the test: what must be found is found.
for lie in fsync answers twice; do
	out=$($sim --lie $lie --seeds 10 2>/dev/null)
	[ $? -eq 1 ] && like "$out" "tests/sim/sim --studies --seed" \
		"a world that lies about $lie is found out, and the seed is told"
done
finish
