#!/bin/sh
# regrade.t - momus regrade: the same answers, other verdicts
. "$top_srcdir/tests/tap.sh"
MOMUS_PLUGIN_PATH=$top_builddir/examples/task-roman/.libs
export MOMUS_PLUGIN_PATH
roman=$top_srcdir/examples/task-roman
cd "$tmp" || exit 99
mkdir data
cp "$roman/roman.jsonl" data/roman.jsonl
cat >answers.jsonl <<'END'
{"id":"roman-4","response":["Answer: IV","Answer: iv"]}
{"id":"roman-9","solution":["ix","VIIII"]}
END
"$MOMUS" grade --task roman --data data/roman.jsonl --solutions answers.jsonl \
	-o run.h5 >graded || exit 99
regrade() { "$MOMUS" regrade "$@" 2>&1; }

out=$(regrade run.h5)
is "$?" 0 "a run is graded once more"
like "$out" "run.roman.h5: 0 of 4 verdicts differ" "by the same rules nothing changes"
"$MOMUS" export --no-times run.h5 >before
"$MOMUS" export --no-times run.roman.h5 >after
cmp -s before after
ok $? "and the copy's nodes are equal"

out=$(regrade run.h5 --set task.lower_case=true -o lower.h5)
is "$?" 0 "an option of the task can be another"
like "$out" "lower.h5: 2 of 4 verdicts differ" "what changed is counted"
like "$out" "roman-4 turn 0 branch 1: failed, now passed (accepted)" "and listed"
like "$out" "roman-9 turn 0 branch 0: failed, now passed (accepted)" "each of it"
like "$out" "Pass@1: 75.00 %" "with the new Pass@1"
like "$out" "Pass@1 was 25.00 %" "and the old"
"$MOMUS" export --no-times run.h5 >again
cmp -s before again
ok $? "the old run is as it was"
is "$("$MOMUS" export lower.h5 | grep -c '"response":"Answer:')" 2 \
	"responses come along"
out=$(regrade lower.h5 --set task.lower_case=false -o upper.h5)
like "$out" "2 of 4 verdicts differ" "a copy can be graded in its turn"
"$MOMUS" export --no-times upper.h5 >after
cmp -s before after
ok $? "and is what it was then"

"$top_builddir/tests/run/store-writer" made.h5 2>/dev/null
out=$(regrade made.h5)
is "$?" 2 "a run whose recipe names no task is refused"
like "$out" "names no task" "and said why"

mv data/roman.jsonl .
out=$(regrade run.h5 -o moved.h5)
is "$?" 0 "data that lies beside the run now is found"
mkdir other
mv roman.jsonl other
out=$(regrade run.h5 -o lost.h5)
is "$?" 2 "data that is gone is an input error"
like "$out" "roman.jsonl" "and named"
out=$(regrade run.h5 -o named.h5 --data other/roman.jsonl)
is "$?" 0 "unless --data says where it is"
sed 1d other/roman.jsonl >other/less.jsonl
out=$(regrade run.h5 -o less.h5 --data other/less.jsonl)
is "$?" 2 "other data is refused"
like "$out" "SHA-256" "for its checksum"
is "$(echo "$out" | wc -l)" 1 "in one line"
out=$(regrade run.h5 --data other/roman.jsonl)
is "$?" 2 "a result that is there is not overwritten"
like "$out" "run.roman.h5: exists already" "and named"
out=$(regrade run.h5 --data other/roman.jsonl --grader common-oj)
is "$?" 2 "a grader that the task lacks is refused"
like "$out" '"common-oj"' "and named"
out=$(regrade nothing.h5)
is "$?" 2 "a run that is not there is an input error"
out=$(regrade)
is "$?" 2 "so is none"
out=$(regrade run.h5 --graders x)
is "$?" 2 "so is an option that there is not"
ls -A | grep -q 'new-\|journal\|lock\|less.h5\|lost.h5'
is "$?" 1 "nothing is left behind"
finish
