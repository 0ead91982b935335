#!/bin/sh
# bf16.t - a model whose file is bf16 does what its numbers in fp32 do, bit for bit; and
# answers that are computed in bf16
. "$top_srcdir/tests/tap.sh"
case $MOMUS in /*) ;; *) MOMUS=$PWD/$MOMUS ;; esac
tiny=$top_srcdir/tests/run/tiny-model.py
case $tiny in /*) ;; *) tiny=$PWD/$tiny ;; esac
cd "$tmp" || exit 99
"$PYTHON" "$tiny" narrow && cp -r narrow wide || exit 99
"$PYTHON" - <<'EOF'
import array, json, struct
def write(path, tensors, kind):
    head, body = {}, b""
    for name, (shape, halves) in tensors.items():
        data = (halves if kind == "BF16" else array.array("I", [h << 16 for h in halves])).tobytes()
        head[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(head).encode()
    open(path, "wb").write(struct.pack("<Q", len(text)) + text + body)
raw = open("narrow/model.safetensors", "rb").read()
n = struct.unpack("<Q", raw[:8])[0]
head = json.loads(raw[8:8 + n])
tensors = {}
for name, t in head.items():
    if name == "__metadata__":
        continue
    begin, end = t["data_offsets"]
    assert t["dtype"] == "F32", t
    words = array.array("I", raw[8 + n + begin:8 + n + end])
    tensors[name] = t["shape"], array.array("H", [w >> 16 for w in words])
write("narrow/model.safetensors", tensors, "BF16")
write("wide/model.safetensors", tensors, "F32")
with open("rows.jsonl", "w") as out:
    for i in range(40):
        out.write(json.dumps({"prompt": f"{i}+1=", "completion": str(i + 1)}) + "\n")
with open("sums.jsonl", "w") as out:
    for i in range(12):
        out.write(json.dumps({"id": str(i), "question": f"{i}+1=", "answer": str(i + 1)}) + "\n")
for name in ("narrow", "wide"):
    model = {"plugin": "native", "model": name, "threads": 1, "name": "m"}
    json.dump({"name": "sums", "data": "rows.jsonl", "output": "out-" + name, "model": model,
               "trainer": {"plugin": "sft", "rate": 1e-2, "batch": 20, "epochs": 2}},
              open(f"train-{name}.json", "w"))
    json.dump({"name": "sums", "task": {"plugin": "jsonl", "data": "sums.jsonl"}, "widths": [1, 2],
               "generator": model,
               "sampling": {"generate": {"temperature": 0.9, "max_tokens": 12}}},
              open(f"run-{name}.json", "w"))
EOF
answers() { # answers RECIPE FILE [OPTION…]: problem, response and log-probability of each node
	recipe=$1 file=$2
	shift 2
	rm -f run.h5
	"$MOMUS" run "$recipe" -o run.h5 "$@" >told 2>err || sed 's/^/# /' err
	"$MOMUS" export run.h5 | "$PYTHON" -c 'import json, sys
for line in sys.stdin:
    node = json.loads(line)
    print(node["problem"], node["kind"], repr(node["response"]), node["logprob"])' >"$file"
}
answers run-wide.json wide.txt
answers run-narrow.json narrow.txt
[ "$(wc -l <wide.txt)" -ge 24 ]
ok "$?" "a model answers"
cmp -s wide.txt narrow.txt
ok "$?" "and from a file of bf16 the same, bit for bit"
for kernels in plain avx2 avx512; do
	answers run-narrow.json k.txt --set generator.kernels=$kernels
	grep -q 'lacks the instructions' err || cmp -s wide.txt k.txt
	ok "$?" "and by $kernels"
done
for name in narrow wide; do
	"$MOMUS" train train-$name.json >told 2>err
	ok "$?" "it learns from the $name file" || sed 's/^/# /' err
	"$MOMUS" train train-$name.json --set output=lora-$name --set model.lora_rank=4 >told 2>err
	ok "$?" "and an adapter on it" || sed 's/^/# /' err
done
cmp -s out-narrow/model/model.safetensors out-wide/model/model.safetensors &&
	cmp -s out-narrow/step-00000004/optimizer.safetensors out-wide/step-00000004/optimizer.safetensors
ok "$?" "the same weights and moments, bit for bit"
cmp -s lora-narrow/model/adapter_model.safetensors lora-wide/model/adapter_model.safetensors
ok "$?" "and the same adapter"
answers run-narrow.json adapted.txt --set generator.adapter=lora-narrow/model
cmp -s adapted.txt narrow.txt
is "$?" 1 "which answers otherwise"

answers run-wide.json half.txt --set generator.precision=bfloat16
cmp -s half.txt wide.txt
is "$?" 1 "in bfloat16 log-probabilities are others"
for kernels in plain avx2 avx512 avx512bf16; do
	answers run-narrow.json k.txt --set generator.precision=bfloat16 --set generator.kernels=$kernels
	grep -q 'lacks the instructions' err || cmp -s half.txt k.txt ||
		[ -n "$("$MOMUS" doctor | grep 'by amx in bfloat16')" ]
	ok "$?" "and the same by $kernels"
done
"$MOMUS" run run-wide.json -o x.h5 --set generator.kernels=amx >told 2>err
is "$? $(wc -l <err | tr -d ' ')" "2 1" "what computes in bfloat16 alone is refused in float32"
like "$(cat err)" "kernels is amx, which compute in bfloat16 alone" "in one sentence"
finish
