#!/bin/sh
# label.t - momus label: a judge model says which strategies critiques use
. "$top_srcdir/tests/tap.sh"
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
case $MOMUS in /*) ;; *) MOMUS=$PWD/$MOMUS ;; esac
case $top_srcdir in /*) ;; *) top_srcdir=$PWD/$top_srcdir ;; esac
JUDGE_KEY=sk-0f-the-judge-alone
export JUDGE_KEY
cd "$tmp" || exit 99
servers=
trap 'kill $servers 2>/dev/null; rm -rf "$tmp"' EXIT

# 8 problems, two answers each, a critique of each answer: by number, what the judge
# says of it.
"$PYTHON" - <<'EOF' || exit 99
import json

def rows(name, list):
    with open(name, "w") as out:
        for row in list:
            out.write(json.dumps(row) + "\n")

says = ["Strategies: algorithm", "It walks.\n\n**Strategies:** Debugging, static analysis.\n",
        "Strategies: none", "Strategies: testing, testing", "Strategies: guessing", "",
        "Strategies: algorithm, static analysis, debugging, testing", "`Strategies: testing`",
        "Strategies: testing\nThat is all.", "Strategies: testing, none"]
problems = [f"p{i}" for i in range(8)]
rows("problems.jsonl", [{"id": p, "question": f"Question {p}?", "answer": "4"} for p in problems])
rows("answers.jsonl", [{"id": p, "response": ["4", "5"]} for p in problems]
     + [{"id": p, "purpose": "revise", "turn": 1, "branch": b, "response": "4"} for p in problems for b in (0, 1)])
rows("critiques.jsonl", [{"id": p, "purpose": "critique", "branch": b, "response":
                          f"Number {2 * i + b}. Try the input 0.\n\nOverall judgment: "
                          + ("Incorrect" if b else "Correct")}
                         for i, p in enumerate(problems) for b in (0, 1)])
rows("says.jsonl", [{"contains": f"Number {k}.", "text": says[k % len(says)]} for k in range(16)])
rows("judge.jsonl", [{"id": p, "purpose": "critique", "turn": 1, "branch": b,
                      "response": says[(2 * i + b) % len(says)]}
                     for i, p in enumerate(problems) for b in (0, 1)])
json.dump({"name": "made", "task": {"plugin": "jsonl", "data": "problems.jsonl"},
           "generator": {"plugin": "replay", "file": "answers.jsonl"},
           "critic": {"plugin": "replay", "file": "critiques.jsonl"}, "widths": [1, 2, 1]},
          open("made.json", "w"))
EOF
"$MOMUS" run made.json -o made.h5 >/dev/null 2>&1 || exit 99
look() { # look FILE PYTHON: ROWS are its labels
	"$PYTHON" -c "
import collections, json, sys
head, *rows, end = [json.loads(row) for row in open('$1')]
$2"
}
label() {
	"$MOMUS" label "$@" >out 2>err
}

# Recorded answers.
label made.h5 --judge replay --set judge.file=judge.jsonl --dry-run
is "$? $(cut -d';' -f1 out)" "0 16 of 16 critiques, 16 requests" "a dry run says how many requests to expect"
is "$(ls made.labels.jsonl* 2>/dev/null)" "" "and writes nothing"
label made.h5 --judge replay --set judge.file=judge.jsonl
is $? 0 "every critique of a run is asked about once"
like "$(cat out)" "made.labels.jsonl: 8 of 16 critiques labelled: algorithm 3, static analysis 3, debugging 3, testing 2" \
	"and what came of it is told"
like "$(cat out)" "not labelled: unparsed 8, cut 0, refused 0, failed 0" "with what is no label"
is "$(ls made.labels*)" "made.labels.jsonl" "nothing else is left beside the run"
look made.labels.jsonl '
assert head["format"] == "momus-labels" and head["version"] == 1
assert head["judge"] == {"plugin": "replay", "model": "judge.jsonl"}
assert head["template"]["version"] == "label 1" and len(head["template"]["sha256"]) == 64
assert end == {"end": 16} and len(rows) == 16
got = {(row["problem"], row["branch"]): row for row in rows}
assert got["p0", 0]["strategies"] == ["algorithm"]
assert got["p0", 1]["strategies"] == ["static analysis", "debugging"]
assert got["p1", 0]["strategies"] == [] and got["p1", 0]["state"] == "labelled"
assert got["p3", 0]["strategies"] == head["strategies"]
assert got["p3", 1]["strategies"] == ["testing"]
for key in (("p1", 1), ("p2", 0), ("p2", 1), ("p4", 0), ("p4", 1)):
    assert got[key]["state"] == "unparsed" and "strategies" not in got[key], key
assert len({row["key"] for row in rows}) == 16
'
ok "$?" "answers are read strictly, and several labels may be one critique's"

# A server, with faults.
serve() { # serve VARIABLE WORD…: starts a server, sets VARIABLE to its port
	variable=$1
	shift
	: >port
	"$PYTHON" "$top_srcdir/tests/run/server.py" --stay --answers says.jsonl "$@" >port 2>server.err &
	servers="$servers $!"
	until grep -q '^port' port; do
		kill -0 $! 2>/dev/null || { cat server.err >&2; exit 99; }
		sleep 0.05
	done
	eval "$variable=$(sed 's/port //' port)"
}
judge() { # judge NAME URL MORE: a recipe
	cat >"$1.json" <<END
{"judge": {"plugin": "openai", "base_url": ["$2"], "model": "j", "api_key_env": "JUDGE_KEY",
  "backoff_s": 0.01, "backoff_max_s": 0.05, "deadline_s": 20} // the judge alone
 $3}
END
}
serve calm
judge calm "http://127.0.0.1:$calm/v1"
label made.h5 calm.json -o calm.jsonl
is $? 0 "a server is asked by a recipe of its own"
like "$(cat out)" "16 requests, 0 retries" "once each"
look calm.jsonl 'print(collections.Counter(row["state"] for row in rows), head["judge"]["model"])' >states
is "$(cat states)" "Counter({'labelled': 8, 'unparsed': 8}) j" "with the same labels"
serve wild --seed 5 --probability 0.4 \
	--faults 429-after,500,503,reset,close,truncated,garbage,empty,html,chunk-cut,nonsense,utf8,error-200
judge wild "http://127.0.0.1:$wild/v1"
label made.h5 wild.json -o wild.jsonl --set judge.attempts=40
is $? 0 "faults of every kind are borne"
cmp -s wild.jsonl calm.jsonl
ok $? "and change no byte"
grep -q ' 0 retries' out
is $? 1 "retries are told"
judge down "http://127.0.0.1:$calm/500/v1"
label made.h5 down.json -o down.jsonl --set judge.attempts=2
is $? 1 "requests that fail make status 1"
like "$(cat out)" "0 of 16 critiques labelled: algorithm 0, static analysis 0, debugging 0, testing 0" "no failure is a label"
like "$(cat out)" "failed 16" "failures are counted as such"
like "$(cat err)" "HTTP status 500" "with the first reason"
is "$(look down.jsonl 'print({row["state"] for row in rows}, any("answer" in row for row in rows))')" \
	"{'failed'} False" "and kept with their reason"
label made.h5 calm.json -o down.jsonl --resume
is $? 0 "resumed, with a server that is there, they are asked again"
cmp -s down.jsonl calm.jsonl
ok $? "and the labels are those of one that never failed"
for fault in length/cut filter/refused; do
	judge "${fault%/*}" "http://127.0.0.1:$calm/${fault%/*}/v1"
	label made.h5 "${fault%/*}.json" -o "${fault#*/}.jsonl" --set judge.attempts=1
	is "$? $(look "${fault#*/}.jsonl" 'print({row["state"] for row in rows})')" "0 {'${fault#*/}'}" \
		"an answer that is ${fault#*/} is no label"
done
grep -rl "$JUDGE_KEY" ./*.jsonl out err
is $? 1 "the key of the server stands nowhere"

# Killed at any moment, and resumed.
serve slow --delay 0.15
judge slow "http://127.0.0.1:$slow/v1" ', "requests": 2'
for wait in 0.2 0.4 0.6; do
	"$MOMUS" label made.h5 slow.json -o killed.jsonl --resume >/dev/null 2>&1 &
	sleep $wait
	kill -9 $! 2>/dev/null
	wait $! 2>/dev/null
done
[ -s killed.jsonl.partial ]
ok $? "what was answered before a kill is kept"
had=$(($(wc -l <killed.jsonl.partial) - 1))
[ "$had" -gt 0 ] && [ "$had" -lt 16 ]
ok $? "which is some of it"
printf '{"problem":"p7","tur' >>killed.jsonl.partial
label made.h5 slow.json -o killed.jsonl
is $? 2 "without --resume it is not overwritten"
like "$(cat err)" "killed.jsonl.partial: exists already; go on with --resume" "and said so"
label made.h5 slow.json -o killed.jsonl --resume
is $? 0 "resumed it ends, with a torn last line"
is "$(sed -n 's/ requests.*//p' out)" "$((16 - had))" "and asks for nothing twice"
cmp -s killed.jsonl calm.jsonl
ok $? "with the very labels of one that nothing disturbed"
"$MOMUS" label made.h5 slow.json -o stopped.jsonl >out 2>err &
pid=$!
sleep 0.5
kill -TERM $pid
wait $pid
is $? 1 "a signal stops it with status 1"
like "$(cat err)" "stopped after" "which is said"
like "$(cat err)" "what was answered is in stopped.jsonl.partial, and --resume goes on" "with how to go on"
label made.h5 slow.json -o stopped.jsonl --resume
cmp -s stopped.jsonl calm.jsonl
ok $? "and so it does"
"$MOMUS" label made.h5 slow.json -o held.jsonl >/dev/null 2>&1 &
pid=$!
sleep 0.4
label made.h5 slow.json -o held.jsonl --resume
is "$? $(grep -c 'another writer has it' err)" "2 1" "a second writer is kept out"
wait $pid

# A sample, a template of one's own.
label made.h5 calm.json -o some.jsonl --sample 5
like "$(cat out)" "of 5 critiques labelled" "a sample may do"
label made.h5 calm.json -o more.jsonl --sample 9
"$PYTHON" - <<'EOF'
import json
some, more = ({(row["problem"], row["branch"]) for row in map(json.loads, open(name)) if "problem" in row}
              for name in ("some.jsonl", "more.jsonl"))
assert len(some) == 5 and len(more) == 9 and some < more
EOF
ok $? "and a larger one has the smaller one in it"
printf 'Judge this: {{critique}}\nof {{solution}}\nto {{statement}}\n' >mine.txt
label made.h5 calm.json -o mine.jsonl --prompt mine.txt --sample 1
is "$? $(look mine.jsonl 'print(head["template"]["version"])')" "0 custom" "a template of one's own is taken"
"$PYTHON" - "$calm" <<'EOF'
import json, sys, urllib.request
with urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/stats") as f:
    last = json.load(f)["last"]
text = last["messages"][0]["content"]
assert text.startswith("Judge this: Number ") and "\nto " in text and "Question p" in text, text
assert last["temperature"] == 0 and last["max_tokens"] == 1024, last
EOF
ok $? "with its fields filled in"

# What is wrong is said.
printf 'No field.\n' >bad.txt
"$MOMUS" run --task jsonl --data problems.jsonl --generator replay --set generator.file=answers.jsonl -o plain.h5 \
	>/dev/null 2>&1
while IFS='|' read -r words want; do
	# shellcheck disable=SC2086
	label $words
	is "$? $(grep -c '' err)" "2 1" "momus label $words: one line and status 2"
	like "$(cat err)" "$want" "which says: $want"
done <<'END'
|which run?
made.h5|"judge" is missing; add it, or give --judge PLUGIN
made.h5 --judge replai|judge.plugin: 
made.h5 --judge replay --set sampel=3|label.sampel is unknown; did you mean "sample"?
made.h5 --judge replay --set judge.fil=judge.jsonl|did you mean "file"?
made.h5 --judge given|given
made.h5 calm.json --prompt bad.txt -o x.jsonl|bad.txt: the field {{critique}} is missing
made.h5 calm.json -o calm.jsonl|calm.jsonl: exists already
made.h5 calm.json -o calm.jsonl --resume --set temperature=1|was begun with another judge, template, sampling, seed or sample
made.h5 calm.json -o problems.jsonl --resume|problems.jsonl:1: these are no labels
plain.h5 calm.json -o x.jsonl|plain.h5: has no critiques
made.h5 calm.json -o nowhere/x.jsonl|there is no such folder
END
label made.h5 --judge native --set judge.model=nowhere -o x.jsonl
is $? 2 "a model that cannot be loaded is an error"
tiny=$top_srcdir/benchmarks/miniature/models/rl
label made.h5 --judge native --set judge.model="$tiny" -o x.jsonl
[ $? -gt 0 ] && like "$(cat err)" "does not say how a dialogue is written" "and so is one that cannot be asked"
is "$(ls x.jsonl* 2>/dev/null)" "" "nothing is left of what was refused"
printf '{{critique}}' >short.txt
label made.h5 --judge native --set judge.model="$tiny" --set judge.template=none --set max_tokens=8 \
	--prompt short.txt -o native.jsonl
is "$? $(look native.jsonl 'print(len(rows), all(row["state"] in ("unparsed", "cut") for row in rows))')" "0 16 True" \
	"a model in the process is asked, too"
label made.h5 --judge native --set judge.model="$tiny" --set judge.template=none --set max_tokens=8 \
	--prompt short.txt --requests 1 -o one.jsonl
cmp -s native.jsonl one.jsonl
ok $? "and says the same, one by one and side by side"
finish
