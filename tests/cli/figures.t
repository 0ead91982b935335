#!/bin/sh
# figures.t - the figures of momus report -o, simulate -o and track report -o
#
# tests/data/figures/golden.txt is what run.txt beside it comes to.  After a change
# that is meant:  FIGURES_GOLDEN=write make check TESTS=tests/cli/figures.t
. "$top_srcdir/tests/tap.sh"
here=$(cd "$top_srcdir" && pwd)
bin=$(cd "$top_builddir" && pwd)
golden=$here/tests/data/figures
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE
cd "$tmp" || exit 99
"$bin/tests/run/run-maker" run.h5 <"$golden/run.txt" || exit 99
"$PYTHON" "$here/tests/cli/report.py" make stop |
	"$bin/tests/run/run-maker" stop.h5 || exit 99

# Without gnuplot, but with what an uninstalled momus needs to start
mkdir bare
for tool in ls sed dirname basename cat rm mkdir grep; do
	ln -s "$(command -v $tool)" bare/$tool
done
out=$(PATH=$tmp/bare "$MOMUS" report run.h5 -o without 2>&1 >/dev/null)
is "$?" 0 "without gnuplot there is a report"
like "$out" "momus: there is no gnuplot in PATH" "and the figures that are missing are told of"
is "$(echo "$out" | wc -l)" 1 "in one sentence"
for f in txt md tex; do
	like "$(tr '\n' ' ' <without/report.$f | sed 's/  */ /g')" "there is no gnuplot in PATH" \
		"report.$f says it, too"
done
is "$(echo $(ls without/figures/pass1*))" \
	"without/figures/pass1.dat without/figures/pass1.gp" "script and data are there"

(cd without/figures && for f in *.gp *.dat captions.txt; do
	echo "==> $f <=="
	cat "$f"
done) >found.txt
[ "$FIGURES_GOLDEN" != write ] || cp found.txt "$golden/golden.txt"
cmp found.txt "$golden/golden.txt" >&2
ok "$?" "scripts, data and captions are those of the golden sample"
"$MOMUS" report run.h5 --format csv >run.csv
"$PYTHON" - <<'EOF'
import csv
rows = list(csv.DictReader(open("run.csv")))
blocks = lambda name: [[list(map(float, line.replace("-", "nan").split() if " - " in line else line.split()))
                        for line in block.splitlines() if line and line[0] != "#"]
                       for block in open("without/figures/%s.dat" % name).read().split("\n\n\n")]
value = lambda figure, **of: [float(r["value"]) for r in rows if r["figure"] == figure
                              and not r["category"] and all(r[k] == v for k, v in of.items())]
near = lambda a, b: len(a) == len(b) and all(abs(x - y) < 1e-5 for x, y in zip(a, b))
assert near([r[1] / 100 for r in blocks("pass1")[0]], value("pass_at_1")), value("pass_at_1")
up, down = blocks("deltas")
assert near([r[1] / 100 for r in up], [0] + value("delta_up"))
assert near([r[1] / 100 for r in down], [0] + value("delta_down"))
last, first = blocks("passk")
assert near([r[1] / 100 for r in last], value("pass_at_k", turn="2"))
assert near([r[1] / 100 for r in first], value("pass_at_k", turn="0"))
counts = {(r[1], r[0]): r[10] for r in blocks("transitions")[0]}
steps = ["right_to_right", "right_to_wrong", "wrong_to_right", "wrong_to_wrong"]
total = [sum(value(s, turn=t)[0] for t in "12") for s in steps]
assert near([counts[k] for k in ((0, 0), (0, 1), (1, 0), (1, 1))], total), (counts, total)
bins = blocks("calibration")[0]
assert sum(r[4] for r in bins) == 12 * 3 * 2, bins
assert [r[0] for r in bins] == sorted(r[0] for r in bins)
tokens = [r[0] for r in blocks("cost")[0]]
assert tokens == [300, 300 + 3 * 600 + 450, 300 + 2 * (3 * 600 + 450)], tokens
EOF
ok "$?" "and say what the table of figures says"

# One problem has no interval, and nothing is worth a figure of a run of none.
grep -v '^problem.*problem-[1-9]\|^node	[1-9]' "$golden/run.txt" |
	"$bin/tests/run/run-maker" one.h5 || exit 99
out=$(PATH=$tmp/bare "$MOMUS" report one.h5 -o one 2>/dev/null)
is "$?" 0 "one problem has figures"
is "$(grep -il '[^a-z]nan[^a-z]\|[^a-z]inf[^a-z]' one/figures/*.dat one/figures/*.txt)" "" \
	"in which nothing is nan"
printf 'head	widths	1\nend	complete\n' | "$bin/tests/run/run-maker" none.h5 || exit 99
"$MOMUS" report none.h5 -o none >/dev/null 2>none.err
is "$?:$(cat none.err)" "0:" "no problem has a report"
is "$(ls none | grep figures)" "" "without figures"

# A gnuplot that fails, and one that draws nothing
gnuplot_of() { # gnuplot_of LINE...: a gnuplot in bad/ that does that
	mkdir -p bad
	printf '#!/bin/sh\n' >bad/gnuplot
	printf '%s\n' "$@" >>bad/gnuplot
	chmod +x bad/gnuplot
}
touch without/figures/pass1.png
gnuplot_of 'echo "first line" >&2' 'printf "its $1 sees \033[1m no\n" >&2' 'exit 1'
out=$(PATH=$tmp/bad:$PATH "$MOMUS" report run.h5 -o without 2>&1 >/dev/null)
is "$?" 0 "where gnuplot fails there is a report"
like "$out" "gnuplot failed: its -d sees [1m no" "that shows what it said last, as text"
is "$(echo "$out" | wc -l)" 1 "in one line"
is "$(ls without/figures/*.png 2>/dev/null)" "" "and no picture of an earlier report stays"
gnuplot_of 'exit 0'
out=$(PATH=$tmp/bad:$PATH "$MOMUS" report run.h5 -o without 2>&1 >/dev/null)
like "$out" "left a picture out" "neither is a picture believed that is not there"
mkdir -p without/figures/pass1.gp.part
out=$("$MOMUS" report run.h5 -o without 2>&1 >/dev/null)
is "$?" 1 "what cannot be written is a failure"
like "$out" "without/figures/pass1.gp.part" "that is named"

# Names that gnuplot would obey, were they code
hostile() { # hostile NAME: NAME.h5, whose texts try to make a file "obeyed"
	"$PYTHON" - "$golden/run.txt" <<'EOF' | "$bin/tests/run/run-maker" "$1.h5"
import json, sys
names = ["'; system('touch obeyed') #", '"; system("touch obeyed") #', "`touch obeyed`",
         "@obeyed", "a\nsystem('touch obeyed')", "{/=50 x}_^&{y}", "%s%n%1$s", "\\", "x\\", "''",
         "<script>obeyed</script>", "\u202egnuplot\x1b[31m\0"]
text = lambda s: "".join(c if 32 < ord(c) < 127 and c != "%" else
                         "".join("%%%02x" % b for b in c.encode()) for c in s)
for line in open(sys.argv[1]):
    if line.startswith("head\trecipe"):
        line = "head\trecipe\t%s\n" % json.dumps({"name": "`touch obeyed`'@obeyed\"\n\\"}).replace("%", "%25")
    if line.startswith("problem"):
        line = "problem\t%s\n" % text(names.pop(0))
    print(line, end="")
EOF
}
hostile hostile || exit 99
"$MOMUS" report hostile.h5 hostile.h5 -o hostile >/dev/null 2>hostile.err
is "$?:$(grep -v 'no gnuplot' hostile.err)" "0:" "names of models and problems do not break a script"
is "$(grep -n 'obeyed' hostile/figures/*.gp |
	grep -cvE "^[^:]*:[0-9]+:(#|set ytics .*\('|	.* title ')")" 0 \
	"they are within comments and quoted strings alone"
is "$(grep -c "'’; system(’touc…' [0-9.]*, " hostile/figures/flips-a.gp)" 1 \
	"in which no apostrophe is left"
is "$(LC_ALL=C grep -c "$(printf '[\001-\010\013-\037]')" hostile/figures/*.gp hostile/figures/*.dat |
	grep -cv ':0$')" 0 "without control characters"

if ! command -v gnuplot >/dev/null; then
	skip "figures are drawn" "there is no gnuplot"
	finish
	exit
fi
is "$(find . -name 'obeyed*' ! -name '*.html'; cat hostile.err)" "" "nor are they obeyed when gnuplot draws"
grep -q '>A  `touch obeyed`’@obeyed" .</text>' hostile/figures/pass1.svg
ok "$?" "but shown"
rm -rf without/figures/pass1.gp.part
"$MOMUS" report run.h5 stop.h5 -o with >/dev/null
is "$?" 0 "with gnuplot there is a report"
like "$(cat with/report.txt)" "figures/pass1.svg, .pdf, .png" "that names its figures as text"
like "$(cat with/report.md)" "](figures/pass1.svg)" "shows them in Markdown"
like "$(cat with/report.tex)" "\includegraphics{figures/pass1.pdf}" "and in LaTeX"
is "$("$MOMUS" report --format text run.h5 stop.h5 | grep -c figures/)" 0 \
	"one without a folder has none"
touch with/figures/mine.svg
"$MOMUS" report stop.h5 -o with >/dev/null
is "$(ls with/figures | grep -c 'flips-a\|calibration')" 0 \
	"the next report takes away figures that it does not have"
is "$(ls with/figures/mine.svg with/figures/flips.svg | wc -l)" 2 "but nothing else"
"$MOMUS" report run.h5 stop.h5 -o with >/dev/null
"$MOMUS" simulate --runs 1000 -o simulated >/dev/null
is "$?" 0 "success against attempts is drawn for given rates"
awk 'BEGIN { for (i = 0; i < 60; i++)
	printf("{\"id\":\"p%d\",\"prompt\":\"?\",\"answer\":\"yes\"}\n", i) }' >data.jsonl
for right in 20 50 55; do
	awk -v right="$right" '{ printf("{\"id\":\"p%d\",\"solution\":\"%s\"}\n", NR - 1,
		NR - 1 < right ? "yes" : "no") }' data.jsonl >solutions.jsonl
	"$MOMUS" grade --task jsonl --data data.jsonl --grader exact \
		--solutions solutions.jsonl -o graded$right.h5 >/dev/null 2>&1
	"$MOMUS" track add past graded$right.h5 --version "v$right@\`touch_obeyed\`'"
done
"$MOMUS" track report past -o history >/dev/null
is "$?" 0 "and Pass@1 by version"
is "$(find . -name 'touch_*')" "" "whose names are not obeyed"

for script in with/figures/*.gp simulated/figures/attempts.gp history/figures/history-1.gp; do
	stem=${script%.gp}
	"$PYTHON" - "$stem" <<'EOF'
import sys, xml.dom.minidom
stem = sys.argv[1]
svg = xml.dom.minidom.parse(stem + ".svg").documentElement
assert svg.tagName == "svg" and svg.getAttribute("role") == "img"
named = {e.getAttribute("id"): e.firstChild.data for e in svg.childNodes
         if e.nodeName in ("title", "desc")}
assert all(named[i] for i in svg.getAttribute("aria-labelledby").split()), named
assert not svg.getElementsByTagName("script") and not svg.getElementsByTagName("image")
assert "prefers-color-scheme:dark" in svg.getElementsByTagName("style")[0].firstChild.data
assert open(stem + ".pdf", "rb").read(5) == b"%PDF-"
png = open(stem + ".png", "rb").read(24)
assert png[:8] == b"\x89PNG\r\n\x1a\n" and int.from_bytes(png[16:20], "big") > 900
EOF
	ok "$?" "$stem is drawn in three forms, with words for those who do not see it"
	rm "$stem.pdf"
	(cd "${script%/*}" && gnuplot "${script##*/}" 2>/dev/null)
	ok "$([ -s "$stem.pdf" ]; echo $?)" "$stem.gp draws it again by hand"
done
finish
