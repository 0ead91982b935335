#!/bin/sh
# report.t - momus report
. "$top_srcdir/tests/tap.sh"
"$top_builddir/tests/run/store-writer" "$tmp/run.h5" || exit 99
cd "$tmp" || exit 99

out=$("$MOMUS" report run.h5)
is "$?" 0 "text on standard output is the default"
like "$out" "generator    invented-1" "it says what was run"
like "$out" "! invented" "and what the run says must be said"
like "$out" "holds exactly over the 65 of 72" "the identity is checked"

out=$("$MOMUS" report run.h5 -o all)
is "$?" 0 "a folder takes all formats"
is "$out" "$(ls all/* | sort)" "each is named, and nothing else is there"
finish
