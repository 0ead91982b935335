#!/bin/sh
# study.t - momus run STUDY.json: cells, what they share, resume, budget, shards
. "$top_srcdir/tests/tap.sh"
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK MOMUS_SHARDS
case $MOMUS in /*) ;; *) MOMUS=$PWD/$MOMUS ;; esac
top=$(cd "$top_srcdir" && pwd)
own=$(cd "$top_srcdir/benchmarks/own" && pwd)
cd "$tmp" || exit 99

i=0
while [ $i -lt 40 ]; do
	i=$((i + 1))
	echo "{\"id\":\"p$i\",\"prompt\":\"What is $i + $i?\",\"answer\":$((2 * i)),\"wrong\":\"$i\"}"
done >sums.jsonl
head -7 sums.jsonl >few.jsonl
sim='"plugin":"simulate"'
all='"note":"made up","seed":3,"limits":{"requests":9},"votes":2'
coder="{$sim,\"p_init\":0.4,\"p_cc\":0.9,\"p_cw\":0.2}"
rl="{$sim,\"help_cw\":0.6}"
sums='{"plugin":"jsonl","grader":"number","data":"sums.jsonl"}'
study() { # study NAME ROWS: ROWS are further ones, each after a comma
	cat >"$1.json" <<END
{"study":"$1",$all,"widths":[1,2,1,1],
 "generators":{"coder":$coder},
 "critics":{"RL":$rl},
 "benchmarks":{"sums":$sums,"few":{"plugin":"jsonl","grader":"number","data":"few.jsonl"}},
 "rows":[{"row":"Zero-shot"},{"row":"Execution","feedback":"execution"},
  {"row":"Self","feedback":"self"},
  {"row":"Self + hint","critic":"generator","feedback":"critic+hint"},
  {"row":"RL critic","critic":"RL","stop":"when-judged-correct"},
  {"row":"Shuffled","critic":{"plugin":"shuffled","row":"RL critic"}},
  {"row":"Oracle","critic":"oracle","votes":1}$2]}
END
}
run() { # run WORD…: output in out, errors in err
	"$MOMUS" run "$@" >out 2>err
}
same() { # same A B NAME: two runs hold the same
	"$MOMUS" export --no-times "$1" >a.txt && "$MOMUS" export --no-times "$2" >b.txt &&
		[ -s a.txt ] && cmp -s a.txt b.txt
	ok $? "$3" || diff a.txt b.txt | cut -c1-300 | head -4 | sed 's/^/# /'
}
all_same() { # all_same A B NAME: so do two folders
	for f in "$1"/*.h5; do
		"$MOMUS" export --no-times "$f" >a.txt && [ -s a.txt ] &&
			"$MOMUS" export --no-times "$2/${f##*/}" >b.txt &&
			cmp -s a.txt b.txt || break
	done
	[ $? -eq 0 ] && is "$(ls "$1")" "$(ls "$2")" "$3" || ok 1 "$3 (${f##*/})"
}

# A whole study.
study whole
run whole.json --dry-run
like "$(cat out)" "whole: 14 cells" "a dry run counts the cells"
like "$(grep 'coder.sums.zero-shot ' out)" "       80         0         0         0" "the first of them asks for the first solutions"
like "$(grep 'coder.sums.rl-critic ' out)" "        0       320       160         0" "and the others for none"
like "$(grep '^all ' out)" "       94" "which the sum counts once a benchmark"
[ ! -e whole ]
ok $? "a dry run writes nothing"
run whole.json
is $? 0 "a study ends with status 0"
is "$(ls whole)" "coder.few.execution.h5
coder.few.oracle.h5
coder.few.rl-critic.h5
coder.few.self-hint.h5
coder.few.self.h5
coder.few.shuffled.h5
coder.few.zero-shot.h5
coder.sums.execution.h5
coder.sums.oracle.h5
coder.sums.rl-critic.h5
coder.sums.self-hint.h5
coder.sums.self.h5
coder.sums.shuffled.h5
coder.sums.zero-shot.h5" "each cell has a store named after it, and nothing else is left"
like "$(cat out)" "whole: 14 of 14 cells complete, 0 were" "the end says how many cells are complete"
like "$(cat out)" "shared       564 first solutions taken over" "and what was shared"
like "$(cat out)" "next: momus report whole" "and what to do next"

# What a cell holds is what its recipe's run holds.
cat >alone.json <<END
{"name":"alone",$all,"task":$sums,"generator":$coder,"critic":$rl,
 "stop":"when-judged-correct","widths":[1,2,1,1]}
END
run alone.json
same alone.h5 whole/coder.sums.rl-critic.h5 "a cell equals the run of the recipe that it is"
sed -e 's/"critic":.*$/"votes":1,"feedback":"none","widths":[1,2]}/' -e '$d' -e 's/,"votes":2//' alone.json >zero.json
run zero.json -o zero.h5
same zero.h5 whole/coder.sums.zero-shot.h5 "so does one without a critic"
for cell in self-hint execution oracle; do
	run whole.json -o one --cells "coder.sums.$cell"
	same "one/coder.sums.$cell.h5" "whole/coder.sums.$cell.h5" "and the cell $cell when it is run by itself"
done
run whole.json -o by1 --requests 1
all_same whole by1 "all are the same with one request at once"
run whole.json -o by5000 --requests 5000
all_same whole by5000 "and with 5000"
"$MOMUS" export whole/coder.sums.shuffled.h5 | grep -c '"kind":"critique".*Rates if heeded' >n
like "$(cat n)" "320" "the control passes on the critiques of the row that it names"

# Resume.
run whole.json
is $? 2 "a study that is there is not overwritten"
like "$(cat err)" "whole/coder.sums.zero-shot.h5: exists already; go on with it with --resume" "and said so"
run whole.json --resume
is "$?$(cat out)" "0whole: nothing to do, all 14 cells are complete" "a finished study has nothing to resume"
study whole ',{"row":"Empty","critic":"empty","votes":1}'
cp -r whole before
run whole.json --resume --dry-run
like "$(grep '^all ' out)" "        0       188       188" "a new row asks for no first solutions"
run whole.json --resume
is $? 0 "a row that is added is run"
like "$(cat out)" "whole: 16 of 16 cells complete, 14 were" "the others are not run again"
like "$(cat out)" "shared       94 first solutions" "and their first solutions are taken"
for f in before/*; do cmp -s "$f" "whole/${f##*/}" || break; done
ok $? "not a byte of them changes"
run whole.json --resume --seed 4
is $? 2 "a study with another seed is another one"
like "$(cat err)" "was made by another recipe" "and said so"

# Some cells, and names that are none.
run whole.json -o some --cells 'coder.few.*,coder.sums.self'
is "$(ls some | grep -c few) $(ls some | grep -c sums)" "8 1" "cells are chosen by patterns"
run whole.json -o some --cells 'coder.few.rl-critick'
is $? 2 "a pattern that takes none is refused"
like "$(cat err)" 'no cell is called "coder.few.rl-critick"; did you mean "coder.few.rl-critic"?' "with the nearest name"
run alone.json -o x.h5 --cells 'a*'
like "$?$(cat err)" "2momus: run: --cells chooses among the cells of a study" "a recipe has no cells"
run whole.json --generator simulate
like "$?$(cat err)" '2momus: whole.json: generator: unknown key of a study; did you mean "generators"?' "a recipe's options are not a study's"
run whole.json -o sums.jsonl
like "$?$(cat err)" "2momus: sums.jsonl: is no folder" "a file is no place for a study"

# First solutions are asked for once, whichever cells are run together, and
# whichever shards.
study single
firsts() { # how many first solutions were taken over, of how many in "out"
	sed -n 's/^shared  *\([0-9]*\) first.*/\1/p' out
}
run single.json -o single --cells '*.zero-shot'
is "$?$(firsts)" 0 "cells are run by themselves"
run single.json -o single --cells '*.rl-critic' --dry-run
like "$(grep '^all ' out)" "        0       376       188" "a dry run of others foretells no first solutions"
cp -r single before.single
run single.json -o single --cells '*.rl-critic'
is "$?$(firsts)" 094 "they take those that are there, and ask for none"
run single.json -o single --cells '*.self' --shard 0/2
is "$?" 0 "so does a shard"
shard=$(firsts)
run single.json -o single --cells '*.self' --shard 1/2
is "$((shard + $(firsts)))" 94 "and the other, of cells that were run whole"
rm single/*.zero-shot.h5 single/*.rl-critic.h5
run single.json -o single --cells '*.execution' --shard 2/3
[ "$(firsts)" -gt 0 ]
ok $? "and one of a third takes those of halves"
like "$(cat out)" "requests     $((2 * $(firsts))), " "and asks for its revisions alone"
run single.json -o single --resume
is "$?$(firsts)" "0$((7 * 94))" "a whole study takes those of its shards"
for f in single/*.h5; do
	case $f in *-of-*) continue ;; esac
	"$MOMUS" export --no-times "$f" >a.txt
	"$MOMUS" export --no-times "by1/${f##*/}" | cmp -s - a.txt || break
done
ok $? "and every cell is the one of a study that was run at once ($f)"
for f in before.single/*; do
	"$MOMUS" export "$f" >a.txt && [ -s a.txt ] || break
done
ok $? "what was there stayed as it was"
run single.json -o other --cells '*.zero-shot' --set sampling.generate.temperature=0.1
run single.json -o other --cells '*.self'
is "$?$(firsts)" 0 "those of another sampling are not taken"
like "$(cat err)" "first solutions of a cell that is left out are not taken, and asked for where they are needed: other/coder.sums.zero-shot.h5: was made by another recipe" "and said so"

# Budgets.
study budget
run budget.json --budget tokens=9000
is $? 1 "a study whose budget is spent ends with status 1"
like "$(cat err)" "the budget of 9000 tokens is spent; what was in flight is finished; go on with --resume and a larger --budget" "and says how to go on"
run budget.json --resume --budget tokens=9000
is $? 1 "what was spent before counts"
like "$(cat out)" "; 0 nodes in" "so nothing more is asked for"
run budget.json --resume --budget tokens=20000
like "$?$(cat err)" "1momus: run: the budget is spent" "a larger one goes further"
run budget.json --resume --budget hours=0.000001
like "$?$(cat err)" "1momus: run: the budget is spent" "time is a budget too"
run budget.json --resume
is $? 0 "without one it comes to its end"
all_same budget by1 "and is the study that had none"
sed 's/"help_cw"/"price_prompt":1,"price_completion":2,"help_cw"/' budget.json >paid.json
run paid.json -o paid --budget cost=0.002
is $? 1 "money is a budget too"
like "$(cat err)" 'the budget of $0.002 is spent; what was in flight is finished; go on with --resume and a larger --budget cost=DOLLARS' "and said so"
run alone.json -o alone2.h5 --budget tokens=3000
is $? 1 "a recipe has budgets too"
run alone.json -o alone2.h5 --resume --set budget.tokens=1e9
is $? 0 "and goes on where it stopped"
same alone2.h5 alone.h5 "to the same end"
run alone.json -o x.h5 --budget token=5
like "$?$(cat err)" '2momus: --budget: "token=5" is not understood; expected tokens=N,hours=H,cost=DOLLARS' "a budget that is none is refused"

# Shards times cells.
for k in 0 1 2; do
	run budget.json -o shards --shard $k/3 --cells 'coder.sums.*'
	is "$?$(ls shards | grep -c -- "-$k-of-3.h5")" 07 "shard $k is a study of its own in the same folder"
done
for cell in sums.rl-critic sums.oracle sums.zero-shot; do
	"$MOMUS" merge -o "merged.h5" "shards/coder.$cell"-?-of-3.h5 >/dev/null
	same merged.h5 "by1/coder.$cell.h5" "shards of $cell merge to the whole cell"
	rm merged.h5
done

mkdir apart
for k in 0 1 2; do
	mkdir "apart/$k" && cp shards/*-$k-of-3.h5 "apart/$k"
done
"$MOMUS" merge -o joined apart/0 apart/1 apart/2 >out 2>err
is "$?$(ls joined | wc -l)" 07 "folders of shards merge cell by cell"
same joined/coder.sums.self.h5 by1/coder.sums.self.h5 "into the cells of the whole study"
"$MOMUS" merge -o other apart/0 shards/coder.sums.self-1-of-3.h5 >out 2>err
like "$?$(cat err)" "2momus: merge: folders and runs are named" "folders and runs are not mixed"

# Its report.
"$MOMUS" report by1 >out
is $? 0 "a folder is reported"
like "$(head -4 out)" "Study: whole" "and begins with the study's table"
like "$(cat out)" "coder on sums (40 problems, 80 first solutions), after the last turn," "one for each generator and benchmark"
is "$(grep -n ' Zero-shot ' out | head -1 | cut -d: -f1)" "$(($(grep -n 'run  row ' out | head -1 | cut -d: -f1) + 1))" \
	"rows come in the order of the file"
like "$(COLUMNS=200 "$MOMUS" report by1 | grep 'RL critic ' | head -1)" "[+" "with their difference from the baseline"
like "$(cat out)" "adjusted by Holm over the 12 comparisons" "and how it was made"
"$MOMUS" report by1 --format json >r.json
"$PYTHON" "$top/tests/cli/study.py" "$MOMUS" r.json >out
is "$(cat out)" "" "every number of the table is found again"
"$MOMUS" report by1/coder.sums.self.h5 by1/coder.few.self.h5 >out
like "$(tr -s '\n ' ' ' <out)" '2 rows have no difference: their baseline "Zero-shot" is not among the runs of this report' "a baseline that lacks is named"
"$MOMUS" report by1 --format csv | grep -c "difference_from_baseline_p_holm" >n
is "$(cat n)" 12 "the differences are figures, too"
"$MOMUS" report by1 -o page >/dev/null 2>&1
is "$(cd page/figures && echo pass1*.gp cost*.gp)" "pass1-few.gp pass1-sums.gp cost-few.gp cost-sums.gp" \
	"14 runs are too many for a picture: each benchmark has its own"
like "$(cat page/figures/captions.txt)" "pass1-sums: Pass@1 by turn, coder on sums" "which its title names"
is "$(grep -c '(coder\.sums\.' page/figures/pass1-sums.dat):$(grep -c '(coder\.few\.' page/figures/pass1-sums.dat)" "6:0" \
	"and which shows its own rows with turns"
"$MOMUS" report by1/coder.sums.*.h5 -o page-sums >/dev/null 2>&1
is "$(cd page-sums/figures && echo pass1*.gp)" "pass1.gp" "7 runs are not"
if "$PYTHON" -c "import sys; sys.path.insert(0, '$top/tests/cli')
import chromium; sys.exit(not chromium.find())"; then
	where= points "$PYTHON" "$top/tests/cli/pages.py" study page
else
	skip "no table of a study is cut off at 1280 pixels" "there is no Chromium"
fi
mkdir empty
"$MOMUS" report empty >out 2>err
like "$?$(cat err)" "2momus: empty: holds no run, *.h5" "a folder without runs is an input error"

# The study that comes with Momus, and what it would cost with servers.
run "$own/study.json" --dry-run
like "$?$(cat out)" "0own-study: 27 cells" "the example is a study"
sed 's/"plugin":"simulate"[^}]*/"plugin":"openai","base_url":["http:\/\/127.0.0.1:1\/v1"],"model":"m","price_prompt":1,"price_completion":2/' whole.json >paid.json
run paid.json --dry-run --limit 2
is $? 0 "a study with servers can be foretold"
is "$(grep 'sums.zero-shot ' out | awk '{print $5}') $(grep 'sums.execution ' out | awk '{print $5}') $(grep '^all ' out | awk '{print $5}')" \
	"4 8 216" "with its requests"
like "$(grep '^all ' out)" "331.0k   221.2k      0.77" "its tokens and its price"
finish
