#!/bin/sh
# track.t - momus track: a history of versions and its gate
. "$top_srcdir/tests/tap.sh"
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK
cd "$tmp" || exit 99

awk 'BEGIN { for (i = 0; i < 300; i++)
	printf("{\"id\":\"p%d\",\"prompt\":\"?\",\"answer\":\"yes\"}\n", i) }' >data.jsonl
# graded NAME RIGHT: NAME.h5, in which the first RIGHT problems are answered right
graded() {
	awk -v right="$2" '{ printf("{\"id\":\"p%d\",\"solution\":\"%s\"}\n", NR - 1,
		NR - 1 < right ? "yes" : "no") }' data.jsonl >"$1.jsonl"
	"$MOMUS" grade --task jsonl --data data.jsonl --grader "${3:-exact}" \
		--solutions "$1.jsonl" -o "$1.h5" >/dev/null 2>&1
}
track() { # track ARGUMENT...: out, said, $status
	"$MOMUS" track "$@" >out 2>said
	status=$?
}
graded a 200
graded b 230
graded c 228
graded d 190
graded other 150 normalised

track list past
is "$status:$(cat out)" "0:" "a folder that is not there is an empty history"
echo "of another gate" | tee none.md >none.xml
track gate past a.h5 --md none.md --junit none.xml --add --version v1
is "$status" 0 "the first run passes the gate"
like "$(cat out)" "nothing to compare" "which says that it had nothing to compare"
is "$(cat none.md)" "**nothing to compare with: the history has no run of this set-up yet**" \
	"as does the comment, which was another gate's"
like "$(cat none.xml)" '<skipped message="nothing to compare with' "and the test result"
"$MOMUS" track gate fresh a.h5 --json >out
is "$(cat out)" '{"answer": null, "sentence": "nothing to compare with: the history has no run of this set-up yet"}' \
	"for programs it is JSON"
track add past b.h5 --version v2
is "$status" 0 "a run is added"
track add past b.h5 --version v9
is "$status" 2 "the same run twice is refused"
like "$(cat said)" "is there already" "by its name"
track add past c.h5 --version v2
is "$status" 2 "so is a version twice"
track add past other.h5 --version v2
is "$status" 0 "but not in another set-up"
is "$("$MOMUS" track list past | wc -l | tr -d ' ')" 3 "three runs are listed"
is "$("$MOMUS" track list nowhere 2>&1)" \
	"momus: nowhere: no run is kept here; \`momus track add\` keeps one" \
	"a folder without a history is told"

track gate past d.h5 --margin 5
is "$status" 3 "a drop against the last one is a regression"
like "$(cat out)" "against v2:" "against the last version"
track gate past c.h5 --against best --margin 5
is "$status" 0 "the best is one to compare with"
track gate past c.h5 --against v1
is "$status" 0 "so is a version by name"
like "$(cat out)" "against v1:" "which is said"
track gate past c.h5 --against window:2 --margin 5 --json
is "$status" 0 "and the last two together"
"$PYTHON" - out <<'END'
import json, sys
c = json.load(open(sys.argv[1]))
m = [m for m in c["metrics"] if m["decides"]][0]
assert abs(m["base"] - (200 + 230) / 600) < 1e-12 and abs(m["new"] - 228 / 300) < 1e-12, m
END
ok $? "whose samples count together"
track gate past c.h5 --against v1 --looks 2 --look 1
like "$(cat out)" "look 1 of 2" "a gate may be one of several looks"
track gate past c.h5 --against v1 --e-value
like "$(cat out)" "at any look, e = " "or hold at any"
track gate past d.h5 --against v7
is "$status" 2 "a version that is not there is refused"
like "$(cat said)" "no such version" "by name"
track gate past d.h5 --add --version v3
is "$status" 3 "what fails the gate"
is "$("$MOMUS" track list past | wc -l | tr -d ' ')" 3 "is not kept"

track add past d.h5 --version v3
track report past
like "$(cat out)" "rose; best" "the best version is marked, and that it rose"
like "$(cat out)" "fell" "and what fell"
is "$(grep -c '^jsonl, grader' out)" 2 "set-ups are reported apart"
track report past --format md
like "$(cat out)" "| v3 | 300 | 63.33 |" "as Markdown"
track report past --json
"$PYTHON" - out <<'END'
import json, sys
a, b = json.load(open(sys.argv[1]))
v = a["versions"]
assert [x["version"] for x in v] == ["v1", "v2", "v3"] and len(b["versions"]) == 1
assert v[0]["change"] is None and abs(v[1]["change"] - 0.1) < 1e-12
assert v[1]["change_point"] and v[2]["change_point"] and v[1]["best"] and not v[2]["best"]
END
ok $? "as JSON"

# Runs with turns and a critic: another metric than Pass@1.
for name in finch wren; do
	"$MOMUS" run "$top_srcdir/benchmarks/quickstart/$name.json" -o $name.h5 \
		--set name=both >/dev/null 2>&1
	"$MOMUS" track add turns $name.h5 --version $name
done
for metric in delta_up delta_down macro_f1; do
	track report turns --metric $metric --json
	"$MOMUS" compare finch.h5 wren.h5 --json >compared
	"$PYTHON" - out compared $metric <<'END'
import json, sys
(series,) = json.load(open(sys.argv[1]))
metric = sys.argv[3]
a, b = series["versions"]
(c,) = [m for m in json.load(open(sys.argv[2]))["metrics"]
        if m["metric"] == metric and m["turn"] == 2]
assert abs(a[metric] - c["base"]) < 1e-12 and abs(b[metric] - c["new"]) < 1e-12, (a, b, c)
assert abs(b["change"] - c["difference"]) < 1e-12 and abs(b["p"] - c["p"]) < 1e-12
assert a["low"] <= a[metric] <= a["high"] and a["change"] is None
better = a if (a[metric] < b[metric]) == (metric == "delta_down") else b
assert a[metric] == b[metric] or better["best"]
END
	ok $? "a history keeps $metric, as compare has it"
done
track report turns --metric macro_f1
like "$(cat out)" "macro F1 of judgments (series" "which is named"
track report turns --metric delta_up --format md
like "$(cat out)" "| version | n | Δ↑ | 95 % |" "in Markdown, too"
track report past --metric delta_up
is "$status" 0 "runs without turns have no Δ↑"
! grep -qi nan out
ok $? "and no number stands for it"

# Twenty writers at once, each with a run of its own.
i=0
while [ $i -lt 20 ]; do
	graded w$i $((100 + i))
	i=$((i + 1))
done
i=0
while [ $i -lt 20 ]; do
	"$MOMUS" track add many w$i.h5 --version w$i >/dev/null 2>>said &
	i=$((i + 1))
done
wait
is "$("$MOMUS" track list many | awk '{ print $2 }' | sort -u | wc -l | tr -d ' ')" 20 \
	"twenty writers at once lose nothing"

printf '{"version":"v9","fi' >>past/history.jsonl
track list past
is "$status:$(wc -l <out | tr -d ' ')" 0:4 "a torn last line is left out"
like "$(cat said)" "torn" "and said so"
track add past c.h5 --version v4
is "$status:$("$MOMUS" track list past 2>&1 | wc -l | tr -d ' ')" 0:5 \
	"the next run takes its place"
sed -i '2s/"task":"jsonl"/"task":7/' past/history.jsonl
track list past
is "$status" 2 "a damaged line is an error"
like "$(cat said)" 'past/history.jsonl:2: no entry of a history: "task"' "with its number and field"
sed -i '2s/"file":"[^"]*"/"file":"..\/..\/etc\/passwd"/; 2s/"task":7/"task":"jsonl"/' past/history.jsonl
track report past
like "$(cat said)" '"file"' "a file outside the folder is refused"

while IFS='|' read -r arguments words; do
	# shellcheck disable=SC2086
	track $arguments
	is "$status" 2 "status 2: $arguments"
	like "$(cat said)" "$words" "$words"
done <<'END'
|expected add, list, report or gate
weather past|expected add, list, report or gate
list|which folder?
add past|usage: momus track add
add past a.h5|needs --version
add past a.h5 --version é|visible ASCII
add past absent.h5 --version x|absent.h5
gate many w1.h5 --against window:0|no number from 1 to 1000
gate many w1.h5 --weather 1|not understood
report many --metric beauty|expected pass_at_1, delta_up
report many --format tex|expected text, md or json
END
finish
