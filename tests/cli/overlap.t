#!/bin/sh
# overlap.t - momus overlap: what of a training file is in test files
. "$top_srcdir/tests/tap.sh"
samples=$top_srcdir/benchmarks/codecontests/problems.jsonl

# A training file: two of the samples as they are, one of them in another form,
# one within a longer text, one with other words, and two that are new.
"$PYTHON" - "$samples" >"$tmp/train.jsonl" <<'END' || exit 99
import json, sys
texts = [json.loads(line)["description"] for line in open(sys.argv[1])]
def row(text, **more):
    print(json.dumps(dict(more, question=text, difficulty="EASY")))
row(texts[0], id="same")
row("\n" + texts[1].upper().replace(" ", "  ").replace(".", " !") + "\n", id=7)
row("Read this carefully. " + texts[2] + " Output your answer without a word more.", id="within")
row("A raven drops pebbles into a jug of water until it can drink. Each pebble raises the water by its own height; say after how many pebbles it drinks.", id="new")
row(texts[4].replace("staircase", "ladder").replace("Print", "Output"), id="changed")
row("short", id="short")
END
cp "$samples" "$tmp/test.jsonl"
gzip -k "$tmp/test.jsonl"
cd "$tmp" || exit 99

"$MOMUS" overlap train.jsonl test.jsonl -o list.jsonl >out
is "$?" 0 "two files are compared"
is "$(sed -n 1p out)" "train.jsonl: 6 texts, from field question" "it says what it read"
is "$(sed -n 2p out)" \
	"test.jsonl: 5 texts, from field description: 4 of them are repeated; pairs: 1 exact, 1 normalised, 2 near" \
	"and which tests are in it"
like "$(cat out)" "near: from 0.3 of the shorter text's 13-word grams, or Jaccard 0.3 of 5-word shingles" \
	"it states both thresholds"
like "$(cat out)" "MinHash in 64 bands of 2: a pair at that threshold is found with chance 0.9976" \
	"and the chance to miss a pair"
like "$(cat out)" "to leave out: 4 of 6 (66.67 %): 1 exact, 1 normalised, 2 near" "and what is to be left out"
like "$(cat out)" "Jaccard: within and Sample_C. Mirror of test.jsonl" "near pairs are shown"
is "$(cut -d, -f1-5 list.jsonl)" \
	'{"id":"same","line":1,"kind":"exact","file":"test.jsonl","other":"Sample_A. Queue"
{"id":"7","line":2,"kind":"normalised","file":"test.jsonl","other":"Sample_B. Tower"
{"id":"within","line":3,"kind":"near","file":"test.jsonl","other":"Sample_C. Mirror"
{"id":"changed","line":5,"kind":"near","file":"test.jsonl","other":"Sample_E. Steps"' \
	"the list has an object a pair"
like "$(sed -n 1p list.jsonl)" '"score":1,"share":1,"jaccard":1}' "with its scores"

"$MOMUS" overlap train.jsonl test.jsonl.gz -o packed.jsonl >/dev/null
sed 's/\.gz//' packed.jsonl | cmp -s - list.jsonl
ok $? "a file may be packed"
"$MOMUS" overlap train.jsonl --task codecontests test.jsonl -o task.jsonl >out
like "$(cat out)" "test.jsonl: 5 texts, from task codecontests:" "a task may read a file"
cmp -s task.jsonl list.jsonl
ok $? "and finds the same"
"$MOMUS" overlap train.jsonl --share 1 --jaccard 1 test.jsonl -o strict.jsonl >/dev/null
is "$(grep -c near strict.jsonl)" 1 "a text within another has a share of 1"
"$MOMUS" overlap train.jsonl test.jsonl test.jsonl.gz --json >out
is "$("$PYTHON" -c 'import json
o = json.load(open("out"))
print(o["leave_out"]["all"], [t["pairs"]["all"] for t in o["tests"]], o["rule"]["share"], o["train"]["texts"])')" \
	"4 [4, 4] 0.3 6" "JSON says the same, for several test files"

refused() { # refused WHAT NAME ARGUMENT...
	want=$1 name=$2
	shift 2
	"$MOMUS" overlap "$@" -o no.jsonl >/dev/null 2>said
	is "$?: $(cat said)" "2: momus: $want" "$name"
}
echo '{"id": 1, "texts": "x"}' >odd.jsonl
echo '{"id": 1, "question": ["x"]}' >list-text.jsonl
echo '{"id": {}, "question": "x"}' >odd-id.jsonl
: >empty.jsonl
refused "overlap: usage: momus overlap TRAIN TEST… [-o LIST]" "one file is too few" train.jsonl
refused "none.jsonl: No such file or directory; name a file in JSON Lines that can be read (a path in a recipe starts from the recipe's folder)" "a missing file is named" train.jsonl none.jsonl
refused "odd.jsonl:1: no field of a known name holds the problem's text (question_content, question, description, prompt, content, text, problem, statement); name it with --field, or the benchmark with --task" \
	"so is a row without a text" odd.jsonl test.jsonl
refused 'list-text.jsonl:1: field "question": expected a string, found ["x"]' "a text that is none" list-text.jsonl test.jsonl
refused 'odd-id.jsonl:1: field "id": expected a string or a number' "an id that is none" odd-id.jsonl test.jsonl
refused "empty.jsonl: there is no text in this file (0 rows were left out)" "an empty file" train.jsonl empty.jsonl
refused "overlap: thresholds 2 and 0.3; expected above 0, and at most 1" "a share beyond 1" train.jsonl test.jsonl --share 2
refused "overlap: thresholds nan and 0.3; expected above 0, and at most 1" "one that is no number" train.jsonl test.jsonl --share nan
refused "overlap: grams of 3 and shingles of 5 words; expected 8 to 64, and 1 to 8" "too short a gram" train.jsonl test.jsonl --gram 3
refused 'overlap: --gram: expected a whole number of words, found "2.5"' "half a word" train.jsonl test.jsonl --gram 2.5
refused 'overlap: "--fast" is not understood; `momus help overlap` lists the options' "an unknown option" train.jsonl test.jsonl --fast
[ ! -e no.jsonl ]
ok $? "none of them leaves a list"
"$MOMUS" overlap odd.jsonl --field texts test.jsonl 2>said
like "$(cat said)" 'test.jsonl:1: no field "texts"' "--field is for all files behind it"
"$MOMUS" overlap --field texts odd.jsonl --field description test.jsonl >out
is "$?" 0 "and another --field ends it"
finish
