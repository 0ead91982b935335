#!/bin/sh
# format.t - a critic that learns is asked whether it ends with a judgment
. "$top_srcdir/tests/tap.sh"
case $MOMUS in /*) ;; *) MOMUS=$PWD/$MOMUS ;; esac
tiny=$top_srcdir/tests/run/tiny-model.py
case $tiny in /*) ;; *) tiny=$PWD/$tiny ;; esac
cd "$tmp" || exit 99
"$PYTHON" "$tiny" model || exit 99
"$PYTHON" - <<'EOF'
import json
def rows(name, completion):
    with open(name, "w") as out:
        for i in range(96):
            out.write(json.dumps({"prompt": "ab"[i % 2] * 3, "completion": completion[i % 2]}) + "\n")
rows("critiques.jsonl", ["Overall judgment: Correct", "Overall judgment: Incorrect"])
rows("words.jsonl", ["one", "two"])
json.dump({"name": "critic", "data": "critiques.jsonl", "output": "out", "held_out": 0.25, "checkpoint_every": 40,
           "held_out_answers": 10,
           "model": {"plugin": "native", "model": "model", "threads": 1},
           "trainer": {"plugin": "sft", "rate": 2e-2, "batch": 18, "epochs": 40, "max_tokens": 40}},
          open("train.json", "w"))
EOF
"$MOMUS" train train.json >told 2>&1
is "$?" 0 "a critic learns"
"$PYTHON" - <<'EOF'
import json
rows = [json.loads(line) for line in open("out/metrics.jsonl")]
measured = [row for row in rows if row["held_out_loss"] is not None]
assert [row["step"] for row in measured] == [40, 80, 120, 160], measured
for row in measured:
    assert 0 <= row["judgment_agreement"] <= row["format_rate"] <= 1, row
    assert float(row["format_rate"] * 10).is_integer(), row
assert all(row["format_rate"] is None for row in rows if row["held_out_loss"] is None)
assert measured[-1]["format_rate"] == 1 and measured[-1]["judgment_agreement"] == 1, measured
EOF
ok "$?" "its answers to prompts held out are read for a judgment, at each checkpoint" || tail -3 out/metrics.jsonl
like "$(cat told)" "100% of 10 answers end with a judgment, 100% with the row's" "and that is told"
"$MOMUS" train train.json --set output=off --set held_out_answers=0 >told 2>&1
ok "$(grep -c '"format_rate":[0-9]' off/metrics.jsonl)" "unless it is not asked for"
cmp -s off/model/model.safetensors out/model/model.safetensors
ok "$?" "which changes no weight"
"$MOMUS" train train.json --set output=words --set data=words.jsonl --set steps=5 >told 2>&1
ok "$(grep -c '"format_rate":[0-9]' words/metrics.jsonl)" "rows that are no critiques are not asked about"
finish
