#!/bin/sh
# native.t - a run whose models are in the process
. "$top_srcdir/tests/tap.sh"
model=$tmp/model
"$PYTHON" "$top_srcdir/tests/run/tiny-model.py" "$model" || exit 99
cat >"$tmp/problems.jsonl" <<'EOF'
{"id":"one","question":"Say a number.","answer":"1"}
{"id":"two","question":"Say another.","answer":"2"}
EOF
cat >"$tmp/recipe.json" <<'EOF'
{"name": "native", "seed": 3,
 "task": {"plugin": "jsonl", "data": "problems.jsonl", "grader": "exact"},
 "generator": {"plugin": "native", "model": "model", "threads": 1},
 "feedback": "self", "widths": [1, 2, 1],
 "sampling": {"generate": {"temperature": 0.9, "top_p": 0.9, "max_tokens": 12},
	"critique": {"temperature": 0.7, "top_k": 40, "max_tokens": 12},
	"revise": {"temperature": 0, "max_tokens": 12}}}
EOF
"$MOMUS" run "$tmp/recipe.json" -o "$tmp/a.h5" >/dev/null 2>"$tmp/err"
is "$?" 0 "a model in the process answers"
"$MOMUS" export --no-times "$tmp/a.h5" >"$tmp/a"
is "$(grep -c '"completion_tokens":' "$tmp/a")" 12 "every node counts its tokens"
"$MOMUS" run "$tmp/recipe.json" -o "$tmp/b.h5" --set limits.requests=1 >/dev/null 2>&1
"$MOMUS" export --no-times "$tmp/b.h5" | cmp -s - "$tmp/a"
ok "$?" "and the same seed gives the same run"
"$MOMUS" run "$tmp/recipe.json" -o "$tmp/c.h5" --set seed=4 >/dev/null 2>&1
"$MOMUS" export --no-times "$tmp/c.h5" | cmp -s - "$tmp/a"
is "$?" 1 "another seed another one"

broken() { # broken PYTHON WORDS NAME [STATUS]: changes the model, and is refused
	"$PYTHON" "$top_srcdir/tests/run/tiny-model.py" "$model"
	"$PYTHON" - "$model" <<EOF
import json, os, struct, sys
os.chdir(sys.argv[1])
config = json.load(open("config.json"))
raw = open("model.safetensors", "rb").read()
$1
json.dump(config, open("config.json", "w"))
open("model.safetensors", "wb").write(raw)
EOF
	out=$("$MOMUS" run "$tmp/recipe.json" -o "$tmp/d.h5" 2>&1 >/dev/null)
	is "$?" "${4:-2}" "$3 is refused"
	like "$out" "$2" "in a sentence that names it"
}
broken 'config["model_type"] = "gpt2"' \
	'model_type is "gpt2"; expected qwen2' "another architecture"
broken 'config["hidden_size"] = 18' 'has 2 dimensions, 260 by 16' \
	"a tensor of another shape"
broken 'config["num_hidden_layers"] = 3' \
	'model.layers.2.input_layernorm.weight is missing' "a missing tensor"
broken 'config["num_hidden_layers"] = 1' 'is none that config.json asks for' \
	"a tensor too many"
broken 'raw = raw[:-8]' 'data_offsets leave the file' "a file cut short"
broken 'raw = struct.pack("<Q", 1 << 60) + raw[8:]' 'a header of 1152921504606846976' \
	"a header that lies"
broken 'raw = raw[:-4] + struct.pack("<f", float("nan"))' 'weights are finite' \
	"a weight that is no number"
broken 'config["vocab_size"] = 259' 'config.json asks for 259 by 16' \
	"a vocabulary of another size"
broken 'config["rope_scaling"] = {"rope_type": "yarn", "factor": 2.0}' \
	'rope_type is "yarn"' "an unknown scaling"
broken 'os.remove("tokenizer_config.json")' 'set template to qwen' \
	"a dialogue without a template"
finish
