#!/bin/sh
# stale.t - a critic learns from critiques of a step before: staleness 1
. "$top_srcdir/tests/tap.sh"
MOMUS_PLUGIN_PATH=$(cd "$top_builddir" && pwd)/tests/run/.libs
export MOMUS_PLUGIN_PATH
here=$(cd "$top_srcdir" && pwd)
cd "$tmp" || exit 99
"$PYTHON" "$here/tests/run/tiny-model.py" model || exit 99
"$PYTHON" "$here/tests/run/letters.py" train.json 12 checkpoint_every=3 trainer.rate=1e-2 \
	trainer.staleness=1 || exit 99
train() { # train OUTPUT WORD…
	to=$1
	shift
	"$MOMUS" train train.json --set output="$to" "$@"
}
same() { # same A B: whether they end with the same weights and moments
	last=$(cd "$2" && echo step-*)
	last=${last##* }
	cmp -s "$1/model/model.safetensors" "$2/model/model.safetensors" &&
		cmp -s "$1/$last/optimizer.safetensors" "$2/$last/optimizer.safetensors"
}

like "$(train out --dry-run)" "8 critiques of each, drawn a step ahead" "a dry run tells of it"
train out >told 2>&1
is "$?" 0 "a critic learns a step behind"
"$PYTHON" - <<'EOF2'
import json
rows = [json.loads(line) for line in open("out/metrics.jsonl")]
assert [row["step"] for row in rows] == list(range(1, 9)), rows
first, *others = rows
assert first["staleness"] == 0 and first["off"] == 0, first
for row in others:
    # Far from the weights that learn, and exactly at those that drew.
    assert row["staleness"] == 1 and row["off"] > 1e-2 and row["drift"] < 1e-4, row
assert all(row["answers"] == 96 and row["updates"] == 2 for row in rows), rows
assert all(row["clipped"] > 0 for row in others), rows
assert all(row[f"saved_{name}_seconds"] >= 0 for row in rows for name in ("score", "learn")), rows
assert sum(row["saved_score_seconds"] + row["saved_learn_seconds"] for row in rows[:-1]) > 0, rows
assert rows[-1]["saved_score_seconds"] == rows[-1]["saved_learn_seconds"] == 0, rows[-1]
EOF2
ok "$?" "from step 2 on ratios are not 1, and are clipped; step 1 has them exactly 1"
like "$(sed -n 3p told)" "learn s saved s stale" "the table has the seconds saved, and the staleness"
is "$(sed -n '4p;5p' told | awk '{ print $NF }' | tr '\n' ' ')" "0 1 " "of each step"
like "$("$MOMUS" report out)" "of them beside the next step's revisions" "so does the report"
is "$(cd out && echo step-*/drawn.jsonl)" "step-00000006/drawn.jsonl" \
	"a checkpoint has what is drawn for the next step, if there is one"

# Weights that stay what they are draw what those drew before an update.
train every --set checkpoint_every=1 --set keep=100 --set steps=5 >/dev/null 2>&1
for k in 1 2 3; do
	start=model
	[ "$k" -gt 1 ] && start=every/step-0000000$((k - 1))
	train "still$k" --set model.model="$start" --set trainer.rate=0 --set steps=$((k + 1)) \
		--set checkpoint_every=1 --set keep=100 >/dev/null 2>&1
	cmp -s "every/step-0000000$k/drawn.jsonl" "still$k/step-0000000$k/drawn.jsonl"
	ok "$?" "step $((k + 1)) has critiques and old log-probabilities of the weights of step $((k - 1)), bit for bit"
done
cmp -s every/step-00000001/drawn.jsonl every/step-00000002/drawn.jsonl
is "$?" 1 "which are others for each step"
train fresh --set trainer.staleness=0 --set trainer.rate=0 --set steps=4 >/dev/null 2>&1
train idle --set trainer.rate=0 --set steps=4 >/dev/null 2>&1
"$PYTHON" - <<'EOF2'
import json
fresh, idle = ([json.loads(line) for line in open(name + "/metrics.jsonl")]
               for name in ("fresh", "idle"))
for a, b in zip(fresh, idle, strict=True):
    assert a["off"] == b["off"] == 0 and b["staleness"] == (b["step"] > 1), (a, b)
    assert a["staleness"] == a["saved_score_seconds"] == a["saved_learn_seconds"] == 0, a
    for name in ("reward", "up", "down", "drawn_tokens", "before", "after"):
        assert a[name] == b[name], (name, a, b)
EOF2
ok "$?" "at a learning rate of 0 it is what staleness 0 makes, and ratios are 1"

# Nothing depends on who waits for whom.
train narrow --set 'limits={"requests":1,"programs":1}' >/dev/null 2>&1
same out narrow
ok "$?" "the weights do not depend on how many requests there are at once"

# Killed again and again, wherever that happens to be.
killed() { # killed OUTPUT WORD…: until it ends; a few tries are not killed
	to=$1
	shift
	tries=0 ended=1
	while [ "$ended" -ne 0 ] && [ "$tries" -lt 40 ]; do
		# no function of the shell's: the training itself is killed
		"$MOMUS" train train.json --set output="$to" --resume "$@" >/dev/null 2>&1 &
		pid=$!
		sleep "0.$((15 + tries % 7 * 9))"
		[ "$tries" -lt 10 ] && kill -9 "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
		ended=$?
		tries=$((tries + 1))
	done
}
killed struck
same out struck
ok "$?" "killed and resumed it ends with the same weights and moments, bit for bit"
killed often --set checkpoint_every=1
same out often
ok "$?" "also with a checkpoint a step"
is "$(cut -d, -f1 struck/metrics.jsonl | sort -u | wc -l | tr -d ' ')" 8 \
	"no step stands in the log twice"
if "$PYTHON" -c 'import h5py' 2>/dev/null; then
	"$PYTHON" "$here/tests/run/ledger.py" out struck 2>err
	ok "$?" "and training.h5 is that of the training that was not killed, but for times" ||
		sed 's/^/# /' err
else
	skip "training.h5 is that of the training that was not killed" "$PYTHON has no h5py"
fi
"$MOMUS" train train.json --set output=asked --set checkpoint_every=100 >told 2>&1 &
pid=$!
left=200
while [ "$left" -gt 0 ] && [ ! -s asked/metrics.jsonl ]; do
	sleep 0.02
	left=$((left - 1))
done
kill -TERM "$pid"
wait "$pid"
train asked --resume --set checkpoint_every=100 >/dev/null 2>&1
same out asked
ok "$?" "so does one that was asked to stop"

# What the checkpoint has is all that is needed of the step ahead.
cp -r out half
rm -r half/step-00000008 half/model half/rollouts
train half --resume >/dev/null 2>&1
is "$?" 0 "a training whose runs are lost goes on from its checkpoint"
same out half
ok "$?" "and ends with the same weights"
damaged() { # damaged WORDS NAME COMMAND…: what a changed drawn.jsonl gives
	words=$1 name=$2
	shift 2
	rm -rf bad && cp -r out bad
	rm -r bad/step-00000008 bad/model
	file=bad/step-00000006/drawn.jsonl
	"$@"
	said=$(train bad --resume 2>&1 >/dev/null)
	is "$? $(printf '%s\n' "$said" | wc -l | tr -d ' ')" "2 1" "$name is refused in one sentence"
	like "$said" "$words" "that says what is wrong"
}
cut() {
	head -c 5000 "$file" >cut && mv cut "$file"
}
short() {
	head -n 7 "$file" >cut && mv cut "$file"
}
change() {
	sed "$1" "$file" >cut && mv cut "$file"
}
twice() {
	{ head -n 1 "$file"; sed '$d' "$file"; } >cut && mv cut "$file"
}
damaged "step-00000006/drawn.jsonl:[0-9]*: the line: expected a JSON object" "one that is cut" cut
damaged 'drawn.jsonl: has 7 critiques, and train.json says 96' "one that lacks some" short
damaged 'drawn.jsonl:1: tokens: expected a list of token ids' "one whose tokens are none" \
	change '1s/"tokens":\[/&-1,/'
damaged 'drawn.jsonl:2: old: expected a number for each token' "one that lacks a number" \
	change '2s/"old":\[[^,]*,/"old":[/'
damaged 'a critique of "p[0-9]*" twice' "one that has a critique twice" twice
damaged 'drawn.jsonl: is not there' "one that is not there" \
	eval 'rm $file'

# Flat groups are replaced by what the weights at hand draw.
train flat --set trainer.group=2 --set trainer.flat=resample --set steps=3 >/dev/null 2>&1
is "$?" 0 "flat groups may be replaced"
"$PYTHON" - <<'EOF2'
import json
rows = [json.loads(line) for line in open("flat/metrics.jsonl")]
assert sum(row["resampled"] for row in rows) > 0 and len(rows) > 1, rows
for row in rows:
    assert row["rows"] == 2 * (row["pairs"] - row["resampled"]), row
    assert row["staleness"] == (row["step"] > 1) and row["drift"] < 1e-4, row
EOF2
ok "$?" "and what was drawn and what was learnt from add up"
killed flat-struck --set trainer.group=2 --set trainer.flat=resample --set steps=3 \
	--set checkpoint_every=1
same flat flat-struck
ok "$?" "also killed and resumed"
train probed --set probe_every=1 --set keep_rollouts=false >/dev/null 2>&1
same out probed
ok "$?" "a probe of the gradient's variance changes nothing"

# What fails is masked, as ever; what has no end ends.
train lossy --set generator.p_fail=0.5 --set steps=3 >/dev/null 2>&1
is "$?" 0 "a reviser that fails at times does not end a training"
said=$(train none --set generator.p_fail=1 2>&1 >/dev/null)
is "$?" 1 "one that always fails ends it"
like "$said" "none has a reward" "with a sentence"
said=$(train long --set trainer.max_prompt=4 2>&1 >/dev/null)
is "$?" 1 "prompts that are all too long end it"
like "$said" "96 of them for prompts longer than trainer.max_prompt" "with a sentence, too"

for value in 2 -1 0.5 '"yes"'; do
	said=$(train new --set trainer.staleness="$value" 2>&1 >/dev/null)
	is "$?" 2 "a staleness of $value is refused"
	like "$said" "trainer.staleness is $value; expected a whole number from 0 to 1" "in a sentence"
done
said=$(train out --resume --set trainer.staleness=0 2>&1 >/dev/null)
is "$?" 2 "a training does not go on with another staleness"
like "$said" "is of another recipe" "and says so"

like "$(train planned --plan)" "Staleness is 1: of a step, servers and the sandbox may take" \
	"a plan says what it may save"
train planned --plan --json >plan.json
train planned --plan --json --set trainer.staleness=0 >plan0.json
"$PYTHON" - <<'EOF2'
import json
one, none = json.load(open("plan.json")), json.load(open("plan0.json"))
assert one["staleness"] == 1 and none["staleness"] == 0
for a, b in zip(one["costs"], none["costs"], strict=True):
    seconds = a["seconds"]
    assert b["hides"] == 0 and abs(a["hides"] + seconds["draw"] - seconds["step"]) <= 1e-4 * seconds["step"], a
    assert a["bytes"]["rollouts"] > b["bytes"]["rollouts"], (a, b)
EOF2
ok "$?" "in numbers, and what room it takes"
finish
