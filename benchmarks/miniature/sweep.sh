#!/bin/sh
# sweep.sh OUT [STEPS] - the RL critic of ctrl.sh's folder OUT by other settings
#
# One setting at a time differs from grpo.json: group size, KL coefficient, learning
# rate, staleness, and noise that gives a share of the rewards the wrong verdict.
# Prints how many revisions pass in the first and in the last steps, and the seconds of
# a step, with those in which it waits; OUT/sweep keeps the rest.
set -e
out=${1:?"usage: sweep.sh OUT [STEPS]"} steps=${2:-20}
: "${MOMUS:=momus}" "${PYTHON:=python3}"
case $MOMUS in */*) MOMUS=$(cd "$(dirname "$MOMUS")" && pwd)/${MOMUS##*/} ;; esac
cd "$out" && rm -rf sweep && mkdir sweep
printf '%-28s %7s %7s %7s %7s %7s %7s\n' setting first last kl entropy seconds wait
while read -r setting; do
	name=$(printf %s "$setting" | tr -c 'a-z0-9.\n' - | cut -c1-40)
	name=${name:-base}
	"$MOMUS" train grpo.json --set steps="$steps" --set output="sweep/$name" \
		${setting:+--set "$setting"} >"sweep/$name.log" 2>&1
	"$PYTHON" - "sweep/$name/metrics.jsonl" "${setting:-as in grpo.json}" <<'EOF'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
mean = lambda key, some: sum(row[key] for row in some) / len(some)
inner = rows[1:-1]  # neither the first programs nor the step without a next one
print("%-28s %7.3f %7.3f %7.4f %7.3f %7.2f %7.2f" % (
    sys.argv[2], mean("after", rows[:3]), mean("after", rows[-3:]), rows[-1]["kl"],
    mean("entropy", rows[-3:]), mean("seconds", inner), mean("wait_seconds", inner)))
EOF
done <<'EOF'

trainer.group=4
trainer.group=16
trainer.kl_coef=0
trainer.kl_coef=0.01
trainer.rate=1e-4
trainer.rate=1e-3
trainer.staleness=1
reward_noise={"flip":0.1}
reward_noise={"flip":0.3}
EOF
