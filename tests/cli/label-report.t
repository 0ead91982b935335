#!/bin/sh
# label-report.t - momus report: what a judge says of critiques, and the rule
. "$top_srcdir/tests/tap.sh"
case $MOMUS in /*) ;; *) MOMUS=$PWD/$MOMUS ;; esac
case $top_srcdir in /*) ;; *) top_srcdir=$PWD/$top_srcdir ;; esac
cd "$tmp" || exit 99
"$PYTHON" "$top_srcdir/tests/cli/labels.py" --make || exit 99
"$MOMUS" run made.json -o made.h5 >/dev/null 2>&1 || exit 99
report() {
	"$MOMUS" report "$@" >out 2>err
}
section="What a judge says of critiques"

report made.h5
is "$? $(grep -c "$section" out)" "0 0" "a run without labels has no word on a judge"
"$MOMUS" label made.h5 --judge replay --set judge.file=judge.jsonl >/dev/null || exit 99
report made.h5
is "$? $(grep -c "$section" out)" "0 1" "labels of the customary name are found"
like "$(cat out)" "judge.jsonl  label 1        157         3    0        0       0          0" \
	"what has no label is counted apart"
like "$(cat out)" "all  judge " "shares are told by judge"
like "$(cat out)" "all  rule " "and, of the same critiques, by rule"
like "$(cat out)" "Do judge and rule agree? Cohen's kappa in percent" "and how far both agree"
grep -q '^   together  *[0-9.]* \[[0-9.]*, [0-9.]*\]  *[0-9]*  *[0-9]*  *[0-9]*  *[0-9]*$' out
ok $? "strategy by strategy and together, with interval and table"
report made.h5 --labels none
is "$? $(grep -c "$section" out)" "0 0" "they may be left out"

# Every number, computed again.
report made.h5 --format json
cp out report.json
where="in the report "
points "$PYTHON" "$top_srcdir/tests/cli/labels.py" report.json
"$MOMUS" report made.h5 --format json >again.json
cmp -s report.json again.json
ok $? "the same run and labels make the same report"

# Every format.
report made.h5 -o folder
is $? 0 "all formats are written"
for format in report.txt report.html report.md report.tex index.html; do
	grep -q "$section" "folder/$format"
	ok $? "$format has the section"
	grep -q 'judge alone' "folder/$format"
	ok $? "$format has the table of agreement"
done
is "$(grep -c '^A,"made.h5","made",strategy_kappa,' folder/report.csv)" 15 "report.csv has kappa of each turn and strategy"
is "$(grep -h '<p class="note">Strategies by judge.jsonl: <b>' folder/problems/*.html | wc -l)" 157 \
	"a problem's page has the judge's labels of its critiques"
is "$(grep -h 'Strategies by judge.jsonl: no label (unparsed); by rule: ' folder/problems/*.html | wc -l)" 3 \
	"and says where there is none"
grep -q '"judge":{"file":"made.labels.jsonl","model":"judge.jsonl","plugin":"replay"' folder/report.json
ok $? "report.json says who labelled"
is "$(head -1 folder/tables/what-a-judge-says-of-critiques-4.csv)" \
	'"strategy","kappa","kappa, 95 %","both","judge alone","rule alone","neither"' "tables are files of their own"

# Several runs, and labels elsewhere.
mkdir elsewhere
mv made.labels.jsonl elsewhere/a.jsonl
"$MOMUS" run made.json -o other.h5 --set generator.file=answers.jsonl >/dev/null 2>&1
report other.h5 made.h5 --labels elsewhere/a.jsonl
is "$? $(grep -c 'B *judge.jsonl' out)" "0 1" "labels are those of the run that they name"
"$MOMUS" regrade made.h5 --grader exact -o regraded.h5 >/dev/null 2>&1
report regraded.h5 --labels elsewhere/a.jsonl
is "$? $(grep -c "$section" out)" "0 1" "a run that was graded again keeps its labels"
sed '/"problem":"p1"/d; s/"end":160/"end":156/' elsewhere/a.jsonl >fewer.jsonl
report made.h5 --labels fewer.jsonl
like "$(cat out)" "judge.jsonl  label 1        153         3    0        0       0          4" \
	"critiques that were not asked about are counted apart"

# What does not fit is one sentence.
cp elsewhere/a.jsonl other.labels.jsonl
sed '5s/"critique":"[0-9a-f]*"/"critique":"0000000000000000"/' elsewhere/a.jsonl >wrong.jsonl
head -5 elsewhere/a.jsonl >cut.jsonl
sed '$d' elsewhere/a.jsonl >ended.jsonl
while IFS='|' read -r words want; do
	# shellcheck disable=SC2086
	report $words
	is "$? $(grep -c '' err)" "2 1" "momus report $words: one line and status 2"
	like "$(cat err)" "$want" "which says: $want"
done <<'END'
other.h5|other.labels.jsonl: these are labels of run
other.h5|label it again, or report it with --labels none
other.h5 --labels elsewhere/a.jsonl --labels none|which is not in this report
made.h5 --labels elsewhere/a.jsonl --labels other.labels.jsonl|give one of them
made.h5 --labels wrong.jsonl|wrong.jsonl:5: the critique of problem p
made.h5 --labels cut.jsonl|cut.jsonl: is cut off
made.h5 --labels ended.jsonl|ended.jsonl: is cut off
made.h5 --labels problems.jsonl|problems.jsonl:1: these are no labels
made.h5 --labels made.h5|made.h5:1: 
made.h5 --labels nothing.jsonl|nothing.jsonl: 
made.h5 --labels|"--labels" is not understood, or lacks its value
END
finish
