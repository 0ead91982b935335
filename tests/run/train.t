#!/bin/sh
# train.t - a model learns from rows, is killed, goes on, and answers
. "$top_srcdir/tests/tap.sh"
"$PYTHON" "$top_srcdir/tests/run/tiny-model.py" "$tmp/model" || exit 99
"$PYTHON" - "$tmp" <<'EOF'
import json, os, sys
os.chdir(sys.argv[1])
with open("rows.jsonl", "w") as out:
    for i in range(200):
        a, b = i % 10, i // 10 % 10
        out.write(json.dumps({"messages": [{"role": "user", "content": f"{a}+{b}="}],
                              "completion": str(a + b)}) + "\n")
    out.write(json.dumps({"prompt": "x" * 3000, "completion": "y"}) + "\n")
json.dump({"name": "sums", "data": "rows.jsonl", "output": "out", "held_out": 0.1,
           "checkpoint_every": 10, "chunk": 256,
           "model": {"plugin": "native", "model": "model", "threads": 1},
           "trainer": {"plugin": "sft", "rate": 1e-2, "batch": 32, "epochs": 10}},
          open("train.json", "w"))
EOF

out=$("$MOMUS" train "$tmp/train.json" --dry-run)
like "$out" "180 rows of 5090 tokens, 20 held out; 1 rows too long, left out
60 steps of 32 rows" "a dry run tells rows, tokens and steps"
ok "$([ ! -e "$tmp/out" ]; echo $?)" "and writes nothing"

"$MOMUS" train "$tmp/train.json" >"$tmp/told" 2>&1
is "$?" 0 "a model learns"
is "$(wc -l <"$tmp/out/metrics.jsonl" | tr -d ' ')" 60 "each step has a line in the log"
"$PYTHON" - "$tmp/out/metrics.jsonl" <<'EOF'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
held = [row["held_out_loss"] for row in rows if row["held_out_loss"] is not None]
assert [row["step"] for row in rows] == list(range(1, 61))
assert rows[-1]["loss"] < rows[0]["loss"] / 2, rows
assert held[-1] < held[0], held
EOF
ok "$?" "and the loss falls, also of the rows held out"
is "$(ls "$tmp/out" | tr '\n' ' ')" \
	"metrics.jsonl model step-00000050 step-00000060 tensorboard training.h5 " \
	"the newest checkpoints stay"
mv "$tmp/out" "$tmp/whole"

held_record() { # held_record NAME FOLDER...: training.h5 is what metrics.jsonl says, and equal
	said=$1
	shift
	if "$PYTHON" -c 'import h5py' 2>/dev/null; then
		"$PYTHON" "$top_srcdir/tests/run/ledger.py" "$@"
		ok "$?" "$said"
	else
		skip "$said" "$PYTHON has no h5py"
	fi
}
held_record "training.h5 has each step by name and unit, evaluations, and checkpoints by digest" \
	"$tmp/whole"
if command -v h5dump >/dev/null; then
	out=$(h5dump -d /training/steps -s 59 -c 1 "$tmp/whole/training.h5")
	like "$out" '(59): {' "h5dump reads it"
	like "$(h5dump -a /trainer "$tmp/whole/training.h5")" '"sft"' "and what it is of"
else
	skip "h5dump reads it" "no h5dump here"
fi

board() { # board NAME FOLDER...: TensorBoard reads what metrics.jsonl has, each step once
	said=$1
	shift
	if "$PYTHON" -c 'import tensorboard' 2>/dev/null; then
		"$PYTHON" "$top_srcdir/tests/run/events.py" "$@" >"$tmp/board" 2>"$tmp/err"
		ok "$?" "$said" || sed 's/^/# /' "$tmp/err"
	else
		skip "$said" "$PYTHON has no tensorboard"
	fi
}
board "TensorBoard reads the numbers of metrics.jsonl" "$tmp/whole"

# The output is one training's at a time.
"$MOMUS" train "$tmp/train.json" --set trainer.epochs=10000 >/dev/null 2>&1 &
pid=$!
waited=0
while [ ! -s "$tmp/out/metrics.jsonl" ] && [ "$waited" -lt 600 ]; do
	sleep 0.1
	waited=$((waited + 1))
done
out=$("$MOMUS" train "$tmp/train.json" --resume 2>&1)
is "$?" 2 "a second training of one output is refused"
like "$out" "$tmp/out: another writer has it: process $pid" "and told who has it"
kill "$pid"
wait "$pid" 2>/dev/null
rm -rf "$tmp/out"
echo mine >"$tmp/file"
out=$("$MOMUS" train "$tmp/train.json" --set output="$tmp/file" 2>&1)
is "$? $(cat "$tmp/file")" "2 mine" "a file is no output"
like "$out" "$tmp/file: is a file; output is a folder" "and told to be one"

# Killed again and again, wherever that happens to be.
tries=0
ended=1
while [ "$ended" -ne 0 ] && [ "$tries" -lt 40 ]; do
	"$MOMUS" train "$tmp/train.json" --resume >/dev/null 2>&1 &
	pid=$!
	while [ "$tries" -eq 0 ] && [ ! -s "$tmp/out/metrics.jsonl" ] && kill -0 "$pid" 2>/dev/null; do
		sleep 0.01 # one session at least gets as far as a step, on any machine
	done
	[ "$tries" -gt 0 ] && sleep "0.$((10 + tries % 7 * 5))"
	[ "$tries" -lt 6 ] && kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	ended=$?
	tries=$((tries + 1))
done
cmp -s "$tmp/out/model/model.safetensors" "$tmp/whole/model/model.safetensors"
ok "$?" "killed and resumed it ends with the same weights, bit for bit"
cmp -s "$tmp/out/step-00000060/optimizer.safetensors" \
	"$tmp/whole/step-00000060/optimizer.safetensors"
ok "$?" "and the same moments"
is "$(cut -d, -f1 "$tmp/out/metrics.jsonl" | sort -u | wc -l | tr -d ' ')" 60 \
	"no step stands in the log twice"
held_record "and training.h5 is that of the training that was not killed, but for times" \
	"$tmp/whole" "$tmp/out"
board "and TensorBoard finds each step once" "$tmp/out"
ok "$([ "$(ls "$tmp/out/tensorboard" | wc -l)" -gt 1 ]; echo $?)" "in a file a session"

# A checkpoint that is not what was written is not learnt from.
damaged() { # damaged NAME WORDS COMMAND...: in a copy of the newest checkpoint
	said=$1 words=$2
	shift 2
	rm -rf "$tmp/out/step-00000060" "$tmp/out/model"
	cp -r "$tmp/whole/step-00000060" "$tmp/out"
	(cd "$tmp/out/step-00000060" && "$@")
	out=$("$MOMUS" train "$tmp/train.json" --resume 2>&1 >/dev/null)
	is "$?" 2 "$said is refused"
	like "$out" "out/step-00000060$words" "in a sentence that says what is wrong"
}
damaged "a checkpoint without its moments" ": is not what was written there: *remove the folder" \
	rm optimizer.safetensors
damaged "one with another byte" ": is not what was written there: *remove the folder" \
	"$PYTHON" -c 'raw = bytearray(open("model.safetensors", "rb").read())
raw[-1] ^= 1
open("model.safetensors", "wb").write(raw)'
damaged "one whose weights are cut" "/model.safetensors: *it was cut short" \
	truncate -s 20000 model.safetensors
damaged "one whose moments are no numbers" "/optimizer.safetensors: *moments are finite" \
	"$PYTHON" -c 'raw = bytearray(open("optimizer.safetensors", "rb").read())
n = 8 + int.from_bytes(raw[:8], "little")
raw[n:n + 4] = b"\0\0\xc0\x7f"
open("optimizer.safetensors", "wb").write(raw)'
damaged "one with half a train.json" "/train.json: is no JSON at byte 20; remove the folder" truncate -s 20 train.json
rm -r "$tmp/out/step-00000060"
"$MOMUS" train "$tmp/train.json" --resume >/dev/null 2>&1
cmp -s "$tmp/out/model/model.safetensors" "$tmp/whole/model/model.safetensors"
ok "$?" "and the one before it goes on to the same weights"

cp "$tmp/out/training.h5" "$tmp/good.h5"
head -c 3000 "$tmp/good.h5" >"$tmp/out/training.h5"
rm -r "$tmp/out/step-00000060"
out=$("$MOMUS" train "$tmp/train.json" --resume 2>&1 >/dev/null)
is "$?" 2 "a log that is damaged is refused"
like "$out" "training.h5: the HDF5 file is truncated or damaged" "in a sentence that names it"
rm "$tmp/out/training.h5"
out=$("$MOMUS" train "$tmp/train.json" --resume 2>&1 >/dev/null)
is "$?" 0 "one that is not there is begun anew"
like "$out" "lacks steps 1 to 50" "and that is said"

"$MOMUS" train "$tmp/train.json" --set chunk=100000 --set output="$tmp/one" >/dev/null 2>&1
"$PYTHON" - "$tmp/one/metrics.jsonl" "$tmp/whole/metrics.jsonl" <<'EOF'
import json, sys
a, b = ([json.loads(line)["loss"] for line in open(path)] for path in sys.argv[1:])
assert max(abs(x - y) for x, y in zip(a, b)) < 1e-3, (a, b)
EOF
ok "$?" "what goes through the model at once changes rounding alone"

cat >"$tmp/run.json" <<'EOF'
{"name": "sums", "task": {"plugin": "jsonl", "data": "sums.jsonl", "grader": "exact"},
 "generator": {"plugin": "native", "model": "whole/model", "threads": 1},
 "feedback": "none", "sampling": {"generate": {"temperature": 0, "max_tokens": 4}}}
EOF
echo '{"id":"a","question":"2+3=","answer":"5"}' >"$tmp/sums.jsonl"
"$MOMUS" run "$tmp/run.json" -o "$tmp/run.h5" >/dev/null 2>"$tmp/err"
is "$?" 0 "what was made answers in a run"

refused() { # refused SETTING WORDS NAME [STATUS]
	out=$("$MOMUS" train "$tmp/train.json" --set output="$tmp/new" --set "$1" 2>&1 >/dev/null)
	is "$?" "${4:-2}" "$3 is refused"
	like "$out" "$2" "in a sentence that names it"
}
refused rate=1 'train.rate is unknown' "an unknown key"
refused data="$tmp/none.jsonl" "none.jsonl" "rows that are not there"
refused 'model={"plugin":"simulate"}' "backend simulate cannot learn" "a model that cannot learn"
refused 'trainer={"plugin":"grpo"}' "learns from rewards, and rows have none" \
	"a trainer that wants rewards"
refused 'rewards=[{"plugin":"execution"}]' "rewards: this trainer learns from the rows" \
	"a key that rows have no use for"
refused trainer.max_tokens=1 "no row is left to learn from" "a limit below every row"
refused output="$tmp/whole" "has a checkpoint of step 60 already" "an output in use"
echo '{"prompt":"a"}' >"$tmp/bad.jsonl"
refused data="$tmp/bad.jsonl" 'bad.jsonl:1: ' "a row without completion"
{ sed 1q "$tmp/rows.jsonl" && echo '{"messages":[{"role":"bot","content":"a"}],"completion":"b"}'; } \
	>"$tmp/bad.jsonl"
refused data="$tmp/bad.jsonl" 'bad.jsonl:2: messages: native: message 0 has role "bot", expected system' \
	"a role that the template does not know"
out=$("$MOMUS" train "$tmp/train.json" --resume --set trainer.rate=0.1 --set output="$tmp/whole" 2>&1)
is "$?" 2 "a checkpoint of another recipe is refused"
like "$out" "is of another recipe" "and that is said"

# From nothing: the folder has a shape and a tokenizer, and weights are drawn.
mkdir "$tmp/shape" && cp "$tmp/model/config.json" "$tmp/model/tokenizer.json" \
	"$tmp/model/tokenizer_config.json" "$tmp/shape"
drawn() { # drawn NAME SEED [DTYPE]: the weights of a model that has learnt nothing
	"$MOMUS" train "$tmp/train.json" --set model.model="$tmp/shape" --set model.init="$2" \
		--set model.dtype="${3:-float32}" --set trainer.rate=0 --set steps=1 \
		--set output="$tmp/$1" >/dev/null 2>"$tmp/err"
}
drawn a 5
is "$?" 0 "a model without weights learns from drawn ones"
drawn b 5 && cmp -s "$tmp/a/model/model.safetensors" "$tmp/b/model/model.safetensors"
ok "$?" "which follow from their seed"
drawn c 6 && cmp -s "$tmp/a/model/model.safetensors" "$tmp/c/model/model.safetensors"
is "$?" 1 "and another seed draws others"
drawn d 5 bfloat16
"$PYTHON" - "$tmp" <<'EOF'
import json, math, struct, sys
def read(name):
    raw = open(f"{sys.argv[1]}/{name}/model/model.safetensors", "rb").read()
    n = struct.unpack("<Q", raw[:8])[0]
    return json.loads(raw[8:8 + n]), raw[8 + n:]
(wide, a), (half, b) = read("a"), read("d")
for name, t in wide.items():
    if name == "__metadata__":
        continue
    low, high = t["data_offsets"]
    x = struct.unpack(f"<{(high - low) // 4}f", a[low:high])
    bits = struct.unpack(f"<{len(x)}H", b[half[name]["data_offsets"][0]:][:2 * len(x)])
    y = struct.unpack(f"<{len(x)}f", struct.pack(f"<{len(x)}I", *(v << 16 for v in bits)))
    assert half[name]["dtype"] == "BF16" and half[name]["shape"] == t["shape"]
    assert all(abs(p - q) <= abs(p) / 256 for p, q in zip(x, y)), name
    if name.endswith("bias"):
        assert not any(x), name
    elif len(t["shape"]) == 1:
        assert set(x) == {1.0}, name
    else:
        deviation = math.sqrt(sum(v * v for v in x) / len(x))
        assert 0.7 < deviation / 0.02 < 1.3, (name, deviation)
assert json.load(open(f"{sys.argv[1]}/d/model/config.json"))["torch_dtype"] == "bfloat16"
EOF
ok "$?" "normal ones, with norms of 1 and no biases, written as bfloat16 if asked"
"$MOMUS" run "$tmp/run.json" -o "$tmp/half.h5" --set generator.model=d/model >/dev/null 2>"$tmp/err"
is "$?" 0 "and what was written as bfloat16 answers"

"$MOMUS" train "$tmp/train.json" --set output="$tmp/plain" --set tensorboard=false --set steps=2 \
	>/dev/null 2>&1
ok "$([ ! -e "$tmp/plain/tensorboard" ]; echo $?)" "no file is written for TensorBoard if none is wanted"

out=$("$MOMUS" train 2>&1)
is "$?" 2 "no recipe is refused"
finish
