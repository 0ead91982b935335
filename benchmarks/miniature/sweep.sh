#!/bin/sh
# sweep.sh OUT [STEPS] - the RL critic of ctrl.sh's folder OUT by other settings
#
# One setting at a time differs from grpo.json: group size, KL coefficient, learning
# rate, staleness, noise that gives a share of the rewards the wrong verdict, and a reward
# for the judgment, too.
# Prints how training went: what revisions gain on the answers that they revise, in the
# first and in the last ten steps, and the seconds of a step, with those in which it
# waits.  Then all critics revise the same answers of the test problems; OUT/sweep keeps
# the report.
set -e
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?"usage: sweep.sh OUT [STEPS]"} steps=${2:-60}
: "${MOMUS:=momus}" "${PYTHON:=python3}"
case $MOMUS in */*) MOMUS=$(cd "$(dirname "$MOMUS")" && pwd)/${MOMUS##*/} ;; esac
cd "$out" && rm -rf sweep && mkdir sweep
printf '%-14s %7s %7s %7s %7s %7s %7s\n' setting first last kl entropy seconds wait
while read -r name setting; do
	"$MOMUS" train grpo.json --set steps="$steps" --set output="sweep/$name" \
		${setting:+--set "$setting"} </dev/null >"sweep/$name.log" 2>&1
	"$PYTHON" -B "$here/sweep.py" steps "sweep/$name" "$name"
done <<'LIST'
as-it-is
group-4 trainer.group=4
group-16 trainer.group=16
kl-0 trainer.kl_coef=0
kl-0.05 trainer.kl_coef=0.05
rate-3e-5 trainer.rate=3e-5
rate-3e-4 trainer.rate=3e-4
staleness-1 trainer.staleness=1
noise-0.1 reward_noise={"flip":0.1}
noise-0.3 reward_noise={"flip":0.3}
judgment rewards=[{"plugin":"mix","parts":[{"plugin":"execution"},{"plugin":"judgment","weight":0.5}]}]
LIST
"$PYTHON" -B "$here/sweep.py" study study.json sweep/*/model >sweep.json
"$MOMUS" run sweep.json -o sweep/study
"$MOMUS" report sweep/study -o sweep/report
"$MOMUS" report sweep/study | sed '/^What was run$/,$d'
