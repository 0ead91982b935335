#!/bin/sh
# train-rewards.t - a critic learns from what its critiques earn, is killed, goes on
. "$top_srcdir/tests/tap.sh"
MOMUS_PLUGIN_PATH=$top_builddir/tests/run/.libs
export MOMUS_PLUGIN_PATH
"$PYTHON" "$top_srcdir/tests/run/tiny-model.py" "$tmp/model" || exit 99
here=$(cd "$top_srcdir" && pwd)
(cd "$tmp" && "$PYTHON" "$here/tests/run/letters.py" train.json 12 checkpoint_every=3 \
	trainer.rate=2e-2) || exit 99
train() {
	"$MOMUS" train "$tmp/train.json" "$@"
}

out=$(train --dry-run)
is "$out" "letters: 12 problems, 2 first solutions of each
8 steps of 12 pairs, 8 critiques of each" "a dry run tells pairs and steps"
ok "$([ ! -e "$tmp/out" ]; echo $?)" "and writes nothing"

train >"$tmp/told" 2>&1
is "$?" 0 "a critic learns from rewards"
"$PYTHON" - "$tmp/out/metrics.jsonl" <<'EOF2'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
assert [row["step"] for row in rows] == list(range(1, 9)), rows
assert all(row["updates"] == 2 and row["answers"] == 96 for row in rows), rows
assert sum(row["reward"] for row in rows[-2:]) > sum(row["reward"] for row in rows[:2]) + 0.4, [
    row["reward"] for row in rows]
for row in rows:
    assert row["off"] == 0, row
    assert row["drift"] < 1e-4, row
    assert row["kl"] >= 0 and 0 <= row["clipped"] <= 1 and row["entropy"] > 0, row
    assert abs(row["after"] - row["before"] - row["up"] + row["down"]) < 1e-12, row
    assert abs(row["reward"] - row["after"]) < 1e-12, row
    assert row["flat"] <= row["groups"] == 12, row
    assert row["reward_error"] >= 0 and 0 <= row["reward"] <= 1, row
assert any(row["clipped"] > 0 for row in rows), rows
EOF2
ok "$?" "its reward rises, the first ratios are exactly 1, and the sums are right"
is "$(grep -c '' "$tmp/told")" 12 "the table has a line a step"
is "$(cd "$tmp/out" && echo *)" \
	"first.h5 metrics.jsonl model rollouts step-00000006 step-00000008 tensorboard training.h5" \
	"checkpoints, solutions and runs of the steps stay"
"$MOMUS" export "$tmp/out/rollouts/step-00000008-0.h5" | grep -c '"kind":"revision"' >"$tmp/n"
is "$(cat "$tmp/n")" 96 "the run of a step is one like others"
mv "$tmp/out" "$tmp/whole"

# Killed again and again, wherever that happens to be.
tries=0
ended=1
while [ "$ended" -ne 0 ] && [ "$tries" -lt 40 ]; do
	# no function of the shell's: the training itself is killed
	"$MOMUS" train "$tmp/train.json" --resume >/dev/null 2>&1 &
	pid=$!
	sleep "0.$((15 + tries % 7 * 9))"
	[ "$tries" -lt 8 ] && kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	ended=$?
	tries=$((tries + 1))
done
cmp -s "$tmp/out/model/model.safetensors" "$tmp/whole/model/model.safetensors"
ok "$?" "killed and resumed it ends with the same weights, bit for bit"
cmp -s "$tmp/out/step-00000008/optimizer.safetensors" \
	"$tmp/whole/step-00000008/optimizer.safetensors"
ok "$?" "and the same moments"
is "$(cut -d, -f1 "$tmp/out/metrics.jsonl" | sort -u | wc -l | tr -d ' ')" 8 \
	"no step stands in the log twice"

if "$PYTHON" -c 'import h5py' 2>/dev/null; then
	"$PYTHON" "$top_srcdir/tests/run/ledger.py" "$tmp/whole" "$tmp/out"
	ok "$?" "and training.h5 is that of the training that was not killed, but for times"
else
	skip "training.h5 is that of the training that was not killed" "$PYTHON has no h5py"
fi

if "$PYTHON" -c 'import tensorboard' 2>/dev/null; then
	"$PYTHON" "$top_srcdir/tests/run/events.py" "$tmp/whole" "$tmp/out" >/dev/null 2>"$tmp/err"
	ok "$?" "and TensorBoard finds each step once" || sed 's/^/# /' "$tmp/err"
else
	skip "TensorBoard finds each step once" "$PYTHON has no tensorboard"
fi

# What a step's run has is not asked for again: the reviser would fail now.
train --set output="$tmp/again" --set steps=2 --set checkpoint_every=1000 >/dev/null 2>&1
rm -r "$tmp/again/step-00000002" "$tmp/again/model"
cp "$tmp/again/metrics.jsonl" "$tmp/before"
train --set output="$tmp/again" --set steps=2 --set checkpoint_every=1000 --resume \
	>/dev/null 2>&1
sed 's/,"drift.*//' "$tmp/before" >"$tmp/a"
sed 's/,"drift.*//' "$tmp/again/metrics.jsonl" >"$tmp/b"
cmp -s "$tmp/a" "$tmp/b"
ok "$?" "steps whose runs are there are made from them"

# A learning rate of 0 changes nothing that anybody could see.
train --set output="$tmp/still/out" --set trainer.rate=0 --set steps=2 >/dev/null 2>&1
is "$?" 2 "an output in a folder that is not there is refused"
mkdir "$tmp/still"
train --set output="$tmp/still/out" --set trainer.rate=0 --set steps=2 >/dev/null 2>&1
is "$?" 0 "a training with a learning rate of 0 ends"
"$PYTHON" - "$tmp" <<'EOF2'
import json, os, sys
os.chdir(sys.argv[1])
recipe = json.load(open("train.json"))
json.dump({"name": "eval", "task": recipe["task"], "generator": recipe["generator"],
           "critic": recipe["model"], "prompts": recipe["prompts"], "widths": [1, 2, 2],
           "sampling": {"critique": {"temperature": 1, "max_tokens": 8}}}, open("run.json", "w"))
EOF2
"$MOMUS" run "$tmp/run.json" -o "$tmp/x.h5" >/dev/null 2>&1
"$MOMUS" run "$tmp/run.json" -o "$tmp/y.h5" \
	--set critic.model="$tmp/still/out/model" >/dev/null 2>&1
"$MOMUS" run "$tmp/run.json" -o "$tmp/z.h5" --set critic.model="$tmp/whole/model" >/dev/null 2>&1
for name in x y z; do
	"$MOMUS" export --no-times "$tmp/$name.h5" >"$tmp/$name"
done
cmp -s "$tmp/x" "$tmp/y"
ok "$?" "and an evaluation before it and one after it are equal"
cmp -s "$tmp/x" "$tmp/z"
is "$?" 1 "which a training changes"

# What fails is masked.
train --set output="$tmp/half" --set generator.p_fail=0.5 --set steps=2 >/dev/null 2>&1
is "$?" 0 "a reviser that fails at times does not end a training"
"$PYTHON" - "$tmp/half/metrics.jsonl" <<'EOF2'
import json, sys
for row in map(json.loads, open(sys.argv[1])):
    assert 20 < row["unjudged"] < 76 and row["answers"] == 96, row
    assert abs(row["reward"] - row["after"]) < 1e-12, row
EOF2
ok "$?" "and what has no reward is in no mean"
out=$(train --set output="$tmp/none" --set generator.p_fail=1 2>&1 >/dev/null)
is "$?" 1 "one that always fails ends it"
like "$out" 'of 96 critiques none has a reward' "in a sentence that counts"
like "$out" 'the first failure is' "and says why"
out=$(train --set output="$tmp/long" --set trainer.max_prompt=4 2>&1 >/dev/null)
is "$?" 1 "prompts that are all too long end it"
like "$out" '96 of them for prompts longer than trainer.max_prompt' "in a sentence that says so"

# The variance of the gradient is measured, and that changes nothing.
train --set output="$tmp/probed" --set probe_every=1 --set keep_rollouts=false >"$tmp/told" 2>&1
is "$?" 0 "the variance of the gradient can be measured"
"$PYTHON" - "$tmp/probed/metrics.jsonl" <<'EOF2'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
assert all(0 <= row["variance_grouped"] and 0 <= row["variance_alone"] for row in rows), rows
assert sum(row["variance_grouped"] for row in rows) < sum(
    row["variance_alone"] for row in rows), rows
EOF2
ok "$?" "and the group's baseline makes it smaller"
is "$(grep -c "with the group's baseline" "$tmp/told")" 8 "the table says so"
cmp -s "$tmp/probed/model/model.safetensors" "$tmp/whole/model/model.safetensors"
ok "$?" "and the weights are those of a training without it"
is "$(ls "$tmp/probed/rollouts")" "" "runs of steps go when they are not to stay"

# How far it is, on a terminal.
"$PYTHON" - "$MOMUS" "$tmp" <<'EOF2' >"$tmp/lines"
import os, pty, subprocess, sys
ours, theirs = pty.openpty()
child = subprocess.Popen([sys.argv[1], "train", sys.argv[2] + "/train.json", "--set",
                          f"output={sys.argv[2]}/shown", "--set", "steps=2"],
                         stdout=subprocess.PIPE, stderr=theirs)
os.close(theirs)
told, said = child.stdout.read().decode(), b""
while True:
    try:
        part = os.read(ours, 65536)
    except OSError:
        break
    if not part:
        break
    said += part
assert child.wait() == 0 and "\x1b" not in told, told
for line in said.decode().split("\r\x1b[K"):
    print(line)
EOF2
ok "$?" "progress goes to the terminal alone"
out=$(cat "$tmp/lines")
like "$out" "first solutions: 24 of 24 (100 %), 0 failed" "it tells of first solutions"
like "$out" "step 1 of 2: 204 of 204 (100 %), 0 failed" "of a step's critiques, revisions and grades"
like "$out" "step 2 of 2: scoring, 0 of " "and of passes through the model"
like "$out" "step 2 of 2: backward, 0 of " "forward and back"
is "$(tail -n 1 "$tmp/lines")" "" "and the line goes at the end"

# What a schedule counts: two updates of a step have one rate, or each its own.
rates() { # rates NAME SETTING: the first four steps' mean rates
	train --set output="$tmp/$1" --set trainer.schedule=linear --set trainer.rate=1e-2 --set steps=4 \
		--set "$2" >/dev/null 2>&1
	"$PYTHON" -c 'import json, sys
print(*("%.5f" % json.loads(line)["rate"] for line in open(sys.argv[1])))' \
		"$tmp/$1/metrics.jsonl"
}
is "$(rates by-step trainer.schedule_unit=preset)" "0.01000 0.00750 0.00500 0.00250" \
	"a schedule counts steps of rollouts"
is "$(rates by-update trainer.schedule_unit=optimiser-step)" "0.00875 0.00625 0.00375 0.00125" \
	"or of the optimiser"

# Flat groups are replaced where the trainer wants it.
train --set output="$tmp/flat" --set trainer.group=2 --set trainer.flat=resample \
	--set steps=2 >/dev/null 2>&1
is "$?" 0 "flat groups may be replaced"
"$PYTHON" - "$tmp/flat/metrics.jsonl" <<'EOF2'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
assert rows[0]["resampled"] > 0 and rows[0]["pairs"] > 12, rows
for row in rows:
    assert row["rows"] == 2 * (row["pairs"] - row["resampled"]), row
    assert row["answers"] == 2 * row["pairs"] and row["resampled"] == row["flat"], row
EOF2
ok "$?" "and what was drawn and what was learnt from add up"

# A revision that fools the official grader alone.
"$PYTHON" - "$tmp" "$top_srcdir/benchmarks/quickstart" <<'EOF2'
import json, os, sys
os.chdir(sys.argv[1])
for line in open(os.path.join(sys.argv[2], "problems.jsonl")):
    if json.loads(line)["task_id"] == "Sample/base":
        open("base.jsonl", "w").write(line)
for line in open(os.path.join(sys.argv[2], "wren.jsonl")):
    row = json.loads(line)
    if row.get("expect_strict") == "wrong_answer" and row["expect"] == "accepted":
        forged = row["response"]
recipe = json.load(open("train.json"))
recipe.update(task={"plugin": "mbppplus", "data": "base.jsonl"}, steps=1, solutions=1,
              generator={"plugin": "parrot", "letters": 0, "right": forged})
json.dump(recipe, open("forged.json", "w"))
EOF2
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE
forged() { # forged HOW
	"$MOMUS" train "$tmp/forged.json" --set output="$tmp/forged-$1" --set forged="$1" 2>&1
}
earned() { # earned HOW
	"$PYTHON" -c 'import json, sys
row = json.loads(open(sys.argv[1]).readline())
print(row["forged"] > 0, row["forged"] + row["failed"], row["reward"])' \
		"$tmp/forged-$1/metrics.jsonl"
}
forged nothing >/dev/null
is "$(earned nothing)" "True 8 0" "a forged pass earns nothing"
forged as-is >/dev/null
is "$(earned as-is)" "True 8 1" "unless it is to count as it is"
like "$(forged mask)" "none has a reward" "or is masked"

refused() { # refused SETTING WORDS NAME
	out=$(train --set output="$tmp/new" --set "$1" 2>&1 >/dev/null)
	is "$?" 2 "$3 is refused"
	like "$out" "$2" "in a sentence that names it"
}
refused 'sampling={"critique":{"top_p":0.9}}' 'set trainer.temperature' \
	"a sampling of critiques of its own"
refused 'rewards=[]' '"rewards" is missing' "a recipe without rewards"
refused 'rewards=[{"plugin":"executing"}]' 'executing' "a reward that is not known"
refused reward=bleu 'no entry of rewards is called "bleu"' "a reward that is not there"
mkdir "$tmp/mute" && cp "$tmp/model/config.json" "$tmp/model/tokenizer.json" \
	"$tmp/model/model.safetensors" "$tmp/mute"
refused model.model="$tmp/mute" 'does not say how a dialogue is written' \
	"a model that takes no dialogue"
refused feedback=none 'trained by "critic"' "a feedback without critiques"
refused data=rows.jsonl 'learns from rewards' "a file of rows"
refused first="$tmp/problems.jsonl" 'problems.jsonl' "a run of first solutions that is none"
refused 'reference={"plugin":"parrot"}' 'gives no log-probabilities' \
	"a reference that cannot score"
refused output="$tmp/whole" 'go on with --resume' "an output in use"
"$PYTHON" -c 'print("{\"id\":\"q\",\"question\":\"?\",\"answer\":\"1\",\"wrong\":\"2\"}")' \
	>"$tmp/other.jsonl"
"$MOMUS" run "$tmp/run.json" -o "$tmp/o.h5" --set task.data="$tmp/other.jsonl" >/dev/null 2>&1
refused first="$tmp/o.h5" 'was made with other data' "first solutions of other problems"
train --set output="$tmp/taken" --set first="$tmp/x.h5" --set steps=1 >/dev/null 2>&1
is "$?" 0 "first solutions of a run that is there are taken"
finish
