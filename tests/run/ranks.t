#!/bin/sh
# ranks.t - processes that mpirun starts train one model together, die, and go on
. "$top_srcdir/tests/tap.sh"
skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}
carrier=$top_builddir/harness/host/.libs/momus-mpi.so
[ -e "$carrier" ] || skip_all "this build has no MPI"
# The launcher of the MPI that was built with.
if ldd "$carrier" | grep -q libmpich; then
	mpirun=$(command -v mpirun.mpich || command -v mpirun)
	launch=$mpirun
	whose=HYDRA
else
	mpirun=$(command -v mpirun.openmpi || command -v mpirun)
	launch="$mpirun --allow-run-as-root --oversubscribe --bind-to none"
	whose="Open \{0,1\}[MR]" # "mpirun (Open MPI)", but "mpirun.openmpi (OpenRTE)"
fi
[ -n "$mpirun" ] || skip_all "no mpirun; on Debian: apt-get install openmpi-bin"
"$mpirun" --version 2>/dev/null | grep -q "$whose" ||
	skip_all "$mpirun is not of the MPI that was built with ($whose)"
cd "$tmp" || exit 99
# One word more than the ranks' own is what mpirun itself has to say.
ranks() { # ranks N WORD…: momus with N ranks; their numbers in pid.RANK
	n=$1
	shift
	$launch -np "$n" sh -c \
		'echo $$ >pid.${OMPI_COMM_WORLD_RANK:-$PMI_RANK}; exec "$0" "$@"' "$MOMUS" "$@"
}
ranks 2 --version >out.txt 2>err || skip_all "mpirun starts nothing here: $(head -1 err)"
export MOMUS_RANKS_WAIT=120 OMP_NUM_THREADS=1

MOMUS_PLUGIN_PATH=$top_builddir/tests/run/.libs
export MOMUS_PLUGIN_PATH
"$PYTHON" "$top_srcdir/tests/run/tiny-model.py" model || exit 99
"$PYTHON" - <<'EOF2'
import json, os
with open("rows.jsonl", "w") as out:
    for i in range(200):
        a, b = i % 10, i // 10 % 10
        out.write(json.dumps({"messages": [{"role": "user", "content": f"{a}+{b}="}],
                              "completion": str(a + b)}) + "\n")
model = {"plugin": "native", "model": "model", "threads": 1}
json.dump({"name": "sums", "data": "rows.jsonl", "output": "out", "held_out": 0.1,
           "checkpoint_every": 10, "chunk": 256, "model": model,
           "trainer": {"plugin": "sft", "rate": 1e-2, "batch": 32, "epochs": 10}},
          open("sft.json", "w"))
EOF2
"$PYTHON" "$top_srcdir/tests/run/letters.py" grpo.json 12 steps=3 trainer.rate=1e-3 || exit 99
cat >distance.py <<'EOF2'
"""distance.py A B MOST - whether two weights files differ by MOST at most, and not by nothing"""
import json, struct, sys
def read(path):
    raw = open(path, "rb").read()
    n = struct.unpack("<Q", raw[:8])[0]
    head = json.loads(raw[8:8 + n])
    head.pop("__metadata__", None)
    return {name: struct.unpack(f"<{(t['data_offsets'][1] - t['data_offsets'][0]) // 4}f",
                                raw[8 + n:][slice(*t["data_offsets"])]) for name, t in head.items()}
a, b = read(sys.argv[1]), read(sys.argv[2])
assert a.keys() == b.keys()
far = max(abs(x - y) for name in a for x, y in zip(a[name], b[name], strict=True))
print(f"# {sys.argv[2]}: {far:.2g}")
sys.exit(not far <= float(sys.argv[3]))
EOF2
near() { # near A B MOST
	"$PYTHON" distance.py "$1/model/${4:-model.safetensors}" "$2/model/${4:-model.safetensors}" "$3"
}

# The same weights as one process's: sums of a step are in another order, and no more.
"$MOMUS" train sft.json --set output=one >/dev/null 2>&1
is "$?" 0 "one process learns from rows"
ranks 1 train sft.json --set output=alone >out.txt 2>err
is "$?" 0 "so does one that mpirun starts"
cmp -s one/model/model.safetensors alone/model/model.safetensors
ok "$?" "with the same weights, bit for bit"
for n in 2 3; do
	ranks "$n" train sft.json --set output="sft$n" >out.txt 2>err
	is "$?" 0 "$n ranks learn from rows"
	near one "sft$n" 1e-4
	ok "$?" "with one's weights to 1e-4 after 60 steps of 1e-2"
	is "$(wc -l <"sft$n/metrics.jsonl" | tr -d ' ') $(wc -l <out.txt | tr -d ' ')" "60 64" \
		"and one log and one table"
done
ranks 2 train sft.json --set output=again >out.txt 2>err
cmp -s sft2/model/model.safetensors again/model/model.safetensors &&
	cmp -s sft2/step-00000060/optimizer.safetensors again/step-00000060/optimizer.safetensors
ok "$?" "2 ranks end a second time with the same bits"

"$MOMUS" train grpo.json --set output=reward1 >/dev/null 2>&1
is "$?" 0 "one process learns from rewards"
for n in 2 3; do
	ranks "$n" train grpo.json --set output="reward$n" >out.txt 2>err
	is "$?" 0 "$n ranks learn from rewards"
	near reward1 "reward$n" 1e-5
	ok "$?" "with one's weights to 1e-5 after 6 updates of 1e-3"
done
stale() { # stale N OUT WORD…: N ranks learn from critiques that are drawn a step ahead
	n=$1 out=$2
	shift 2
	ranks "$n" train grpo.json --set output="$out" --set trainer.staleness=1 --set steps=4 \
		--set checkpoint_every=2 "$@" >out.txt 2>err
}
"$MOMUS" train grpo.json --set output=stale1 --set trainer.staleness=1 --set steps=4 \
	--set checkpoint_every=2 >/dev/null 2>&1
stale 2 stale2
is "$?" 0 "2 ranks learn from critiques that are drawn a step ahead"
near stale1 stale2 1e-5
ok "$?" "with one's weights to 1e-5"
stale 2 again2
cmp -s stale2/model/model.safetensors again2/model/model.safetensors
ok "$?" "and the same bits a second time"
rm -r stale2/model stale2/step-00000004
stale 3 stale2 --resume
is "$?" 0 "3 ranks go on with what 2 have drawn"
near stale1 stale2 1e-5
ok "$?" "to the same end"
lora=adapter_model.safetensors
"$MOMUS" train sft.json --set output=lora1 --set model.lora_rank=4 >/dev/null 2>&1
ranks 3 train sft.json --set output=lora3 --set model.lora_rank=4 >out.txt 2>err
is "$?" 0 "3 ranks learn adapters"
near lora1 lora3 1e-4 "$lora"
ok "$?" "with one's to 1e-4"

# On a device the sums go by way of the processor's memory.
if [ -e "$top_builddir/tests/shim/.libs/native.so" ]; then
	on_device() { # on_device N OUT SETTING…: a few steps of N ranks, on a device for tests
		n=$1 out=$2
		shift 2
		MOMUS_PLUGIN_PATH=$top_builddir/tests/shim/.libs:$MOMUS_PLUGIN_PATH \
			ranks "$n" train sft.json --set output="$out" --set steps=4 \
			--set trainer.batch=12 --set held_out=0 --set checkpoint_every=2 \
			--set model.device=shim --set model.precision=float32 "$@" >out.txt 2>err
	}
	on_device 1 device1
	on_device 2 device2
	is "$?" 0 "2 ranks learn on devices"
	near device1 device2 1e-5
	ok "$?" "with one's weights to 1e-5 after 4 steps"
	rm -r device2/model device2/step-00000004
	on_device 3 device2 --resume
	is "$?" 0 "3 ranks go on"
	near device1 device2 1e-5
	ok "$?" "to the same end"
	on_device 1 device-lora1 --set model.lora_rank=4
	on_device 2 device-lora2 --set model.lora_rank=4
	near device-lora1 device-lora2 1e-5 "$lora"
	ok "$?" "adapters are learnt there as well"
else
	skip "ranks on devices" "no C++ compiler"
fi
ranks 2 train sft.json --set output=dry --dry-run >out.txt 2>err
is "$? $(wc -l <out.txt | tr -d ' ')" "0 2" "a dry run is told once"

# A rank dies: the others end, with one sentence, and any number of ranks goes on.
gone() { # gone: whether the ranks of the last call have ended, within ten seconds
	for file in pid.*; do
		left=100
		while [ "$left" -gt 0 ] && kill -0 "$(cat "$file")" 2>/dev/null; do
			sleep 0.1
			left=$((left - 1))
		done
		[ "$left" -gt 0 ] || return 1
	done
}
strike() { # strike N RANK SIGNAL: N ranks go on, until RANK gets SIGNAL after some steps
	rm -f pid.*
	steps=$(cat struck/metrics.jsonl 2>/dev/null | wc -l)
	ranks "$1" train sft.json --set output=struck --set checkpoint_every=5 --resume \
		>out.txt 2>err &
	started=$!
	left=600
	while [ "$left" -gt 0 ] &&
		[ "$(cat struck/metrics.jsonl 2>/dev/null | wc -l)" -lt $((steps + 8)) ]; do
		sleep 0.02
		left=$((left - 1))
	done
	kill "-$3" "$(cat "pid.$2")"
	wait "$started"
	struck=$?
}
strike 3 1 KILL
ok "$([ "$struck" -ne 0 ]; echo $?)" "a rank is killed, and mpirun fails"
gone
ok "$?" "the others end"
if [ "$whose" = HYDRA ]; then
	skip "with one sentence" "MPICH's mpirun kills the others before they can tell"
else
	is "$(grep -c '^momus: ' err)" 1 "with one sentence"
	like "$(cat err)" "rank 1 (process $(cat pid.1) on " "that names the rank"
fi
strike 2 0 KILL
gone
ok "$?" "so they do when it is the one that leads"
[ "$whose" = HYDRA ] ||
	like "$(cat err)" "momus: rank 0 (process $(cat pid.0) on " "and the next one tells"
strike 2 1 STOP
MOMUS_RANKS_WAIT=120
is "$struck" 1 "a rank that says nothing any more ends them"
like "$(cat err)" "momus: rank 1 lives, but says nothing since " "and is named"
strike 2 0 TERM
is "$struck" 1 "one that is asked to stop"
like "$(cat out.txt)" "stopped after step " "stops all after a step"
is "$(grep -c '^momus: ' err)" 0 "without a complaint"
"$MOMUS" train sft.json --set output=struck --set checkpoint_every=5 --resume >out.txt 2>err
is "$?" 0 "one process goes on with what 2 and 3 ranks began"
near one struck 1e-4
ok "$?" "and ends with one's weights to 1e-4"
is "$(cut -d, -f1 struck/metrics.jsonl | sort -u | wc -l | tr -d ' ')" 60 \
	"no step stands in the log twice"

refused() { # refused NAME WORDS COMMAND…: exit status 2, and one sentence
	name=$1 words=$2
	shift 2
	"$@" >out.txt 2>err
	is "$? $(grep -c '^momus: ' err)" "2 1" "$name is refused in one sentence"
	like "$(cat err)" "$words" "that says so"
}
unequal() { # unequal SETTING: two ranks, the second with SETTING
	$launch -np 1 "$MOMUS" train sft.json --set output=x : \
		-np 1 "$MOMUS" train sft.json --set output=x --set "$1"
}
refused "an unknown key" 'momus: train.rate is unknown' ranks 3 train sft.json --set rate=1
refused "an output in use" "has a checkpoint of step 60 already" \
	ranks 2 train sft.json --set output=one
mkdir other && cp -r one/model other/model
refused "a rank with other weights" "momus: rank 1: the model's weights are not those of rank 0" \
	unequal model.model=other/model
refused "a rank with another recipe" "momus: rank 1: the recipe's values are not those" \
	unequal trainer.rate=0.5
refused "a file that one rank has not" "momus: rank 1: .*nowhere" unequal model.model=nowhere
refused "srun without MPI" "srun started 2 processes and told MPI of none; give srun --mpi=pmix" \
	env SLURM_STEP_NUM_TASKS=2 "$MOMUS" train sft.json --set output=x
refused "a launcher that MPI does not know" "mpirun started 2 processes, and MPI knows of 1" \
	env PMI_SIZE=2 "$MOMUS" train sft.json --set output=x
ok "$([ ! -e x ]; echo $?)" "and nothing is written"
finish
