#!/bin/sh
# cards.t - every benchmark's card, and its recipes and samples, which need no download
. "$top_srcdir/tests/tap.sh"
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK MOMUS_SHARDS
case $top_srcdir in /*) ;; *) top_srcdir=$PWD/$top_srcdir ;; esac
cards=$top_srcdir/benchmarks

for name in codecontests humanevalplus ifeval judgebench livecodebench mbppplus taco; do
	card=$cards/$name/README.md
	lacks=
	for row in '| source' '| version' '| licence' '| measured' '| prompt' 'SHA-256' '^## Files'; do
		grep -q "$row" "$card" || lacks="$lacks $row"
	done
	grep -q '^## What is wrong with it\|^## Known to be wrong' "$card" || lacks="$lacks wrong"
	for file in "$cards/$name"/*.json "$cards/$name"/*.jsonl; do
		grep -q "${file##*/}" "$card" || lacks="$lacks ${file##*/}"
	done
	grep -q "benchmarks/$name/README.md" "$top_srcdir/README.md" || lacks="$lacks link"
	is "$lacks" "" "$name: the card has all that it should, and is linked to"
done

# planned RECIPE SAMPLES PROBLEMS: the recipe can be run as it is with the samples
planned() {
	"$MOMUS" run "$cards/$1" --data "$cards/${1%/*}/$2" --dry-run >"$tmp/out" 2>&1
	is "$? $(sed -n 's/^problems  *//p' "$tmp/out")" "0 $3" "$1 runs on $2"
}
planned codecontests/common-oj.json problems.jsonl 5
planned codecontests/paper.json problems.jsonl 5
planned humanevalplus/evalplus.json problems.jsonl 5
planned ifeval/official.json problems.jsonl 6
planned judgebench/judge.json pairs.jsonl 16
planned judgebench/critic.json pairs.jsonl 16
planned livecodebench/lcb.json problems.jsonl 5
planned livecodebench/paper.json problems.jsonl 2
planned livecodebench/self-repair.json problems.jsonl 6
planned livecodebench/test-output.json problems.jsonl 2
planned taco/common-oj.json problems.jsonl 5
planned own/sums.json sums.jsonl 5
planned own/programs.json programs.jsonl 5
planned mbppplus/evalplus.json problems.jsonl 5
planned mbppplus/paper.json script-problems.jsonl 5

# graded NAME TASK PROBLEMS SOLUTIONS OPTION...: of two answers to each problem the
# first is right and the second is wrong
graded() {
	name=$1 task=$2 problems=$3 solutions=$4
	shift 4
	rm -f "$tmp/v"
	"$MOMUS" grade --task "$task" --data "$cards/$name/$problems" \
		--solutions "$cards/$name/$solutions" --verdicts "$tmp/v" "$@" >"$tmp/out" 2>&1 ||
		cat "$tmp/out"
	is "$(sed -E 's/.*"sample":0,.*"passed":true.*"strict":\{"passed":true.*/right/
		s/.*"sample":1,.*"passed":false.*"strict":\{"passed":false.*/wrong/' "$tmp/v" |
		sort | uniq -c | tr -s ' \n' ' ')" " $(wc -l <"$cards/$name/$problems") right $(wc -l <"$cards/$name/$problems") wrong " \
		"$name: right and wrong answers to $problems are told apart"
}
graded ifeval ifeval problems.jsonl solutions.jsonl
"$MOMUS" grade --task ifeval --data "$cards/ifeval/problems.jsonl" \
	--solutions "$cards/ifeval/solutions.jsonl" -o "$tmp/ifeval.h5" >"$tmp/out" 2>&1
like "$(cat "$tmp/out")" "strict/* 62.50 % of 16, loose/* 62.50 % of 16" \
	"ifeval: instructions are counted by themselves, strictly and loosely"
like "$("$MOMUS" report "$tmp/ifeval.h5" | sed -n '/^Parts of/,/^Pass@k/p' | tr -s ' ')" "
 strict/* 0 62.50 [" "ifeval: so are they in reports"
if "$MOMUS" doctor >/dev/null; then
	graded mbppplus mbppplus problems.jsonl solutions.jsonl
	graded mbppplus mbppplus script-problems.jsonl script-solutions.jsonl --grader mbpp-script
	graded humanevalplus mbppplus problems.jsonl solutions.jsonl
else
	skip "programs" "this host cannot isolate them"
fi
finish
