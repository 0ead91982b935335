#!/bin/sh
# replay.t - a run's answers, given again from its file and from its export
. "$top_srcdir/tests/tap.sh"
recipe=$top_srcdir/benchmarks/quickstart/finch.json
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE

run() { # run NAME [OPTION...]: the nodes of the run NAME are in NAME.jsonl
	name=$1
	shift
	"$MOMUS" run "$recipe" --limit 3 "$@" -o "$tmp/$name.h5" \
		>"$tmp/out" 2>"$tmp/err"
	status=$?
	"$MOMUS" export --no-times "$tmp/$name.h5" >"$tmp/$name.jsonl"
	return $status
}

from() { # from OPTION FILE MODEL: a backend for --set
	printf '{"plugin":"replay","%s":"%s","model":"%s"}' "$1" "$tmp/$2" "$3"
}

run first
is $? 0 "a run from recorded answers is complete"
is "$(wc -l <"$tmp/first.jsonl")" 30 "it has ten nodes a problem"

run again --set generator="$(from run first.h5 sample-finch)" \
	--set critic="$(from run first.h5 sample-owl)"
is $? 0 "its file answers the same requests"
cmp "$tmp/first.jsonl" "$tmp/again.jsonl"
ok $? "with the same answers"

run exported --set generator="$(from file first.jsonl sample-finch)" \
	--set critic="$(from file first.jsonl sample-owl)"
is $? 0 "so does what momus export printed of it"
cmp "$tmp/first.jsonl" "$tmp/exported.jsonl"
ok $? "with the same answers"

gzip -k "$tmp/first.jsonl"
run keyed --set generator="$(from file first.jsonl.gz sample-finch)" \
	--set critic="$(from file first.jsonl.gz sample-owl)" \
	--set generator.match=key --set critic.match=key
is $? 0 "packed and found by key as well"
cmp "$tmp/first.jsonl" "$tmp/keyed.jsonl"
ok $? "with the same answers"

run other --set generator="$(from run first.h5 another-name)"
is $? 1 "requests to a model of another name are not equal"
like "$(head -n 1 "$tmp/other.jsonl")" \
	'to model another-name; the models of that run are' \
	"and each failure says what that run's models are called"

printf '{"id":"Sample/runs","response":1}\n' >"$tmp/bad.jsonl"
"$MOMUS" run "$recipe" --set generator="$(from file bad.jsonl x)" \
	-o "$tmp/bad.h5" >"$tmp/out" 2>"$tmp/err"
is $? 2 "a bad row is an input error"
like "$(cat "$tmp/err")" 'bad.jsonl:1: field "response": expected a string' \
	"that names file, line and field"
ok "$(! test -e "$tmp/bad.h5"; echo $?)" "and nothing is written"
finish
