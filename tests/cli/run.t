#!/bin/sh
# run.t - momus run: Roman numerals against dice, no server and no sandbox
. "$top_srcdir/tests/tap.sh"
MOMUS_PLUGIN_PATH=$top_builddir/tests/run/.libs
export MOMUS_PLUGIN_PATH
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK MOMUS_SHARDS
data=$top_srcdir/examples/task-roman/roman.jsonl
case $data in /*) ;; *) data=$PWD/$data ;; esac
dice='"answers":["Answer: IV","Answer: MCMXCIV","Answer: XL","Answer: MMXXVI"]'
case $MOMUS in /*) ;; *) MOMUS=$PWD/$MOMUS ;; esac
case $MOMUS_PLUGIN_PATH in /*) ;; *) MOMUS_PLUGIN_PATH=$PWD/$MOMUS_PLUGIN_PATH ;; esac
cd "$tmp" || exit 99

recipe() { # recipe NAME MORE: MORE is further members, each after a comma
	cat >"$1.json" <<END
{"name":"$1","seed":7,"task":{"plugin":"roman","data":"$data"},
 "generator":{"plugin":"dice",$dice}$2}
END
}
critic=',"critic":{"plugin":"dice","answers":["-"],"p_correct":0.4}'
run() { # run WORD…: output in out, errors in err
	"$MOMUS" run "$@" >out 2>err
}
same() { # same A B NAME: two runs hold the same
	"$MOMUS" export --no-times "$1" >a.txt && "$MOMUS" export --no-times "$2" >b.txt &&
		cmp -s a.txt b.txt
	ok $? "$3" || diff a.txt b.txt | cut -c1-300 | head -4 | sed 's/^/# /'
}
nodes() { # nodes RUN PATTERN: how many of its nodes match
	"$MOMUS" export "$1" | grep -c "$2"
}

# A whole run.
recipe whole "$critic"',"widths":[1,3,2,1]'
run whole.json
is $? 0 "a run ends with status 0"
is "$(ls whole*)" "whole.h5
whole.json" "it is named after the recipe, and nothing else is left"
like "$(cat out)" "whole.h5: 324 nodes in" "the end says how many nodes there are"
like "$(cat out)" "failures     requests 0, replies cut" "failures are counted apart"
like "$(cat out)" "momus report whole.h5" "and what to do next is said"
is "$(cat err)" "" "no progress is shown of a run that takes no time"
mkdir locked.h5.lock
run whole.json -o locked.h5
is "$? $(cat err)" "1 momus: locked.h5: cannot be written: Is a directory" \
	"a run that cannot be locked is told by its own name"
is "$(nodes whole.h5 '"kind":"solution"')" 36 "each problem has its first solutions"
is "$(nodes whole.h5 '"turn":1,"kind":"revision"')" 72 "each of them as many revisions as the width says"
is "$(nodes whole.h5 '"turn":2,"kind":"critique"')" 72 "and each of those a critique in the next turn"
run whole.json
is $? 2 "a run that is there is not overwritten"
like "$(cat err)" "whole.h5: exists already; go on with it with --resume" "and said so"
run whole.json --resume
is "$?$(cat out)" "0whole.h5: nothing to do, the run is complete" \
	"a finished run has nothing to resume"
mv whole.json moved.json
sed 's/roman.jsonl/nowhere.jsonl/' moved.json >whole.json
run whole.json --resume
is $? 0 "which is known without the data"
mv moved.json whole.json

# Same seed, same run.
for n in 1 2 7 5000; do
	run whole.json -o at$n.h5 --requests $n
	same at$n.h5 whole.h5 "the run is the same with $n requests at once"
done
run whole.json -o seed8.h5 --seed 8
"$MOMUS" export --no-times seed8.h5 >b.txt
cmp -s a.txt b.txt
is $? 1 "another seed gives another run"

# Feedback.
recipe none ',"widths":[1,2]'
run none.json
is "$? $(nodes none.h5 .)" "0 24" "without feedback there are first solutions only"
recipe execution ',"feedback":"execution","widths":[1,2,1]'
run execution.json
is "$? $(nodes execution.h5 '"kind":"critique"')" "0 0" "feedback from execution asks no critic"
wrong=$(nodes execution.h5 'was run against the tests.*0 of 1 tests passed.*Expected:.*Actual')
right=$(nodes execution.h5 'was run against the tests.*1 of 1 tests passed')
is $((wrong + right)) 24 "the reviser is shown how the answer came out"
recipe critic "$critic"
run critic.json
is "$? $(nodes critic.h5 '"turn":1')" "0 24" "a critic alone means one turn"
is "$(nodes critic.h5 '"kind":"revision".*The dice say')" 12 "the reviser is shown the critique"
is "$(nodes critic.h5 '"kind":"critique".*<hint>')" 0 "the critic is given no hint"
recipe hint "$critic"',"feedback":"critic+hint","widths":[1,2,1]'
run hint.json
is "$? $(nodes hint.h5 '"kind":"critique".*<hint>.nThe answer is')" "0 24" "unless hints are asked for"
recipe self ',"feedback":"self","widths":[1,1,1]'
run self.json
is "$? $(nodes self.h5 '"kind":"critique".*"model":"dice"')" "0 12" "a model can criticise itself"

# Votes and the stop policy.
recipe votes "$critic"',"votes":5,"widths":[1,2,1],"stop":"when-judged-correct"'
run votes.json
is "$? $(nodes votes.h5 '"kind":"critique"')" "0 120" "each solution has as many critiques as there are votes"
"$MOMUS" export votes.h5 >votes.txt
"$PYTHON" - votes.txt <<'END'
import collections, json, sys
nodes = [json.loads(row) for row in open(sys.argv[1])]
says = collections.defaultdict(dict)
for n in nodes:
    if n["kind"] == "critique":
        says[n["problem"], n["branch"]][n["vote"]] = n
for n in nodes:
    if n["kind"] == "revision":
        c = says[n["problem"], n["branch"]]
        correct = 2 * sum(x["judgment"] == "correct" for x in c.values()) > len(c)
        assert (n["state"] == "skipped") == correct, n
        if correct:
            assert n["reason"] == "stopped: the solution before stands"
        else:
            chosen = c[n["vote"]]
            assert chosen["judgment"] == "incorrect"
            assert chosen["response"] in n["prompt"]["messages"][-1]["content"]
END
ok $? "the majority stops a branch, or one that agrees with it is passed on"
run votes.json --resume
like "$(cat out)" "nothing to do" "a run that was stopped here and there is complete"

# Controls.
recipe empty ',"critic":{"plugin":"empty"}'
run empty.json
is "$? $(nodes empty.h5 '"kind":"revision".*Please check your answer')" "0 12" "the empty control says nothing"
like "$(cat out)" "judgments unparsed 12" "and judges nothing"
recipe oracle ',"critic":{"plugin":"oracle"},"widths":[1,4,1]'
run oracle.json
"$MOMUS" export oracle.h5 >oracle.txt
"$PYTHON" - oracle.txt <<'END'
import json, sys
nodes = [json.loads(row) for row in open(sys.argv[1])]
passed = {(n["problem"], n["branch"]): n["parity"]["passed"]
          for n in nodes if n["kind"] == "solution"}
critiques = [n for n in nodes if n["kind"] == "critique"]
assert len(critiques) == 48 and any(passed.values())
for n in critiques:
    right = passed[n["problem"], n["branch"]]
    assert n["judgment"] == ("correct" if right else "incorrect"), n
    assert right or "Expected:" in n["response"], n
END
ok $? "the oracle tells the truth, and the first failing test"
recipe shuffled ',"critic":{"plugin":"shuffled","from":"oracle.h5"},"widths":[1,2,1]'
run shuffled.json
is $? 0 "the shuffled control takes critiques of another run"
"$MOMUS" export shuffled.h5 >shuffled.txt
"$PYTHON" - oracle.txt shuffled.txt <<'END'
import json, sys
from_run, nodes = ([json.loads(row) for row in open(p)] for p in sys.argv[1:])
known = {}
for n in from_run:
    if n["kind"] == "critique":
        known.setdefault(n["response"], set()).add(n["problem"])
shuffled = [n for n in nodes if n["kind"] == "critique"]
assert len(shuffled) == 24
for n in shuffled:
    assert known[n["response"]] - {n["problem"]}, n
END
ok $? "each of another problem"
recipe nofrom ',"critic":{"plugin":"shuffled"}'
run nofrom.json
is "$? $(cat err)" "2 momus: critic.from is missing; shuffled 1 needs it (the run, RUN.h5, whose critiques are passed on)" \
	"and must be told which"

# Shards.
for i in 0 1 2; do
	run whole.json --shard $i/3 || ok 1 "shard $i runs"
done
is "$(ls whole-*)" "whole-0-of-3.h5
whole-1-of-3.h5
whole-2-of-3.h5" "a shard has a name of its own"
"$MOMUS" merge -o merged.h5 whole-2-of-3.h5 whole-0-of-3.h5 whole-1-of-3.h5 >out
same merged.h5 whole.h5 "shards joined are the whole run"
run whole.json --limit 1 --shard 1/9 -o nothing.h5
other=$?
run whole.json --limit 1 --shard 8/9 -o nothing2.h5
is "$other $?" "0 0" "a shard may have no problem at all"
run whole.json --shard 1/3 --resume -o whole-2-of-3.h5
is $? 2 "a run is not resumed as another shard"
like "$(cat err)" "is shard 2/3" "and both are named"
SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=3 "$MOMUS" run whole.json -o slurm.h5 >out 2>err
same slurm.h5 whole-2-of-3.h5 "Slurm's array says which shard"
JOB_COMPLETION_INDEX=1 MOMUS_SHARDS=3 "$MOMUS" run whole.json -o k8s.h5 >out 2>err
same k8s.h5 whole-1-of-3.h5 "so does Kubernetes"
OMPI_COMM_WORLD_RANK=0 OMPI_COMM_WORLD_SIZE=3 "$MOMUS" run whole.json -o mpi.h5 >out 2>err
same mpi.h5 whole-0-of-3.h5 "and MPI"
run whole.json --shard 3/3 -o x.h5
is "$? $(cat err)" '2 momus: --shard "3/3": expected I/N with I from 0 to N - 1, such as 0/4' "shards count from 0"

# What it would cost.
run whole.json -o dry.h5 --dry-run
is $? 0 "a dry run ends with status 0"
like "$(cat out)" "revisions    144" "it counts what would be made"
like "$(cat out)" "requests     0: no model is remote" "and requests that would be sent"
case $(cat out) in *cost*) false ;; esac
ok $? "a price is named only where there is one"
is "$(ls dry* 2>/dev/null)" "" "and writes nothing"

# The command line alone, and over a recipe.
run --task roman --data "$data" --generator dice --set 'generator.answers=["Answer: I"]' \
	--widths 1,2 --limit 3 --name line
is "$? $(nodes line.h5 .)" "0 6" "options alone make a recipe"
run whole.json --widths=1,1,1 --set votes=2 --limit 2 -o over.h5 --log-json log.json
is "$? $(nodes over.h5 .)" "0 8" "options go over a recipe's keys"
run whole.json -o over.h5 --resume
is $? 2 "another recipe does not resume a run"
is "$(cat err)" "momus: over.h5: was made by another recipe, which differs in limit, votes, widths; give this one another name with -o" \
	"and it is said in which keys"
run whole.json -o over.h5 --resume --widths=1,1,1 --votes 2 --limit 2 --set generator.answers='["?"]' --set 'critic={"plugin":"oracle"}' --name x
like "$(cat err)" "which differs in critic, generator.answers; give" \
	"a critic by another plugin is one, and another name is none"
cp "$data" here.jsonl
mkdir -p sub && cp whole.json sub/whole.json
run sub/whole.json --data here.jsonl --limit 2 -o here.h5
is $? 0 "--data is a file of the folder one is in"
is "$(nodes here.h5 .)" 54 "and --limit takes the first problems"

# Bad input: one sentence, status 2, nothing written.
bad() { # bad NAME WANT WORD…
	name=$1 want=$2
	shift 2
	run "$@" -o bad.h5
	is "$? $(wc -l <err | tr -d ' ') $(ls bad.h5* 2>/dev/null)" "2 1 " "$name is refused with one line, and nothing is written"
	like "$(cat err)" "$want" "which says what is wrong"
}
recipe bad ',"critics":{}'
bad "an unknown key" 'bad.json:2: critics: unknown key; did you mean "critic"?' bad.json
recipe bad "$critic"',"feedback":"none"'
bad "a critic without feedback" 'asks none; remove one of the two' bad.json
recipe bad "$critic"',"widths":[1,0]'
bad "a width of zero" "expected a whole number from 1 on" bad.json
bad "an unknown task" 'did you mean "roman"?' whole.json --task romans
bad "an unknown backend" 'command line: generator.plugin: ' whole.json --generator nodice
bad "a control that is no model" 'there is no backend "oracle"' whole.json --generator oracle
bad "a misspelt control" 'there is no critic "oracl"; did you mean "oracle"?' whole.json --critic oracl
bad "an option of no plugin" 'generator.p_corect is unknown; did you mean "p_correct"?' \
	whole.json --set generator.p_corect=1
bad "an option out of range" 'critic.p_correct' whole.json --set critic.p_correct=2
bad "a grader that there is not" 'has one grader, "roman"' whole.json --grader strict
bad "data that is not there" 'nowhere.jsonl' whole.json --data nowhere.jsonl
echo '{"id":"a","number":1}' >twice.jsonl
echo '{"id":"a","number":2}' >>twice.jsonl
bad "data with an id twice" 'twice.jsonl:2: ' whole.json --data twice.jsonl
bad "a template without its field" 'the field {{critique}} is missing' \
	whole.json --set prompts.revise=whole.json
bad "a recipe that is not there" 'no.json' no.json
bad "a misspelt option" 'did you mean --resume?' whole.json --resumee
bad "an option without a value" '--widths needs a value' whole.json --widths
bad "a run that is not there" 'there is no such run to resume' whole.json --resume
run whole.json -o nowhere/x.h5
is $? 2 "a folder that is not there is the user's to mend"
like "$(cat err)" "nowhere/x.h5" "that names the file"
finish
