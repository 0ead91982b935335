#!/bin/sh
# export.t - momus export
. "$top_srcdir/tests/tap.sh"
writer=$top_builddir/tests/run/store-writer
"$writer" "$tmp/run.h5" || exit 99

"$MOMUS" export "$tmp/run.h5" >"$tmp/all"
is "$?" 0 "a run is exported"
is "$(wc -l <"$tmp/all" | tr -d ' ')" 126 "one line a node"
out=$("$PYTHON" - "$tmp/all" <<'EOF'
import sys, json
rows = [json.loads(l) for l in open(sys.argv[1])]
kinds = ["solution", "critique", "revision"]
names = [(r["problem"], r["turn"], kinds.index(r["kind"]), r["branch"], r["vote"]) for r in rows]
print(names == sorted(names), len(set(names)))
r = rows[1]
print(r["prompt"]["messages"][0]["role"], r["parity"], r["latency_s"], r["parts"])
print(sum(r["state"] == "skipped" and r["reason"] == "its parent failed" for r in rows))
EOF
)
is "$out" "True 126
user {'status': 'wrong_answer', 'passed': False, 'score': 0, 'tests': 'W'} 0.25 {'base': True}
5" "every line is JSON, in the order of the trajectory tree"

out=$("$MOMUS" export "$tmp/run.h5" --no-times)
case $out in
*_s\":* | *attempts* | *peak_bytes*) ok 1 "--no-times leaves out what varies" ;;
*) ok 0 "--no-times leaves out what varies" ;;
esac

"$writer" "$tmp/torn.h5" 0 1 40
"$MOMUS" export "$tmp/torn.h5" >"$tmp/part"
is "$?" 0 "a run that was interrupted is exported, too"
is "$(wc -l <"$tmp/part" | tr -d ' ')" 40 "with all that was acknowledged"
is "$(grep -vcxFf "$tmp/all" "$tmp/part")" 0 "and nothing else"
"$writer" "$tmp/torn.h5"
"$MOMUS" export --no-times "$tmp/torn.h5" >"$tmp/healed"
"$MOMUS" export --no-times "$tmp/run.h5" >"$tmp/whole"
cmp -s "$tmp/healed" "$tmp/whole"
ok "$?" "resumed, it equals the unbroken run"

refused() { # refused FILE PATTERN NAME
	said=$("$MOMUS" export "$1" 2>&1 >"$tmp/out")
	is "$?" 2 "$3 is refused"
	like "$said" "$2" "in one sentence"
	is "$(echo "$said" | wc -l | tr -d ' ')" 1 "on one line"
}
refused "$tmp/none.h5" "No such file" "a run that is not there"
echo '{"not": "hdf5"}' >"$tmp/text.h5"
refused "$tmp/text.h5" "not an HDF5 file" "a file of text"
: >"$tmp/empty.h5"
refused "$tmp/empty.h5" "not an HDF5 file" "an empty file"
head -c 20000 "$tmp/run.h5" >"$tmp/cut.h5"
refused "$tmp/cut.h5" "truncated or damaged" "a truncated run"
if "$PYTHON" -c 'import h5py' 2>/dev/null; then
	"$PYTHON" - "$tmp" <<'EOF'
import sys, h5py, shutil
h5py.File(sys.argv[1] + "/other.h5", "w")["x"] = 1
def changed(name, what):
	shutil.copy(sys.argv[1] + "/run.h5", sys.argv[1] + "/" + name)
	with h5py.File(sys.argv[1] + "/" + name, "r+") as f: what(f)
def version(f): f.attrs.modify("version", 99)
def no_table(f): del f["usage"]
def no_attribute(f): del f.attrs["recipe"]
def bad_problem(f):
	row = f["nodes"][3]; row["problem"] = 1000; f["nodes"][3] = row
def bad_reward(f):
	row = f["rewards"][2]; row["reward"] = 200; f["rewards"][2] = row
def bad_text(f):
	row = f["nodes"][3]; row["response_at"] = 1 << 60; f["nodes"][3] = row
for name, what in (("version", version), ("no-table", no_table), ("no-attribute", no_attribute),
                   ("bad-problem", bad_problem), ("bad-text", bad_text),
                   ("bad-reward", bad_reward)):
	changed(name + ".h5", what)
EOF
	refused "$tmp/other.h5" "not a run of Momus" "another program's HDF5 file"
	refused "$tmp/version.h5" "layout version 99, this program reads version 4" "another version"
	refused "$tmp/no-table.h5" "a table is missing" "a run without a table"
	refused "$tmp/no-attribute.h5" '"recipe" is missing' "a run without an attribute"
	refused "$tmp/bad-problem.h5" "/nodes is damaged at 3" "a row that points nowhere"
	refused "$tmp/bad-reward.h5" "/rewards is damaged at 2" "a reward that no run has"
	refused "$tmp/bad-text.h5" "/text is damaged" "a text that lies nowhere"
else
	skip "damaged runs are refused" "$PYTHON has no h5py to damage them"
fi
"$MOMUS" export >/dev/null 2>&1
is "$?" 2 "no run is a usage error"
# A reader that leaves before the first line.
out=$({ "$MOMUS" export "$tmp/run.h5" | :; } 2>&1)
is "$out" "" "a reader that leaves early is no error"
finish
