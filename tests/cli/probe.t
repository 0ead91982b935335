#!/bin/sh
# probe.t - momus probe against servers that keep their promises, and that do not
. "$top_srcdir/tests/tap.sh"
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
server=
trap 'kill $server 2>/dev/null; rm -rf "$tmp"' EXIT
"$PYTHON" "$top_srcdir/tests/run/server.py" --stay >"$tmp/port" 2>"$tmp/server.err" &
server=$!
until grep -q '^port' "$tmp/port"; do
	kill -0 $server 2>/dev/null || { cat "$tmp/server.err" >&2; exit 99; }
	sleep 0.05
done
port=$(sed 's/port //' "$tmp/port")
"$PYTHON" "$top_srcdir/tests/run/tiny-model.py" "$tmp/model" || exit 99
echo '{"id":"a","question":"?","answer":"1"}' >"$tmp/problems.jsonl"
cat >"$tmp/recipe.json" <<EOF
{"name": "probed", "task": {"plugin": "jsonl", "data": "problems.jsonl", "grader": "exact"},
 "generator": {"plugin": "openai", "base_url": ["http://127.0.0.1:$port/v1"], "model": "g",
	"backoff_s": 0.01, "backoff_max_s": 0.02, "n": 3},
 "critic": {"plugin": "native", "model": "model", "threads": 1},
 "feedback": "critic", "widths": [1, 1, 1]}
EOF
answers() { # answers ROLE: "name answer" of each row of the JSON in out
	"$PYTHON" - "$tmp/out" "$1" <<'EOF'
import json, sys
for probe in json.load(open(sys.argv[1])):
    if probe["role"] == sys.argv[2]:
        print(" ".join(f"{k}={v['answer']}" for k, v in probe.items() if isinstance(v, dict)))
EOF
}
"$MOMUS" probe "$tmp/recipe.json" --json >"$tmp/out" 2>"$tmp/err"
is "$?" 0 "a recipe's models are probed"
is "$(answers generator)" "agrees_alone=yes agrees_in_a_crowd=yes seed=yes n=yes logprobs=yes stop=no truncation=no usage=yes" \
	"what a server does and does not is told"
is "$(answers critic)" "agrees_alone=yes agrees_in_a_crowd=yes seed=yes n=unknown logprobs=yes stop=unknown truncation=yes usage=yes" \
	"and what a model in the process does"
out=$("$MOMUS" probe "$tmp/recipe.json")
like "$out" 'no       does an answer end before a stop text?
           the answer holds the stop text "7"' "in words too"
out=$("$MOMUS" probe "$tmp/recipe.json" \
	--set "generator.base_url=[\"http://127.0.0.1:$port/reset/v1\"]" 2>&1)
is "$?" 1 "a server that answers nothing makes it fail"
like "$out" "18 requests, 18 failed" "with all requests counted"
like "$out" "unknown  is an answer cut" "and nothing said that was not seen"
out=$("$MOMUS" probe 2>&1)
is "$?" 2 "no recipe is a usage error"
out=$("$MOMUS" probe "$tmp/recipe.json" --wrong 2>&1)
is "$?" 2 "and so is an unknown option"
finish
