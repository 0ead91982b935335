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

# A benchmark whose outputs are what its canonical solution returns: they are in the
# reference file, which grading makes.  Critics who are faster than the grader find
# the same as slow ones, and so does a run that goes on without the file.
"$PYTHON" - <<'PY' || exit 99
import json
def rows(name, list):
    with open(name, "w") as out:
        for row in list:
            out.write(json.dumps(row) + "\n")
solution = {"words": "def f(n):\n    return ['item%d' % (i * n) for i in range(12)]\n",
            "long": "def f(n):\n    return 3 ** (100 + n)\n",
            "big": "def f(n):\n    return [chr(65 + i % 26) * 3 for i in range(200000 * n)]\n",
            "dull": "def f(n):\n    return n > 2\n"}
says = {"words": "It should return ['item0', 'item3', 'item6', 'item9', 'item12', 'item15', 'item18', 'item21'].",
        "long": "I would have expected %d there." % 3 ** 105,
        "big": "AAA, BBB, CCC, DDD, EEE, FFF, GGG, HHH, III and so on.",
        "dull": "It is True for 3 and False for 1."}
rows("plus.jsonl", [{"task_id": "Own/" + name, "prompt": '"""\nWrite f(n).\n"""\n', "entry_point": "f",
                     "canonical_solution": code, "base_input": [[1], [3]], "plus_input": [[5]], "atol": 0}
                    for name, code in solution.items()])
rows("said.jsonl", [{"id": "Own/" + name, "response": "def f(n):\n    return 0\n"} for name in solution]
     + [{"id": "Own/" + name, "purpose": "revise", "response": "def f(n):\n    return 1\n"} for name in solution])
rows("critique.jsonl", [{"id": "Own/" + name, "purpose": "critique", "response": text + "\nOverall judgment: Incorrect"}
                        for name, text in says.items()])
PY
plus() { # plus NAME WORD…
	name=$1
	shift
	"$MOMUS" run --task mbppplus --data plus.jsonl --generator replay --set generator.file=said.jsonl \
		--critic replay --set critic.file=critique.jsonl --feedback critic --widths 1,1,1 -o "$name.h5" "$@" \
		>out 2>&1 || sed 's/^/# /' out
	"$MOMUS" export --no-times "$name.h5" >"$name.nodes"
}
plus plus
"$PYTHON" - plus.nodes <<'PY'
import json, sys
got = {n["problem"][4:]: n.get("leaks") for n in map(json.loads, open(sys.argv[1])) if n["kind"] == "critique"}
want = {
    "words": {"outputs": 3, "reference": True,
              "expected": {"test": 1, "words": 8, "text": "item0', 'item3', 'item6', 'item9', 'item12', "
                                                          "'item15', 'item18', 'item21"}},
    "long": {"outputs": 3, "reference": True, "expected": {"test": 2, "words": 1, "text": str(3 ** 105)}},
    "big": {"outputs": 0, "reference": True, "untold": 3},
    "dull": None,  # nothing of it could leak
}
for name in want:
    if got.get(name) != want[name]:
        print(name, got.get(name), "want", want[name])
sys.exit(got != want)
PY
is "$?" 0 "outputs that only a reference file has are searched for, but for those that it has no more than digests of"
size=$(find "$tmp/cache/references" -type f -size +1000k | wc -l)
is "$size" 0 "which keeps none of more than 256 KiB"
plus again
cmp -s plus.nodes again.nodes
is "$?" 0 "what the cache has is read from it"
MOMUS_CACHE=$tmp/other
plus fresh --programs 1 --requests 1
cmp -s plus.nodes fresh.nodes
is "$?" 0 "who is faster, critic or grader, makes no difference"
sed '/Own.words/d; /Own.long/d' critique.jsonl >critique.some
cp critique.jsonl critique.all
cp critique.some critique.jsonl
"$MOMUS" run --task mbppplus --data plus.jsonl --generator replay --set generator.file=said.jsonl \
	--critic replay --set critic.file=critique.jsonl --feedback critic --widths 1,1,1 -o part.h5 >out 2>&1
is "$?" 1 "a run lacks critiques"
cp critique.all critique.jsonl
rm -rf "$tmp/other"
plus part --resume
cmp -s plus.nodes part.nodes
is "$?" 0 "and resumed, without the cache, it finds what one run at once does"
finish
