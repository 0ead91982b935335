#!/bin/sh
# rewards.t - what revisions of a run earn, and the noise that they are shown
. "$top_srcdir/tests/tap.sh"
samples=$top_srcdir/benchmarks/quickstart
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE
simulate='{"plugin":"simulate","p_init":0.4,"p_cc":0.9,"p_cw":0.3,"tpr":0.8,"fpr":0.25,"p_unparsed":0.1}'
mix='{"plugin":"mix","parts":[{"plugin":"execution","kind":"score"},{"plugin":"judgment","weight":0.5}]}'
run() { # run NAME [OPTION...]
	name=$1
	shift
	"$MOMUS" run "$samples/finch.json" --set generator="$simulate" \
		--set critic="$simulate" --set 'widths=[1,2,2,1]' --reward execution \
		--reward '{"plugin":"execution","kind":"gain","gate":false,"name":"gain"}' \
		--reward judgment --reward "$mix" --reward reference "$@" \
		-o "$tmp/$name.h5" >"$tmp/out" 2>"$tmp/err"
}
export_to() { # export_to NAME [FILE]
	"$MOMUS" export --no-times "$tmp/$1.h5" >"$tmp/${2:-$1}.jsonl"
}
check() { # check NAME: what is wrong with its rewards, by the verdicts shown
	"$PYTHON" -B "$top_srcdir/tests/run/rewards.py" "$tmp/$1.jsonl"
}

run plain
is $? 0 "a run with rewards ends" || sed 's/^/# /' "$tmp/err"
like "$(cat "$tmp/out")" "rewards      960 computed, 0 could not be judged, of these 0 failed" \
	"and counts them"
export_to plain
is "$(check plain)" "" "every reward is what the stored verdicts and judgments make it"
"$MOMUS" report "$tmp/plain.h5" >"$tmp/report"
like "$(cat "$tmp/report")" "Mean over the revisions that have a value" "the report has a table"
is "$("$MOMUS" report "$tmp/plain.h5" --format csv | "$PYTHON" -c '
import csv, json, sys
rows = [json.loads(r) for r in open(sys.argv[1])]
for f in csv.DictReader(sys.stdin):
    if f["figure"] != "reward": continue
    x = [r["rewards"][f["of"]]["value"] for r in rows if "rewards" in r
         and f["turn"] in ("", str(r["turn"]))]
    if int(f["n"]) != len(x) or abs(float(f["value"]) - sum(x) / len(x)) > 1e-12 \
            or not float(f["low"]) <= float(f["value"]) <= float(f["high"]):
        print(f)
' "$tmp/plain.jsonl")" "" "whose means are those of the nodes, within their intervals"

run one --limit 5 --set limits.requests=1 --set limits.programs=1
export_to one
head -n "$(wc -l <"$tmp/one.jsonl")" "$tmp/plain.jsonl" | cmp -s - "$tmp/one.jsonl"
ok $? "rewards are the same whatever runs at once"

# A run that earned nothing, and whose rewards are computed later.
"$MOMUS" run "$samples/finch.json" --set generator="$simulate" --set critic="$simulate" \
	--set 'widths=[1,2,2,1]' -o "$tmp/bare.h5" >/dev/null 2>&1
"$MOMUS" regrade "$tmp/bare.h5" --keep-verdicts --reward execution \
	--reward '{"plugin":"execution","kind":"gain","gate":false,"name":"gain"}' \
	--reward judgment --reward "$mix" --reward reference >"$tmp/out" 2>&1
is $? 0 "a run that is there can be rewarded without a model" || sed 's/^/# /' "$tmp/out"
export_to bare.rewards
cmp -s "$tmp/plain.jsonl" "$tmp/bare.rewards.jsonl"
ok $? "with the very rewards that the run itself would have"
"$MOMUS" regrade "$tmp/plain.h5" -o "$tmp/again.h5" >"$tmp/out" 2>&1
export_to again
cmp -s "$tmp/plain.jsonl" "$tmp/again.jsonl"
ok $? "regrading rewards the new verdicts" || sed 's/^/# /' "$tmp/out"
"$MOMUS" regrade "$tmp/bare.h5" --keep-verdicts -o "$tmp/none.h5" 2>"$tmp/err"
is $? 2 "to keep the verdicts and earn nothing is no wish"
like "$(cat "$tmp/err")" "name one with --reward" "and the way out is told"

# Noise.
run noisy --reward-noise flip=0.25,hide-tests=0.3
is $? 0 "a run may be shown noise"
export_to noisy
is "$(check noisy)" "" "its rewards are of the verdicts shown"
is "$("$PYTHON" - "$tmp/noisy.jsonl" "$tmp/plain.jsonl" <<'END'
import json, math, sys
noisy, plain = ([json.loads(r) for r in open(p)] for p in sys.argv[1:])
first = [(a, b) for a, b in zip(noisy, plain) if a["turn"] == 0]
print(all(a["parity"] == b["parity"] for a, b in first))
graded = [n for n in noisy if "shown_passed" in n]
def rate(hits, n, p): # five standard errors: one false alarm in a million
    return abs(hits - n * p) <= 5 * math.sqrt(n * p * (1 - p))
# Where every test passed nothing but a flip makes it wrong, unless all are hidden.
right = [n for n in graded if n["parity"]["passed"] and n["shown_passed"] is not None]
print(rate(sum(not n["shown_passed"] for n in right), len(right), 0.25))
tests = sum(len(n["parity"].get("tests", "")) for n in graded)
print(rate(sum(n["tests_hidden"] for n in graded), tests, 0.3))
END
)" "True
True
True" "the true verdicts stay, and noise is as frequent as it was asked for"
like "$("$MOMUS" report "$tmp/noisy.h5")" "noise" "the report warns of it"
run calm --limit 5 --reward-noise flip=0.25,hide-tests=0.3 --requests 1 --programs 1
export_to calm
head -n "$(wc -l <"$tmp/calm.jsonl")" "$tmp/noisy.jsonl" | cmp -s - "$tmp/calm.jsonl"
ok $? "noise is the same whatever runs at once"

# What the critic reads: with flip=1 the opposite of the truth.
for flip in 0 1; do
	"$MOMUS" run "$samples/finch.json" --set generator="$simulate" --set 'critic={"plugin":"oracle"}' \
		--set 'widths=[1,2,1]' --reward-noise flip=$flip -o "$tmp/flip$flip.h5" \
		>/dev/null 2>&1
	export_to flip$flip
done
is "$("$PYTHON" - "$tmp" <<'END'
import json, sys
for flip in 0, 1:
    rows = [json.loads(r) for r in open(f"{sys.argv[1]}/flip{flip}.jsonl")]
    truth = {(r["problem"], r["branch"]): r["parity"]["passed"] for r in rows if r["turn"] == 0}
    said = {(r["problem"], r["branch"]): r["judgment"] == "correct" for r in rows
            if r["kind"] == "critique"}
    print(sum(said[k] == truth[k] for k in said), len(said))
END
)" "48 48
0 48" "the oracle tells what it is shown"

while IFS='|' read -r options want; do
	# shellcheck disable=SC2086 # several words
	"$MOMUS" run "$samples/finch.json" $options -o "$tmp/bad.h5" 2>"$tmp/err"
	is $? 2 "$options is refused"
	like "$(cat "$tmp/err")" "$want" "$options: it is said why"
done <<'END'
--reward exection|did you mean "execution"?
--reward execution --reward execution|both called "execution"
--reward {"plugin":"execution","kind":"all"}|expected one of passed
--reward {"plugin":"execution","name":"a,b"}|the name of entry 0 is none
--reward {"plugin":"openai"}|there is no reward "openai"
--reward-noise flip=1.5|expected 0 to 1, found 1.5
--reward-noise flop=1|expected flip=P,hide-tests=P
END

if "$PYTHON" -c 'import h5py' 2>/dev/null; then
	is "$("$PYTHON" - "$tmp" <<'END'
import json, sys, h5py
f = h5py.File(sys.argv[1] + "/noisy.h5")
heap = f["text"][:].tobytes()
names = json.loads(f.attrs["rewards"])
nodes = f["nodes"][:]
got = {}
for r in f["rewards"][:]:
    n = nodes[r["node"]]
    got[n["problem"], n["turn"], n["branch"], names[r["reward"]]] = (
        r["value"], heap[r["reason_at"]:r["reason_at"] + r["reason_len"]].decode())
ids = [heap[p["id_at"]:p["id_at"] + p["id_len"]].decode() for p in f["problems"]]
want = {}
for row in map(json.loads, open(sys.argv[1] + "/noisy.jsonl")):
    for name, w in row.get("rewards", {}).items():
        value = float("nan") if w["value"] is None else w["value"]
        want[ids.index(row["problem"]), row["turn"], row["branch"], name] = (value, w["reason"])
print(len(got), set(got) == set(want), all(str(got[k]) == str(want[k]) or got[k] == want[k] for k in got))
print(f.attrs["noise"].decode())
END
)" "960 True True
flip=0.25,hide-tests=0.3" "h5py reads them out of /rewards, beside their revisions"
else
	skip "h5py reads /rewards" "$PYTHON has no h5py"
fi
finish
