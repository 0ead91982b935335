#!/bin/sh
# seeds.t - the simulator: 200 seeds, exact replays, and worlds that break their word
. "$top_srcdir/tests/tap.sh"
sim=$top_builddir/tests/sim/sim

out=$("$sim" --first 1 --seeds 200 2>"$tmp/err")
ok $? "200 seeds of faults each end in the store of the undisturbed run" ||
	{ echo "$out"; sed 's/^/# /' "$tmp/err"; }
echo "$out" | grep ' seeds, '
like "$out" "requests ([1-9]*for several samples)" "some of their requests ask for several samples"

one=$("$sim" --seed 7 --verbose 2>/dev/null | grep '^# ' | grep -v 'momus-sim-\|^# recipe')
two=$("$sim" --seed 7 --verbose 2>/dev/null | grep '^# ' | grep -v 'momus-sim-\|^# recipe')
like "$one" "# digest" "a seed tells what happened to it"
is "$one" "$two" "a seed replays exactly"

# Tests of the test: what must be found is found.
for lie in fsync answers twice; do
	out=$("$sim" --lie $lie --seeds 10 2>/dev/null)
	[ $? -eq 1 ] && like "$out" "tests/sim/sim --seed" \
		"a world that lies about $lie is found out, and the seed is told"
done
finish
