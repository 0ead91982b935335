#!/bin/sh
# openai.t - momus run against a server of OpenAI's protocol, with faults
. "$top_srcdir/tests/tap.sh"
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK MOMUS_SHARDS
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
here=$PWD
whole() { case $1 in /*) echo "$1" ;; *) echo "$here/$1" ;; esac; }
MOMUS=$(whole "$MOMUS")
top_srcdir=$(whole "$top_srcdir")
MOMUS_PLUGIN_PATH=$(whole "$top_builddir")/tests/run/.libs
export MOMUS_PLUGIN_PATH
data=$top_srcdir/examples/task-roman/roman.jsonl
GENERATOR_KEY=sk-4f9d-not-to-be-seen CRITIC_KEY=sk-c0ffee-nor-this
export GENERATOR_KEY CRITIC_KEY
cd "$tmp" || exit 99

servers=
trap 'kill $servers 2>/dev/null; rm -rf "$tmp"' EXIT
serve() { # serve VARIABLE WORD…: starts a server, sets VARIABLE to its port
	variable=$1
	shift
	: >port
	"$PYTHON" "$top_srcdir/tests/run/server.py" --stay "$@" >port 2>server.err &
	servers="$servers $!"
	until grep -q '^port' port; do
		kill -0 $! 2>/dev/null || { cat server.err >&2; exit 99; }
		sleep 0.05
	done
	eval "$variable=$(sed 's/port //' port)"
}
stat() { # stat PORT NAME: what the server counted
	"$PYTHON" - "$1" "$2" <<'END'
import json, sys, urllib.request
with urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/stats") as f:
    print(json.load(f).get(sys.argv[2], 0))
END
}
recipe() { # recipe NAME GENERATOR-URLS CRITIC-URL MORE
	quick='"backoff_s":0.01,"backoff_max_s":0.05,"deadline_s":20'
	cat >"$1.json" <<END
{"name":"$1","seed":3,"task":{"plugin":"roman","data":"$data"},
 "generator":{"plugin":"openai","base_url":[$2],"model":"g","api_key_env":"GENERATOR_KEY",$quick},
 "critic":{"plugin":"openai","base_url":["$3"],"model":"c","api_key_env":"CRITIC_KEY",$quick},
 "widths":[1,2,1,1]$4}
END
}
run() {
	"$MOMUS" run "$@" >out 2>err
}
look() { # look RUN PYTHON: NODES is the list of its nodes
	"$MOMUS" export "$1" >look.txt
	"$PYTHON" -c "
import collections, json
nodes = [json.loads(row) for row in open('look.txt')]
$2"
}
same() { # same A B NAME
	"$MOMUS" export --no-times "$1" >a.txt && "$MOMUS" export --no-times "$2" >b.txt &&
		cmp -s a.txt b.txt
	ok $? "$3" || diff a.txt b.txt | cut -c1-300 | head -4 | sed 's/^/# /'
}
all=$((12 * (2 + 4 * 2)))

serve a
recipe calm "\"http://127.0.0.1:$a/v1\"" "http://127.0.0.1:$a/v1"
run calm.json
is $? 0 "a run against a server ends with status 0"
is "$(look calm.h5 'print(len(nodes), sum(n["attempts"] for n in nodes))') $(stat "$a" requests)" \
	"$all $all $all" "one attempt is one request"
is "$(look calm.h5 'print(all(n["prompt_tokens"] > 0 and n["latency_s"] > 0 for n in nodes))')" True \
	"usage and latency are recorded"
like "$(cat out)" "tokens" "and summed at the end"
run calm.json --dry-run -o dry.h5
like "$(cat out)" "requests     $all, retries not counted" "a dry run counts them beforehand"

# Faults that pass.
recipe faults "\"http://127.0.0.1:$a/500*2/v1\"" "http://127.0.0.1:$a/429-after*1/v1"
before=$(stat "$a" requests)
run faults.json
is $? 0 "faults that pass do no harm"
same faults.h5 calm.h5 "the run is the one without faults"
is "$(look faults.h5 'print(sum(n["attempts"] for n in nodes))')" \
	$(($(stat "$a" requests) - before)) "and each attempt is counted"
like "$(cat out)" "retries" "retries are told"
serve wild --seed 5 --probability 0.3 \
	--faults 429-after,500,503,reset,close,truncated,garbage,empty,html,chunk-cut,nonsense,utf8,error-200
recipe wild "\"http://127.0.0.1:$wild/v1\"" "http://127.0.0.1:$wild/v1" ',"limits":{"requests":200}'
run wild.json --set generator.attempts=40 --set critic.attempts=40
is $? 0 "a server with faults of every kind is borne"
same wild.h5 calm.h5 "and changes nothing"
is "$(look wild.h5 'print(sum(n["attempts"] for n in nodes))')" "$(stat "$wild" requests)" \
	"no attempt goes uncounted"

# Faults that do not.
while read -r fault want; do
	recipe "bad-$fault" "\"http://127.0.0.1:$a/$fault/v1\"" "http://127.0.0.1:$a/v1"
	run "bad-$fault.json" --limit 1 --set generator.attempts=2 \
		--set generator.reply_limit=1000000 --set generator.deadline_s=0.5
	is $? 1 "$fault: requests that fail make status 1"
	like "$(look "bad-$fault.h5" 'print([n["reason"] for n in nodes if n["state"] == "failed"])')" \
		"$want" "$fault: the reason is stored"
	is "$(look "bad-$fault.h5" 'print(collections.Counter(n["state"] for n in nodes))')" \
		"Counter({'skipped': 8, 'failed': 2})" "$fault: what depends on it is not asked for"
	is "$(look "bad-$fault.h5" 'print(set(n.get("parity", {}).get("passed") for n in nodes))')" \
		"{None}" "$fault: nothing is graded"
done <<'END'
500 HTTP status 500
429 HTTP status 429
reset reset
truncated 
garbage 
empty 
huge 
stall 
utf8 
filter filter
no-choices 
401 HTTP status 401
echo Incorrect API key provided: ******
END
recipe cut "\"http://127.0.0.1:$a/length/v1\"" "http://127.0.0.1:$a/v1"
run cut.json --limit 1
is "$? $(look cut.h5 'print(collections.Counter(n["finish"] for n in nodes))')" \
	"0 Counter({'length': 6, 'stop': 4})" "a reply cut at the token limit is kept as such"
like "$(cat out)" "replies cut at their token limit 6" "and told apart"

# Resuming mends what failed: the critic's server is put right.
recipe mend "\"http://127.0.0.1:$a/v1\"" "http://127.0.0.1:$a/500/v1" ',"votes":3'
recipe never "\"http://127.0.0.1:$a/v1\"" "http://127.0.0.1:$a/v1" ',"votes":3'
run never.json
run mend.json --set critic.attempts=1
is "$? $(look mend.h5 'print(collections.Counter((n["kind"], n["state"]) for n in nodes if n["turn"] == 1))')" \
	"1 Counter({('critique', 'failed'): 72, ('revision', 'skipped'): 24})" "a critic that is down is no critic"
like "$(cat err)" "requests that failed: 72 (first: " "and said so, with the first reason"
like "$(cat err)" "HTTP status 500" "which is what the server said"
like "$(cat err)" "); mend.h5 holds their reasons, --resume asks again" "and where the others are"
run mend.json --resume --dry-run
like "$(cat out)" "critiques    144" "what is left can be foretold"
run mend.json --resume --set "critic.base_url=[\"http://127.0.0.1:$a/v1\"]"
is $? 0 "another server can take over when the run is resumed"
same mend.h5 never.h5 "which ends like the run that knew no failure"

# Several servers.
recipe two "\"http://127.0.0.1:$a/v1\",\"http://127.0.0.1:1/v1\"" "http://127.0.0.1:$a/v1"
run two.json
is $? 0 "where one of two servers is down, the other does the work"
same two.h5 calm.h5 "and all of it"
recipe nobody "\"http://127.0.0.1:1/v1\"" "http://127.0.0.1:$a/v1"
run nobody.json --set generator.attempts=3
is $? 1 "where nobody is there, the run ends"
is "$(look nobody.h5 'print(set((n["state"], n["attempts"]) for n in nodes if n["kind"] == "solution"))')" \
	"{('failed', 0)}" "and counts no request that was never sent"

# Several samples a request.
several() { # several NAME GENERATOR-URL CRITIC-URL [OPTION…]: 28 nodes a problem
	recipe "$1" "\"http://127.0.0.1:$a$2/v1\"" "http://127.0.0.1:$a$3/v1"
	several=$1.json
	shift 3
	run "$several" --set widths='[1,4,2]' --votes 2 "$@"
}
sums() { # sums RUN: requests and tokens
	look "$1" 'print(*(sum(n[k] for n in nodes) for k in ("attempts", "prompt_tokens", "completion_tokens")))'
}
counts() { # what the server counted so far
	echo "$(stat "$a" requests) $(stat "$a" prompt_tokens) $(stat "$a" completion_tokens)"
}
less() { # less "A…" "B…": the differences
	echo "$1 $2" | awk '{ print $1 - $4, $2 - $5, $3 - $6 }'
}
alike() { # alike A B NAME: but for what each node used, which depends on who shared
	for run in "$1" "$2"; do
		"$MOMUS" export --no-times "$run" |
			sed 's/"prompt_tokens":[0-9]*,"completion_tokens":[0-9]*//' >"$run.txt"
	done
	cmp -s "$1.txt" "$2.txt"
	ok $? "$3"
}
several alone "" ""
is $? 0 "each sample can be a request of its own"
before=$(counts)
several together "" "" --set generator.n=3 --set critic.n=4
is $? 0 "or one of several in a request"
alike together.h5 alone.h5 "which changes no answer where seeds count on"
used=$(less "$(counts)" "$before")
is "${used%% *}" $((12 * (2 + 4 + 8))) "and takes fewer requests"
is "$(sums together.h5)" "$used" "whose tokens are divided, so that sums are right"
several together "" "" --set generator.n=3 --set critic.n=4 --dry-run -o dry.h5
like "$(cat out)" "requests     168, retries not counted" "a dry run knows how few"
keyed() { # keyed MODEL: answers of together.h5
	printf '{"plugin":"replay","run":"%s/together.h5","model":"%s"}' "$tmp" "$1"
}
several again "" "" --set generator="$(keyed g)" --set critic="$(keyed c)"
is $? 0 "each answer is found by its own key"
alike again.h5 alone.h5 "and is the right one"
for fault in fewer more shuffled one-n; do
	before=$(counts)
	several $fault /$fault /$fault --set generator.n=3 --set critic.n=4
	is $? 0 "$fault: choices that a reply lacks are asked for again, others are passed over"
	alike $fault.h5 alone.h5 "$fault: the run is the same"
	is "$(sums $fault.h5)" "$(less "$(counts)" "$before")" "$fault: and sums are right"
done
several filter /one-filter "" --set generator.n=4
is "$? $(look filter.h5 'print(sum(n["state"] == "failed" for n in nodes), sum(n["state"] == "done" for n in nodes))')" \
	"1 12 252" "a choice that a filter withholds fails its own node alone"
several filter "" "" --set generator.n=2 --resume
is $? 0 "resuming asks for those that failed"
alike filter.h5 alone.h5 "and gets what they would have been"
several one /no-n "" --set generator.n=4
is $? 1 "a server that knows no n refuses"
like "$(cat err)" "HTTP status 400: Only one completion choice is allowed" "in its own words"
several one /no-n "" --resume
is $? 0 "and the run goes on without"
alike one.h5 alone.h5 "to the same end"

# Interrupts.
serve slow --delay 0.1
recipe slow "\"http://127.0.0.1:$slow/v1\"" "http://127.0.0.1:$slow/v1" ',"limits":{"requests":4}'
# A shell starts what it puts into the background with SIGINT ignored.
heed='import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])'
interrupt() { # interrupt NAME SIGNAL TIMES
	"$PYTHON" -c "$heed" "$MOMUS" run slow.json -o "$1.h5" >out 2>err &
	pid=$!
	sleep 0.7
	i=0
	while [ $i -lt "$3" ]; do
		kill "-$2" $pid 2>/dev/null
		sleep 0.02
		i=$((i + 1))
	done
	wait $pid
}
before=$(stat "$slow" requests)
interrupt once INT 1
is $? 1 "an interrupted run ends with status 1"
like "$(cat err)" "finishing what is in flight; interrupt again to stop at once" "what happens is said"
like "$(cat err)" "all that was finished is in once.h5; --resume goes on" "and how to go on"
is "$(look once.h5 'print(sum(n["attempts"] for n in nodes))')" $(($(stat "$slow" requests) - before)) \
	"what was in flight is finished and saved"
is "$(ls once*)" once.h5 "nothing but the run is left"
[ "$(look once.h5 'print(len(nodes))')" -lt $all ]
ok $? "it did not finish"
run slow.json -o once.h5 --resume
is $? 0 "it can be resumed"
same once.h5 calm.h5 "and then equals the unbroken run"
interrupt twice TERM 2
is $? 1 "so does one that is stopped at once"
run slow.json -o twice.h5 --resume
same twice.h5 calm.h5 "which loses nothing either"
interrupt killed KILL 1
is "$(ls killed*)" "killed.h5
killed.h5.journal
killed.h5.lock" "a killed run leaves its journal"
run slow.json -o killed.h5 --resume
is $? 0 "and can be resumed too"
same killed.h5 calm.h5 "to the same end"

# What is shown on the way.
"$PYTHON" -c 'import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))' "$MOMUS" run slow.json -o shown.h5 \
	--log-json log.json >terminal 2>&1 </dev/null
is $? 0 "a run can be watched on a terminal"
tr '\r' '\n' <terminal >lines
[ "$(grep -c "of $all (.*left, 0 failed, .*/s, .* asked" lines)" -ge 2 ]
ok $? "a line with counts, rates and the time left changes on the way"
like "$(tail -14 lines)" "shown.h5: $all nodes in" "and makes way for the totals"
"$MOMUS" run slow.json -o logged.h5 --log-json log.json >out 2>err &
sleep 0.4
kill -TERM $!
wait $!
"$PYTHON" -c '
import json
rows = [json.loads(row) for row in open("log.json")]
assert any(r["area"] == "run" and "finishing" in r["text"] for r in rows), rows'
ok $? "--log-json has every message as an object"

# Keys.
is "$(grep -rlaE 'sk-(4f9d|c0ffee)' . 2>/dev/null)" "" "no key is in any file, log or message"
run calm.json --set "critic.extra_body={\"key\":\"$CRITIC_KEY\"}" -o x.h5
is "$? $(ls x.h5* 2>/dev/null)" "2 " "a key that stands in the recipe is not stored with it"
like "$(cat err)" "critic: the recipe has the very key that CRITIC_KEY holds" "and is refused"
unset CRITIC_KEY
run calm.json -o x.h5
is "$? $(ls x.h5* 2>/dev/null)" "2 " "without its key a run does not begin"
like "$(cat err)" "critic: the environment variable CRITIC_KEY, which api_key_env names, is not set" \
	"and the variable is named"
finish
