# roman.sh - for tests of runs with dice that answer in Roman numerals
#
# Leaves the test in $tmp, with MOMUS and what it is told of its surroundings absolute.
MOMUS_PLUGIN_PATH=$top_builddir/tests/run/.libs
export MOMUS_PLUGIN_PATH
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK MOMUS_SHARDS
for path in MOMUS MOMUS_PLUGIN_PATH; do
	eval "value=\$$path"
	case $value in /*) ;; *) eval "$path=$PWD/$value" ;; esac
done
cd "$tmp" || exit 99

roman() { # roman NAME N WIDTHS: recipe.json of N problems, and whole.h5 and .jsonl of it
	i=0
	while [ $((i += 1)) -le "$2" ]; do
		echo "{\"id\": \"roman-$i\", \"number\": $i}"
	done >numbers.jsonl
	cat >recipe.json <<END
{"name": "$1", "seed": 7, "task": {"plugin": "roman", "data": "numbers.jsonl"},
 "generator": {"plugin": "dice", "answers": ["Answer: IV", "Answer: XL", "No idea."]},
 "critic": {"plugin": "dice", "answers": ["-"]}, "widths": [$3]}
END
	"$MOMUS" run recipe.json -o whole.h5 >/dev/null 2>&1
	"$MOMUS" export --no-times whole.h5 >whole.jsonl
}
