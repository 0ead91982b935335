#!/bin/sh
# extremes.t - runs of which little or nothing can be computed: every command says
# so, and why, and no figure is NaN or a zero that nobody counted
. "$top_srcdir/tests/tap.sh"
here=$(cd "$top_srcdir" && pwd)
bin=$(cd "$top_builddir" && pwd)
mkdir "$tmp/in" && cd "$tmp/in" || exit 99
"$PYTHON" "$here/tests/cli/extremes.py" . "$bin/tests/run/run-maker" || exit 99

undefined='(^|[^[:alpha:]_])-?(nan|inf|infinity)([^[:alpha:]_]|$)'
try() { # try STATUSES COMMAND...: the command, what is wrong with it
	want=$1
	shift
	"$MOMUS" "$@" >out 2>err
	status=$?
	case " $want " in
	*" $status "*) ;;
	*) echo "momus $*: status $status, $(cat err)" ;;
	esac
	grep -niE "$undefined" out | sed "s|^|momus $*: |"
}
words() { "$MOMUS" report "$@" | tr -s ' \n' ' '; } # on one line

for run in *.h5; do
	{
		for format in text csv json html md tex; do
			try 0 report --format $format "$run"
			[ $format != json ] || "$PYTHON" -c 'import json, sys
json.load(open("out"), parse_constant=sys.exit)' || echo "report $run: no JSON"
		done
		try 0 show "$run"
		try 0 export "$run"
		case $run in
		elsewhere.h5 | nothing.h5) try 2 compare base.h5 "$run" --despite all ;;
		*) try '0 3' compare base.h5 "$run" --despite all ;;
		esac
		case $run in
		nothing.h5) try 2 compare "$run" "$run" ;;
		*) try 0 compare "$run" "$run" --json ;;
		esac
	} >wrong
	is "$(cat wrong)" "" "${run%.h5}: reported, shown, exported and compared"
done

# What has no value is told with its reason.
why() { # why RUN FIGURE: its reason
	COLUMNS=200 "$MOMUS" report "$1" | sed -n "s/^   $2  *[0-9, al]*  *//p"
}
is "$(why wrong.h5 p_cc)" "no revision of a right solution was judged" \
	"all wrong: p_cc is of nothing"
is "$(why right.h5 p_cw)" "no revision of a wrong solution was judged" \
	"all right: so is p_cw"
is "$(why wrong.h5 'passed_f1 each')" "no judged solution was right, and none was called so" \
	"a critic that saw nothing right has no F1 for it"
is "$(why failed.h5 pass_at_1)" "no trajectory was judged" "all failed: no score"
is "$(why failed.h5 delta_up)" "no trajectory was judged at both ends" "and no delta"
is "$(why failed.h5 net_gain_of_next_turn)" "Pass@1, p_cc or p_cw has no value" "no gain to foretell"
is "$("$MOMUS" report --format json failed.h5 | grep -o '"value":null' | wc -l)" \
	"$("$MOMUS" report --format json failed.h5 | grep -o '"value":null,"why":"[^"]' | wc -l)" \
	"every figure without a value says why in JSON"
is "$("$MOMUS" report base.h5 | grep -c "What has no value")" 0 \
	"where everything has a value nothing is said"
like "$(words failed.h5)" "0 – – – – 0 0" "a score of nothing is a dash, over 0"
like "$(words failed.h5)" "0.00 to 100.00" "that could be anything"
like "$(words unparsed.h5)" "1 – – – – 0 0 0 0 40 0" \
	"critiques that say nothing are no judgments, and counted"
is "$("$MOMUS" report silent.h5 | grep -c "^Judgments")" 0 "no critique: nothing of judgments"
like "$(words one.h5)" "100.00 [14.7, 100.0]" "one problem has a wide interval"
like "$(words right.h5)" "100.00 [91.2, 100.0]" "and 40 that agree a narrow one"
is "$("$MOMUS" report --format csv swapped.h5 |
	awk -F, '$4 == "second_eigenvalue" { print $8 "," $9 "," $10 }')" "-1,," \
	"an interval without width is none"

# A comparison that cannot be made, or says little.
sentence() { "$MOMUS" compare "$@" --despite all 2>&1 | sed 1q; }
is "$(sentence base.h5 elsewhere.h5)" "momus: compare: base.h5 and elsewhere.h5 have no \
problem in common (40 and 40); compare runs of one benchmark" "no common problems"
like "$(sentence base.h5 one.h5)" "cannot tell: n is too small" "one problem tells nothing"
like "$(sentence base.h5 one.h5)" "1 problem is too few to show any change" "and never could"
is "$(sentence base.h5 failed.h5)" "cannot tell: no problem was judged in both runs; of the 40 in \
common 40 were judged in the base and 0 in the new run, and the others failed or could not be judged" \
	"where all requests failed nothing is better or worse"
compared() { "$MOMUS" compare "$@" --despite all | tr -s ' \n' ' '; } # on one line
like "$(compared right.h5 wrong.h5)" "p_cw, all turns: cannot be compared, the base has no judged \
revision of a wrong solution." "a share that the base lacks is told"
like "$(compared right.h5 wrong.h5)" "p_cc, all turns 100.00 - - - - -" "and a dash in the table"
like "$(compared base.h5 unparsed.h5)" "macro F1, all turns: cannot be compared, the new run has no \
judgments" "so is one that the new run lacks"
"$MOMUS" compare base.h5 unparsed.h5 --despite all --json >out
like "$(cat out)" '"why":*"the new run has no judgments that both F1 can be made of"' "in JSON, too"
like "$(sentence base.h5 some-failed.h5)" "14 problems not judged in both runs left out" \
	"where some failed they are left out, and counted"

# A history takes them, and its gate says the same.
"$MOMUS" track add history failed.h5 --version failed >/dev/null
is "$?" 0 "a history takes a run without a score"
for format in text md json; do
	try 0 track report history --format $format
done >wrong
is "$(cat wrong)" "" "and reports it"
like "$("$MOMUS" track report history | tr -s ' ')" " 40 - no answer was judged" \
	"with a dash, and why"
like "$("$MOMUS" track report history --format md)" "| failed | 40 | – | – | – | – | no answer was judged |" \
	"in Markdown, too"
like "$("$MOMUS" track report history --metric macro_f1 | tr -s ' ')" " 40 - no judgments to make it of" \
	"of judgments as well"
is "$("$MOMUS" plan --calibrate failed.h5 --correlation 0.5 2>&1)" \
	"momus: plan: failed.h5: no problem has judged answers for two sides; judge them with momus regrade, or run once more what failed" \
	"and cannot be calibrated"
like "$("$MOMUS" track gate history right.h5 --version new --against failed)" \
	"cannot tell: no problem was judged in both runs" "the gate cannot tell either"

# Rates of a chain on which every resample agrees have no interval, and what
# follows from them has none either.
for i in 1 2 3; do
	cat <<END
{"id":"p$i","turns":[{"solution":"a","passed":true},{"critique":"Overall judgment: Correct","solution":"b","passed":false},{"critique":"Overall judgment: Incorrect","solution":"c","passed":true}]}
{"id":"p$i","turns":[{"solution":"a","passed":true},{"stopped":true}]}
END
done >certain.jsonl
"$MOMUS" import certain.jsonl -o certain.h5 >/dev/null || exit 99
for format in text csv json html md tex; do
	try 0 report --format $format certain.h5
done >wrong
is "$(cat wrong)" "" "of a chain without chance no figure is missing"
like "$(words certain.h5)" "100.00 % would end right." "and its end has no interval"

like "$(words certain.h5)" "one of 0.00 says that these problems agree, not that others would" \
	"and what an error of 0 means is said"
for i in 1 1 2 2 3 3; do
	echo '{"id":"p'$i'","turns":[{"solution":"a","passed":true}]}'
done >twice.jsonl
"$MOMUS" import twice.jsonl -o twice.h5 >/dev/null || exit 99
like "$(words twice.h5)" "Nothing varied in this run: how much other problems and solutions would, and what to spend on, cannot be told from it." \
	"what did not vary has no spread, as it says"

# Where right solutions stop, what is wanting is said beside the dashes.
for i in 1 2 3; do
	cat <<END
{"id":"p$i","turns":[{"solution":"a","passed":false},{"critique":"x","solution":"b","passed":$([ $i = 2 ] && echo true || echo false)}]}
{"id":"p$i","turns":[{"solution":"a","passed":true},{"stopped":true}]}
END
done >stopped.jsonl
"$MOMUS" import stopped.jsonl -o stopped.h5 >/dev/null || exit 99
like "$(words stopped.h5)" "No revision of a right solution was judged (3 trajectories stopped): without p_cc nothing says where Pass@1 settles" \
	"a chain without a rate says which"
like "$(words stopped.h5)" "A test without p (–) has nothing to compare" \
	"and what its tests ask for"

# A shard that is missing.
for i in 0 2; do
	"$bin/tests/run/store-writer" part$i.h5 $i 3 || exit 99
done
"$MOMUS" merge -o half.h5 part0.h5 part2.h5 >said 2>&1
like "$(cat said)" "not there yet, of shards 0 to 2: 1;" "the missing shard is named"
like "$(words half.h5)" "shards 0, 2 of 3" "the report says which are there"
for command in "report --format json half.h5" "show half.h5" "export half.h5" \
	"compare half.h5 half.h5"; do
	# shellcheck disable=SC2086 # words
	try 0 $command
done >wrong
is "$(cat wrong)" "" "every command reads what is there"
like "$("$MOMUS" compare part0.h5 part2.h5 2>&1)" \
	"part2.h5 have no problem in common (2 and 2): they are shards of one run; join all 3 with momus merge -o ALL.h5" \
	"two shards have nothing to compare, and the remedy is named"
like "$(words half.h5)" "The run has shards 0, 2 of 3 alone: no figure counts the problems of the others" \
	"which are not counted, as it says"
! words half.h5 | grep -q -e '--resume'
ok $? "and no resuming would bring them"

# A store of another version: refused by both numbers, wherever it is given.
if "$PYTHON" -c 'import h5py' 2>/dev/null; then
	cp base.h5 later.h5
	"$PYTHON" -c 'import h5py, numpy
f = h5py.File("later.h5", "r+"); f.attrs["version"] = numpy.uint32(99)'
	for command in "report later.h5" "report base.h5 later.h5" "show later.h5" \
		"export later.h5" "compare base.h5 later.h5" "compare later.h5 base.h5" \
		"track add other later.h5 --version v" "merge -o m.h5 later.h5" \
		"regrade later.h5"; do
		# shellcheck disable=SC2086 # words
		is "$("$MOMUS" $command 2>&1)" \
			"momus: later.h5: layout version 99, this program reads version 4; read it with a newer Momus" \
			"$command"
	done
	is "$(ls -d other m.h5 2>/dev/null)" "" "and nothing is written"
else
	skip "a store of another version is refused" "$PYTHON has no h5py to make one"
fi
finish
