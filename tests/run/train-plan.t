#!/bin/sh
# train-plan.t - momus train --plan: memory and time before they are spent
. "$top_srcdir/tests/tap.sh"
cd "$tmp" || exit 99
"$PYTHON" "$top_srcdir/tests/run/tiny-model.py" model || exit 99
"$PYTHON" - <<'PY'
import json
config = json.load(open("model/config.json"))
config.update(hidden_size=256, num_hidden_layers=4, num_attention_heads=8, head_dim=32,
              num_key_value_heads=2, intermediate_size=512)
json.dump(config, open("model/config.json", "w"))
with open("rows.jsonl", "w") as out:
    for i in range(16):
        out.write(json.dumps({"prompt": "abc " * 20 + str(i), "completion": "xyz " * 30}) + "\n")
json.dump({"name": "plan", "data": "rows.jsonl", "output": "out", "steps": 1, "chunk": 2048,
           "model": {"plugin": "native", "model": "model", "init": 1, "threads": 1},
           "trainer": {"plugin": "sft", "batch": 16}}, open("train.json", "w"))
PY
rm model/model.safetensors
out=$("$MOMUS" train train.json --plan)
is "$?" 0 "a plan is printed"
for part in weights gradient moments activations "(recomputed)" "working memory" rollouts "A100 80 GB" \
	"H100 SXM" "H200 SXM" "0.5B shape, 4.94e+08 parameters" "7B shape" "32B shape" "N = 8"; do
	like "$out" "$part" "with $part"
done
ok "$([ ! -e out ]; echo $?)" "and nothing is written"
"$MOMUS" train train.json --plan --json >plan.json
is "$?" 0 "or as JSON"
"$PYTHON" - <<'PY'
import json
plan = json.load(open("plan.json"))
at = {(c["shape"], c["device"], c["devices"]): c for c in plan["costs"]}
assert len(at) == len(plan["costs"]) == 64
want = {"0.5B": 494032768, "7B": 7615616512, "32B": 32763876352}  # their model cards' safetensors
for (shape, device, n), c in at.items():
    assert shape == "this" or c["parameters"] == want[shape], c
    one = at[shape, device, 1]
    assert abs(c["bytes"]["moments"] * n - one["bytes"]["moments"]) <= n, c
    assert c["bytes"]["weights"] == one["bytes"]["weights"], c
    parts = sum(v for k, v in c["bytes"].items() if k != "all")
    assert abs(parts - c["bytes"]["all"]) < 16, c
    phases = sum(v for k, v in c["seconds"].items() if k not in ("step", "training"))
    assert abs(phases - c["seconds"]["step"]) < 1e-4 * phases, c
    assert c["seconds"]["backward"] == 2 * c["seconds"]["forward"] or abs(
        c["seconds"]["backward"] / c["seconds"]["forward"] - 2) < 1e-4, c
assert at["32B", "A100 80 GB", 1]["fits"] is False and at["0.5B", "H200 SXM", 8]["fits"] is True
PY
ok "$?" "whose parameters are exact, whose sums add up, and whose moments are shared"

"$MOMUS" train train.json --plan --json --set model.recompute=true >again.json
"$PYTHON" - <<'PY'
import json
a, b = ({(c["shape"], c["device"], c["devices"]): c for c in json.load(open(name))["costs"]}
        for name in ("plan.json", "again.json"))
for key in a:
    kept, again = (x[key]["bytes"]["activations"] for x in (a, b))
    assert kept == again if key[1] == "this processor" else again < kept / 2, (key, kept, again)
    assert key[1] == "this processor" or b[key]["seconds"]["backward"] > 2.9 * b[key]["seconds"]["forward"], key
PY
ok "$?" "what is recomputed takes less room and more time, on devices that do that"

# What it says of memory against what the training takes
"$PYTHON" - "$MOMUS" <<'PY'
import json, os, subprocess, sys
def peak(*words):
    child = subprocess.Popen([sys.argv[1], *words], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, words
    return usage.ru_maxrss * 1024
plan = json.load(open("plan.json"))["costs"][0]
base = peak("train", "train.json", "--dry-run") - plan["bytes"]["weights"]
took = peak("train", "train.json") - base
told = plan["bytes"]["all"]
print(f"# told {told / 1e6:.1f} MB, took {took / 1e6:.1f} MB")
assert 1 / 1.4 < told / took < 1.4, (told, took)
PY
ok "$?" "the memory is what the training takes, within a factor of 1.4"

out=$("$MOMUS" train train.json --json 2>&1)
is "$?" 2 "--json alone is refused"
like "$out" "--json is of --plan" "and that is said"
finish
