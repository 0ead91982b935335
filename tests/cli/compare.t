#!/bin/sh
# compare.t - momus compare: regression, no worse, cannot tell
. "$top_srcdir/tests/tap.sh"
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK
cd "$tmp" || exit 99

# problems N: data.jsonl of N problems whose answer is "yes"
problems() {
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++)
		printf("{\"id\":\"p%d\",\"prompt\":\"?\",\"answer\":\"yes\"}\n", i) }' >data.jsonl
}
# graded NAME FROM TO [SAMPLES]: NAME.h5, in which problems FROM to TO - 1 are
# answered right and all others wrong
graded() {
	awk -v from="$2" -v to="$3" -v k="${4:-1}" '{
		for (s = 0; s < k; s++)
			printf("{\"id\":\"p%d\",\"solution\":\"%s\"}\n", NR - 1,
				NR - 1 >= from && NR - 1 < to ? "yes" : "no")
	}' data.jsonl >"$1.jsonl"
	rm -f "$1.h5"
	"$MOMUS" grade --task jsonl --data data.jsonl --grader exact \
		--solutions "$1.jsonl" -o "$1.h5" >/dev/null 2>said || cat said
}
compare() { # compare ARGUMENT...: out, said, $status
	"$MOMUS" compare "$@" >out 2>said
	status=$?
}

problems 400
graded base 0 300
graded same 0 300
graded worse 0 260
graded moved 4 304
compare base.h5 worse.h5
is "$status" 3 "a real drop ends with status 3"
like "$(cat out)" "regression: Pass@1 fell by 10.00 points" "and is called a regression"
like "$(cat out)" "worse: 40" "the problems that broke are counted"
like "$(cat out)" "p260  100 % to 0 %  (accepted, then wrong_answer)" "and named"
like "$(cat out)" "and 20 more" "as many as --flips says"
compare worse.h5 base.h5
is "$status" 0 "a gain ends with status 0"
like "$(cat out)" "no worse, and better: Pass@1 rose by 10.00 points" "and is said"
compare base.h5 same.h5
is "$status" 0 "equal runs end with status 0"
like "$(cat out)" "no worse: a drop of 1.00 points or more is ruled out" \
	"of 400 equal problems"
compare base.h5 moved.h5 --require-power
is "$status" 4 "what cannot be told ends with status 4 where power is required"
like "$(cat out)" "cannot tell: n is too small for a drop of 1.00 points" "and says why"
compare base.h5 moved.h5
is "$status" 0 "and with 0 where it is not"
compare base.h5 moved.h5 --margin 5
is "$status" 0 "a wider margin"
like "$(cat out)" "no worse: a drop of 5.00 points" "can be ruled out"

compare base.h5 worse.h5 --json --md c.md --junit c.xml
is "$status" 3 "the other formats change no status"
"$PYTHON" - out c.xml c.md <<'END'
import json, math, sys, xml.etree.ElementTree as tree
c = json.load(open(sys.argv[1]), parse_constant=lambda x: 1 / 0)
m = next(m for m in c["metrics"] if m["decides"])
assert c["answer"] == "regression" and m["problems"] == 400, c
assert m["base"] == 0.75 and m["new"] == 0.65
assert abs(m["difference"] + 0.1) < 1e-12
# 40 lost, none gained: McNemar's mid-p by hand
assert abs(m["p"] - 0.5 ** 40) < 1e-15, m["p"]
# the interval of 400 differences, 40 of them -1: binomial, 7.25 to 13 points
assert -0.1325 <= m["low"] <= -0.125 and -0.075 <= m["high"] <= -0.07, m
sd = math.sqrt(42 / 402 - 1 / 402 * 0 - (40 / 402) ** 2 - 1 / 402)
assert abs(m["detectable"] - (1.959964 + 0.841621) * sd / 20) < 1e-3, m
assert c["harmful"]["count"] == 40 and not c["beneficial"]["problems"]
suite = tree.parse(sys.argv[2]).getroot()[0]
assert suite.get("failures") == "1" and "fell by 10.00" in suite[0][0].get("message")
assert "| **Pass@1 after turn 0** | 75.00 | 65.00 | -10.00 |" in open(sys.argv[3]).read()
END
ok $? "JSON, JUnit and Markdown say the same, with McNemar's numbers"

compare base.h5 worse.h5 --looks 3 --look 1 --json
is "$status" 3 "a great drop ends at the first of three looks"
"$PYTHON" - out <<'END'
import json, math, sys
c = json.load(open(sys.argv[1]))
l = c["look"]
# gsDesign's boundary at the first of three, 3.7103, as a two-sided level
assert abs(l["level_change"] - math.erfc(3.7103 / math.sqrt(2))) < 1e-7, l
assert l["look"] == 1 and len(l["fractions"]) == 3 and not l["go_on"]
assert abs(l["spent_change"] - l["level_change"]) < 1e-12
END
ok $? "with the published boundary"
graded little 0 294
compare base.h5 little.h5 --margin 5
is "$status" 3 "6 of 400 that broke are a regression at one look"
compare base.h5 little.h5 --looks 0.3,0.6,1 --look 1 --require-power
is "$status" 4 "and cannot be told at an early one"
like "$(cat out)" "cannot tell yet" "which is said"
like "$(cat out)" "; look 1 of 3, where a change counts from p = 8.5e-05 down" \
	"with the level there"
like "$(cat out)" "go on to the next look" "and what to do"
compare base.h5 worse.h5 --e-value --json
is "$status" 3 "an e-value finds a great drop"
"$PYTHON" - out <<'END'
import json, math, sys
c = json.load(open(sys.argv[1]))
m = next(m for m in c["metrics"] if m["decides"])
assert m["test"] == "e-value" and m["detectable"] is None, m
assert abs(m["p"] - math.exp(-c["e_value"]["log_change"])) < 1e-12
# 40 lost, none gained; each stake s makes (1 + s)^40, the other side (1 - s)^40
e = sum((1 + (i + 0.5) / 256) ** 40 + (1 - (i + 0.5) / 256) ** 40 for i in range(256)) / 512
assert abs(c["e_value"]["log_change"] - math.log(e)) < 1e-9
END
ok $? "whose p is one over the bet's gain"
compare base.h5 little.h5 --e-value
is "$status" 0 "and waits longer for a small one"
like "$(cat out)" "at any look, e = " "which it says with the e-value"

graded three 0 300 3
graded fewer 0 270 3
compare three.h5 fewer.h5
is "$status" 3 "several samples a problem are compared by problem"
like "$(cat out)" "sign flips" "by sign flips"
compare base.h5 three.h5
is "$status" 2 "runs of different shapes are refused"
like "$(cat said)" "differ in shape: \"widths 1; votes 1\" and \"widths 3; votes 1\"" \
	"with both values"
compare base.h5 three.h5 --despite shape
is "$status" 0 "and compared when told to"
like "$(cat out)" "note: the runs differ in shape" "which is said"

"$MOMUS" grade --task jsonl --data data.jsonl --grader normalised \
	--solutions same.jsonl -o normal.h5 >/dev/null 2>&1
compare base.h5 normal.h5
is "$status" 2 "another grader is refused"
like "$(cat said)" "differ in grader: \"exact\" and \"normalised\"" "by name"

# Of set-ups the member that differs is named, and not all that is alike before it.
printf '%s\n' '{"id": "a", "prompt": "?", "answer": "yes"}' >asked.jsonl
printf '%s\n' '{"id": "a", "response": "yes"}' >recorded.jsonl
for one in 1 2; do
	echo "Answer it: {{statement}} $one" >prompt$one.txt
	"$MOMUS" run --task jsonl --data asked.jsonl --set task.grader=exact --generator replay \
		--set generator.file=recorded.jsonl --widths 1,1 --seed 1 -o cool$one.h5 \
		--set sampling.generate.temperature=0.$one >said 2>&1 || cat said
	"$MOMUS" run --task jsonl --data asked.jsonl --set task.grader=exact --generator replay \
		--set generator.file=recorded.jsonl --widths 1,1 --seed 1 -o told$one.h5 \
		--set prompts.generate=prompt$one.txt >said 2>&1 || cat said
done
compare cool1.h5 cool2.h5
is "$status" 2 "other sampling is refused"
like "$(cat said)" 'differ in sampling.generate.temperature: "0.1" and "0.2"; ' "by its member"
compare told1.h5 told2.h5
is "$status" 2 "another prompt is refused"
like "$(cat said)" 'differ in prompts.generate.sha256: "' "by its name"
compare cool1.h5 cool2.h5 --despite sampling
like "$(cat out)" "note: the runs differ in sampling.generate.temperature: 0.1 and 0.2" \
	"which is said of those that are compared"

problems 1
graded one 0 1
graded none 0 0
compare one.h5 none.h5
is "$status" 0 "one problem is never a regression"
like "$(cat out)" "cannot tell" "nor anything else"
compare none.h5 none.h5 --json
! grep -qi nan out
ok $? "no number is missing in a comparison of one wrong answer with itself"
compare one.h5 base.h5 --despite data
is "$status" 0 "runs of other data are compared where problems are shared"
like "$(tr -s ' \n' ' ' <out)" "0 only in the base, 399 only in the new run" "the rest is counted"

printf '{"id":"<b>|[x](y)\\n@all","prompt":"?","answer":"yes"}\n' >data.jsonl
sed 's/"prompt.*/"solution":"yes"}/' data.jsonl >a.jsonl
sed 's/"prompt.*/"solution":"no"}/' data.jsonl >b.jsonl
for f in a b; do
	"$MOMUS" grade --task jsonl --data data.jsonl --grader exact \
		--solutions $f.jsonl -o $f.h5 >/dev/null 2>&1
done
compare a.h5 b.h5 --md hostile.md --junit hostile.xml
is "$status" 0 "hostile names are compared"
! grep -q '<b>\|\[x\]\|@all' hostile.md
ok $? "and are no markup in Markdown"
"$PYTHON" -c 'import sys, xml.etree.ElementTree as t; t.parse(sys.argv[1])' hostile.xml
ok $? "nor in XML"
compare base.h5 a.h5 --despite all
is "$status" 2 "runs with nothing in common are refused"
like "$(cat said)" "no problem in common (400 and 1)" "with both sizes"

# Two turns of critique and revision: the sample runs, which report knows too.
for name in finch wren; do
	"$MOMUS" run "$top_srcdir/benchmarks/quickstart/$name.json" -o $name.h5 \
		>/dev/null 2>&1
done
compare finch.h5 wren.h5 --json --pages https://example.org/gate/
"$MOMUS" report finch.h5 wren.h5 -o told --format json,pages >/dev/null 2>&1
"$PYTHON" - out told <<'END'
import json, os, sys
c = json.load(open(sys.argv[1]))
runs = json.load(open(sys.argv[2] + "/report.json"))["runs"]
def figure(run, name, **where):
    (f,) = [f for f in run["figures"] if f["figure"] == name and
            all(f.get(k) == v for k, v in where.items())]
    return f["value"]
found = {m["metric"]: m for m in c["metrics"] if m["turn"] == 2}
assert set(found) == {"pass_at_1", "delta_up", "delta_down", "pass_at_k", "p_cc", "p_cw",
                      "macro_f1"}, found
assert found["pass_at_k"]["k"] == 2
for metric in ("p_cc", "p_cw", "macro_f1"):
    m = found[metric]
    where = {"of": "critiques"} if metric == "macro_f1" else {}
    for side, run in (("base", runs[0]), ("new", runs[1])):
        values = [f["value"] for f in run["figures"] if f["figure"] == metric]
        assert any(abs(m[side] - v) < 1e-12 for v in values), (metric, side, m, values)
    assert m["low"] <= m["difference"] <= m["high"] and 0 < m["p"] <= 1, m
    assert m["test"] == "label swaps", m
for flips in ("harmful", "beneficial"):
    assert c[flips]["problems"]
    for f in c[flips]["problems"]:
        before, page = f["page"].split("/problems/")
        assert before == "https://example.org/gate"
        assert os.path.exists(f"{sys.argv[2]}/problems/{page}"), f
END
ok $? "all metrics are those of the report, and links lead to its pages"
"$PYTHON" - out <<'END'
import itertools, json, sys
for m in json.load(open(sys.argv[1]))["metrics"]:
    share = m["metric"] in ("p_cc", "p_cw", "macro_f1")
    assert m["interval"] == ("bootstrap over problems" if share else "sign flips"), m
    assert m["low"] <= m["difference"] <= m["high"], m
    if not share:
        assert (m["p"] > .05) == (m["low"] <= 0 <= m["high"]) or 0 in (m["low"], m["high"]), m
END
ok $? "of few problems the interval says of no change what p says"
compare finch.h5 wren.h5 --pages told --md links.md
like "$(cat out)" "accepted, then wrong_answer)  told/problems/Sample-second-" \
	"text has the links, too"
like "$(cat links.md)" "Sample&#47;second](told/problems/Sample-second-" \
	"so has Markdown"
like "$(cat links.md)" "| -18.75 | -37.50 to +0.00 | 0.0781 |" "with interval and p"
compare finch.h5 wren.h5
like "$(tr -s ' \n' ' ' <out)" \
	"of means of fewer than 30 problems the changes that sign flips do not refuse; seed 1." \
	"text says how intervals were made"
compare finch.h5 finch.h5 --json --md same.md
is "$?:$status" 0:0 "runs with turns are compared with themselves"
"$PYTHON" -c 'import json, sys
for m in json.load(open(sys.argv[1]))["metrics"]:
    assert m["p"] == 1 and m["difference"] == 0, m
    if m["metric"] in ("p_cc", "p_cw", "macro_f1"):
        assert m["low"] is m["high"] is m["interval"] is None, m
    else:
        assert m["interval"] == "Agresti-Min" and m["low"] < 0 < m["high"], m' out
ok $? "and differ in no metric, and where nothing varies no interval says so"
like "$(cat same.md)" "| p_cc, all turns | 93.55 | 93.55 | +0.00 | – | 1 |" "but p stands"
compare finch.h5 finch.h5
like "$(tr -s ' \n' ' ' <out)" \
	"where all problems agree Agresti's and Min's; none where all resamples agree; seed 1." \
	"which text explains"

while IFS='|' read -r arguments words; do
	# shellcheck disable=SC2086
	compare $arguments
	is "$status" 2 "status 2: $arguments"
	like "$(cat said)" "$words" "$words"
done <<'END'
base.h5|which runs?
base.h5 same.h5 worse.h5|one run too many
base.h5 same.h5 --alpha 2|no number from 1e-06 to 0.5
base.h5 same.h5 --margin x|"x" is no number
base.h5 same.h5 --turn 1.5|no whole number
base.h5 same.h5 --turn 3|turns 0 to 0 in common
base.h5 same.h5 --despite weather|none of data,task
base.h5 same.h5 --json --seed|lacks its value
base.h5 same.h5 --pages a(b)|no address
base.h5 same.h5 --looks 21 --look 1|neither a number from 2 to 20 nor
base.h5 same.h5 --looks 0.3,x --look 1|neither a number from 2 to 20 nor
base.h5 same.h5 --looks 0.5,0.4 --look 1|look 2 at 0.4 of the problems
base.h5 same.h5 --looks 3|say --look 1 to 3
base.h5 same.h5 --looks 3 --look 4|say --look 1 to 3
base.h5 same.h5 --look 2|of how many?
base.h5 same.h5 --looks 3 --look 1 --e-value|say one of them
base.h5 data.jsonl|data.jsonl
base.h5 absent.h5|absent.h5
END
finish
