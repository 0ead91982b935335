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
header='n = struct.unpack("<Q", raw[:8])[0]
h, data = json.loads(raw[8:8 + n]), raw[8 + n:]
one = h["model.layers.1.mlp.up_proj.weight"]
def pack():
    text = json.dumps(h).encode()
    return struct.pack("<Q", len(text)) + text + data
'
broken 'config["model_type"] = "gpt2"' \
	'config.json: model_type is "gpt2"; expected qwen2' "another architecture"
broken 'config["hidden_size"] = 18' \
	'embed_tokens.weight is F32 of 260 by 16; config.json asks for 260 by 18 in F32' \
	"a tensor of another shape"
broken "$header"'one["shape"] = [1, *one["shape"]]; raw = pack()' \
	'is F32 of 1 by 24 by 16; config.json asks for 24 by 16' "one with a dimension too many"
broken 'config["num_hidden_layers"] = 3' \
	'model.layers.2.input_layernorm.weight is missing' "a missing tensor"
broken 'config["num_hidden_layers"] = 1' 'is none that config.json asks for' \
	"a tensor too many"
broken 'raw = raw[:-8]' 'expected [0-9]* at most, for the file has no more bytes' \
	"a file cut short"
broken 'raw = raw[:100]' 'has 100 bytes, and says that its header has' "one cut in its header"
broken 'raw += b"12345678"' 'expected each byte to be a tensor' "bytes that are no tensor's"
broken 'raw = struct.pack("<Q", 1 << 60) + raw[8:]' 'header has 1152921504606846976' \
	"a header that lies"
broken "$header"'one["data_offsets"][1] += 4; raw = pack()' \
	'expected the 1536 bytes that dtype and shape ask for' "offsets that lie"
broken "$header"'one["data_offsets"].append(7); raw = pack()' \
	'expected where it begins and ends' "offsets that are three"
broken "$header"'one["dtype"] = "F8_E4M3"; raw = pack()' \
	'dtype is "F8_E4M3"; expected F32' "an unknown type"
broken 'raw = raw[:-4] + struct.pack("<f", float("nan"))' 'weights are finite' \
	"a weight that is no number"
broken 'config["vocab_size"] = 259' 'config.json asks for 259 by 16' \
	"a vocabulary of another size"
broken 'config["rope_scaling"] = {"rope_type": "yarn", "factor": 2.0}' \
	'rope_type is "yarn"' "an unknown scaling"
broken 'config["rope_scaling"] = {"factor": 2.0}' 'rope_type is missing' "a scaling of no kind"
broken 'config["rope_scaling"] = "yes"' 'rope_scaling is "yes"; expected an object' \
	"a scaling that is a word"
broken 'config["eos_token_id"] = [258, "x"]' 'expected at most 8 ids' "an end that is a word"
broken 'os.remove("tokenizer_config.json")' 'set template to qwen' \
	"a dialogue without a template"
template='
def template(text):
    json.dump({"chat_template": text, "extra_special_tokens": ["<|im_start|>"]},
              open("tokenizer_config.json", "w"))
'
broken "$template"'template("{{ odd }}")' 'is of no kind that is known here; set template to' \
	"a template that is not known"
broken "$template"'template("<|start_header_id|>")' \
	'with <|eot_id|>, which is no token of' "a template that the tokenizer does not fit"
broken 't = json.load(open("tokenizer.json")); del t["model"]["merges"]
json.dump(t, open("tokenizer.json", "w"))' 'model.merges is missing' "a tokenizer without merges"
broken 't = json.load(open("tokenizer.json")); t["added_tokens"][0]["id"] = 300
json.dump(t, open("tokenizer.json", "w"))' 'they are not one model' "a tokenizer of another model"
ok "$([ ! -e "$tmp/d.h5" ]; echo $?)" "and nothing was written"
broken "$header"'n = len(data) // 4
raw = raw[:-len(data)] + struct.pack(f"<{n}f", *[3e38] * n)' \
	'logits after [0-9]* tokens of the prompt and 0 of the answer are not finite' \
	"a model whose logits are no numbers" 1
is "$("$MOMUS" export "$tmp/d.h5" | grep -c '"state":"failed".*logits')" 4 \
	"and what it was asked for has failed, and is not wrong"

rm "$tmp/d.h5"

# A folder that is none, and one that lacks a shard.
refused() { # refused MODEL WORDS NAME
	out=$("$MOMUS" run "$tmp/recipe.json" -o "$tmp/e.h5" --set generator.model="$1" 2>&1 >/dev/null)
	is "$?" 2 "$3 is refused"
	like "$out" "$2" "in a sentence that says what is expected"
}
refused nowhere 'nowhere/config.json: No such file or directory; expected the folder of a Hugging Face model' \
	"a folder that is not there"
refused problems.jsonl 'expected the folder of a Hugging Face model' "a file"
"$PYTHON" "$top_srcdir/tests/run/tiny-model.py" "$model"
rm "$model/model.safetensors"
refused model 'neither model.safetensors nor' "a folder without weights"
echo '{"weight_map": {"model.norm.weight": "part-2.safetensors"}}' \
	>"$model/model.safetensors.index.json"
refused model 'weight_map names *part-2.safetensors, which is not there' "a shard that is missing"
finish
