#!/bin/sh
# reward-servers.t - rewards that ask servers, and servers that fail
. "$top_srcdir/tests/tap.sh"
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
samples=$top_srcdir/benchmarks/quickstart
MOMUS_CACHE=$tmp/cache JUDGE_KEY=sk-7ea5-of-the-judge
export MOMUS_CACHE JUDGE_KEY
"$PYTHON" "$top_srcdir/tests/run/server.py" --stay >"$tmp/port" 2>"$tmp/server.err" &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$tmp"' EXIT
until grep -q '^port' "$tmp/port"; do
	kill -0 $server 2>/dev/null || { cat "$tmp/server.err" >&2; exit 99; }
	sleep 0.05
done
url=http://127.0.0.1:$(sed 's/port //' "$tmp/port")
quick='"backoff_s":0.01,"backoff_max_s":0.02,"attempts":2,"deadline_s":20,"model":"m"'
rewards() { # rewards PREFIX-OF-PATH
	likely="{\"plugin\":\"likelihood\",\"base_url\":[\"$url$1/v1\"],$quick}"
	same="{\"plugin\":\"likelihood\",\"backend\":{\"plugin\":\"openai\",\"base_url\":[\"$url$1/v1\"],$quick}}"
	judge="{\"plugin\":\"model\",\"base_url\":[\"$url/v1\"],\"api_key_env\":\"JUDGE_KEY\",\"api\":\"classify\",\"prompt\":\"{{critique}}\",\"class\":1,\"name\":\"judge\",$quick}"
	echo "[{\"plugin\":\"execution\"},$likely,$judge,{\"plugin\":\"mix\",\"parts\":[$same,{\"plugin\":\"execution\",\"weight\":10},{\"plugin\":\"model\",\"base_url\":[\"$url$1/v1\"],\"api\":\"score\",\"weight\":100,$quick}]}]"
}
run() { # run NAME PREFIX [OPTION...]
	name=$1 prefix=$2
	shift 2
	"$MOMUS" run "$samples/finch.json" --limit 6 --set rewards="$(rewards "$prefix")" \
		-o "$tmp/$name.h5" "$@" >"$tmp/out" 2>"$tmp/err"
}
export_to() { "$MOMUS" export --no-times "$tmp/$1.h5" >"$tmp/$1.jsonl"; }

run calm ""
is $? 0 "a run whose rewards ask servers ends" || sed 's/^/# /' "$tmp/err"
export_to calm
is "$("$PYTHON" - "$tmp/calm.jsonl" "$samples/problems.jsonl" <<'END'
import json, re, sys
rows, problems = ([json.loads(r) for r in open(p)] for p in sys.argv[1:])
nodes = {(r["problem"], r["turn"], r["kind"], r["branch"]): r for r in rows}
n = 0
for r in rows:
    if r["kind"] != "revision": continue
    got = {k: w["value"] for k, w in r["rewards"].items()}
    said = nodes[r["problem"], r["turn"], "critique", r["branch"]]["response"]
    want = 1 - len(said) % 8 / 8
    n += got["judge"] == want and -1 < got["likelihood"] < 0
    share = (got["mix"] - got["likelihood"] - 10 * got["execution"]) / 100
    n += any(abs(share - k / 8) < 1e-9 for k in range(8))
print(n, sum(r["kind"] == "revision" for r in rows))
END
)" "48 24" "their values are what the servers say, also in a mix"
grep -l "$JUDGE_KEY" "$tmp/calm.h5" "$tmp/calm.jsonl" "$tmp/out" "$tmp/err" >"$tmp/leaks"
is "$(cat "$tmp/leaks")" "" "the key is in no file"

run broken /500
is $? 1 "servers that fail make exit status 1"
like "$(cat "$tmp/err")" "HTTP status 500" "whose reason is told"
like "$(cat "$tmp/out")" "rewards      96 computed, 48 could not be judged, of these 48 failed" \
	"and counted"
export_to broken
is "$("$PYTHON" - "$tmp/broken.jsonl" <<'END'
import json, sys
rows = [json.loads(r) for r in open(sys.argv[1])]
lost = [w for r in rows for w in r.get("rewards", {}).values() if w["value"] is None]
print(len(lost), {w["state"] for w in lost}, all(w["reason"] for w in lost))
END
)" "48 {'failed'} True" "no failure is a number"
like "$("$MOMUS" report "$tmp/broken.h5")" "HTTP status 500" "the report says why there are none"
run broken "" --resume
is $? 0 "--resume asks again, of another server" || sed 's/^/# /' "$tmp/err"
export_to broken
cmp -s "$tmp/calm.jsonl" "$tmp/broken.jsonl"
ok $? "and the run equals one without failures"
# A server is given up after as many rests as a request has tries, and each text's
# first request fails: on a busy machine that can be many in a row.
quick=$(echo "$quick" | sed 's/"attempts":2/"attempts":20/')
run passing "/500*1"
is $? 0 "a failure that passes is retried"
export_to passing
cmp -s "$tmp/calm.jsonl" "$tmp/passing.jsonl"
ok $? "and changes nothing"

"$MOMUS" run "$samples/finch.json" --limit 6 -o "$tmp/bare.h5" >/dev/null 2>&1
"$MOMUS" regrade "$tmp/bare.h5" --keep-verdicts --set rewards="$(rewards "")" \
	-o "$tmp/late.h5" >"$tmp/out" 2>&1
is $? 0 "a finished run can be rewarded by servers" || sed 's/^/# /' "$tmp/out"
export_to late
cmp -s "$tmp/calm.jsonl" "$tmp/late.jsonl"
ok $? "with the same values"
unset JUDGE_KEY
run keyless ""
is $? 2 "a key that is not there is an input error"
like "$(cat "$tmp/err")" "JUDGE_KEY" "that names its variable"
finish
