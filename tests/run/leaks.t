#!/bin/sh
# leaks.t - what critiques give away of hidden outputs, from the run to the report
. "$top_srcdir/tests/tap.sh"
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE
cd "$tmp" || exit 99
"$PYTHON" - >problems.jsonl <<'PY' || exit 99
import json
for p in range(8):
    hidden = "YES" if p % 4 == 3 else str(900000017 * (p + 1))
    shown = " It is %s for 2." % hidden if p % 4 == 2 else ""
    print(json.dumps({
        "id": "p/%d" % p, "prompt": "Read n and print f(n)." + shown,
        "solution": "print(input() and %r)" % hidden, "wrong": "print(0)",
        "tests": [{"input": "%d\n" % n, "output": hidden + "\n"} for n in (2, 3)]}))
PY
"$MOMUS" run --task jsonl --data problems.jsonl --grader io --generator simulate \
	--set generator.p_init=0 --critic oracle --feedback critic --widths 1,1,1 \
	--set limits.failures=1 -o run.h5 >out 2>&1
is "$?" 0 "the run is complete" || sed 's/^/# /' out
"$MOMUS" export --no-times run.h5 >run.jsonl
"$PYTHON" - run.jsonl <<'PY'
import json, sys
nodes = [json.loads(line) for line in open(sys.argv[1])]
critiques = [n for n in nodes if n["kind"] == "critique"]
bad = []
for n in critiques:
    leaks, p = n.get("leaks"), int(n["problem"][2:])
    want = {"outputs": 2, "reference": True} if p % 4 < 3 else None
    if p % 4 < 2:
        want["expected"] = {"test": 0, "words": 1, "text": str(900000017 * (p + 1))}
    if leaks != want:
        bad.append((n["problem"], leaks, n["response"]))
    if "failures" in n:
        bad.append("a critique has failures")
for n in nodes:
    if n["kind"] == "solution" and not n["parity"]["passed"] and len(n["failures"]) != 1:
        bad.append(n["failures"])
print(len(critiques), bad)
sys.exit(len(critiques) != 8 or bool(bad))
PY
is "$?" 0 "an oracle gives hidden outputs away, but none that was shown or is trivial"
"$MOMUS" report run.h5 >report
like "$(cat report)" "What critiques give away" "the report tells of it"
like "$(cat report)" "900000017" "with what is shared"
"$MOMUS" report --format csv run.h5 |
	awk -F, '$4 ~ /^leak/ && $6 == "" { print $4, $8, $13 }' >figures
is "$(cat figures)" "leaks 0.66666666666666663 6
leaks_of_outputs 0.66666666666666663 6
leaks_of_reference 0 6
leak_longest 1 6" "and how many do, of those that could"
like "$("$MOMUS" show run.h5 p/0)" 'leaks: {"outputs":2' "momus show has it"
"$MOMUS" run --task jsonl --data problems.jsonl --grader io --generator simulate \
	--set generator.p_init=0 --critic empty --feedback critic --widths 1,1,1 \
	--set limits.failures=0 -o none.h5 >/dev/null 2>&1
"$MOMUS" report none.h5 >report
like "$(cat report)" "What critiques give away" "where nothing leaks that is told too"
is "$(grep -c "share the longest" report)" 0 "and nothing is listed"
is "$("$MOMUS" export none.h5 | grep -c '"failures"')" 0 \
	"no failure is kept where none is wanted"
finish
