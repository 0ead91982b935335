#!/bin/sh
# report.t - momus report
. "$top_srcdir/tests/tap.sh"
here=$(cd "$top_srcdir" && pwd)
bin=$(cd "$top_builddir" && pwd)
"$bin/tests/run/store-writer" "$tmp/run.h5" || exit 99
cd "$tmp" || exit 99

out=$("$MOMUS" report run.h5)
is "$?" 0 "text on standard output is the default"
like "$out" "generator    invented-1" "it says what was run"
like "$out" "! invented" "and what the run says must be said"
like "$out" "holds exactly over the 65 of 72" "the identity is checked"
is "$out" "$("$MOMUS" report --format text run.h5)" "two reports of one run are equal"

out=$("$MOMUS" report run.h5 -o all)
is "$?" 0 "a folder takes all formats"
is "$(echo "$out" | sort)" "$(ls -d all/*)" "each is named, and nothing else is there"
"$MOMUS" report run.h5 --format=json,csv -o some >/dev/null
is "$(echo $(ls some))" "report.csv report.json" "or those that are named"
"$MOMUS" report --format csv,json,html,md,tex,text run.h5 -o plain >/dev/null
for f in csv json html md tex; do
	"$MOMUS" report --format $f run.h5 | cmp -s - "plain/report.$f"
	ok "$?" "$f on standard output is the same"
done

# What the figures are worth: runs of known content, counted by hand.
for kind in chain tree mess stop zero; do
	"$PYTHON" "$here/tests/cli/report.py" make $kind |
		"$bin/tests/run/run-maker" $kind.h5 || exit 99
	"$MOMUS" report --format json $kind.h5 >$kind.json
	where="$kind: "
	points "$PYTHON" "$here/tests/cli/report.py" check $kind $kind.json
done
out=$("$MOMUS" report chain.h5 tree.h5 mess.h5 stop.h5 zero.h5)
like "$out" "The same in all runs" "of many runs what is alike is said once"
is "$(echo "$out" | awk '/^  What differs/ { on = 1; next } /^$/ { on = 0 } on { print $1 }' |
	xargs)" "run A B C D E" "and each has a row with the rest"
is "$("$MOMUS" report --format html chain.h5 tree.h5 mess.h5 stop.h5 zero.h5 |
	grep -c '<h2 class="run">')" 0 "nor does a page begin with all of them"
like "$(echo "$out" | grep -A3 "Where and when")" " B    tree.h5 " "its file in another table"
like "$("$MOMUS" report stop.h5)" "One more turn is one for every trajectory" \
	"of runs that stop it is said what one more turn is"
is "$("$MOMUS" report chain.h5 | grep -c "One more turn is")" 0 "and only there"
out=$("$MOMUS" report mess.h5)
like "$out" "not complete" "a run that is not complete says so"
like "$out" "in percent, then counts" "judgments are counted"
like "$out" "By category" "categories are told apart"
like "$out" "Judgments by category" "their judgments, too"
like "$out" "Calibration of the votes" "several votes are held against the truth"
is "$("$MOMUS" report chain.h5 | grep -c "Calibration of the votes")" 0 "one vote is no share"
like "$out" "  (none) " "those without one, too"
is "$("$MOMUS" report tree.h5 | grep -c "By category")" 0 "one category is none"
for f in html md tex; do
	like "$("$MOMUS" report --format $f mess.h5)" "easy" "categories are in $f"
done
is "$("$MOMUS" report --format csv mess.h5 | grep -c ',pass_at_1,,2,.*,"hard",[0-9.e-]*,$')" 1 \
	"and in CSV"

# Where the writer was killed the journal holds the nodes, stopped ones too.
"$PYTHON" "$here/tests/cli/report.py" make stop | sed 's/^end.*/end	crash/' |
	"$bin/tests/run/run-maker" killed.h5 || exit 99
like "$(ls)" "killed.h5.journal" "a run was killed before its first checkpoint"
figures() {
	"$MOMUS" report --format csv "$1" | grep -v wall_seconds | cut -d, -f4-
}
figures stop.h5 >want
figures killed.h5 | cmp -s - want
ok "$?" "what its journal says is reported as if it had ended well"
is "$("$MOMUS" report --format csv stop.h5 | awk -F, '$4 == "stopped" { n += $8 }
	END { print (n > 0) }')" 1 "stopped trajectories are among it"

"$MOMUS" report --format csv mess.h5 stop.h5 | tail -n +2 >two-kinds.csv
# Names in files are a contract.
cut -d, -f4 two-kinds.csv | sort -u >names
for name in $(cat names); do
	grep -q "\`$name\`" "$here/reports/README.md" || echo "$name"
done >unexplained
is "$(cat unexplained)" "" "every figure is explained in reports/README.md"
is "$(($(wc -l <names) > 50))" 1 "all of them"

# Intervals: of few problems, and corrected ones
method() { # method FILE FIGURE TURN [K]: of that figure of the first run
	"$PYTHON" -c 'import json, sys
f = [f for f in json.load(open(sys.argv[1]))["runs"][0]["figures"] if f["figure"] == sys.argv[2]
     and f.get("turn") == int(sys.argv[3]) and f.get("k", 0) == int(sys.argv[4])
     and "category" not in f][0]
print(f.get("method", "none"))' "$1" "$2" "$3" "${4:-0}"
}
is "$(method chain.json pass_at_1 1)" "bootstrap over problems" "many problems are resampled"
{
	printf 'head\twidths\t2\nhead\tturns\t0\nhead\tfeedback\tnone\nhead\tcritic\t\n'
	for p in 0 1 2 3 4 5; do printf 'problem\tfew/%d\t\n' $p; done
	for p in 0 1 2 3 4 5; do
		for b in 0 1; do
			printf 'node\t%d\t0\t0\t%d\t0\t0\t0\t0\t%d\t%d\t1\t1\t1\tx\t\n' \
				$p $b $((p < 3)) $((p < 3))
		done
	done
	printf 'end\tcomplete\n'
} | "$bin/tests/run/run-maker" few.h5 || exit 99
"$MOMUS" report --format json few.h5 >few.json
for f in "pass_at_1 0" "pass_at_k 0 2" "pass_all_k 0 2"; do
	is "$(method few.json $f)" "beta-binomial over problems" "few problems are not: $f"
done
"$MOMUS" report --format json --interval bca chain.h5 >bca.json
is "$(method bca.json pass_at_1 1)" "BCa bootstrap over problems" "--interval bca corrects them"
is "$(method bca.json pass_at_k 0 3)" "BCa bootstrap over problems" "those of Pass@k, too"
like "$("$MOMUS" report --interval=bca chain.h5)" "BCa ends" "and the report says so"
like "$("$MOMUS" report chain.h5)" "percentiles of 10000" "which it says of percentiles, too"
out=$("$MOMUS" report --interval student chain.h5 2>&1)
is "$?" 2 "an unknown interval is refused"
like "$out" 'interval "student" is not known, expected percentile or bca' "with those there are"

# Hard and easy problems mixed, or memory: chances by problem, or by the turn before
mixed() { # mixed KIND: 120 problems of 5 trajectories, three turns
	"$PYTHON" - "$1" <<'EOF' | "$bin/tests/run/run-maker" "$1.h5" || exit 99
import random, sys
r = random.Random(5)
print("head\twidths\t5,1,1,1\nhead\tturns\t3")
for p in range(120):
    print("problem\tx/%d\t" % p)
for p in range(120):
    for b in range(5):
        seen = []
        for t in range(4):
            easy = 0.85 if p % 2 else 0.15
            memory = 0.2 + 0.6 * (seen[-2] if t > 1 else 0)
            seen.append(int(r.random() < (easy if sys.argv[1] == "mixture" else memory)))
            if t:
                print("node", p, t, 1, b, 0, 0, 0, 1, -1, -1, 1, 1, 1, "c", "", sep="\t")
            print("node", p, t, 2 if t else 0, b, 0, 0, 0, 0, seen[-1], seen[-1], 1, 1, 1, "x",
                  "", sep="\t")
print("end\tcomplete")
EOF
	"$MOMUS" report "$1.h5" | tr '\n' ' ' | tr -s ' '
}
like "$(mixed mixture)" "looks like memory because hard and easy problems are mixed" \
	"a mixture of problems is not taken for memory"
like "$(mixed memory)" "matters within problems, too" "memory within problems is"

# Several runs
out=$("$MOMUS" report chain.h5 stop.h5 tree.h5)
is "$?" 0 "several runs stand side by side"
like "$out" "A    the chain run" "each has a letter"
like "$out" "C    the tree run" "down to the last"
like "$out" "! The runs differ in problems" "what makes figures incomparable is said"
"$MOMUS" report --format csv chain.h5 stop.h5 >two.csv
is "$(cut -d, -f1 two.csv | sort -u | tr '\n' ' ')" "A B run " "csv has both"
a=$(grep '^A' two.csv | cut -d, -f4-)
is "$("$MOMUS" report --format csv chain.h5 | grep '^A' | cut -d, -f4-)" "$a" \
	"a run's figures do not depend on its neighbours"

# Foreign text
"$bin/tests/run/run-maker" nasty.h5 <"$here/tests/data/report/nasty.txt" || exit 99
"$MOMUS" report nasty.h5 -o nasty >/dev/null
where=
points "$PYTHON" "$here/tests/cli/report-hostile.py" nasty

# Empty runs
printf 'head\twidths\t2\nproblem\tonly\nend\tpartial\n' |
	"$bin/tests/run/run-maker" one.h5 || exit 99
out=$("$MOMUS" report one.h5 -o one)
is "$?" 0 "a run without any output has a report"
like "$(cat one/report.txt)" "0       –          –  0         0" "whose scores are dashes, not zeros"
"$PYTHON" -c 'import json; json.load(open("one/report.json"))'
ok "$?" "and whose json is whole"
printf 'head\twidths\t1\nend\tcomplete\n' | "$bin/tests/run/run-maker" none.h5 || exit 99
"$MOMUS" report none.h5 -o none >/dev/null
is "$?" 0 "so has a run without problems"

# LaTeX
typeset() { # typeset DIR FILE: whether pdflatex takes it, with no line that is too long
	(cd "$1" && pdflatex -interaction=nonstopmode -halt-on-error -no-shell-escape "$2" \
		>"$2.out" 2>&1 && ! grep -E '^(Overfull .hbox|! )' "$2.out")
}
if command -v pdflatex >/dev/null; then
	typeset all report.tex
	ok "$?" "the tables and figures are a LaTeX document"
	like "$(cat all/report.tex.out)" "figures/deltas.pdf" "that has the figures"
	"$MOMUS" report --format tex chain.h5 tree.h5 mess.h5 stop.h5 zero.h5 >all/five.tex
	typeset all five.tex
	ok "$?" "wide and long tables stay on their pages"
	typeset nasty report.tex
	ok "$?" "nothing in foreign text is a command of it"
	printf '%s\n' '\documentclass{article}\usepackage{booktabs,amssymb,graphicx}' \
		'\begin{document}\sloppy\input{report}\input{five}\end{document}' >all/paper.tex
	typeset all paper.tex
	ok "$?" "a paper takes them in"
else
	skip "tables are a LaTeX document" "there is no pdflatex"
fi

# Bad input
refused() { # refused NAME SAYING ARGUMENT...: one sentence, exit status 2
	name=$1 saying=$2
	shift 2
	out=$("$MOMUS" report "$@" 2>&1 >out.txt)
	is "$?" 2 "$name is refused"
	is "$(echo "$out" | wc -l)" 1 "$name: in one line"
	like "$out" "$saying" "$name: that says why"
	is "$(cat out.txt)" "" "$name: with no half report"
}
echo "no HDF5" >text.h5
head -c 3000 chain.h5 >cut.h5
refused "a file that is not there" "nowhere.h5" nowhere.h5
refused "a file that is not HDF5" "text.h5" text.h5
refused "a truncated run" "cut.h5" cut.h5
refused "a bad run beside a good one" "text.h5" chain.h5 text.h5 -o bad
is "$(ls -d bad 2>/dev/null)" "" "no folder is made for it"
if "$PYTHON" -c 'import h5py' 2>/dev/null; then
	cp run.h5 later.h5
	"$PYTHON" -c 'import h5py, numpy
f = h5py.File("later.h5", "r+"); f.attrs["version"] = numpy.uint32(99)'
	refused "a run of another version" "99" later.h5
	cp run.h5 wide.h5
	"$PYTHON" -c 'import h5py, numpy
f = h5py.File("wide.h5", "r+"); f.attrs["votes"] = numpy.uint32(4000000000)'
	refused "a run of an impossible shape" "votes" wide.h5
else
	skip "a run of another version is refused" "$PYTHON has no h5py to make one"
fi
refused "no run" "which run" --format text
refused "an unknown format" '"pdf" is not known' run.h5 --format text,pdf
refused "an unknown option" '"--colour"' run.h5 --colour
refused "several formats without a folder" "-o DIR" run.h5 --format csv,json
echo x >file
out=$("$MOMUS" report run.h5 -o file 2>&1 >/dev/null)
is "$?" 2 "a folder that cannot be made there is the user's to mend"
like "$out" "file" "that names it"
if [ -e /dev/full ]; then
	"$MOMUS" report --format json run.h5 >/dev/full 2>full.err
	is "$?" 1 "a full disk is a failure"
fi
finish
