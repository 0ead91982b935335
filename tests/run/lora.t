#!/bin/sh
# lora.t - an adapter learns, goes on, is put on again and merged
. "$top_srcdir/tests/tap.sh"
case $MOMUS in /*) ;; *) MOMUS=$PWD/$MOMUS ;; esac
tiny=$top_srcdir/tests/run/tiny-model.py
case $tiny in /*) ;; *) tiny=$PWD/$tiny ;; esac
cd "$tmp" || exit 99
"$PYTHON" "$tiny" model && "$PYTHON" "$tiny" llama llama || exit 99
"$PYTHON" - <<'EOF'
import json
with open("rows.jsonl", "w") as out:
    for i in range(120):
        a, b = i % 10, i // 10
        out.write(json.dumps({"messages": [{"role": "user", "content": f"{a}+{b}="}],
                              "completion": str(a + b)}) + "\n")
with open("sums.jsonl", "w") as out:
    for i in range(12):
        out.write(json.dumps({"id": str(i), "question": f"{i}+1=", "answer": str(i + 1)}) + "\n")
json.dump({"name": "sums", "data": "rows.jsonl", "output": "out", "held_out": 0.1,
           "checkpoint_every": 5,
           "model": {"plugin": "native", "model": "model", "threads": 1,
                     "lora_rank": 4, "lora_alpha": 8},
           "trainer": {"plugin": "sft", "rate": 3e-2, "batch": 36, "epochs": 5}},
          open("train.json", "w"))
for name, model in (("adapted", {"model": "model", "adapter": "out/model"}), ("merged", {"model": "merged"}),
                    ("bare", {"model": "model"})):
    json.dump({"name": name, "task": {"plugin": "jsonl", "data": "sums.jsonl"}, "widths": [1, 1],
               "generator": {"plugin": "native", "threads": 1, "name": "m", **model},
               "sampling": {"generate": {"temperature": 0, "max_tokens": 8}}}, open(name + ".json", "w"))
EOF
cp -r model before
"$MOMUS" train train.json >told 2>&1
is "$?" 0 "an adapter learns"
"$PYTHON" - <<'EOF'
import json
rows = [json.loads(line) for line in open("out/metrics.jsonl")]
assert rows[-1]["loss"] < 0.8 * rows[0]["loss"], rows
EOF
ok "$?" "and the loss falls"
diff -r model before >/dev/null
ok "$?" "the model below it stays as it is"
is "$(ls out/model | tr '\n' ' ')" "adapter_config.json adapter_model.safetensors tokenizer.json tokenizer_config.json " \
	"what is saved is the adapter, as PEFT has it, and the tokenizer"
"$PYTHON" - <<'EOF'
import json, struct
config = json.load(open("out/model/adapter_config.json"))
assert config["r"] == 4 and config["lora_alpha"] == 8 and config["peft_type"] == "LORA", config
assert sorted(config["target_modules"]) == sorted(
    ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]), config
data = open("out/model/adapter_model.safetensors", "rb").read()
header = json.loads(data[8:8 + struct.unpack("<Q", data[:8])[0]])
header.pop("__metadata__", None)
assert len(header) == 2 * 7 * 2, len(header)
assert header["base_model.model.model.layers.1.mlp.down_proj.lora_A.weight"]["shape"] == [4, 24]
assert header["base_model.model.model.layers.1.mlp.down_proj.lora_B.weight"]["shape"] == [16, 4]
EOF
ok "$?" "with its rank, alpha, targets and tensors"

# From an older checkpoint on, as after a kill.
cp -r out whole
rm -r out/model out/step-00000015
"$MOMUS" train train.json --resume >/dev/null 2>&1
cmp -s out/model/adapter_model.safetensors whole/model/adapter_model.safetensors &&
	cmp -s out/step-00000015/optimizer.safetensors whole/step-00000015/optimizer.safetensors
ok "$?" "resumed it ends with the same adapter and moments, bit for bit"

"$MOMUS" train train.json --merge merged >/dev/null
is "$? $(ls merged | grep -c adapter)" "0 0" "merged it is a model without an adapter"
answers() { # answers NAME: problem and response of each solution
	"$MOMUS" run "$1.json" >/dev/null 2>&1
	"$MOMUS" export "$1.h5" | "$PYTHON" -c 'import json, sys
for line in sys.stdin:
    node = json.loads(line)
    print(node["problem"], repr(node["response"]), round(node["logprob"], 3))'
}
answers adapted >adapted.txt
answers merged >merged.txt
answers bare >bare.txt
is "$(wc -l <adapted.txt | tr -d ' ')" 12 "a model answers with the adapter put on"
cmp -s adapted.txt merged.txt
ok "$?" "and as the merged one does" || diff adapted.txt merged.txt | sed 's/^/# /'
cmp -s adapted.txt bare.txt
is "$?" 1 "but not as without it"

# An adapter goes on learning.
"$MOMUS" train train.json --set output=more --set model.adapter=out/model >/dev/null 2>&1
is "$?" 0 "an adapter that is there goes on learning"
"$PYTHON" - <<'EOF'
import json
first, more = ([json.loads(line)["loss"] for line in open(f"{name}/metrics.jsonl")] for name in ("out", "more"))
assert abs(more[0] - first[0]) > 0.1 and more[0] < first[0], (first[0], more[0])
EOF
ok "$?" "from where it was"
"$MOMUS" train train.json --set output=two --set 'model.lora_targets=["q_proj","v_proj"]' >/dev/null 2>&1
"$PYTHON" -c 'import json; assert json.load(open("two/model/adapter_config.json"))["target_modules"] == ["q_proj", "v_proj"]'
ok "$?" "the matrices are an option"

refused() { # refused NAME PART WORD…
	what=$1 part=$2
	shift 2
	"$MOMUS" train train.json "$@" >out.txt 2>err
	is "$? $(wc -l <err | tr -d ' ')" "2 1" "$what is refused in one line"
	like "$(cat err)" "$part" "and named"
}
refused "no adapter" "nowhere/adapter_config.json" --set output=x --set model.adapter=nowhere
refused "another rank" "lora_rank is 8" --set output=x --set model.adapter=out/model --set model.lora_rank=8
refused "an unknown matrix" "lora_targets" --set output=x --set 'model.lora_targets=["q_poj"]'
refused "no matrix" "nothing would learn" --set output=x --set 'model.lora_targets=[]'
"$MOMUS" train train.json --set output=other --set model.model=llama --set model.lora_rank=4 >/dev/null 2>&1
"$PYTHON" - <<'EOF'
import json, os, struct
os.mkdir("deep")
open("deep/adapter_config.json", "w").write(open("out/model/adapter_config.json").read())
data = open("out/model/adapter_model.safetensors", "rb").read()
open("deep/adapter_model.safetensors", "wb").write(data.replace(b"layers.1.", b"layers.7."))
os.mkdir("short")
open("short/adapter_config.json", "w").write(open("out/model/adapter_config.json").read())
open("short/adapter_model.safetensors", "wb").write(data[:-20])
EOF
refused "an adapter of another model" "it is another model's" --set output=x --set model.adapter=deep
refused "a file that is cut short" "short/adapter_model.safetensors" --set output=x --set model.adapter=short
refused "a merge of what is whole" "is a whole model already" --set model.lora_rank=0 --merge m2
refused "a merge over a folder" "exists already" --merge merged
refused "a merge before training" "adapter_config.json" --set output=nothing --merge m3
finish
