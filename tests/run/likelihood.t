#!/bin/sh
# likelihood.t - the reward likelihood by a model in this process
. "$top_srcdir/tests/tap.sh"
mkdir "$tmp/study"
"$PYTHON" "$top_srcdir/tests/run/tiny-model.py" "$tmp/study/model" || exit 99
cat >"$tmp/study/problems.jsonl" <<'ROWS'
{"id":"one","question":"Say é.","answer":"1","solution":"a = é\n"}
{"id":"two","question":"Say another.","answer":"2","solution":"x"}
ROWS
cat >"$tmp/study/recipe.json" <<'ROWS'
{"name": "likelihood", "seed": 3,
 "task": {"plugin": "jsonl", "data": "problems.jsonl", "grader": "exact"},
 "generator": {"plugin": "native", "model": "model", "threads": 1},
 "feedback": "self", "widths": [1, 1, 2, 1],
 "rewards": [
  {"plugin": "likelihood", "name": "mean", "prompt": "{{statement}}|{{critique}}|",
   "backend": {"plugin": "native", "model": "model", "threads": 1}},
  {"plugin": "mix", "name": "mixed", "parts": [{"plugin": "likelihood", "sum": true, "weight": 2,
   "prompt": "{{statement}}|{{critique}}|",
   "backend": {"plugin": "native", "model": "model", "threads": 1}}]},
  {"plugin": "likelihood", "name": "sum", "prompt": "{{statement}}|{{critique}}|", "sum": true,
   "backend": {"plugin": "native", "model": "model", "threads": 1}}],
 "sampling": {"generate": {"temperature": 0.9, "max_tokens": 8},
	"critique": {"temperature": 0.9, "max_tokens": 8}, "revise": {"max_tokens": 4}}}
ROWS
cd "$tmp" || exit 99
"$MOMUS" run study/recipe.json -o a.h5 >out 2>err
is "$?" 0 "a run is rewarded by a model in the process" || sed 's/^/# /' err
"$MOMUS" export --no-times a.h5 >a.jsonl
is "$("$PYTHON" "$top_srcdir/tests/run/tiny-likelihood.py" study/model a.jsonl study/recipe.json)" \
	"24 24" "with the log-probabilities of other code, alone and in a mix"
mv study elsewhere
printf '{"id":"three","question":"Long.","answer":"3","solution":"%05000d"}\n' 3 >>elsewhere/problems.jsonl
out=$("$MOMUS" run elsewhere/recipe.json -o b.h5 2>&1)
is "$?" 0 "paths are the recipe's, wherever it is"
like "$out" "36 computed, 12 could not be judged, of these 0 failed" \
	"a reference that is longer than the model's context gives no reward"
like "$out" "warning: native: a text of * tokens is longer than the model's 4096 positions" "and the model says why"
refused() { # refused SETTING WORDS NAME
	out=$("$MOMUS" run elsewhere/recipe.json -o c.h5 --set rewards="[$1]" 2>&1)
	is "$?" 2 "$3"
	like "$out" "$2" "in a sentence that says so"
}
refused '{"plugin":"likelihood"}' \
	'base_url is missing: likelihood needs base_url and model, or a backend' "no model at all"
refused '{"plugin":"likelihood","model":"m"}' 'base_url is missing' "a model of no server"
refused '{"plugin":"likelihood","model":"m","backend":{"plugin":"native","model":"model"}}' \
	'backend and model are given, which name two models' "two models"
refused '{"plugin":"likelihood","backend":{"plugin":"simulate"}}' \
	'gives no log-probabilities of a text' "a backend without log-probabilities"
refused '{"plugin":"likelihood","backend":{"plugin":"nativ","model":"model"}}' \
	'did you mean "native"' "a backend that is none"
refused '{"plugin":"likelihood","backend":{"plugin":"native","modle":"model"}}' \
	'backend.modle is unknown; did you mean "model"' "a backend's option that is none"
refused '{"plugin":"likelihood","backend":"native"}' \
	'backend is no backend; expected an object such as {"plugin": "native"' "no object"
finish
