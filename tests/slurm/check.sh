#!/bin/sh
# check.sh - what `make check-slurm` does: a real Slurm of two nodes on this machine,
# a study as an array of shards, a node killed midway, the array submitted again,
# the shards joined, and in the end the stores of the run that was never split; and a
# training by two tasks.
# Needs root and Debian's slurmctld, slurmd, slurm-client and munge.
. "$top_srcdir/tests/tap.sh"
for program in slurmctld slurmd sbatch squeue scontrol munged runuser; do
	command -v "$program" >/dev/null || {
		echo "1..0 # SKIP no $program; on Debian: apt-get install slurmctld slurmd slurm-client munge"
		exit 0
	}
done
[ "$(id -u)" -eq 0 ] || { echo "1..0 # SKIP slurmctld wants to be root"; exit 0; }
chmod 755 "$tmp"
slurm=$tmp/slurm
export SLURM_CONF=$slurm/slurm.conf MOMUS
here=$(hostname -s)

pid_of() { # pid_of FILE: the number in it, or nothing
	[ -s "$1" ] && cat "$1"
}
down() {
	for file in "$slurm"/slurmd.n1.pid "$slurm"/slurmd.n2.pid "$slurm"/slurmctld.pid \
		"$slurm"/munge/pid; do
		pid=$(pid_of "$file") && kill "$pid" 2>/dev/null
	done
	sleep 1
	rm -rf "$tmp"
}
trap down EXIT

up() { # munged, slurmctld and two slurmd, all on the loopback device
	mkdir -p "$slurm/state" "$slurm/log" "$slurm/spool.n1" "$slurm/spool.n2"
	install -d -o munge -g munge -m 755 "$slurm/munge"
	head -c 1024 /dev/urandom >"$slurm/munge/key"
	chown munge: "$slurm/munge/key"
	chmod 400 "$slurm/munge/key"
	runuser -u munge -- munged --socket="$slurm/munge/s" --key-file="$slurm/munge/key" \
		--seed-file="$slurm/munge/seed" --pid-file="$slurm/munge/pid" \
		--log-file="$slurm/munge/log" --num-threads=2 || return
	cat >"$SLURM_CONF" <<EOF
ClusterName=momus
SlurmctldHost=$here(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$slurm/munge/s
CredType=cred/munge
SlurmctldPort=16917
StateSaveLocation=$slurm/state
SlurmctldPidFile=$slurm/slurmctld.pid
SlurmctldLogFile=$slurm/log/slurmctld
SlurmdPidFile=$slurm/slurmd.%n.pid
SlurmdSpoolDir=$slurm/spool.%n
SlurmdLogFile=$slurm/log/slurmd.%n
SlurmdTimeout=10
ReturnToService=2
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobCompType=jobcomp/none
AccountingStorageType=accounting_storage/none
SchedulerType=sched/builtin
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SwitchType=switch/none
MpiDefault=none
NodeName=n[1-2] NodeHostname=$here NodeAddr=127.0.0.1 Port=16921-16922 CPUs=1 RealMemory=1000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
EOF
	slurmctld -c -f "$SLURM_CONF" && sleep 1 && node n1 && node n2
}
node() {
	slurmd -N "$1" -f "$SLURM_CONF"
}
submit() { # submit: the array; its number
	(cd "$tmp" && sbatch --parsable --array=0-3 "$scripts/study.sh" \
		"$tmp/study.json" "$tmp/out")
}
finished() { # finished JOB: waits until it is in no queue, two minutes at most
	left=600
	while [ "$left" -gt 0 ] && [ -n "$(squeue -h -j "$1" 2>/dev/null)" ]; do
		sleep 0.2
		left=$((left - 1))
	done
	[ "$left" -gt 0 ]
}
same() { # same FOLDER: whether its stores are those of the run that was not split
	for store in "$tmp"/whole/*.h5; do
		"$MOMUS" export --no-times "$store" | sort >"$tmp/want"
		"$MOMUS" export --no-times "$1/${store##*/}" | sort >"$tmp/got"
		[ -s "$tmp/want" ] && cmp "$tmp/want" "$tmp/got" || return
	done
}

scripts=$(cd "$top_srcdir/examples/slurm" && pwd)
cp "$top_srcdir/benchmarks/quickstart/problems.jsonl" "$tmp"
cat >"$tmp/study.json" <<'EOF'
{"study": "split", "seed": 5, "widths": [1, 12, 1, 1], "limits": {"programs": 1},
 "generators": {"made": {"plugin": "simulate", "p_init": 0.4}},
 "critics": {"sharp": {"plugin": "simulate", "tpr": 0.9, "fpr": 0.1}},
 "benchmarks": {"samples": {"plugin": "mbppplus", "data": "problems.jsonl", "grader": "evalplus"}},
 "rows": [{"row": "Zero-shot"}, {"row": "Execution", "feedback": "execution"},
	{"row": "Critic", "critic": "sharp"}]}
EOF
"$MOMUS" run "$tmp/study.json" -o "$tmp/whole" >/dev/null 2>"$tmp/err"
is "$?" 0 "the study runs without being split"

up
ok "$?" "Slurm starts"
job=$(submit)
ok "$?" "the array is taken"
left=150
while [ "$left" -gt 0 ] && ! ls "$tmp"/out/*.h5* >/dev/null 2>&1; do
	sleep 0.1
	left=$((left - 1))
done
# The node's daemon, what watches its task, and the task itself.
task=$(squeue -h -j "$job" -t R -w n1 -o %A | head -1)
step=
[ -n "$task" ] && step=$(pgrep -f "^slurmstepd: \[$task\.batch\]" | head -1)
struck=$(pid_of "$slurm/slurmd.n1.pid")
[ -n "$step" ] && struck="$struck $step $(pgrep -P "$step" | tr '\n' ' ')"
[ -n "$task" ] && [ -n "$step" ] && kill -9 $struck
ok "$?" "a node is killed midway"
sleep 1
scancel "$job" 2>/dev/null
rm -f "$slurm/slurmd.n1.pid"
node n1
finished "$job"
again=$(submit)
finished "$again"
ok "$?" "the same array is submitted again and ends"
sh "$scripts/join.sh" "$tmp/out" "$tmp/all" >"$tmp/join.out" 2>&1
is "$?$(grep missing "$tmp/join.out")" 0 "no shard is missing"
same "$tmp/all"
ok "$?" "the joined stores are those of the run that was not split"
third=$(submit)
finished "$third"
sh "$scripts/join.sh" "$tmp/out" "$tmp/all2" >/dev/null 2>&1
same "$tmp/all2"
ok "$?" "and a third time there is nothing to do"
# One training by two tasks; both on one node, since the two nodes have one /tmp, where
# each node's PMIx wants a folder of its own.
if [ ! -e "$top_builddir/harness/host/.libs/momus-mpi.so" ]; then
	skip "a training by two tasks" "this build has no MPI"
elif ! srun --mpi=list 2>&1 | grep -q pmix; then
	skip "a training by two tasks" "srun knows no pmix"
else
	"$PYTHON" "$top_srcdir/tests/run/tiny-model.py" "$tmp/model"
	for i in 0 1 2 3 4 5 6 7 8 9; do
		echo "{\"prompt\":\"$i+1=\",\"completion\":\"$((i + 1))\"}"
	done >"$tmp/rows.jsonl"
	cat >"$tmp/train.json" <<EOF
{"data": "rows.jsonl", "output": "one", "model": {"plugin": "native", "model": "model", "threads": 1},
 "trainer": {"plugin": "sft", "rate": 1e-2, "batch": 5, "epochs": 5}}
EOF
	"$MOMUS" train "$tmp/train.json" >"$tmp/one.out" 2>&1
	srun -n2 -N1 --overcommit --mpi=pmix "$MOMUS" train "$tmp/train.json" \
		--set output="$tmp/two" >"$tmp/two.out" 2>"$tmp/err"
	is "$?" 0 "two tasks train one model"
	is "$(wc -l <"$tmp/two.out")" "$(wc -l <"$tmp/one.out")" "and one of them says so"
	"$PYTHON" - "$tmp/one/metrics.jsonl" "$tmp/two/metrics.jsonl" <<'EOF'
import json, sys
a, b = ([json.loads(line)["loss"] for line in open(path)] for path in sys.argv[1:])
assert len(a) == len(b) == 10 and max(abs(x - y) for x, y in zip(a, b)) < 1e-4, (a, b)
EOF
	ok "$?" "with the losses of one process"
	srun -n2 -N1 --overcommit --mpi=none "$MOMUS" train "$tmp/train.json" \
		--set output="$tmp/none" >"$tmp/none.out" 2>"$tmp/err"
	is "$?" 2 "tasks that MPI is not told of are refused"
	like "$(cat "$tmp/err")" "give srun --mpi=pmix" "with what to do"
fi
grep -h . "$tmp"/momus-*.log 2>/dev/null | tail -3 | sed 's/^/# /'
finish
