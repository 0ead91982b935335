#!/bin/sh
# simulate.t - momus simulate: the closed form beside simulated runs
. "$top_srcdir/tests/tap.sh"
cd "$tmp" || exit 99
"$MOMUS" simulate --attempts 10 >out 2>said
is "$?" 0 "four critics and resampling are simulated"
like "$(cat out)" "57.96" "with what each tends to"
is "$(grep -Ec '^ *[0-9]+( +[0-9.]+){12}$' out)" 10 "a row for each number of attempts"
is "$(awk 'length > 80' out)" "" "in 80 columns"
"$MOMUS" simulate --json >out
"$PYTHON" - out <<'END'
import json, math, sys
c = json.load(open(sys.argv[1]))
assert c["runs"] == 50000 and len(c["critics"]) == 6
for x in c["critics"]:
    assert len(x["exact"]) == len(x["drawn"]) == 20
    right, wrong, done = x["p_init"], 1 - x["p_init"], 0
    for e, d in zip(x["exact"], x["drawn"]):
        assert abs(e - right - done) < 1e-12, x
        assert abs(e - d) < 4.5 * math.sqrt(e * (1 - e) / c["runs"]), x
        done += right * x["tpr"]
        right, wrong = right * (1 - x["tpr"]), wrong * (1 - x["fpr"])
        right, wrong = (right * x["p_cc"] + wrong * x["p_cw"],
                        right * (1 - x["p_cc"]) + wrong * (1 - x["p_cw"]))
# strong critiquing and judging both help
end = [x["exact"][-1] for x in c["critics"]]
assert end[0] > end[1] > end[2] > end[3], end
# and each beats new solutions under its own judgment
for i in range(4):
    plain = c["critics"][4 + i % 2]
    assert plain["p_cc"] == plain["p_cw"] == 0.1 and plain["tpr"] == c["critics"][i]["tpr"]
    assert end[i] > plain["exact"][-1], (i, end)
END
ok $? "both ways agree with a chain computed anew"
"$MOMUS" simulate --seed 5 --json >a && "$MOMUS" simulate --seed 5 --json >b && cmp -s a b
ok $? "the same seed simulates the same"
"$MOMUS" simulate --p-cc 1 --p-cw 0 --no-accept --attempts 3 >out
like "$(cat out)" "tends to 10.00" "a critic without effect changes nothing"
for arguments in "--tpr 2" "--attempts 1.5" "--runs 0" "--seed" "--weather 1" "--p-cc nan"; do
	# shellcheck disable=SC2086
	"$MOMUS" simulate $arguments >out 2>said
	is "$?" 2 "status 2: $arguments"
done
finish
