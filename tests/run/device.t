#!/bin/sh
# device.t - runs and trainings on a device, by a backend whose device is for tests
. "$top_srcdir/tests/tap.sh"
"$PYTHON" "$top_srcdir/tests/run/tiny-model.py" "$tmp/model" || exit 99
"$PYTHON" - "$tmp" <<'EOF2'
import json, os, sys
os.chdir(sys.argv[1])
with open("rows.jsonl", "w") as out:
    for i in range(24):
        a, b = i % 10, i // 5
        out.write(json.dumps({"messages": [{"role": "user", "content": f"{a}+{b}="}],
                              "completion": str(a + b)}) + "\n")
with open("problems.jsonl", "w") as out:
    for i in range(4):
        out.write(json.dumps({"id": f"p{i}", "question": f"{i}+1=", "answer": str(i + 1),
                              "wrong": "no"}) + "\n")
open("generate.txt", "w").write("{{statement}}")
open("critique.txt", "w").write("{{statement}} {{solution}}")
open("revise.txt", "w").write("{{critique}}")
model = {"plugin": "native", "model": "model", "threads": 1, "precision": "float32"}
json.dump({"name": "sums", "data": "rows.jsonl", "output": "out", "checkpoint_every": 2,
           "model": model,
           "trainer": {"plugin": "sft", "rate": 1e-2, "batch": 12, "epochs": 3}},
          open("train.json", "w"))
json.dump({"name": "letters", "seed": 3, "output": "rl", "solutions": 1, "steps": 2, "checkpoint_every": 1,
           "model": model,
           "trainer": {"plugin": "grpo", "group": 4, "batch": 4, "mini_batch": 4, "epochs": 2,
                       "max_answer": 4, "rate": 1e-2, "kl_coef": 0.001},
           "task": {"plugin": "jsonl", "data": "problems.jsonl", "grader": "exact"},
           "generator": {"plugin": "parrot", "letters": 0.05},
           "rewards": [{"plugin": "execution", "gate": False}],
           "prompts": {"critique": "critique.txt", "revise": "revise.txt"}},
          open("grpo.json", "w"))
json.dump({"name": "native", "seed": 3,
           "task": {"plugin": "jsonl", "data": "problems.jsonl", "grader": "exact"},
           "generator": model, "feedback": "self", "widths": [1, 2, 1], "limit": 2,
           "prompts": {"generate": "generate.txt", "critique": "critique.txt",
                       "revise": "revise.txt"},
           "sampling": {"generate": {"temperature": 0.9, "top_p": 0.9, "max_tokens": 4},
                        "critique": {"temperature": 0.7, "top_k": 40, "max_tokens": 4},
                        "revise": {"temperature": 0, "max_tokens": 4}}}, open("run.json", "w"))
EOF2

# What users have: a device that is not there, or a build without any.
if ! "$MOMUS" doctor | grep -q '^cuda:0  *present'; then
	out=$("$MOMUS" train "$tmp/train.json" --set model.device=cuda 2>&1 >/dev/null)
	is "$?" 2 "a device that is not there is refused"
	like "$out" "native: *CUDA*; set device to cpu, or " "with what to do"
	ok "$([ ! -e "$tmp/out" ]; echo $?)" "and nothing is begun"
fi
out=$("$MOMUS" run "$tmp/run.json" --set generator.device=gpu -o "$tmp/a.h5" 2>&1 >/dev/null)
is "$?" 2 "a device of no kind is refused"
like "$out" 'native: device is "gpu"; expected cpu, cuda or cuda:N with N from 0' \
	"with what is one"
out=$("$MOMUS" run "$tmp/run.json" --set generator.precision=float8 -o "$tmp/a.h5" 2>&1 >/dev/null)
is "$?" 2 "so is a precision of no kind"

"$MOMUS" run "$tmp/run.json" -o "$tmp/cpu.h5" >/dev/null 2>&1
"$MOMUS" export --no-times "$tmp/cpu.h5" >"$tmp/cpu"
"$MOMUS" train "$tmp/train.json" --set output="$tmp/cpu-out" >/dev/null 2>&1

if [ ! -e "$top_builddir/tests/shim/.libs/native.so" ]; then
	ok 0 "a device for tests # SKIP no C++ compiler"
	finish
	exit
fi
MOMUS_PLUGIN_PATH=$top_builddir/tests/shim/.libs:$top_builddir/tests/run/.libs
export MOMUS_PLUGIN_PATH
like "$("$MOMUS" doctor)" "shim:0 *present" "the doctor lists what the backend has"

on() { # on DEVICE OUT: the run there
	"$MOMUS" run "$tmp/run.json" --set generator.device="$1" -o "$tmp/$2.h5" >/dev/null 2>"$tmp/err" &&
		"$MOMUS" export --no-times "$tmp/$2.h5" >"$tmp/$2"
}
on shim a
is "$?" 0 "a model on a device answers"
on shim b
cmp -s "$tmp/a" "$tmp/b"
ok "$?" "and the same seed gives the same run"
"$PYTHON" - "$tmp/cpu" "$tmp/a" <<'EOF2'
import json, sys
cpu, a = ([json.loads(line) for line in open(path)] for path in sys.argv[1:])
assert len(cpu) == len(a) == 12
for x, y in zip(cpu, a):
    assert x["response"] == y["response"], (x, y)
EOF2
ok "$?" "and the texts of the processor's"
out=$("$MOMUS" run "$tmp/run.json" --set generator.device=shim:1 -o "$tmp/c.h5" 2>&1 >/dev/null)
is "$?" 2 "a device beyond the last is refused"
like "$out" "there is no device shim:1, only 1 of them, counted from 0; set device to shim:0 or cpu" \
	"and told how many there are"
cp "$tmp/a.h5" "$tmp/d.h5"
"$MOMUS" run "$tmp/run.json" -o "$tmp/d.h5" --resume >/dev/null 2>"$tmp/err"
is "$?" 0 "a run goes on elsewhere"

train() { # train RECIPE OUT [SETTING...]
	recipe=$1 out=$2
	shift 2
	"$MOMUS" train "$tmp/$recipe.json" --set model.device=shim --set output="$tmp/$out" "$@" \
		>"$tmp/told" 2>"$tmp/err"
}
train train whole
is "$?" 0 "a model learns on a device"
"$PYTHON" - "$tmp/cpu-out/metrics.jsonl" "$tmp/whole/metrics.jsonl" <<'EOF2'
import json, sys
a, b = ([json.loads(line)["loss"] for line in open(path)] for path in sys.argv[1:])
assert len(a) == len(b) == 6 and max(abs(x - y) for x, y in zip(a, b)) < 1e-4, (a, b)
EOF2
ok "$?" "with the losses of the processor's"

# Killed where it happens to be, and gone on with.
tries=0
ended=1
while [ "$ended" -ne 0 ] && [ "$tries" -lt 30 ]; do
	"$MOMUS" train "$tmp/train.json" --set model.device=shim --resume >/dev/null 2>&1 &
	pid=$!
	if [ "$tries" -lt 3 ]; then
		sleep "0.$((2 + tries * 3))"
		kill -9 "$pid" 2>/dev/null
	fi
	wait "$pid" 2>/dev/null
	ended=$?
	tries=$((tries + 1))
done
cmp -s "$tmp/out/model/model.safetensors" "$tmp/whole/model/model.safetensors" &&
	cmp -s "$tmp/out/step-00000006/optimizer.safetensors" \
		"$tmp/whole/step-00000006/optimizer.safetensors"
ok "$?" "killed and resumed it ends with the same weights and moments, bit for bit"

# From a device's checkpoint on the processor, and not on a device that is gone.
rm -rf "$tmp/whole/model" "$tmp/whole/step-00000006"
cp -r "$tmp/whole" "$tmp/gone"
"$MOMUS" train "$tmp/train.json" --set output="$tmp/whole" --resume >/dev/null 2>"$tmp/err"
is "$?" 0 "a training goes on elsewhere"
is "$(grep -c '' "$tmp/whole/metrics.jsonl")" 6 "with the steps that were left"
out=$("$MOMUS" train "$tmp/train.json" --set output="$tmp/gone" --set model.device=shim:1 --resume 2>&1 >/dev/null)
is "$?" 2 "on a device that is not there any more it does not"
like "$out" "no device shim:1, only 1 of them*set device to shim:0 or cpu" "and says where it could"
ok "$([ ! -e "$tmp/gone/model" ]; echo $?)" "and the checkpoint stays"

train grpo rl
is "$?" 0 "a critic learns from rewards on a device"
"$PYTHON" - "$tmp/rl/metrics.jsonl" <<'EOF2'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
assert [row["step"] for row in rows] == [1, 2], rows
for row in rows:
    assert row["off"] == 0 and row["drift"] < 1e-4 and row["entropy"] > 0, row
EOF2
ok "$?" "its first ratios are exactly 1, and what was drawn is near what is scored"
cp -r "$tmp/rl" "$tmp/again"
rm -rf "$tmp/again/model" "$tmp/again/step-00000002"
train grpo again --resume &&
	cmp -s "$tmp/rl/model/model.safetensors" "$tmp/again/model/model.safetensors" &&
	cmp -s "$tmp/rl/step-00000002/optimizer.safetensors" \
		"$tmp/again/step-00000002/optimizer.safetensors"
ok "$?" "from the step before it goes on to the same weights, with the answers that are there"
train grpo half --set model.precision=bfloat16 --set model.lora_rank=2
is "$?" 0 "with adapters in bf16 too"
finish
