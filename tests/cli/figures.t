#!/bin/sh
# figures.t - the figures that momus report -o draws
. "$top_srcdir/tests/tap.sh"
here=$(cd "$top_srcdir" && pwd)
bin=$(cd "$top_builddir" && pwd)
cd "$tmp" || exit 99
make_run() {
	"$PYTHON" "$here/tests/cli/report.py" make "$1" |
		"$bin/tests/run/run-maker" "$1.h5" || exit 99
}
make_run chain
make_run stop

# Without gnuplot, but with what an uninstalled momus needs to start
mkdir bare
for tool in ls sed dirname basename cat rm mkdir grep; do
	ln -s "$(command -v $tool)" bare/$tool
done
out=$(PATH=$tmp/bare "$MOMUS" report chain.h5 -o without 2>&1 >/dev/null)
is "$?" 0 "without gnuplot there is a report"
like "$out" "momus: there is no gnuplot in PATH" "and the figures that are missing are told of"
is "$(echo "$out" | wc -l)" 1 "in one sentence"
is "$(echo $(ls without/figures/pass1*))" \
	"without/figures/pass1.dat without/figures/pass1.gp" "script and data are there"

# A gnuplot that fails, and one that hangs about without drawing
gnuplot_of() { # gnuplot_of LINE...: a gnuplot in bad/ that does that
	mkdir -p bad
	printf '#!/bin/sh\n' >bad/gnuplot
	printf '%s\n' "$@" >>bad/gnuplot
	chmod +x bad/gnuplot
}
touch without/figures/pass1.png
gnuplot_of 'echo "first line" >&2' 'echo "its $1 sees no $2" >&2' 'exit 1'
out=$(PATH=$tmp/bad:$PATH "$MOMUS" report chain.h5 -o without 2>&1 >/dev/null)
is "$?" 0 "where gnuplot fails there is a report"
like "$out" "gnuplot failed: its -d sees no" "that shows what it said last"
is "$(echo "$out" | wc -l)" 1 "in one line"
is "$(ls without/figures/*.png 2>/dev/null)" "" "and no picture of an earlier report stays"
gnuplot_of 'exit 0'
out=$(PATH=$tmp/bad:$PATH "$MOMUS" report chain.h5 -o without 2>&1 >/dev/null)
like "$out" "left a picture out" "neither is a picture believed that is not there"

if ! command -v gnuplot >/dev/null; then
	skip "figures are drawn" "there is no gnuplot"
	finish
	exit
fi
"$MOMUS" report chain.h5 stop.h5 -o with >/dev/null
is "$?" 0 "with gnuplot there is a report"
for script in with/figures/*.gp; do
	stem=${script%.gp}
	"$PYTHON" - "$stem" <<'EOF'
import sys, xml.dom.minidom
stem = sys.argv[1]
svg = xml.dom.minidom.parse(stem + ".svg").documentElement
assert svg.tagName == "svg" and svg.getAttribute("role") == "img"
named = {e.getAttribute("id"): e.firstChild.data for e in svg.childNodes
         if e.nodeName in ("title", "desc")}
assert all(named[i] for i in svg.getAttribute("aria-labelledby").split()), named
assert open(stem + ".pdf", "rb").read(5) == b"%PDF-"
png = open(stem + ".png", "rb").read(24)
assert png[:8] == b"\x89PNG\r\n\x1a\n" and int.from_bytes(png[16:20], "big") > 900
EOF
	ok "$?" "${stem##*/} is drawn in three forms, with words for those who do not see it"
	cp "$stem.pdf" before.pdf
	rm "$stem.pdf"
	(cd with/figures && gnuplot "${script##*/}" 2>/dev/null)
	ok "$([ -s "$stem.pdf" ]; echo $?)" "${stem##*/}.gp draws it again by hand"
done
finish
