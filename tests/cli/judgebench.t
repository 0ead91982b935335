#!/bin/sh
# judgebench.t - judges and critics on the sample pairs, to the report's last figure
. "$top_srcdir/tests/tap.sh"
here=$(cd "$top_srcdir" && pwd)
samples=$here/benchmarks/judgebench
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK MOMUS_SHARDS
cp "$samples"/* "$tmp"
cd "$tmp" || exit 99

figures() { # figures RUN NAME: "category k value" of each figure of that name
	"$MOMUS" report --format json "$1" | "$PYTHON" -c '
import json, sys
for f in json.load(sys.stdin)["runs"][0]["figures"]:
    if f["figure"] == sys.argv[1]:
        print(f.get("category", "all"), f.get("k", "-"), "%.6g" % f["value"])
' "$2"
}

"$MOMUS" run judge.json -o judge.h5 >out 2>&1
is $? 0 "a judge is asked about each pair in both orders" || sed 's/^/# /' out
like "$(cat out)" "requests     17," "and once more where it gave no label"
is "$(figures judge.h5 pair_accuracy)" "all - 0.625
mmlu-pro - 1
livebench-reasoning - 0.5
livebench-math - 0.5
livecodebench - 0.5" "a pair is correct if its orders add up to more than nothing"
is "$(figures judge.h5 pair_consistency | head -1)" "all - 0.625" \
	"pairs that were decided alike are counted"
is "$(figures judge.h5 pairs_without_decision | head -1)" "all - 1" \
	"and those with two labels in one verdict"
is "$(figures judge.h5 pair_accuracy_first_order | head -1)" "all - 0.625" \
	"the first order alone is another score"
like "$("$MOMUS" report judge.h5)" "A pair took 763 prompt and 156 completion tokens" \
	"what a pair took is told"

"$MOMUS" export judge.h5 | grep '"sample-4/2"' >dialogue
is "$(sed 's/.*"kind":"\([a-z]*\)".*/\1/' dialogue | sort | tr '\n' ' ')" "attempt solution " \
	"both replies of a dialogue are kept"
like "$(grep '"solution"' dialogue)" \
	'one of the labels.","role":"user"}]' "the second was asked for in the same dialogue"
like "$(grep '"solution"' dialogue)" 'Both replies start from the coin' \
	"which holds the first"
like "$("$MOMUS" show judge.h5 sample-4/2)" "attempt 0, reply 0" "and it is shown"

# The same answers from the run itself, by the keys of requests.
"$MOMUS" run judge.json -o again.h5 --set generator='{"plugin":"replay","run":"judge.h5",
	"model":"sample-judge","price_prompt":3,"price_completion":15}' >out 2>&1
is $? 0 "the run is replayed" || sed 's/^/# /' out
for r in judge again; do
	"$MOMUS" export $r.h5 | sed 's/,"attempts".*//' >$r.nodes
done
cmp -s judge.nodes again.nodes
ok $? "reply by reply"

# A run that ended after the first reply goes on with the second.
mkdir part && cp judge.json pairs.jsonl part
grep -v '"sample-4/2", "response"' verdicts.jsonl >part/verdicts.jsonl
"$MOMUS" run part/judge.json -o part/run.h5 >out 2>&1
is $? 1 "a second reply that failed leaves the run incomplete"
like "$("$MOMUS" report part/run.h5)" "not judged" "its pair is not judged"
is "$(figures part/run.h5 pairs_not_judged | head -1)" "all - 1" "and counted apart"
cp verdicts.jsonl part
"$MOMUS" run part/judge.json -o part/run.h5 --resume >out 2>&1
is $? 0 "it is resumed" || sed 's/^/# /' out
like "$(cat out)" "requests     1," "with one request"
"$MOMUS" export part/run.h5 | sed 's/,"attempts".*//' | cmp -s - judge.nodes
ok $? "and ends as if nothing had failed"

"$MOMUS" run critic.json -o critic.h5 >out 2>&1
is $? 0 "a critic judges each response by itself" || sed 's/^/# /' out
is "$("$MOMUS" export critic.h5 | sed 's/.*"kind":"\([a-z]*\)".*"state":"\([a-z]*\)".*/\1 \2/' |
	sort | uniq -c | tr -s ' ')" " 80 critique done
 16 revision skipped
 16 solution done" "five times, and no revision is asked for"
is "$(figures critic.h5 pair_accuracy)" "all - 0.75
mmlu-pro - 1
livebench-reasoning - 0.5
livebench-math - 0.5
livecodebench - 1" "of a pair the one wins that more votes call correct"
is "$(figures critic.h5 pair_accuracy_first_order | head -1)" "all - 0.875" \
	"in one order the second wins a tie"
is "$(figures critic.h5 maj_at_k | grep '^all' | sort -k2n)" "all 1 0.58
all 2 0.6925
all 3 0.745
all 4 0.755
all 5 0.75" "one run says what 1 to 5 votes are worth"
is "$(figures critic.h5 maj_at_k_first_order | grep '^all 5')" "all 5 0.875" \
	"in the first order alone, too"
is "$(figures critic.h5 maj_plateau | head -1)" "all - 4" "and from where on more hardly matter"
is "$(figures critic.h5 pair_cost | tail -1)" "all 5 0.002108" "and what they cost"
is "$(figures critic.h5 pair_cost_prompt_once | tail -1)" "all 5 0.0006904" \
	"where a prompt is read once, too"
for f in text html md tex csv; do
	"$MOMUS" report --format $f critic.h5 >report
	case $f in
	csv) want=maj_at_k ;;
	tex) want='Maj@k' ;;
	*) want='Maj@k' ;;
	esac
	like "$(cat report)" "$want" "votes are in $f"
done

like "$("$MOMUS" report --format html critic.h5)" 'aria-label="Maj@k by votes"' \
	"one page draws the curve"

"$MOMUS" run critic.json --set votes=1 --set stop=never -o x.h5 >out 2>&1
is "$?" 2 "answers of the data are not revised"
like "$(cat out)" 'answers that are given are not revised; use "after-critiques"' "and that is said"
"$MOMUS" run critic.json --set task.mode=pairs -o x.h5 >out 2>&1
like "$("$MOMUS" export x.h5 | head -1)" "the data have no answer of their own" \
	"where the data have no answer a request has failed"

# Two shards: a pair is never cut.
for i in 0 1; do
	"$MOMUS" run critic.json --shard $i/2 -o s$i.h5 >/dev/null 2>&1
	figures s$i.h5 pairs_not_judged | head -1
done >unjudged
is "$(sort -u unjudged)" "all - 0" "both responses of a pair are in one shard"
"$MOMUS" merge -o all.h5 s0.h5 s1.h5 >/dev/null
is "$(figures all.h5 maj_at_k)" "$(figures critic.h5 maj_at_k)" "and merged they are the whole"

# Official output rows.
cat >rows.jsonl <<'END'
{"pair_id":"sample-1","judge_name":"arena_hard","judgments":[{"judgment":{"response":"[[A>B]]"},"decision":"A>B"},{"judgment":{"response":"[[A=B]]"},"decision":"A=B"}]}
{"pair_id":"sample-2","judge_name":"arena_hard","judgments":[{"judgment":{"response":"[[B>A]]"},"decision":"B>A"},null]}
{"pair_id":"sample-3","judge_name":"arena_hard","judgments":[{"judgment":{"response":"[[A>B]]"},"decision":"A>B"},{"judgment":{"response":"[[A>B]]"},"decision":"A>B"}]}
{"pair_id":"sample-4","judge_name":"arena_hard","judgments":[{"judgment":{"response":"[[A=B]]"},"decision":"A=B"},{"judgment":{"response":"[[A=B]]"},"decision":"A=B"}]}
END
"$MOMUS" grade --task judgebench --data pairs.jsonl --solutions rows.jsonl -o rows.h5 >/dev/null
is "$(figures rows.h5 pairs_correct | head -1) $(figures rows.h5 pairs_tied | head -1)" \
	"all - 2 all - 2" "official output rows are graded by the official formula"
is "$(figures rows.h5 pairs_without_decision | head -1)" "all - 1" \
	"a judgment that failed there is no decision"
"$MOMUS" regrade rows.h5 -o strict.h5 --grader strict >/dev/null 2>&1
is "$(figures strict.h5 pair_accuracy | head -1)" "all - 0.5" "and regraded"
"$MOMUS" grade --task judgebench --set task.judge=vanilla --data pairs.jsonl \
	--solutions rows.jsonl >out 2>&1
is "$?" 2 "rows of another judge are refused"
like "$(cat out)" "give --set task.judge=arena-hard" "and the way out is named"
finish
