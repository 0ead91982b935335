#!/bin/sh
# synthesize.t - momus synthesize: rows for a critic out of critiques with a hint
. "$top_srcdir/tests/tap.sh"
case $MOMUS in /*) ;; *) MOMUS=$PWD/$MOMUS ;; esac
samples=$top_srcdir/benchmarks/mbppplus/problems.jsonl
case $samples in /*) ;; *) samples=$PWD/$samples ;; esac
tiny=$top_srcdir/tests/run/tiny-model.py
case $tiny in /*) ;; *) tiny=$PWD/$tiny ;; esac
cd "$tmp" || exit 99

# Two problems, answers right and wrong, and critiques that are rows or not, each
# for a reason of its own.
"$PYTHON" - <<'EOF' || exit 99
import json

def rows(name, list):
    with open(name, "w") as out:
        for row in list:
            out.write(json.dumps(row) + "\n")

rows("problems.jsonl", [
    {"id": "a", "question": "What is two and two?", "answer": "4"},
    {"id": "b", "question": "A hint: it is even. What is it?", "answer": "6"},
])
rows("answers.jsonl", [
    {"id": "a", "response": ["4", "5"]},
    {"id": "b", "response": ["6", "7"]},
])
good, bad = "\n\nOverall judgment: Correct", "\n\nOverall judgment: Incorrect"
critiques = {
    ("a", 0): ["Two and two are four." + good, "Two and two are four, so it is right." + good,
               "Two and two are four." + good, "It is not right." + bad, "No judgment."],
    ("a", 1): ["As the hint says it is off." + bad,
               "It is better to start afresh than to mend it." + bad,
               "One too many." + bad, "Fine." + good, "x" * 500 + bad],
    ("b", 0): ["Even, as the hint asks." + good, "Even it is." + good, "Yes." + good,
               "Yes, yes." + good, "Yes, yes, yes." + good],
    ("b", 1): ["Seven is odd." + bad, "Odd." + bad, "Not even." + bad, "No." + bad,
               "  Not at all.  " + bad + "\n"],
}
rows("critiques.jsonl", [{"id": id, "purpose": "critique", "branch": branch, "vote": v, "response": text}
                         for (id, branch), texts in critiques.items() for v, text in enumerate(texts)])
json.dump({"name": "made", "seed": 5, "task": {"plugin": "jsonl", "data": "problems.jsonl"},
           "generator": {"plugin": "replay", "file": "answers.jsonl"},
           "critic": {"plugin": "replay", "file": "critiques.jsonl"},
           "widths": [1, 2, 1], "votes": 5}, open("made.json", "w"))
EOF
count() { # count NAME: how many critiques ended so
	"$PYTHON" -c 'import json,sys; print(json.load(open("rows.counts.json"))["dropped"][sys.argv[1]])' "$1"
}

"$MOMUS" synthesize made.json -o rows.jsonl --dropped dropped.jsonl --set synthesis.max_bytes=400 \
	>out 2>err
is "$?" 0 "one command goes from problems to rows"
like "$(cat out)" "rows.jsonl: 13 rows of 20 critiques, 7 judge Correct, 6 Incorrect" "it says what came of it"
like "$(cat out)" "dropped        1  phrase            mentions the hint" "and why critiques were dropped"
for want in unparsed=1 wrong=2 phrase=1 hint_words=1 max_bytes=1 duplicate=1 failed=0; do
	is "$(count "${want%=*}")" "${want#*=}" "counted apart: ${want%=*}"
done
"$MOMUS" export rows.h5 >nodes.jsonl
is "$(grep '"kind":"revision"' nodes.jsonl | grep -c '"state":"done"')" 0 "no revision is asked for"
"$PYTHON" - <<'EOF'
import json
rows = [json.loads(line) for line in open("rows.jsonl")]
texts = [row["completion"] for row in rows]
assert "Even, as the hint asks.\n\nOverall judgment: Correct" in texts, texts
assert "Not at all.  \n\nOverall judgment: Incorrect" in texts, texts
for row in rows:
    assert [m["role"] for m in row["messages"]] == ["user"]
    assert "<hint>" not in row["messages"][0]["content"]
    assert row["passed"] == (row["judgment"] == "correct")
    assert row["node"]["store"] == "rows.h5" and row["node"]["problem"] == row["id"]
    assert row["node"]["path"] == [row["node"]["branch"], 0], row["node"]
dropped = [json.loads(line) for line in open("dropped.jsonl")]
assert [row["phrase"] for row in dropped if row["dropped"] == "phrase"] == ["hint"]
assert len(rows) + len(dropped) == 20
nodes = {}
for node in map(json.loads, open("nodes.jsonl")):
    if node["kind"] == "critique":
        nodes[node["key"], node["problem"], node["branch"], node["vote"]] = node
for row in rows:
    at = row["node"]
    node = nodes[at["key"], at["problem"], at["branch"], at["vote"]]
    assert node["response"].strip() == row["completion"]
    assert "<hint>" in node["prompt"]["messages"][0]["content"]
EOF
ok "$?" "a row has the question without the hint, the critique, and its node in the store"

# As a critic is asked in a run with feedback critic, word for word.
"$MOMUS" run made.json -o plain.h5 --feedback critic --stop after-critiques >/dev/null 2>&1
"$MOMUS" export plain.h5 >plain.jsonl
cat >asked.py <<'EOF'
import json, sys
asked = {}
for node in map(json.loads, open(sys.argv[2])):
    if node["kind"] == "critique":
        asked[node["problem"], node["branch"], node["vote"]] = node["prompt"]["messages"]
rows = [json.loads(line) for line in open(sys.argv[1])]
assert rows
for row in rows:
    at = row["node"]
    assert row["messages"] == asked[at["problem"], at["branch"], at["vote"]], row
EOF
"$PYTHON" asked.py rows.jsonl plain.jsonl
ok "$?" "its messages are those that a critic without a hint is sent"
"$MOMUS" synthesize plain.h5 -o alone.jsonl --set synthesis.max_bytes=400 >out
is "$?" 0 "a run with feedback critic makes rows, too"
like "$(cat out)" "15 rows of 20" "with nothing to betray"
"$PYTHON" asked.py alone.jsonl plain.jsonl
ok "$?" "and their messages are those of the run"

# The same again.
cp rows.jsonl first.jsonl
"$MOMUS" synthesize made.json -o rows.jsonl --resume --set synthesis.max_bytes=400 >/dev/null
cmp -s rows.jsonl first.jsonl
ok "$?" "the same run makes the same rows"
"$MOMUS" synthesize rows.h5 --set synthesis.max_bytes=400 >/dev/null
cmp -s rows.jsonl first.jsonl
ok "$?" "also when the run is named, by its own recipe"

# A run that is not complete makes no rows yet, and goes on.
sed '/"id": "b", "purpose": "critique", "branch": 1/d' critiques.jsonl >some.jsonl
"$MOMUS" synthesize made.json -o later.jsonl --set critic.file=some.jsonl >out 2>err
is "$? $([ -e later.jsonl ]; echo $?)" "1 1" "a run with requests that failed makes no rows"
like "$(cat err)" 'rows are written when the run is complete; `momus synthesize later.h5` takes' "and says so"
"$MOMUS" synthesize later.h5 -o part.jsonl --set synthesis.max_bytes=400 >out
is "$?" 0 "what there is can be had"
like "$(cat out)" "part.jsonl: 8 rows of 20 critiques" "with what is missing"
like "$(cat out)" "dropped        5  failed            there is no critique" "counted apart"
cp critiques.jsonl some.jsonl
"$MOMUS" synthesize made.json -o later.jsonl --set critic.file=some.jsonl --resume \
	--set synthesis.max_bytes=400 >/dev/null 2>&1
is "$?" 0 "resumed the run is complete"
"$PYTHON" - rows.jsonl later.jsonl <<'EOF'
import json, sys
a, b = ([json.loads(line) for line in open(path)] for path in sys.argv[1:])
for row in a + b:
    for own in ("store", "run", "key"):  # the key has the name of the file
        del row["node"][own]
assert a == b
EOF
ok "$?" "and makes the rows of one that was never stopped"

# Filters that choose.
chosen() { # chosen SETTING…: rows, Correct and Incorrect
	set_them=
	for s; do set_them="$set_them --set synthesis.$s"; done
	# shellcheck disable=SC2086
	"$MOMUS" synthesize rows.h5 -o chosen.jsonl $set_them 2>/dev/null |
		sed -n 's/.*: \([0-9]*\) rows of .*, \([0-9]*\) judge Correct, \([0-9]*\) .*/\1 \2 \3/p'
}
is "$(chosen)" "14 7 7" "all that are good"
is "$(chosen max_correct=0.3)" "10 3 7" "one judgment has at most its share"
is "$(chosen max_incorrect=0.25)" "9 7 2" "and so has the other"
is "$(chosen per_problem=4)" "8 4 4" "a problem has so many rows, of both judgments in turn"
cp chosen.jsonl before.jsonl
is "$(chosen per_problem=4)" "8 4 4" "chosen by chance"
cmp -s chosen.jsonl before.jsonl
ok "$?" "which the seed repeats"
is "$(chosen phrases=[] hint_words=0 duplicates=keep wrong=keep unparsed=keep)" "20 9 10" \
	"every filter can be left out"
is "$(chosen min_bytes=60)" "2 1 1" "short ones are dropped by option"
is "$(chosen 'phrases=["odd"]')" "13 7 6" "the phrases are an option"
is "$(chosen max_prompt_bytes=10)" "0 0 0" "and so is the length of prompts"
mkdir folder
"$MOMUS" synthesize rows.h5 -o none.jsonl --dropped folder >out 2>err
is "$? $(cat out err)" "2 momus: folder: is a folder; name a file" \
	"what cannot be written is said before anything is read"
"$MOMUS" synthesize rows.h5 -o none.jsonl --set synthesis.max_prompt_bytes=10 >out 2>err
is "$?" 1 "no row is a failure"
like "$(cat err)" "no critique is left, and none.jsonl is not written" "which is said"
ok "$([ ! -e none.jsonl ]; echo $?)" "and leaves no file"

# What nobody may know.
"$PYTHON" - <<'EOF'
import json
words = "first sort every number then walk along both lists while counting equal neighbours until neither holds another member left"
with open("secret.jsonl", "w") as out:
    out.write(json.dumps({"id": "s", "question": "How?", "answer": "4", "solution": words}) + "\n")
with open("told.jsonl", "w") as out:
    for vote, text in enumerate(("Do so: " + words, "Sort first.")):
        out.write(json.dumps({"id": "s", "purpose": "critique", "branch": 0, "vote": vote,
                              "response": text + "\n\nOverall judgment: Correct"}) + "\n")
with open("said.jsonl", "w") as out:
    out.write(json.dumps({"id": "s", "response": "4"}) + "\n")
EOF
secret="made.json --set task.data=secret.jsonl --set generator.file=said.jsonl --set critic.file=told.jsonl
	--set widths=[1,1,1] --set votes=2"
# shellcheck disable=SC2086
"$MOMUS" synthesize $secret -o secrets.jsonl >out
like "$(cat out)" "secrets.jsonl: 1 rows of 2 critiques" "a critique that tells the reference solution is dropped"
like "$(cat out)" "dropped        1  leaks " "and counted"
"$MOMUS" synthesize secrets.h5 -o secrets.jsonl --set synthesis.leaks=keep >out
like "$(cat out)" "secrets.jsonl: 2 rows" "unless it is to be kept"

# Only what helped.
"$PYTHON" - <<'EOF'
import json
with open("answers.jsonl", "a") as out:
    for id, branch, text in (("a", 0, "4"), ("a", 1, "5"), ("b", 0, "1"), ("b", 1, "6")):
        out.write(json.dumps({"id": id, "purpose": "revise", "branch": branch, "response": text}) + "\n")
EOF
"$MOMUS" synthesize made.json -o revised.jsonl --set stop=never --set votes=1 \
	--set synthesis.revision=right --set 'synthesis.phrases=[]' >out
like "$(cat out)" "revised.jsonl: 2 rows of 4 critiques, 1 judge Correct, 1 Incorrect" \
	"with revisions, those can be asked for that came right"

# What reads the rows.
"$PYTHON" "$tiny" model || exit 99
echo '{"data": "rows.jsonl", "output": "trained", "model": {"plugin": "native", "model": "model"},
 "trainer": {"plugin": "sft"}}' >train.json
like "$("$MOMUS" train train.json --dry-run)" "training: 13 rows" "momus train reads them"

# A program is cut out of the response, as a run does it.
if "$MOMUS" doctor >/dev/null 2>&1; then
	cat >programs.json <<END
{"name": "programs", "seed": 3, "task": {"plugin": "mbppplus", "data": "$samples"},
 "generator": {"plugin": "simulate"}, "critic": {"plugin": "simulate", "length": 80}, "widths": [1, 3, 1]}
END
	"$MOMUS" synthesize programs.json >/dev/null
	"$MOMUS" run programs.json -o programs-plain.h5 --stop after-critiques >/dev/null 2>&1
	"$MOMUS" export programs-plain.h5 >plain.jsonl
	"$PYTHON" asked.py programs.jsonl plain.jsonl
	ok "$?" "programs stand in the rows as a critic sees them"
else
	skip "programs" "this host cannot isolate them"
fi

# What is wrong is said in one sentence.
refused() { # refused NAME PART WORD…
	what=$1 part=$2
	shift 2
	"$MOMUS" synthesize "$@" >out 2>err
	is "$? $(wc -l <err | tr -d ' ')" "2 1" "$what is refused in one line"
	like "$(cat err)" "$part" "and named"
}
refused "nothing" "usage: momus synthesize" -o x.jsonl
refused "a recipe beside a run" "give a recipe or runs" made.json rows.h5
refused "another feedback" 'expected "critic+hint"' made.json --set feedback=critic -o x.jsonl
refused "a turn that is missing" "there is no turn" made.json --set widths=[1,2] --set votes=1 -o x.jsonl
refused "an unknown filter" 'did you mean "max_bytes"' rows.h5 --set synthesis.max_byte=1
refused "shares that leave nothing" "together they must be at least 1" rows.h5 \
	--set synthesis.max_correct=0.3 --set synthesis.max_incorrect=0.3
refused "no store" "nowhere.h5" nowhere.h5
refused "--resume of a run" "was run already" rows.h5 --resume
refused "--data of a recipe" "task.data" made.json --data problems.jsonl
sed 's/two and two/two and three/' problems.jsonl >other.jsonl
refused "other data" "is not the data of rows.h5" rows.h5 --data other.jsonl
echo 'Judge {{statement}} {{solution}}' >critique.txt
refused "another prompt" "prompts.critique=FILE" rows.h5 --set prompts.critique="$tmp/critique.txt"
echo 'Judge {{statement}} {{solution}} {{hint}}' >hinted.txt
refused "another prompt with a hint" "prompts.critique_hint=FILE" rows.h5 \
	--set prompts.critique_hint="$tmp/hinted.txt"
"$PYTHON" - <<'EOF'
import json
recipe = json.load(open("made.json"))
del recipe["critic"], recipe["votes"]
recipe["widths"] = [1, 2]
json.dump(recipe, open("zero.json", "w"))
EOF
"$MOMUS" run zero.json -o zero.h5 >/dev/null 2>&1
refused "a run without critiques" "has no critiques" zero.h5
finish
