#!/bin/sh
# train-disk.t - checkpoints on a disk that fails or is full, and of a training
# that is killed on its way; of rows, adapters and rewards
. "$top_srcdir/tests/tap.sh"
case $MOMUS in /*) ;; *) MOMUS=$PWD/$MOMUS ;; esac
here=$PWD letters=$(cd "$top_srcdir" && pwd)/tests/run/letters.py
fault=$(cd "$top_builddir" && pwd)/tests/run/.libs/fault.so
if ! LD_PRELOAD=$fault "$MOMUS" --version >/dev/null 2>&1; then
	skip "a training keeps its newest checkpoint whatever the disk does" \
		"this build takes no preloaded library"
	finish
	exit
fi
"$PYTHON" "$top_srcdir/tests/run/tiny-model.py" "$tmp/model" || exit 99
cd "$tmp" || exit 99
i=0
while [ $i -lt 20 ]; do
	echo "{\"prompt\": \"$i+1=\", \"completion\": \"$((i + 1))\"}"
	i=$((i + 1))
done >rows.jsonl
cat >train.json <<'END'
{"name": "sums", "data": "rows.jsonl", "output": "out", "checkpoint_every": 1, "keep": 1,
 "model": {"plugin": "native", "model": "model", "threads": 1},
 "trainer": {"plugin": "sft", "rate": 1e-2, "batch": 10, "epochs": 1}}
END
FAULT_IN=$tmp/out FAULT_LOG=$tmp/log
export FAULT_IN FAULT_LOG
train() { # train FAULT [OPTION]
	: >log
	FAULT=$1 LD_PRELOAD=$fault "$MOMUS" train "$tmp/${recipe:-train.json}" $2 >told 2>err
}
same() { # same: the training ended as the undisturbed one did
	cmp -s out/model/model.safetensors whole/model/model.safetensors &&
		cmp -s out/step-00000002/optimizer.safetensors \
			whole/step-00000002/optimizer.safetensors &&
		cmp -s out/step-00000002/train.json whole/step-00000002/train.json &&
		[ "$(cut -d, -f1 out/metrics.jsonl | tr -d '\n')" = '{"step":1{"step":2' ]
}

train watch
is "$?$(cat err)" 0 "a training ends"
is "$(cat log)" "" "nothing is renamed, and no checkpoint removed, before what it needs is durable"
mv out whole

# Each call fails in turn; what is there goes on.
for call in open write fsync rename mkdir; do
	n=0 wrong= struck=1 turn=0
	while [ -n "$struck" ] && [ -z "$wrong" ] && [ $n -lt 200 ]; do
		n=$((n + 1))
		[ $call != write ] || n=$((n + 2)) # there are many
		turn=$((turn + 1))
		rm -rf out
		[ $((turn % 2)) -eq 0 ] && train "$call:$n" || train "$call:$n+"
		status=$?
		struck=$(cat log)
		[ -n "$struck" ] || break
		[ $status -eq 0 ] || [ $status -eq 1 ] || wrong="status $status"
		[ $status -eq 0 ] ||
			[ "$(grep -c 'No space left on device' err) $(wc -l <err | tr -d ' ')" = "1 1" ] ||
			wrong="said: $(cat err)"
		[ $status -eq 0 ] || ! ls -d out/step-*.part >part 2>/dev/null ||
			wrong="left: $(cat part)"
		train none --resume || wrong="the resumed one ends with $?: $(cat err)"
		same || wrong="${wrong:-other weights}"
	done
	[ -z "$wrong" ] && [ $n -gt 3 ]
	ok $? "each $call fails in turn: one sentence, status 1, and --resume ends with the same weights" ||
		echo "# $call $n: $wrong"
done

# Killed before every fifth change.
n=0 wrong= last=-1
while [ $n -lt 1000 ] && [ -z "$wrong" ]; do
	n=$((n + 5))
	rm -rf out
	train "die:$n"
	[ -s log ] || break
	now=$(ls -d out/step-???????? 2>/dev/null | sort | tail -1)
	[ "$(ls -d out/step-???????? 2>/dev/null | wc -l)" -ge "$(($last > 0))" ] ||
		wrong="no checkpoint is left, and there was one"
	[ -z "$now" ] || last=1
	train none --resume || wrong="the resumed one ends with $?: $(cat err)"
	same || wrong="${wrong:-other weights}"
done
[ -z "$wrong" ] && [ $n -gt 50 ]
ok $? "killed before a change of the disk it goes on to the same weights" ||
	echo "# change $n: $wrong"

# The disk is full from some write on, of trainings that write more than this one.
MOMUS_PLUGIN_PATH=$top_builddir/tests/run/.libs
case $MOMUS_PLUGIN_PATH in /*) ;; *) MOMUS_PLUGIN_PATH=$here/$MOMUS_PLUGIN_PATH ;; esac
export MOMUS_PLUGIN_PATH
"$PYTHON" - <<'EOF2'
import json
sft = json.load(open("train.json"))
sft["model"]["lora_rank"] = 4
json.dump(sft, open("lora.json", "w"))
EOF2
"$PYTHON" "$letters" grpo.json 4 solutions=1 checkpoint_every=1 keep=1 \
	trainer.group=4 trainer.batch=4 trainer.mini_batch=4 trainer.epochs=2 trainer.max_answer=4 \
	trainer.rate=2e-2 || exit 99
ends_as() { # ends_as WEIGHTS: the training ended as the undisturbed one did
	cmp -s "out/model/$1" "whole/model/$1" &&
		cmp -s out/step-00000002/optimizer.safetensors whole/step-00000002/optimizer.safetensors &&
		[ "$(cut -d, -f1 out/metrics.jsonl | tr -d '\n')" = '{"step":1{"step":2' ]
}
full() { # full RECIPE WEIGHTS NAME
	recipe=$1 n=1 tries=0 wrong=
	rm -rf out whole
	train none
	[ "$?$(cat err)" = 0 ] || wrong="it does not end: $(cat err)"
	mv out whole
	while [ -z "$wrong" ]; do
		rm -rf out
		train "write:$n+"
		status=$?
		[ -s log ] || break
		[ $status -eq 1 ] || wrong="status $status"
		[ "$(grep -c 'No space left on device' err) $(wc -l <err | tr -d ' ')" = "1 1" ] ||
			wrong="said: $(cat err)"
		for step in out/step-????????; do
			[ ! -d "$step" ] || [ -s "$step/$2" ] || wrong="$step is not whole"
		done
		train none --resume || wrong="the resumed one ends with $?: $(cat err)"
		ends_as "$2" || wrong="${wrong:-other weights}"
		tries=$((tries + 1)) at=$n
		n=$((n * 3 / 2 + 1))
	done
	[ -z "$wrong" ] && [ "$tries" -gt 5 ]
	ok $? "$3: on a full disk one sentence, status 1, and with room again the same weights" ||
		echo "# write ${at:-} of $tries: $wrong"
}
full lora.json adapter_model.safetensors "adapters"
full grpo.json model.safetensors "rewards"
finish
