#!/bin/sh
# bad-input.t - what each command says of input that it cannot use: exit status
# 2, one line that names file, line or field, and nothing written
. "$top_srcdir/tests/tap.sh"
case $top_srcdir in /*) ;; *) top_srcdir=$PWD/$top_srcdir ;; esac
case $top_builddir in /*) ;; *) top_builddir=$PWD/$top_builddir ;; esac
case $MOMUS in /*) ;; *) MOMUS=$PWD/$MOMUS ;; esac
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK MOMUS_SHARDS
mkdir "$tmp/in" "$tmp/in/folder" && cd "$tmp/in" || exit 99

problem() { # problem ID: a row in EvalPlus form
	printf '{"task_id":"%s","prompt":"# p\\n","entry_point":"f","canonical_solution":"def f(x):\\n  return x\\n","base_input":[[1]],"plus_input":[],"atol":0}\n' "$1"
}
{ problem Own/1 && problem Own/2; } >data.jsonl
echo '{"id":"Own/1","response":"x"}' >answers.jsonl
cat >good.json <<'END'
{"name": "good", "task": {"plugin": "mbppplus", "data": "data.jsonl"},
 "generator": {"plugin": "replay", "file": "answers.jsonl"}}
END
cp data.jsonl not.gz
gzip -c data.jsonl | head -c 100 >cut.gz
{ cat data.jsonl && printf '{"task_id":"Own/3",\n'; } >bad-line.jsonl
problem Own/2 | sed 's/"entry_point":"f",//' >missing.jsonl
{ cat data.jsonl && problem Own/1; } >twice.jsonl
{ problem Own/1 && printf '{"task_id":"Own/2","p":\351}\n'; } >latin1.jsonl
: >empty.jsonl
{
	problem Own/1 | sed 's/{/{"solution":"x",/'
	head -c 300000000 /dev/zero | tr '\0' ' '
} | gzip -1 >long.gz
echo '{"id":"Own/1","solution":"x"}' >solutions.jsonl
echo '{"id":"Other/1","solution":"x"}' >strangers.jsonl
{ cat solutions.jsonl && echo '{"id":"Own/2","solution":5}'; } >bad-solution.jsonl
printf '{"id":"Own/1","solution":"xx\351"}\n' >latin1-solution.jsonl
echo 'Solve {{statment}}' >prompt.txt
"$top_builddir/tests/run/store-writer" run.h5 || exit 99
cp run.h5 busy.h5
head -c 20000 run.h5 >cut.h5
echo '{"not": "HDF5"}' >text.h5

# A writer that holds busy.h5 until it is killed.
"$PYTHON" - busy.h5.lock >held <<'END' &
import fcntl, struct, sys, time
lock = open(sys.argv[1], "w")
lock.write("process 1 on elsewhere\n")
lock.flush()
OFD_SETLK = 37 # of the open file, as Momus does it
fcntl.fcntl(lock, OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0))
print("held", flush=True)
time.sleep(600)
END
holder=$!
while [ ! -s held ] && kill -0 "$holder" 2>/dev/null; do sleep 0.05; done

state() { # what lies here, but for the recipe of each case
	find . ! -name r.json -type f -exec ls -ln --time-style=full-iso {} +
	find . -type d
}

# check KIND WANT: the command of $line was refused with WANT
check() {
	said=$(sed 's/^momus: //' "$tmp/err")
	if [ "$status" -ne 2 ]; then
		ok 1 "momus $words: exit status $status, not 2"
	elif [ "$(wc -l <"$tmp/err")" -ne 1 ] || ! grep -q '^momus: ' "$tmp/err"; then
		ok 1 "momus $words: not one line"
	elif [ -s "$tmp/out" ]; then
		ok 1 "momus $words: something on standard output"
	elif [ "$before" != "$(state)" ]; then
		ok 1 "momus $words: something was written"
	elif [ "$1" = '!' ]; then
		is "$said" "$2" "momus $words"
		return
	else
		like "$said" "$2" "momus $words"
		return
	fi
	sed 's/^/# /' "$tmp/err" | head -5
}

why=
while IFS= read -r line; do
	case $line in
	'@ sandbox')
		echo 'pass' >"$tmp/pass.py"
		why=$("$MOMUS" exec "$tmp/pass.py" 2>&1 >/dev/null) && why= ;;
	'| '*) printf '%s\n' "${line#| }" >>r.json ;;
	'$'*)
		words=${line#\$}
		words=${words# }
		before=$(state)
		# shellcheck disable=SC2086 # the words are the table's
		"$MOMUS" $words >"$tmp/out" 2>"$tmp/err" </dev/null
		status=$?
		;;
	'! '* | '~ '*)
		if [ -n "$why" ]; then
			skip "momus $words" "$why"
		else
			check "${line%% *}" "${line#? }"
		fi
		rm -f r.json
		;;
	esac
done <"$top_srcdir/tests/cli/bad-input.txt"
kill "$holder"
finish
