#!/bin/sh
# plan.t - momus plan: what a comparison can see, and how often its gate errs
. "$top_srcdir/tests/tap.sh"
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK
cd "$tmp" || exit 99

# graded NAME SAMPLES SEED SHIFT: NAME.h5 of 200 problems of every difficulty,
# answered SAMPLES times by chance; SHIFT makes all of them easier
graded() {
	"$PYTHON" - "$1" "$2" "$3" "$4" <<'END'
import json, random, sys
name, samples, seed, shift = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
draw = random.Random(seed)
with open("data.jsonl", "w") as data, open(name + ".jsonl", "w") as out:
    for i in range(200):
        data.write(json.dumps({"id": f"p{i}", "prompt": "?", "answer": "yes"}) + "\n")
        chance = min(1, max(0, (i - 50) / 100 + shift))
        for _ in range(samples):
            out.write(json.dumps({"id": f"p{i}", "solution":
                                  "yes" if draw.random() < chance else "no"}) + "\n")
END
	"$MOMUS" grade --task jsonl --data data.jsonl --grader exact \
		--solutions "$1.jsonl" -o "$1.h5" >/dev/null 2>said || cat said
}
plan() { # plan ARGUMENT...: out, said, $status
	"$MOMUS" plan "$@" >out 2>said
	status=$?
}
words() { tr -s ' \n' ' ' <out; } # of out, on one line
graded four 4 1 0
graded again 4 2 0.02
graded single 1 3 0
graded other 1 4 0.02

plan --pass 0.4 --drop 5 --correlation 0.5 --problems 500 --samples 3 --json
is "$status" 0 "a comparison is planned from stated rates"
"$PYTHON" - out <<'END'
import json, math, statistics, sys
p = json.load(open(sys.argv[1]))
z = statistics.NormalDist()
within = 2 * 0.4 * 0.6 * 0.5
assert abs(p["within"] - within) < 1e-12 and p["between"] == 0
need = z.inv_cdf(0.975) + z.inv_cdf(0.8)
assert abs(p["drift_change"] - need) < 1e-6
assert abs(p["drift_margin"] - z.inv_cdf(0.95) - z.inv_cdf(0.8)) < 1e-6
assert abs(p["drift_same"] - z.inv_cdf(0.95) - z.inv_cdf(0.9)) < 1e-6
(row,) = p["by_samples"]
sd = math.sqrt(within / 3 + 0.05 - 0.05 ** 2)
assert row["problems_for_drop"] == math.ceil((need * sd / 0.05) ** 2), row
assert abs(row["drop_power"] - z.cdf(0.05 * math.sqrt(500) / sd - z.inv_cdf(0.975))) < 1e-6
d = row["drop_seen"]
assert abs(d * math.sqrt(500 / (within / 3 + d - d * d)) - need) < 1e-6
m = row["margin_ruled_out"]
assert abs(m * 502 / math.sqrt(500 * within / 3 + 1) - p["drift_margin"]) < 1e-6
END
ok $? "by the formula that it prints"

plan four.h5
is "$status" 0 "or from a run"
like "$(cat out)" "n = 200 problems, 4 answers each" "whose size is told"
like "$(words)" "Formula: the mean difference over its standard error drifts by drop sqrt(n) / sd," \
	"with the formula"
like "$(cat out)" "Assumed: problems are drawn at random" "and what it assumes"
plan four.h5 --json
"$PYTHON" - out four.jsonl <<'END'
import json, sys
p = json.load(open(sys.argv[1]))
right = {}
for line in open(sys.argv[2]):
    o = json.loads(line)
    right.setdefault(o["id"], []).append(o["solution"] == "yes")
mean = sum(sum(v) / 4 for v in right.values()) / 200
within = sum(sum(v) * (4 - sum(v)) / 12 for v in right.values()) / 200
assert abs(p["pass_at_1"] - mean) < 1e-12
assert abs(p["within"] - 2 * within) < 1e-12
assert abs(p["correlation"] - (1 - within / (mean * (1 - mean)))) < 1e-12
assert [r["samples"] for r in p["by_samples"]] == [1, 2, 4, 8, 16]
assert len(p["notes"]) == 1 and "same problems hard" in p["notes"][0]
END
ok $? "as counted anew"
plan four.h5 again.h5 --json
"$PYTHON" - out four.jsonl again.jsonl <<'END'
import json, statistics, sys
p = json.load(open(sys.argv[1]))
runs = []
for name in sys.argv[2:]:
    right = {}
    for line in open(name):
        o = json.loads(line)
        right.setdefault(o["id"], []).append(o["solution"] == "yes")
    runs.append([sum(right[f"p{i}"]) for i in range(200)])
d = [(b - a) / 4 for a, b in zip(*runs)]
assert abs(p["difference"] - statistics.mean(d)) < 1e-12
assert abs(p["variance"] - statistics.variance(d)) < 1e-12
w = sum(c * (4 - c) / 12 for r in runs for c in r) / 200
assert abs(p["within"] - w) < 1e-12
assert abs(p["between"] - max(0, statistics.variance(d) - w / 4)) < 1e-12
END
ok $? "two versions tell how they differ"
# Intervals, drawn anew by other random numbers
plan four.h5 again.h5 --json
"$PYTHON" - out four.jsonl again.jsonl <<'END'
import json, random, sys
p = json.load(open(sys.argv[1]))
runs = []
for name in sys.argv[2:]:
    right = {}
    for line in open(name):
        o = json.loads(line)
        right.setdefault(o["id"], []).append(o["solution"] == "yes")
    runs.append([sum(right[f"p{i}"]) / 4 for i in range(200)])
draw, found = random.Random(1), []
for _ in range(1000):
    rows = [(runs[0][i], runs[1][i]) for i in draw.choices(range(200), k=200)]
    n = len(rows)
    u, v = (sum(c) / n for c in zip(*rows))
    within = sum(4 * x * (4 - 4 * x) / 12 for x, _ in rows) / n
    found.append((u, 1 - within / (u * (1 - u)),
                  (sum(x * y for x, y in rows) / n - u * v) /
                  (u * (1 - u) * v * (1 - v)) ** 0.5,
                  sum(x * (1 - y) + y * (1 - x) for x, y in rows) / n))
for name, values in zip(("pass_at_1", "correlation", "correlation_across",
                         "discordance"), zip(*found)):
    low, high = p[name + "_interval"]
    values = sorted(values)
    assert low < p[name] < high, name
    open_ = 0.15 * (high - low)
    assert abs(low - values[25]) < open_ and abs(high - values[975]) < open_, name
END
ok $? "what is taken from runs has intervals"
plan four.h5
like "$(words)" "two answers to one problem: correlation 0.668 [0." "which are printed"
plan --pass 0.4 --correlation 0.5 --json
is "$(grep -c interval out)" 0 "what is stated has none"
plan single.h5
like "$(cat out)" "One answer a problem does not tell how alike" "one answer a problem tells less"
plan single.h5 other.h5 --json
is "$(grep -c '"samples":' out)" 1 "of two such runs one number of samples is planned"
like "$(cat out)" "what more samples would bring" "which is said"
plan --pass 0.4 --looks 3
like "$(words)" "1 33.3% 3.7103" "the boundaries of planned looks are printed"
like "$(cat out)" "On average the gate stops at" "and where they stop"

plan --calibrate four.h5 --json
is "$status" 0 "the gate is calibrated on a run"
"$PYTHON" - out <<'END'
import json, math, sys
c = json.load(open(sys.argv[1]))
assert c["trials_by"] == "split" and c["samples"] == 2 and c["problems"] == 200
alike, *drops = c["by_drop"]
n = c["trials"]
# five standard errors of binomial(1000, 0.025) and of (1000, 0.05)
assert 1 <= alike["regression"] <= 50 and 15 <= alike["change"] <= 85, alike
assert [r["drop"] for r in drops] == [0.01, 0.02, 0.03, 0.05, 0.1]
for r in c["by_drop"]:
    assert r["regression"] + r["no_worse"] + r["cannot_tell"] == n
for r in drops:
    assert abs(r["dropped"] - r["drop"]) <= 0.5 / 400 + 1e-9, r
    assert abs(r["regression"] / n - r["formula"]) < 0.08, r
    assert r["no_worse"] <= 0.08 * n, r
assert drops[-1]["regression"] > 0.8 * n
END
ok $? "which errs as stated, and sees what the formula says"
plan --calibrate four.h5
like "$(words)" "the 4 answers of each problem are dealt at random to two versions" \
	"how it is done is told"
like "$(cat out)" "): as stated." "with an answer"
cp out first
plan --calibrate four.h5
cmp -s out first
ok $? "the same seed says the same"
plan --calibrate four.h5 again.h5 --drop 4 --trials 500 --looks 0.5,1 --json
"$PYTHON" - out <<'END'
import json, sys
c = json.load(open(sys.argv[1]))
assert c["trials_by"] == "swap" and c["trials"] == 500 and c["looks"] == [0.5, 1]
alike, drop = c["by_drop"]
assert alike["change"] <= 50 and drop["drop"] == 0.04
assert alike["stops_at"] <= 1 and drop["stops_at"] < 1
END
ok $? "two runs change names, with looks on the way"
plan --calibrate four.h5 --e-value --looks 10 --drop 10 --json
"$PYTHON" - out <<'END'
import json, sys
c = json.load(open(sys.argv[1]))
alike, drop = c["by_drop"]
assert c["e_value"] and alike["change"] <= 50, alike
assert drop["formula"] is None and drop["stops_at"] < 0.999 and drop["regression"] > 300, drop
END
ok $? "an e-value may be looked at ten times"
head -12 four.jsonl >few.jsonl # 3 problems
"$MOMUS" grade --task jsonl --data data.jsonl --grader exact --solutions few.jsonl \
	-o few.h5 >/dev/null 2>&1
plan --calibrate few.h5
is "$status" 2 "too few problems for any p at the level are refused"
like "$(cat said)" "has 3 problems to calibrate with" "by their number"
like "$(cat said)" "6 problems or more can" "with what would do"
plan --calibrate few.h5 --alpha 0.5 --trials 100
is "$status" 0 "a level would, too"
sed -n '201,232p' four.jsonl >some.jsonl # 8 problems
"$MOMUS" grade --task jsonl --data data.jsonl --grader exact --solutions some.jsonl \
	-o some.h5 >/dev/null 2>&1
plan --calibrate some.h5 --trials 100
is "$status" 0 "a few more are measured"
like "$(words)" "Cannot be measured: a drop of 1, 2, " \
	"and drops that cannot be put in are named"
like "$(words)" "let Pass@1 fall in steps of 6.25 points" "with those that can"
plan --calibrate single.h5
is "$status" 2 "one answer a problem cannot be dealt to two sides"
like "$(cat said)" "run 2 samples a problem or more, give a second run" "which says what would do"
plan --calibrate single.h5 --correlation 0.5 --trials 200
is "$status" 0 "pairs of a stated correlation would"
plan --calibrate single.h5 other.h5 --trials 200
is "$status" 0 "and so would a second run"

awk '{ print "{\"id\":\"p" NR - 1 "\",\"solution\":\"yes\"}" }' data.jsonl >sure.jsonl
"$MOMUS" grade --task jsonl --data data.jsonl --grader exact --solutions sure.jsonl \
	-o sure.h5 >/dev/null 2>&1
plan sure.h5
is "$status" 2 "of answers that are all right nothing is planned"
like "$(cat said)" "Pass@1 is 1: where all answers are alike" "and it is said why"
plan sure.h5 sure.h5
is "$status" 2 "nor of two such runs"
plan --calibrate sure.h5 sure.h5 --json --trials 100
is "$status" 0 "but their gate is calibrated"
! grep -qi 'nan\|inf' out
ok $? "without a number that is none"
"$MOMUS" grade --task jsonl --data data.jsonl --grader normalised \
	--solutions single.jsonl -o normal.h5 >/dev/null 2>&1
plan single.h5 normal.h5
is "$status" 2 "runs of different graders are refused"
like "$(cat said)" "differ in grader" "by name"

while IFS='|' read -r arguments words; do
	# shellcheck disable=SC2086
	plan $arguments
	is "$status" 2 "status 2: $arguments"
	like "$(cat said)" "$words" "$words"
done <<'END'
|from what? usage: momus plan RUN.h5
--calibrate|from what?
--pass 0|Pass@1 is 0
--pass 40|"40" is no number from 0 to 1
--pass 0.4 --drop 0.03|percentage points
--pass 0.4 --drop nan|no number
--pass 0.4 --samples 1.5|no whole number
--pass 0.4 --md x|not understood
--pass 0.4 --look 2|not understood
--pass 0.4 --e-value|measures it
--pass 0.4 --looks 0.5,0.5|look 2 at 0.5
four.h5 again.h5 single.h5|one run too many
four.h5 --turn 2|has turns 0 to 0
four.h5 --drop|lacks its value
data.jsonl|data.jsonl
absent.h5|absent.h5
END
finish
