#!/bin/sh
# texts.t - what reports say of the texts of critiques and revisions
. "$top_srcdir/tests/tap.sh"
cd "$tmp" || exit 99
"$PYTHON" - >rows.jsonl <<'PY' || exit 99
import json
first = "def f(x):\n    return x + 1\n"
again = {
    "renamed": "# the same\ndef g(y):\n\n  return y + 1\n",
    "other": "import sys\nprint(sum(int(w) for w in sys.stdin.read().split()))\n",
    "edited": "def f(x):\n    return x + 2\n",
}
for p in range(40):
    name = list(again)[p % 3]
    print(json.dumps({"id": "%s/%d" % (name, p), "turns": [
        {"solution": first, "passed": p % 2 == 0},
        {"critique": ["No.\n\nOverall judgment: Incorrect"],
         "solution": again[name], "passed": name == "edited"}]}))
print(json.dumps({"id": "empty", "turns": [
    {"solution": first, "passed": False},
    {"critique": ["No."], "solution": "", "passed": False}]}))
PY
"$MOMUS" import rows.jsonl -o run.h5 >/dev/null || exit 99
"$MOMUS" report --format csv run.h5 >run.csv
value() { # value FIGURE OF TURN K: its value and n
	awk -F, -v f="$1" -v of="$2" -v t="$3" -v k="$4" \
		'$4 == f && $5 == of && $6 == t && $7 == k { print $8, $13 }' run.csv
}
is "$(value revisions '' '' '')" "41 41" "revisions are counted"
is "$(value revisions_not_compared '' '' '')" "1 41" "so is what cannot be compared"
is "$(value unchanged '' 1 '')" "0.34999999999999998 40" \
	"other names, comments and layout change nothing"
is "$(value rewritten '' 1 '')" "0.32500000000000001 40" "another program is a rewritten one"
is "$(value right_by_similarity '"wrong before"' '' 4)" "1 6" "small edits mended"
is "$(value right_by_similarity '"wrong before"' '' 5)" "0 7" "no change did not"
is "$(value right_by_similarity '"right before"' '' 5)" "0 7" "right ones are told apart"

# Tokens by hand; a level that ends with the text has no token.
"$PYTHON" - run.csv <<'PY'
import csv, difflib, sys
first = "def name ( name ) : more return name + 1".split()
other = ("import name print ( sum ( int ( name ) for name in name . stdin . read ( ) . split ( )"
         " ) )").split()
edited = first[:-1] + ["2"]
ratio = lambda b: difflib.SequenceMatcher(None, first, b, autojunk=False).ratio()
want = (14 + 13 * ratio(other) + 13 * ratio(edited)) / 40
got = [float(r["value"]) for r in csv.DictReader(open(sys.argv[1]))
       if r["figure"] == "similarity" and r["turn"] == "1"]
print(got, want)
sys.exit(len(got) != 1 or abs(got[0] - want) > 1e-12)
PY
is "$?" 0 "similarity is that of difflib on tokens"
out=$("$MOMUS" report run.h5)
like "$out" "Of 41 revisions 41 were looked at" "the report says of how many"
like "$out" "Success by similarity" "and what they were worth"
like "$out" "What critiques are like" "critiques are told of"
is "$(value critique_words '' 1 '')" "3.9268292682926829 41" "with their length"
is "$(value quotes_code '' 1 '')" "0 41" "those that quote nothing do not"
"$PYTHON" - >said.jsonl <<'PY' || exit 99
import json
first = "def f(x):\n    return x + 1\n"
again = "def f(x):\n    if x > 3 and x != 7:\n        return x * x\n    return 0\n"
said = ["Use ```x```? No.", "Here, return x + 1 is wrong.", "So:\n```python\n" + again + "```\n",
        "So:\n```python\n" + first + "```\nThe test cases fail."]
for p in range(40):
    print(json.dumps({"id": str(p), "turns": [{"solution": first, "passed": False},
        {"critique": [said[p % 4]], "solution": again, "passed": True, "latency_s": 1}]}))
PY
"$MOMUS" import said.jsonl -o said.h5 >/dev/null || exit 99
"$MOMUS" report --format csv said.h5 >run.csv
is "$(value quotes_code '' 1 '')" "0.75 40" "lines and blocks are quotations"
is "$(value gives_solution_away '' 1 '')" "0.25 40" "a block of the revision gives it away"
is "$(value strategy '"testing"' 1 '')" "0.25 40" "words are labels"
is "$(value critique_tokens '' 1 '')" " 0" "tokens that nobody told are not 0"

# Many revisions: a sample, the same each time.
"$PYTHON" -c '
import json
for p in range(3000):
    print(json.dumps({"id": str(p), "turns": [{"solution": "a = %d" % p, "passed": False},
        {"critique": ["No."], "solution": "a = %d" % (p if p % 2 else p + 1), "passed": True}]}))
' >many.jsonl
"$MOMUS" import many.jsonl -o many.h5 >/dev/null || exit 99
"$MOMUS" report --format csv many.h5 >run.csv
is "$(value revisions_sampled '' '' '')" "2000 3000" "of many revisions 2000 are looked at"
is "$(value unchanged '' 1 '' | awk '{ print ($1 > 0.46 && $1 < 0.54), $2 }')" "1 2000" \
	"they stand for all"
"$MOMUS" report --format csv many.h5 | cmp -s - run.csv
ok "$?" "the same ones each time"
finish
