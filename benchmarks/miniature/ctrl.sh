#!/bin/sh
# ctrl.sh OUT [SEED] - CTRL in miniature: from made-up problems to the paper's table
#
# Trains two generators and a reviewer from nothing, teaches the reviewer to criticise the
# weak generator (supervised fine-tuning), rewards it (GRPO), and compares all by a study.
# $MOMUS is the program; OUT is made anew.  What takes long are numbers that the
# environment can change.
set -e
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?"usage: ctrl.sh OUT [SEED]"} seed=${2:-1}
: "${MOMUS:=momus}" "${PYTHON:=python3}"
: "${WEAK_ROWS:=50000}" "${STRONG_ROWS:=60000}" "${CRITIC_ROWS:=50000}"
: "${TAUGHT:=400}" "${PROBLEMS:=3200}" "${TESTS:=400}" "${GRPO_STEPS:=120}"
case $MOMUS in */*) MOMUS=$(cd "$(dirname "$MOMUS")" && pwd)/${MOMUS##*/} ;; esac
begun=$(date +%s)
make() { "$PYTHON" -B "$here/miniature.py" "$@"; }
say() { printf '\n== %s (%d s)\n' "$*" "$(($(date +%s) - begun))"; }

rm -rf "$out" && mkdir -p "$out"
cp -R "$here"/*.json "$here/prompts" "$out" && cd "$out"

say "problems, of different functions in training and test"
make problems --seed "$seed" --part train --count "$PROBLEMS" >train.jsonl
head -n "$TAUGHT" train.jsonl >taught.jsonl
tail -n +"$((TAUGHT + 1))" train.jsonl >rewarded.jsonl
make problems --seed "$seed" --part test --count "$TESTS" >test.jsonl
"$MOMUS" overlap train.jsonl test.jsonl

say "generators, and the reviewer that becomes the critic"
make folder weak-shape --hidden 64 --layers 3 --intermediate 256
make folder strong-shape --hidden 96 --layers 4 --intermediate 192
make folder critic-shape --hidden 96 --layers 4 --intermediate 256
make rows --seed "$seed" --count "$WEAK_ROWS" >rows-weak.jsonl
make rows --seed "$((seed + 1000))" --count "$STRONG_ROWS" >rows-strong.jsonl
make rows --seed "$((seed + 2000))" --count "$CRITIC_ROWS" --mix solve=2,review=7 \
	>rows-critic.jsonl
new() { "$MOMUS" train "$1.json" --set model.init="$seed" --set seed="$seed" >"$1.log"; }
{ new weak && new strong; } &
both=$!
new critic
wait "$both"
for model in weak strong critic; do
	tail -n 2 "$model.log"
done

say "the SFT critic"
"$MOMUS" run samples.json -o samples.h5 --set seed="$seed"
"$MOMUS" export samples.h5 >samples.jsonl
make teach taught.jsonl samples.jsonl >rows-sft.jsonl
"$MOMUS" train sft.json --set seed="$seed" >sft.log
tail -n 2 sft.log

say "the RL critic"
"$MOMUS" run samples.json -o first.h5 --set seed="$seed" --set task.data=rewarded.jsonl
"$MOMUS" train grpo.json --set seed="$seed" --set steps="$GRPO_STEPS"

say "evaluation"
"$MOMUS" run study.json -o study --set seed="$seed"
"$MOMUS" report study -o report
"$MOMUS" report study | sed '/^What was run$/,$d'
say "all tables and figures: $out/report/index.html"
