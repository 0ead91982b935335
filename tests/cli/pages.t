#!/bin/sh
# pages.t - momus report -o DIR: an index, and a page for each problem
. "$top_srcdir/tests/tap.sh"
here=$(cd "$top_srcdir" && pwd)/tests/cli
bin=$(cd "$top_builddir" && pwd)
cd "$tmp" || exit 99
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
"$PYTHON" "$here/chromium.py"
browser=$?
port=$("$PYTHON" -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

browsing() { # browsing COMMAND: the same, where there is a Chromium
	if [ "$browser" -eq 0 ]; then
		points "$@"
	else
		skip "$where$3 in Chromium" "there is no chromium"
	fi
}
make_run() { # make_run KIND
	"$PYTHON" "$here/report.py" make "$1" | "$bin/tests/run/run-maker" "$1.h5" ||
		exit 99
}
report() {
	"$MOMUS" report "$@" || echo "status $?"
}

for kind in chain tree mess stop zero; do
	where="$kind: "
	make_run $kind
	report $kind.h5 -o $kind --format pages >out
	is "$(tr '\n' ' ' <out)" \
		"$kind/figures $kind/index.html $kind/problems $kind/style.css $kind/tables " \
		"${where}what was written is named"
	points "$PYTHON" "$here/pages.py" whole $kind
	[ $kind = zero ] || points "$PYTHON" "$here/pages.py" fates $kind $kind
done
where=
browsing "$PYTHON" "$here/pages.py" use mess "$tmp"

# Several runs share the pages of problems of one id.
report chain.h5 mess.h5 stop.h5 -o three >out
is "$(ls three | tr '\n' ' ')" \
	"figures index.html problems report.csv report.html report.json report.md report.tex report.txt style.css tables " \
	"with a folder all formats are written"
where="three: "
points "$PYTHON" "$here/pages.py" whole three
where=
is "$(ls three/problems | wc -l)" 200 "problems of one id have one page"
is "$(wc -l <three/tables/problems.csv)" "$((1 + 200 + 60 + 50))" "and a row a run"
page=$(ls three/problems/Made-7-*)
is "$(grep -c 'class="run"' "$page")" 3 "on which every run has its section"

# What a page tells of one trajectory
{
	sed '$d' "$here/../data/report/told.txt"
	printf 'node\t0\t0\t0\t2\t0\t0\t0\t0\t0\t0\t1\t1\t1\t'
	head -c 300000 /dev/zero | tr '\0' x
	printf '\t\nend\tpartial\n'
} | "$bin/tests/run/run-maker" told.h5 || exit 99
report told.h5 -o told --format pages >/dev/null
page=$(cat told/problems/sum-*)
like "$page" "flipped up" "a flip is named"
like "$page" 'Judges <b>correct</b>, and the solution is wrong: <span class="flag bad">judged wrong' \
	"a judgment is held against the truth"
like "$page" 'return a <del>-</del> b' "what is taken out of a line is marked"
like "$page" 'return a <ins>+</ins> b' "and what is put in"
like "$page" '<td class="e"></td>' "a new line has nothing beside it"
like "$page" "15 unchanged lines" "many lines that stay are folded"
like "$page" "Tests: 3 of 3 passed, 1 of 3 before" "tests are counted before and after"
like "$page" "<td>wrong answer</td><td>right</td>" "and told one by one where they differ"
like "$page" "Of the other tests the store keeps how each ended" "what is not stored is said"
like "$page" '<h5>Test 1</h5>
<p class="note">Input</p>' "of a test that failed all is told"
like "$page" '<h5>Test 2</h5>
<p class="note">Input</p>' "of the next one too"
like "$page" '1 2&lt;script&gt;' "as text"
like "$page" "input 1 2, expected 3, actual -1" "a request that shows a test is there"
like "$page" "After 5 attempts: HTTP status 500" "a failed request is explained"
like "$page" "Cut at the token limit, after 20 tokens" "so is a cut"
like "$page" "not asked for: what it depends on failed" "and what was not asked for"
like "$page" "Nothing is changed" "a revision without a change says so"
like "$page" "more bytes are left out here" "a text beyond measure is cut"
is "$(wc -c <"$(ls told/problems/sum-*)" | awk '{ print ($1 < 1000000) }')" 1 \
	"and the page stays small"

# Into the same folder again
"$bin/tests/run/run-maker" told2.h5 <<END || exit 99
problem	other
end	complete
END
echo mine >told/problems/mine.html
mkdir told/problems/folder.html
report told.h5 -o told --format json >/dev/null
is "$(ls told/problems | wc -l)" 3 "a report without pages leaves those that are there"
report told2.h5 -o told --format pages >/dev/null
is "$(ls told/problems | sed 's/-.*//' | tr '\n' ' ')" "folder.html mine.html other " \
	"pages of an earlier report go, files of others stay"
is "$(ls told/tables | grep -c revisions)" 0 "so do tables"
echo "../../told.h5
problems/../../told.h5
/etc/passwd
problems/mine.html/x" >>told/.made-by-momus
report told.h5 -o told --format pages >/dev/null
is "$(ls told.h5)" told.h5 "a name that leads out of the folder is none"
is "$(ls told/problems | sed 's/-.*//' | tr '\n' ' ')" "folder.html mine.html sum " \
	"and the folder is as it should be"
is "$(find told -name '*.part')" "" "no half file is left"
report told.h5 -o again --format pages >/dev/null
rm -rf told/problems/mine.html told/problems/folder.html told/report.json
diff -r -x .made-by-momus -x '*.pdf' told again >differ
ok "$?" "two reports of one run are equal"
out=$("$MOMUS" report told.h5 --format pages 2>&1)
is "$?" 2 "pages without a folder are refused"
like "$out" "-o DIR" "with what is needed"
mkdir full
echo x >full/problems
out=$("$MOMUS" report told.h5 -o full --format pages 2>&1 >/dev/null)
is "$?" 1 "a file where the folder of pages should be is a failure"
like "$out" "full/problems" "that names it"
is "$(cat full/problems)" x "and leaves it"

# Ids that leave the same name, or none
printf 'problem\tsame\nproblem\tsame\nproblem\tSame\nproblem\t/\nproblem\t\nend\tcomplete\n' |
	"$bin/tests/run/run-maker" same.h5 || exit 99
report same.h5 -o same --format pages >/dev/null
is "$(ls same/problems | tr '[:upper:]' '[:lower:]' | sort -u | wc -l)" 5 \
	"every problem has a file of its own, whatever its id and letters' case"
where="same: "
points "$PYTHON" "$here/pages.py" whole same
where=

# Texts that attack whoever reads them
"$PYTHON" "$here/pages.py" hostile "$port" | "$bin/tests/run/run-maker" hostile.h5 || exit 99
report hostile.h5 hostile.h5 -o hostile >/dev/null
where="hostile: "
points "$PYTHON" "$here/pages.py" whole hostile
browsing "$PYTHON" "$here/pages.py" browse hostile "$port" "$tmp"
finish
