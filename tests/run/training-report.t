#!/bin/sh
# training-report.t - momus report of trainings: text, tables, pictures, pages
. "$top_srcdir/tests/tap.sh"
here=$(cd "$top_srcdir" && pwd)
MOMUS_PLUGIN_PATH=$(cd "$top_builddir" && pwd)/tests/run/.libs
export MOMUS_PLUGIN_PATH
cd "$tmp" || exit 99
"$PYTHON" "$here/tests/run/tiny-model.py" model || exit 99
"$PYTHON" - <<'PY'
import json
with open("rows.jsonl", "w") as out:
    for i in range(100):
        out.write(json.dumps({"prompt": f"{i % 10}+1=", "completion":
                              f"Overall judgment: {'Correct' if i % 2 else 'Incorrect'}"}) + "\n")
model = {"plugin": "native", "model": "model", "threads": 1}
json.dump({"name": "</title><script>alert(1)</script> '`obeyed`\u202e", "data": "rows.jsonl",
           "output": "sft", "held_out": 0.2, "checkpoint_every": 10, "model": model,
           "trainer": {"plugin": "sft", "rate": 1e-2, "batch": 16, "epochs": 10}},
          open("sft.json", "w"))
PY
"$PYTHON" "$here/tests/run/letters.py" rl.json 12 'output="rl"' checkpoint_every=3 probe_every=4 \
	trainer.group=4 trainer.epochs=5 trainer.rate=1e-2 || exit 99
"$MOMUS" train sft.json >told 2>&1 || { cat told; exit 99; }
"$MOMUS" train rl.json >told 2>&1 || { cat told; exit 99; }
"$MOMUS" train rl.json --set seed=4 --set output=rl4 --set steps=6 >told 2>&1 || exit 99

# Text
out=$("$MOMUS" report rl)
is "$?" 0 "a training is reported by its output's folder"
for section in "What was trained" Summary Steps "What taught nothing" "Where the time went" \
	Checkpoints; do
	like "$out" "$section" "the report has the section $section"
done
is "$("$MOMUS" report rl/training.h5)" "$("$MOMUS" report rl/training.h5 --format text)" \
	"or by the file, as text"
like "$("$MOMUS" report sft)" "trainer/sft 1, backend/native 1" "plugins are told in words"
like "$("$MOMUS" report sft --format md)" "Rows held out" "rows held out have a table of their own"
out=$("$MOMUS" report rl rl4)
like "$out" "A         mean reward" "several trainings are told apart by letters"
like "$out" "B         mean reward" "each of them"

# Numbers
"$MOMUS" report rl rl4 --format json >both.json
"$MOMUS" report sft --format json >sft.json.out
"$MOMUS" report rl rl4 --format csv >both.csv
"$PYTHON" - <<'PY'
import csv, json
both = json.load(open("both.json"))
assert both["format"] == "momus-training-report" and len(both["trainings"]) == 2
rows = list(csv.DictReader(open("both.csv")))
at = 0
for training, folder in zip(both["trainings"] + json.load(open("sft.json.out"))["trainings"],
                            ("rl", "rl4", "sft")):
    lines = [json.loads(line) for line in open(folder + "/metrics.jsonl")]
    assert len(lines) == len(training["steps"]) == training["planned"], folder
    held = {e["step"]: e for e in training["evaluations"]}
    for line, step in zip(lines, training["steps"]):
        evaluation = held.get(step["step"], {})
        for name, value in line.items():
            assert value == (step[name] if name in step else evaluation.get(name)), (name, line)
        if folder == "sft":
            continue
        row = rows[at]
        at += 1
        for name, value in line.items():
            if name != "held_out_loss" and value is not None and row.get(name):
                assert float(row[name]) == value, (name, row)
    assert all(len(c["sha256"]) == 64 for c in training["checkpoints"])
    assert [s["first"] for s in training["sessions"]] == [1]
assert at == len(rows) and {row["training"] for row in rows} == {"A", "B"}
PY
ok "$?" "JSON and CSV have every number of every step"

# One page
for t in rl sft; do
	"$MOMUS" report $t --format html >$t.html
done
is "$(grep -c '<svg' rl.html) $(grep -c '<svg' sft.html)" "12 5" "one page draws a curve a picture"
"$PYTHON" - <<'PY'
import json, re
lines = [json.loads(line) for line in open("rl/metrics.jsonl")]
text = open("rl.html").read()
chart = text[text.index("Reward by step"):text.index("What revisions mended")]
points = re.findall(r"<title>step (\d+): ([0-9.]+)", chart)
assert [(int(a), round(float(b), 2)) for a, b in points] == \
    [(line["step"], round(line["reward"], 2)) for line in lines], points
assert "<polygon" in chart and "standard errors" in chart
PY
ok "$?" "whose points are the training's steps, with their bands"

# A folder, without and with gnuplot
mkdir bare
for tool in ls sed dirname basename cat rm mkdir grep; do
	ln -s "$(command -v $tool)" bare/$tool
done
out=$(PATH=$tmp/bare "$MOMUS" report rl -o without 2>&1 >/dev/null)
is "$?" 0 "without gnuplot there is a report"
like "$out" "momus: there is no gnuplot in PATH" "and the figures that are missing are told of"
is "$(ls without/figures | grep -c '\.gp$')" "$(ls without/figures | grep -c '\.dat$')" \
	"scripts and data are there"
is "$(ls without | tr '\n' ' ')" \
	"figures index.html report.csv report.html report.json report.md report.tex report.txt style.css tables " \
	"and all else"
names="clipped entropy kl loss mended norm passed rate reward seconds speed taught-nothing variance"
is "$(ls without/figures | sed -n 's/\.gp$//p' | tr '\n' ' ')" "$names " \
	"reward, deltas, divergence, entropy, clipping, losses, rates, times and variance have a picture"
"$PYTHON" - <<'PY'
import json
lines = [json.loads(line) for line in open("rl/metrics.jsonl")]
def data(name, block=0):
    text = open(f"without/figures/{name}.dat").read().split("\n\n\n")[block]
    return [[None if x == "-" else float(x) for x in line.split()]
            for line in text.splitlines() if line and line[0] != "#"]
def close(a, b):
    return abs(a - b) <= 1e-5 * max(1, abs(b))
for row, line in zip(data("reward"), lines):
    assert row[0] == line["step"] and close(row[1], line["reward"]), (row, line)
    assert close(row[3] - row[1], 1.96 * line["reward_error"]), (row, line)
assert len(data("reward")) == len(lines)
for k, name in enumerate(("up", "down")):
    assert all(close(row[1], 100 * line[name]) for row, line in zip(data("mended", k), lines))
stack = data("seconds")
assert all(close(row[-1], line["seconds"]) for row, line in zip(stack, lines)), stack
assert all(a <= b for row in stack for a, b in zip(row[1:], row[2:])), stack
assert [row[0] for row in data("variance")] == [4, 8], data("variance")
PY
ok "$?" "and the data of the pictures are those of the training"
"$MOMUS" report sft -o plain >/dev/null 2>&1
ok "$(grep -c '<script>alert' plain/index.html plain/report.html | grep -qv ':0$'; echo $((! $?)))" \
	"a recipe's name is text in the pages"
is "$(sed -n '/^set title\|^plot/p' plain/figures/loss.gp | grep -c '`')" 0 "and no code in the scripts"
if command -v gnuplot >/dev/null; then
	out=$("$MOMUS" report rl rl4 -o three 2>&1)
	is "$?" 0 "with gnuplot there is a report"
	for name in $names; do
		[ "$name" = seconds ] && name=seconds-b
		[ -s "three/figures/$name.svg" ] && [ -s "three/figures/$name.pdf" ] &&
			[ -s "three/figures/$name.png" ] || echo "$name"
	done >missing
	is "$(cat missing)" "" "with every picture as SVG, PDF and PNG"
else
	"$MOMUS" report rl rl4 -o three >/dev/null 2>&1
	skip "with gnuplot there is a report" "there is no gnuplot"
fi
is "$(ls three/tables | sed -n 's/\.csv$//p' | tr '\n' ' ')" \
	"checkpoints steps summary what-taught-nothing what-was-trained where-the-time-went " \
	"each table is a file"

# In a browser
if "$PYTHON" "$here/tests/cli/chromium.py"; then
	PYTHONDONTWRITEBYTECODE=1 "$PYTHON" - "$here" "$tmp" <<'PY'
import os, sys, tempfile
sys.path.insert(0, sys.argv[1] + "/tests/cli")
from chromium import Browser
bad = []
with tempfile.TemporaryDirectory() as scratch, Browser(scratch) as b:
    for folder in ("plain/index.html", "three/index.html", "rl.html", "three/report.html"):
        for width, scheme in ((1200, "light"), (1200, "dark"), (390, "light")):
            b.call("Emulation.setDeviceMetricsOverride", width=width, height=800,
                   deviceScaleFactor=1, mobile=width < 500)
            b.call("Emulation.setEmulatedMedia",
                   features=[{"name": "prefers-color-scheme", "value": scheme}])
            b.open(f"file://{sys.argv[2]}/{folder}")
            if b.evaluate("document.documentElement.scrollWidth") > width:
                bad.append((folder, width, "scrolls sideways"))
            if b.evaluate("[...document.images].some(i => !i.complete || !i.naturalWidth)"):
                bad.append((folder, width, "a picture is broken"))
            if b.evaluate("[...document.querySelectorAll('a')].some(a => a.hash && "
                          "a.pathname == location.pathname && "
                          "!document.getElementById(a.hash.slice(1)))"):
                bad.append((folder, width, "an address leads nowhere"))
            bad += [(folder, width, s) for s in b.seen if s[0] in ("dialog", "exception")]
print("\n".join(map(str, bad)), file=sys.stderr)
sys.exit(bool(bad))
PY
	ok "$?" "the pages are whole in light and dark and on a phone, and nothing in them acts"
else
	skip "the pages are whole in a browser" "there is no chromium"
fi

# Killed and resumed
n=0
while [ ! -e killed/model/model.safetensors ] && [ "$n" -lt 30 ]; do
	"$MOMUS" train rl.json --resume --set output=killed >/dev/null 2>&1 &
	pid=$!
	sleep "0.$((12 + n % 7 * 9))"
	[ "$n" -lt 5 ] && kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	n=$((n + 1))
done
"$MOMUS" report rl --format json >a.json
"$MOMUS" report killed --format json >b.json
"$PYTHON" - <<'PY'
import json
a, b = (json.load(open(name))["trainings"][0] for name in ("a.json", "b.json"))
def plain(rows):
    return [{k: v for k, v in row.items() if not k.endswith(("seconds", "ended"))} for row in rows]
for table in ("steps", "evaluations", "checkpoints"):
    assert plain(a[table]) == plain(b[table]), table
PY
ok "$?" "a training that was killed is reported as the one that was not, but for times"

# While it runs, and what cannot be
"$MOMUS" train rl.json --set output=now --set trainer.epochs=500 >/dev/null 2>&1 &
pid=$!
n=0
while [ ! -e now/step-00000003 ] && [ "$n" -lt 600 ]; do
	sleep 0.1
	n=$((n + 1))
done
out=$("$MOMUS" report now)
is "$?" 0 "a training that runs is reported"
like "$out" "it is not complete" "as one that is not complete"
kill "$pid"
wait "$pid" 2>/dev/null
out=$("$MOMUS" report rl rl/first.h5 2>&1)
is "$?" 2 "runs and trainings do not mix"
like "$out" "rl/training.h5 is a training, and rl/first.h5 is none" "and that is said"
head -c 2000 rl/training.h5 >cut.h5
out=$("$MOMUS" report rl cut.h5 2>&1)
is "$?" 2 "a file that was cut is refused"
mkdir broken && cp cut.h5 broken/training.h5
out=$("$MOMUS" report broken 2>&1)
is "$?" 2 "a training whose log was cut is refused"
like "$out" "broken/training.h5: the HDF5 file is truncated or damaged" "in a sentence"
out=$("$MOMUS" compare rl/training.h5 rl/first.h5 2>&1)
is "$?" 2 "other commands refuse a training"
like "$out" "rl/training.h5: is a training; momus report reads it" "and say what reads it"
finish
