#!/bin/sh
# schema.t - momus schema, and a run read by programs that know nothing of Momus
. "$top_srcdir/tests/tap.sh"
run=$tmp/run.h5
"$top_builddir/tests/run/store-writer" "$run" || exit 99

out=$("$MOMUS" schema)
is "$?" 0 "schema prints the layout"
like "$out" "/nodes  one row a model output" "tables are named and explained"
like "$out" "latency_s          float64   s " "fields have type and unit"
"$MOMUS" schema extra >/dev/null 2>&1
is "$?" 2 "an argument is a usage error"

if "$PYTHON" -c 'import h5py' 2>/dev/null; then
	out=$("$PYTHON" - "$run" <<'EOF'
import sys, json, h5py
run = h5py.File(sys.argv[1])
text = run["text"][:].tobytes()
read = lambda row, name: text[row[name + "_at"]:][:row[name + "_len"]].decode()
ids = [read(p, "id") for p in run["problems"]]
right = [n for n in run["nodes"] if n["turn"] == 0 and n["parity_passed"] == 1]
print(json.loads(run.attrs["recipe"])["seed"], len(run["nodes"]), len(right))
first = min(run["nodes"], key=lambda n: (n["problem"], n["turn"], n["kind"], n["branch"]))
print(ids[first["problem"]], repr(read(first, "answer")))
EOF
	)
	is "$?" 0 "h5py reads a run in ten lines"
	is "$out" "7 126 9
Made/0 'def f():\\n    return 0'" "and finds in it what was put"
	out=$("$PYTHON" - "$run" "$MOMUS" <<'EOF'
import sys, subprocess, h5py
run = h5py.File(sys.argv[1])
said = subprocess.run([sys.argv[2], "schema"], stdout=subprocess.PIPE).stdout.decode()
parts = {p.split("  ")[0]: [l.split()[0] for l in p.splitlines()[1:]]
	 for p in said.split("\n\n")}
for name in ("problems", "nodes", "usage", "tests", "rewards", "markov"):
	have = set(run[name].dtype.names)
	want = set(parts["/" + name])
	if have != want: print(name, have ^ want)
want = set(parts["/"])
if want != set(run.attrs): print("attributes", want ^ set(run.attrs))
print(sorted(run), run["text"].compression, run["nodes"].fletcher32)
EOF
	)
	is "$out" "['markov', 'nodes', 'problems', 'rewards', 'tests', 'text', 'training', 'usage'] gzip True" \
		"the file holds exactly the fields that schema prints"
	# Files from before problems had categories.
	"$PYTHON" - "$run" "$tmp/old.h5" <<'EOF'
import shutil, sys, h5py, numpy
shutil.copy(sys.argv[1], sys.argv[2])
run = h5py.File(sys.argv[2], "r+")
rows = run["problems"][:]
names = ["id_at", "id_len", "statement_at", "statement_len", "position"]
fields = rows.dtype.fields
old = numpy.zeros(len(rows), {"names": names, "itemsize": 32,
	"formats": [fields[n][0] for n in names], "offsets": [fields[n][1] for n in names]})
for n in names: old[n] = rows[n]
del run["problems"]
run.create_dataset("problems", data=old, maxshape=(None,), chunks=(512,))
EOF
	like "$("$MOMUS" export "$run")" '"problem":"Made/1","category":"hard","group":"rest",' \
		"an export names a problem's category and group"
	"$MOMUS" export "$run" | sed 's/"category":"[a-z]*",//; s/"group":"rest",//' >"$tmp/want"
	"$MOMUS" export "$tmp/old.h5" >"$tmp/got" 2>"$tmp/err"
	is "$?$(cat "$tmp/err")" 0 "a file whose problems have no categories is read"
	cmp -s "$tmp/got" "$tmp/want"
	ok "$?" "and all else in it is the same"
	"$MOMUS" merge -o "$tmp/new.h5" "$tmp/old.h5" >/dev/null
	"$MOMUS" export "$tmp/new.h5" | cmp -s - "$tmp/want"
	ok "$?" "as it is in a merged one"
	out=$("$PYTHON" - "$run" <<'EOF'
import sys, h5py
t = h5py.File(sys.argv[1])["markov"]
turn = [r for r in t if r["verdict"] == 0 and r["turn"] == 1]
print(int(sum(r["count"] for r in turn)), all(r["estimate"] == r["count"] / r["total"] for r in t))
EOF
	)
	is "$out" "18 True" "each trajectory's step is counted once a turn"
else
	skip "h5py reads a run in ten lines" "$PYTHON has no h5py"
fi

if command -v h5dump >/dev/null; then
	out=$(h5dump -d /nodes -s 0 -c 1 "$run")
	is "$?" 0 "h5dump reads a run"
	like "$out" "H5T_ENUM" "kinds and states are enumerations"
	like "$out" '"solution"         0;' "with names"
	out=$(h5dump -a /recipe_key "$run")
	like "$out" '(0): "7e57"' "attributes are plain strings"
else
	skip "h5dump reads a run" "no h5dump here"
fi
finish
