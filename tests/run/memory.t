#!/bin/sh
# memory.t - memory runs out while a model learns
. "$top_srcdir/tests/tap.sh"
(ulimit -v 1000000 && "$MOMUS" --version) >/dev/null 2>&1 || {
	skip "memory that runs out" "a sanitizer has the address space"
	finish
	exit
}
"$PYTHON" "$top_srcdir/tests/run/tiny-model.py" "$tmp/model" || exit 99
"$PYTHON" - "$MOMUS" "$tmp" <<'END' >"$tmp/told"
import json, os, subprocess, sys
momus = os.path.abspath(sys.argv[1])
os.chdir(sys.argv[2])
config = json.load(open("model/config.json"))
config["intermediate_size"] = 2048  # much to keep for each token
json.dump(config, open("model/config.json", "w"))
with open("rows.jsonl", "w") as out:  # one of them takes more than all the others
    for i in range(12):
        print(json.dumps({"prompt": "x" * (1500 if i == 6 else 20), "completion": str(i)}), file=out)
json.dump({"name": "memory", "data": "rows.jsonl", "output": "out", "checkpoint_every": 1, "chunk": 1 << 20,
           "model": {"plugin": "native", "model": "model", "init": 1, "threads": 1},
           "trainer": {"plugin": "sft", "batch": 3, "epochs": 1, "rate": 1e-2}},
          open("train.json", "w"))

def train(kib, *words):
    limit = f"ulimit -v {kib} && " if kib else ""
    done = subprocess.run(["sh", "-c", limit + 'exec "$@"', "-", momus, "train", "train.json", *words],
                          capture_output=True, text=True)
    return done.returncode, done.stderr

def weights():
    return open("out/model/model.safetensors", "rb").read()

assert train(0) == (0, ""), "with memory enough it learns"
whole, met = weights(), 0
for kib in range(60000, 400000, 24000):
    subprocess.run(["rm", "-rf", "out"], check=True)
    status, said = train(kib)
    if status == 0:
        break
    begun = os.path.isdir("out") and any(name.startswith("step-") for name in os.listdir("out"))
    met += begun and "out of memory for" in said and '"chunk"' in said
    assert status == 1 and said.count("\n") == 1, (kib, status, said)
    if begun:
        assert train(0, "--resume") == (0, ""), "it goes on with memory enough"
        assert weights() == whole, kib
print(met > 0, status)
END
is "$(cat "$tmp/told")" "True 0" \
	"without memory for a step a training ends with status 1 and one sentence, and goes on to the same weights"
finish
