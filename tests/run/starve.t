#!/bin/sh
# starve.t - memory that runs out while answers are judged is no verdict on them
. "$top_srcdir/tests/tap.sh"
lib=$top_builddir/tests/sim/.libs/starve.so
case $lib in /*) ;; *) lib=$PWD/$lib ;; esac
. "$top_srcdir/tests/run/roman.sh"
roman starve 12 "1, 2, 1"

starve() { # starve N WORD…: allocation N of momus WORD… fails
	at=$1
	shift
	LD_PRELOAD=$lib STARVE_AT=$at STARVE_LOG=$tmp/log "$MOMUS" "$@" >out 2>err
}
starve 0 regrade whole.h5 -o same.h5
read -r all struck <log
if [ "${all:-0}" -eq 0 ]; then
	skip "memory that runs out is no verdict" "a sanitizer has the allocator"
	finish
	exit
fi
"$MOMUS" export --no-times same.h5 >same.jsonl

# Whatever fails, a new run is there and right, or it is not there.
wrong= refused=0 unharmed=0 n=0 step=$((all / 40 + 1))
while [ $((n += step)) -le "$all" ]; do
	starve $n regrade whole.h5 -o new.h5
	rc=$?
	case $rc in
	0)
		"$MOMUS" export --no-times new.h5 >new.jsonl
		cmp -s same.jsonl new.jsonl || wrong="$wrong $n:differs"
		unharmed=$((unharmed + 1))
		;;
	*)
		grep -q 'momus: .*memory\|momus: .*too large' err ||
			wrong="$wrong $n:$rc:$(tail -n 1 err)"
		[ "$(ls -d new.h5* 2>/dev/null)" = "" ] || wrong="$wrong $n:left"
		refused=$((refused + 1))
		;;
	esac
	rm -f new.h5*
	"$MOMUS" export --no-times whole.h5 | cmp -s whole.jsonl - || wrong="$wrong $n:old"
done
is "$wrong" "" "regrade without memory leaves no run, and one it leaves is right"
[ $refused -gt 5 ]
ok $? "and it was refused memory that it needs ($refused of $((refused + unharmed)))"

# A run goes on where memory ended it.
starve 0 run recipe.json -o run.h5
read -r all struck <log
rm -f run.h5*
wrong= refused=0 unharmed=0 n=0 step=$((all / 40 + 1))
while [ $((n += step)) -le "$all" ]; do
	starve $n run recipe.json -o run.h5 && unharmed=$((unharmed + 1)) || refused=$((refused + 1))
	resume=
	[ ! -e run.h5 ] || resume=--resume
	"$MOMUS" run recipe.json -o run.h5 $resume >out 2>err2 ||
		wrong="$wrong $n:$(tail -n 1 err2)"
	"$MOMUS" export --no-times run.h5 | cmp -s whole.jsonl - || wrong="$wrong $n:differs"
	rm -f run.h5*
done
is "$wrong" "" "a run that memory ended is resumed to the one that had enough"
[ $refused -gt 5 ]
ok $? "and it was ended ($refused of $((refused + unharmed)))"

finish
