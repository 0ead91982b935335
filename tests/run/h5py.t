#!/bin/sh
# h5py.t - a run of `momus run`, read by others: h5py and h5dump
. "$top_srcdir/tests/tap.sh"
MOMUS_PLUGIN_PATH=$top_builddir/tests/run/.libs
export MOMUS_PLUGIN_PATH
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK MOMUS_SHARDS
cp "$top_srcdir/examples/task-roman/roman.jsonl" "$tmp/numbers.jsonl"
cat >"$tmp/recipe.json" <<'END'
{"name": "h5py", "seed": 7, "task": {"plugin": "roman", "data": "numbers.jsonl"},
 "generator": {"plugin": "dice", "answers": ["Answer: IV", "Answer: XL", "Réponse : aucune."]},
 "critic": {"plugin": "dice", "answers": ["-"]}, "widths": [1, 3, 1, 1]}
END
"$MOMUS" run "$tmp/recipe.json" -o "$tmp/run.h5" >/dev/null 2>"$tmp/err"
is "$?$(cat "$tmp/err")" 0 "a run is made"
"$MOMUS" export "$tmp/run.h5" >"$tmp/run.jsonl"

if "$PYTHON" -c 'import h5py' 2>/dev/null; then
	out=$("$PYTHON" - "$tmp" <<'PYTHON'
import sys, json, h5py
f = h5py.File(sys.argv[1] + "/run.h5")
heap = f["text"][:].tobytes()
text = lambda row, name: heap[row[name + "_at"]:row[name + "_at"] + row[name + "_len"]].decode()
kinds = {v: k for k, v in h5py.check_enum_dtype(f["nodes"].dtype["kind"]).items()}
ids = [text(row, "id") for row in f["problems"]]
got = {(ids[r["problem"]], int(r["turn"]), kinds[r["kind"]], int(r["branch"]), int(r["vote"])):
       (text(r, "response"), text(r, "answer"), bool(r["parity_passed"] == 1), int(u["attempts"]))
       for r, u in zip(f["nodes"][:], f["usage"][:])}

rows = [json.loads(line) for line in open(sys.argv[1] + "/run.jsonl")]
want = {}
for r in rows:
    name = r["problem"] if isinstance(r["problem"], str) else ids[r["problem"]]
    passed = (r.get("parity") or {}).get("passed") is True
    want[name, r["turn"], r["kind"], r["branch"], r["vote"]] = (
        r.get("response", ""), r.get("answer") or "", passed, r.get("attempts", 0))
print(len(rows), got == want, any("é" in v[0] for v in got.values()))
print(json.loads(f.attrs["recipe"])["name"], f.attrs["format"].decode(), int(f.attrs["complete"]))
for name in list(got)[:2] if got != want else []:
    print(name, got[name], want.get(name))
PYTHON
	)
	n=$(wc -l <"$tmp/run.jsonl" | tr -d ' ')
	is "$out" "$n True True
h5py momus-run 1" "h5py reads in ten lines what momus export prints"
else
	skip "h5py reads what momus export prints" "$PYTHON has no h5py"
fi

if command -v h5dump >/dev/null; then
	h5dump -H "$tmp/run.h5" >"$tmp/layout" 2>"$tmp/err"
	is "$?$(cat "$tmp/err")" 0 "h5dump shows the layout"
	missing=
	for name in problems nodes usage tests markov text training; do
		grep -q "\"$name\"" "$tmp/layout" || missing="$missing $name"
	done
	is "$missing" "" "with every table"
	for name in problems nodes usage tests markov text; do
		h5dump -d "/$name" "$tmp/run.h5" >/dev/null 2>>"$tmp/err" ||
			missing="$missing $name"
	done
	is "$missing$(cat "$tmp/err")" "" "and reads each row of them"
else
	skip "h5dump reads a run" "there is no h5dump"
fi
finish
