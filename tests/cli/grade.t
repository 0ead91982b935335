#!/bin/sh
# grade.t - momus grade: recorded answers, with a task that runs no programs
. "$top_srcdir/tests/tap.sh"
MOMUS_PLUGIN_PATH=$top_builddir/examples/task-roman/.libs
MOMUS_CACHE=$tmp/cache
export MOMUS_PLUGIN_PATH MOMUS_CACHE
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK
roman=$top_srcdir/examples/task-roman
cd "$tmp" || exit 99
cp "$roman/roman.jsonl" data.jsonl

grade() { "$MOMUS" grade --task roman --data data.jsonl "$@" 2>&1; }
# refused NAME SAID...: the last grade was, in one line that says all of SAID
refused() {
	is "$status" 2 "$1"
	shift
	is "$(printf '%s\n' "$out" | wc -l)" 1 "in one line"
	for said; do like "$out" "$said" "that says $said"; done
	is "$(ls | grep -c '^new')" 0 "and nothing is written"
}
attempt() { # attempt FILE OPTION...: grades into new.h5 and new.jsonl
	file=$1
	shift
	out=$(grade --solutions "$file" -o new.h5 --verdicts new.jsonl "$@")
	status=$?
}

out=$(grade --solutions "$roman/solutions.jsonl" -o run.h5 --verdicts v.jsonl)
is "$?" 0 "answers are graded"
like "$out" "4 problems, 4 samples" "and counted"
like "$out" "Pass@1: 50.00 %, strict 50.00 %" "with Pass@1"
like "$out" "could not be judged: 0" "and what could not be judged"
is "$(sed -n 1p v.jsonl)" '{"id":"roman-4","sample":0,"grader":"roman","passed":true,"status":"accepted","score":1.0,"tests":"A","strict":{"passed":true,"status":"accepted","score":1.0,"tests":"A"}}' \
	"a row of --verdicts has the form that is promised"
like "$("$MOMUS" show run.h5)" "generator recorded" "the run can be shown"
like "$("$MOMUS" show run.h5 roman-1994)" "MCMXCIV" "answer by answer"
is "$("$MOMUS" export run.h5 | grep -c '"parity":{"status":"accepted"')" 2 \
	"and exported"

cat >many.jsonl <<'END'
{"id":"roman-9","solution":["IX","VIIII"]}
{"id":"roman-1","response":"Answer: I"}

{"id":"roman-9","solution":"IX"}
{"id":"roman-5","solution":"V"}
{"id":"roman-77","solution":"LXXVII"}
END
out=$(grade --solutions many.jsonl --verdicts v.jsonl -o many.h5)
is "$(cut -d, -f1,2,4 v.jsonl | tr -d '"{}' | tr '\n' ' ')" \
	"id:roman-1,sample:0,passed:true id:roman-9,sample:0,passed:true id:roman-9,sample:1,passed:false id:roman-9,sample:2,passed:true " \
	"lists and repeated rows are samples; rows come in the data's order"
like "$out" "skipped: 2 solutions" "solutions of unknown problems are counted"
like "$out" "Pass@1: 83.33 %" "Pass@1 is the mean over problems"
gzip -k many.jsonl
gzip -k data.jsonl
grade --solutions many.jsonl.gz --data data.jsonl.gz --verdicts w.jsonl >/dev/null
cmp -s v.jsonl w.jsonl
ok $? "both files may be packed"
grade --solutions many.jsonl --verdicts w.jsonl >/dev/null
cmp -s v.jsonl w.jsonl
ok $? "the same answers give the same verdicts, and replace the file"

printf '{"id":"roman-4","solution":"iv"}\n' >lower.jsonl
out=$(grade --solutions lower.jsonl --set task.lower_case=true)
like "$out" "Pass@1: 100.00 %, strict 0.00 %" "--set sets an option of the task"
like "$out" "refuses them): 1" "a pass that strict refuses is counted"
like "$out" "roman-4/0" "and named"

out=$(grade --solutions many.jsonl --limit 1)
like "$out" "1 problems, 1 samples" "--limit takes the first problems"
for i in 0 1 2; do
	grade --solutions many.jsonl --shard $i/3 -o shard$i.h5 >out$i || ok 1 "shard $i"
done
is "$(sed -n 's/.*problems, \([0-9]*\) samples/\1/p' out0 out1 out2 |
	awk '{ n += $1 } END { print n }')" 4 "shards share the answers"
"$MOMUS" merge -o all.h5 shard2.h5 shard0.h5 shard1.h5 >/dev/null
"$MOMUS" export --no-times all.h5 >all.txt
"$MOMUS" export --no-times many.h5 >many.txt
cmp -s all.txt many.txt
ok $? "and merged they are the whole"
out=$(SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_COUNT=3 \
	grade --solutions many.jsonl)
is "$(echo "$out" | grep problems,)" "$(grep problems, out2)" \
	"a job array's task is a shard"

attempt nothing.jsonl
refused "no such file of solutions" "nothing.jsonl"
printf '{"id":"roman-4"}\n' >bad.jsonl
attempt bad.jsonl
refused "a row without an answer" "bad.jsonl:1" "neither"
printf '{"id":"roman-4","solution":"IV","response":"IV"}\n' >bad.jsonl
attempt bad.jsonl
refused "a row with two" "both"
printf '{"id":"roman-4","solution":"IV"}\n{"id":7,"solution":"VII"}\n' >bad.jsonl
attempt bad.jsonl
refused "an id that is a number" "bad.jsonl:2" "id"
printf '{"id":"roman-4","solution":["IV",4]}\n' >bad.jsonl
attempt bad.jsonl
refused "a list with a number" "bad.jsonl:1" "solution"
printf '{"task_id":"roman-4","solution":"IV"}\n' >bad.jsonl
attempt bad.jsonl
refused "a row of no known form" '"id"'
printf '{"id":"roman-4","solution":"IV"}\n\n{"id":"roman-4",\n' >bad.jsonl
attempt bad.jsonl
refused "bad JSON" "bad.jsonl:3" "JSON"
printf '{"id":"roman-4","solution":"\377"}\n' >bad.jsonl
attempt bad.jsonl
refused "a byte that is not UTF-8" "bad.jsonl:1" "UTF-8"
printf '{"id":"rome-4","solution":"IV"}\n' >bad.jsonl
attempt bad.jsonl
refused "solutions of another benchmark" '"rome-4"' '"roman-1"'
: >bad.jsonl
attempt bad.jsonl
refused "an empty file" "no solution"
head -c 40 many.jsonl.gz >cut.jsonl.gz
attempt cut.jsonl.gz
refused "a gzip that is cut short" "cut.jsonl.gz"
cp many.jsonl plain.jsonl.gz
attempt plain.jsonl.gz
refused "a file named .gz that is none" "plain.jsonl.gz" "gzip"
truncate -s 1G long.jsonl
attempt long.jsonl
refused "a line of a gigabyte" "long.jsonl:1"

attempt many.jsonl --data long.jsonl
refused "data with a line of a gigabyte" "long.jsonl:1"
attempt many.jsonl --data cut.jsonl.gz
refused "data that is cut short" "cut.jsonl.gz"
printf '{"id":"roman-1"}\n' >bad.jsonl
attempt many.jsonl --data bad.jsonl
refused "data without a field" "bad.jsonl:1" "number"
cat data.jsonl data.jsonl >bad.jsonl
attempt many.jsonl --data bad.jsonl
refused "data with an id twice" "bad.jsonl:13" "roman-1"
attempt many.jsonl --grader strict
refused "a grader that the task lacks" '"strict"' '"roman"'
attempt many.jsonl --set task.lower=true
refused "an option that the task lacks" "lower_case"
attempt many.jsonl --shard 3/3
refused "a shard that is none" "3/3"
attempt many.jsonl --verdict v
refused "an option that there is not" "--verdict"
out=$("$MOMUS" grade --task roman --data data.jsonl 2>&1)
is "$?" 2 "without solutions there is nothing to grade"
out=$("$MOMUS" grade --task rman --data data.jsonl --solutions many.jsonl 2>&1)
is "$?" 2 "a task that there is not is an input error"
like "$out" 'did you mean "roman"' "and the nearest is named"
attempt many.jsonl -o run.h5
is "$status" 2 "a run that is there is not overwritten"
like "$out" "run.h5: exists already" "and named"
attempt many.jsonl --verdicts no/such/folder/new
refused "a file that cannot be written" "no/such/folder/new"
if [ -e /dev/full ]; then
	grade --solutions many.jsonl >/dev/full 2>/dev/null
	is "$?" 1 "a full disk is a failure at run time"
fi
is "$(ls -A | grep -c 'new-\|journal\|lock')" 0 "nothing is left behind"
finish
