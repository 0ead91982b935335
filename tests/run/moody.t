#!/bin/sh
# moody.t - a reward plugin fails, crashes or ends the process while a critic learns
. "$top_srcdir/tests/tap.sh"
MOMUS_PLUGIN_PATH=$top_builddir/tests/run/.libs
export MOMUS_PLUGIN_PATH
ulimit -c 0
"$PYTHON" "$top_srcdir/tests/run/tiny-model.py" "$tmp/model" || exit 99
here=$(cd "$top_srcdir" && pwd)
(cd "$tmp" && "$PYTHON" "$here/tests/run/letters.py" train.json 6 checkpoint_every=1 steps=4 \
	trainer.rate=2e-2 trainer.batch=6 trainer.mini_batch=6 trainer.group=4 \
	'rewards=[{"plugin":"moody"}]') || exit 99

"$MOMUS" train "$tmp/train.json" --set output="$tmp/whole" >/dev/null 2>"$tmp/err"
is "$?" 0 "a reward of a plugin of one's own teaches"

fails() { # fails MOOD WORDS NAME: in the third step of four, and then goes on
	out=$(MOODY="$1:60" "$MOMUS" train "$tmp/train.json" 2>&1 >/dev/null)
	is "$?" 1 "$3 ends a training with status 1"
	is "$(printf '%s\n' "$out" | grep -c '')" 1 "in one sentence"
	like "$out" "$2" "which says what failed"
	like "$(cd "$tmp/out" && echo *)" "step-00000001 step-00000002" "and the checkpoints are there"
	"$MOMUS" train "$tmp/train.json" --resume >/dev/null 2>"$tmp/err"
	is "$?" 0 "from which it goes on"
	cmp -s "$tmp/out/model/model.safetensors" "$tmp/whole/model/model.safetensors"
	ok "$?" "to the weights of one that nothing had disturbed"
	rm -r "$tmp/out"
}
fails error "reward moody: its plugin moody failed at problem p[0-9]: moody: not today; mend" \
	"a plugin that returns an error"
fails mute "failed at problem p[0-9]: MOMUS_EIO; mend" "one that does not say why"
fails exit "momus: a call of exit() by a plugin or library ended the process" "one that calls exit()"
case $(MOODY=crash:0 "$MOMUS" train "$tmp/train.json" --set output="$tmp/crashed" 2>&1) in
*Sanitizer* | *"runtime error: "*) skip "a plugin that crashes" "the sanitizer tells of it in its own words" ;;
*)
	fails crash "momus: a crash (SIGSEGV) in */moody.so ended the process; what is saved is whole*, and go on with --resume" \
		"one that crashes"
	mkfifo "$tmp/program"
	"$MOMUS" exec "$tmp/program" 2>"$tmp/err" &
	exec 3>"$tmp/program" # comes back once momus reads
	kill -SEGV $!
	wait $!
	is "$?" 1 "a crash of a command that cannot go on"
	exec 3>&-
	like "$(cat "$tmp/err")" "momus: a crash (SIGSEGV)*, and run it again" "is told so"
	;;
esac

out=$(MOODY=nan:60 "$MOMUS" train "$tmp/train.json" 2>&1 >/dev/null)
is "$?" 1 "one that can judge nothing ends it as well"
like "$out" 'step 4: of 24 critiques none has a reward: 0 failed, *of the others nothing could be judged; the first failure is "no mood"' \
	"and its words are told"
out=$(MOODY=open "$MOMUS" train "$tmp/train.json" --set output="$tmp/new" 2>&1 >/dev/null)
is "$?" 2 "one that does not open is refused"
like "$out" "train.json:1: rewards: rewards?0? does not open, and its plugin does not say why" \
	"by its place"
out=$(MOMUS_PLUGIN_PATH=$top_builddir "$MOMUS" train "$tmp/train.json" --set output="$tmp/new" 2>&1 >/dev/null)
is "$?" 2 "one that is missing is refused"
ok "$([ ! -e "$tmp/new" ]; echo $?)" "and nothing is written"
finish
