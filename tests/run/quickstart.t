#!/bin/sh
# quickstart.t - the sample runs end as their authors knew they would
. "$top_srcdir/tests/tap.sh"
samples=$top_srcdir/benchmarks/quickstart
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE

for model in finch wren; do
	"$MOMUS" run "$samples/$model.json" -o "$tmp/$model.h5" \
		>"$tmp/$model.out" 2>"$tmp/err"
	is $? 0 "the run of $model's answers is complete" || sed 's/^/# /' "$tmp/err"
	"$MOMUS" export --no-times "$tmp/$model.h5" >"$tmp/$model.jsonl"
	"$PYTHON" -B "$top_srcdir/tests/run/labels.py" "$tmp/$model.jsonl" \
		"$samples/$model.jsonl" "$samples/owl-on-$model.jsonl" \
		>"$tmp/differences"
	is "$(cat "$tmp/differences")" "" \
		"every answer and judgment of $model's is what its row says"
done
grep -qF '"failures":[{"test":1,"input":"median([4, 1, 3, 2])","expected":"2.5","actual":"2"}' \
	"$tmp/finch.jsonl"
ok "$?" "of the first test that failed all is kept"
"$PYTHON" -B "$top_srcdir/tests/run/labels.py" --counts \
	"$tmp/finch.jsonl" "$tmp/wren.jsonl" >"$tmp/counts"
is "$(cat "$tmp/counts")" "\
finch turn 0: 28 of 48 right, 28 strictly; 1 C, 2 R, 1 T, 16 W
finch turn 1: 34 of 48 right, 34 strictly; 2 R, 12 W
finch turn 1: 28 correct, 19 incorrect, 1 unparsed
finch turn 2: 36 of 48 right, 36 strictly; 2 R, 10 W
finch turn 2: 42 correct, 6 incorrect, 0 unparsed
wren turn 0: 17 of 48 right, 16 strictly; 1 C, 6 R, 24 W
wren turn 1: 23 of 48 right, 22 strictly; 3 R, 22 W
wren turn 1: 23 correct, 24 incorrect, 1 unparsed
wren turn 2: 27 of 48 right, 26 strictly; 3 R, 18 W
wren turn 2: 40 correct, 8 incorrect, 0 unparsed" \
	"so many are right, wrong and judged at each turn"

"$MOMUS" report "$tmp/finch.h5" "$tmp/wren.h5" >"$tmp/report.txt"
"$MOMUS" report "$tmp/finch.h5" "$tmp/wren.h5" --format html -o "$tmp" >/dev/null
for file in report.txt report.html; do
	is "$(tr -s ' \n' ' ' <"$tmp/$file" |
		grep -o 'written by hand for this demonstration: no model was asked' |
		wc -l)" 2 "$file says of both runs that they are samples"
done
"$MOMUS" report "$tmp/finch.h5" >"$tmp/report"
is $? 0 "the run is reported"

shown() { # shown MARK OUTPUT...: README.md's lines behind MARK that are in none
	awk -v mark="<!-- $1 -->" '$0 == mark { here = 1 }
		/^```/ && here { if (inside++) exit; next }
		inside && NF && !/^…$/ && !/ nodes in /' \
		"$top_srcdir/README.md" >"$tmp/shown"
	name=$1
	shift
	is "$(($(wc -l <"$tmp/shown") > 12))" 1 "README.md shows some of the $name"
	cat "$@" >"$tmp/printed"
	is "$(grep -vxF -f "$tmp/printed" "$tmp/shown")" "" \
		"line by line as it was printed"
}
shown report "$tmp/report"
shown tour "$tmp/finch.out" "$tmp/report.txt"

# The answer that is graded there, by the command that is shown.
awk '$1 == "$" && /mine.jsonl/ { here = 1 } /^```/ && here { exit } here' \
	"$top_srcdir/README.md" | sed 's/[0-9.]* s\( of\|;\)/N s\1/g' >"$tmp/shown"
sed -n '2p' "$tmp/shown" >"$tmp/mine.jsonl"
"$MOMUS" grade --task mbppplus --data "$top_srcdir/benchmarks/quickstart/problems.jsonl" \
	--solutions "$tmp/mine.jsonl" --verdicts "$tmp/verdicts.jsonl" |
	sed 's/[0-9.]* s\( of\|;\)/N s\1/g' >"$tmp/graded"
is "$(sed '1,2d; /^\$/d; /^\t/d' "$tmp/shown")" \
	"$(cat "$tmp/graded" "$tmp/verdicts.jsonl")" \
	"README.md shows how an answer is graded, as it was printed"

if "$PYTHON" -c 'import h5py' 2>/dev/null; then
	is "$("$PYTHON" -c '
import sys, h5py
rows = h5py.File(sys.argv[1])["markov"][:]
print(len(rows) > 4, all(0 <= r["low"] <= r["estimate"] <= r["high"] <= 1 for r in rows))' \
		"$tmp/finch.h5")" "True True" "steps between verdicts have their intervals"
else
	skip "steps between verdicts have their intervals" "$PYTHON has no h5py"
fi
finish
