#!/bin/sh
# exclude.t - problems that a list names are left out of run and grade
. "$top_srcdir/tests/tap.sh"
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK MOMUS_SHARDS
cd "$tmp" || exit 99
for id in ant bee cow doe eel; do
	echo "{\"id\":\"$id\",\"prompt\":\"Say $id.\",\"answer\":\"$id\"}" >>data.jsonl
	echo "{\"id\":\"$id\",\"response\":\"$id\"}" >>answers.jsonl
done
printf '%s\n' '{"id":"cow","kind":"near","score":0.5}' '{"id":"ant"}' '{"id":"yak"}' >list.jsonl
cat >recipe.json <<'END'
{"name": "r", "task": {"plugin": "jsonl", "grader": "exact", "data": "data.jsonl",
  "exclude": "list.jsonl"}, "generator": {"plugin": "replay", "file": "answers.jsonl"}}
END
ids() { # ids RUN: of its problems
	"$MOMUS" export "$1" | sed 's/.*"problem":"\([a-z]*\)".*/\1/' | tr '\n' ' '
}

"$MOMUS" run recipe.json -o a.h5 >/dev/null 2>said
is "$?" 0 "a recipe may name a list"
like "$(cat said)" "data.jsonl: 2 problems are left out, which" "it is said in one line"
is "$(ids a.h5)" "bee doe eel " "the others are run"
"$MOMUS" run recipe.json -o a.h5 --resume >/dev/null 2>said
is "$?" 0 "the run may be resumed"
printf '%s\n' '{"id":"yak"}' '{"id":"ant"}' '{"id":"cow"}' >again.jsonl
"$MOMUS" run recipe.json --exclude again.jsonl -o a.h5 --resume >/dev/null 2>&1
is "$?" 0 "with another list of the same ids too"
echo '{"id":"eel"}' >>list.jsonl
"$MOMUS" run recipe.json -o a.h5 --resume >/dev/null 2>said
is "$?" 2 "with other ids it is another run"
like "$(cat said)" "a.h5: was made by another recipe" "and refused"

"$MOMUS" run recipe.json -o s0.h5 --shard 0/2 >/dev/null 2>&1
"$MOMUS" run recipe.json -o s1.h5 --shard 1/2 >/dev/null 2>&1
"$MOMUS" merge -o all.h5 s0.h5 s1.h5 >/dev/null 2>said
is "$?" 0 "shards with one list can be merged"
is "$(ids all.h5)" "bee doe " "and have what it leaves"
"$MOMUS" run recipe.json --exclude again.jsonl -o s1b.h5 --shard 1/2 >/dev/null 2>&1
"$MOMUS" merge -o mixed.h5 s0.h5 s1b.h5 >/dev/null 2>said
is "$?" 2 "shards with different ones cannot"

"$MOMUS" grade --task jsonl --grader exact --data data.jsonl --exclude again.jsonl \
	--solutions answers.jsonl -o g.h5 >out 2>said
is "$?" 0 "grade takes a list"
like "$(cat said)" "data.jsonl: 2 problems are left out, which again.jsonl names" "and says so"
like "$(cat out)" "3 problems, 3 samples" "the others are graded"
rm again.jsonl
"$MOMUS" regrade g.h5 --grader normalised -o h.h5 >/dev/null 2>said
is "$?$(cat said)" 0 "such a run is graded anew without the list"
is "$(ids h.h5)" "bee doe eel " "and has the same problems"

echo '{"id":"yak"}' >stranger.jsonl
"$MOMUS" grade --task jsonl --grader exact --data data.jsonl --exclude=stranger.jsonl \
	--solutions answers.jsonl >out 2>said
like "$(cat said)" "0 problems are left out, which stranger.jsonl names; no id of it is in the data" \
	"a list of another file is told"
refused() { # refused WHAT LIST NAME
	"$MOMUS" grade --task jsonl --grader exact --data data.jsonl --exclude "$2" \
		--solutions answers.jsonl >/dev/null 2>said
	is "$?: $(cat said)" "2: momus: $1" "$3"
}
echo '{"name":"ant"}' >nameless.jsonl
echo '{"id":["ant"]}' >odd.jsonl
echo ant >words.txt
refused 'nameless.jsonl:1: no field "id"' nameless.jsonl "a row without an id is refused"
refused 'odd.jsonl:1: field "id": expected a string or a number, the id of a problem to leave out' \
	odd.jsonl "an id that is none"
refused 'words.txt:1: expected one JSON object, found something else at byte 1' words.txt "a plain list"
finish
