#!/bin/sh
# ctrl.sh OUT [SEED] - CTRL in miniature: from made-up problems to the paper's table
#
# Trains two generators from nothing, teaches a critic by supervised fine-tuning,
# rewards it (GRPO), and compares all by a study.  $MOMUS is the program; OUT is
# made anew.  What takes long are numbers that the environment can change.
set -e
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?"usage: ctrl.sh OUT [SEED]"} seed=${2:-1}
: "${MOMUS:=momus}" "${PYTHON:=python3}"
: "${WEAK_ROWS:=50000}" "${STRONG_ROWS:=60000}" "${PROBLEMS:=1000}" "${TESTS:=200}"
: "${GRPO_STEPS:=80}"
case $MOMUS in */*) MOMUS=$(cd "$(dirname "$MOMUS")" && pwd)/${MOMUS##*/} ;; esac
make() { "$PYTHON" -B "$here/miniature.py" "$@"; }
say() { printf '\n== %s\n' "$*"; }

rm -rf "$out" && mkdir -p "$out"
cp -R "$here"/*.json "$here/prompts" "$out" && cd "$out"

say "problems, of different functions in training and test"
make problems --seed "$seed" --part train --count "$PROBLEMS" >train.jsonl
make problems --seed "$seed" --part test --count "$TESTS" >test.jsonl
"$MOMUS" overlap train.jsonl test.jsonl

say "generators"
make folder weak-shape --hidden 64 --layers 3 --intermediate 256
make folder strong-shape --hidden 96 --layers 4 --intermediate 192
make rows --seed "$seed" --count "$WEAK_ROWS" >rows-weak.jsonl
make rows --seed "$((seed + 1000))" --count "$STRONG_ROWS" >rows-strong.jsonl
"$MOMUS" train weak.json --set model.init="$seed" --set seed="$seed" >weak.log &
weak=$!
"$MOMUS" train strong.json --set model.init="$seed" --set seed="$seed" >strong.log
wait "$weak"
tail -n 2 weak.log strong.log

say "the SFT critic"
"$MOMUS" run samples.json -o samples.h5 --set seed="$seed"
"$MOMUS" export samples.h5 >samples.jsonl
make teach train.jsonl samples.jsonl >rows-sft.jsonl
"$MOMUS" train sft.json --set seed="$seed" >sft.log
tail -n 2 sft.log

say "the RL critic"
"$MOMUS" train grpo.json --set seed="$seed" --set steps="$GRPO_STEPS"

say "evaluation"
"$MOMUS" run study.json -o study --set seed="$seed"
"$MOMUS" report study -o report
"$MOMUS" report study | sed '/^What was run$/,$d'
say "all tables and figures: $out/report/index.html"
