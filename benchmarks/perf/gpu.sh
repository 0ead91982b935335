#!/bin/sh
# gpu.sh - all that a GPU has to tell of Momus, in one command and under eight minutes
#
# usage: benchmarks/perf/gpu.sh [-o RESULTS.jsonl] [--no-build]
#
# In the source folder or a build folder, on a machine with an NVIDIA GPU and CUDA.
# Builds what is needed, runs `make check-gpu`'s tests, then the benchmarks, the last of them
# beside PyTorch and transformers where $PYTHON (python3) has them; one JSON object
# a line to RESULTS.jsonl (gpu-DATE.jsonl), what the parts said to RESULTS.jsonl.log.  A
# part that fails or takes too long is a line too, and the others go on; the exit status
# is 1 then.  MOMUS_GPU_SECONDS (460) is the time for all.
here=$(cd "$(dirname "$0")" && pwd)
out=gpu-$(date +%Y-%m-%d).jsonl build=1
while [ $# -gt 0 ]; do
	case $1 in
	-o) out=$2 && shift 2 ;;
	--no-build) build=0 && shift ;;
	*)
		sed -n 's/^# \(usage: .*\)/\1/p' "$0" >&2
		exit 2
		;;
	esac
done
: >"$out" || exit 1
log=$out.log
: >"$log"
began=$(date +%s) failed=0
all=${MOMUS_GPU_SECONDS:-460}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/momus-gpu-XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT

say() {
	echo "$1" >>"$out"
	echo "$1"
}

# part NAME SECONDS COMMAND...: runs it, for no longer than that and than what is left; its
# output is in $scratch/part.
part() {
	name=$1 limit=$2
	shift 2
	left=$((all - $(date +%s) + began))
	[ "$left" -lt "$limit" ] && limit=$left
	echo "== $name: $*" >>"$log"
	if [ "$limit" -lt 1 ]; then
		: >"$scratch/part"
		status=124
	else
		start=$(date +%s)
		timeout -k 5 "$limit" "$@" >"$scratch/part" 2>"$scratch/err"
		status=$?
		cat "$scratch/part" "$scratch/err" >>"$log"
	fi
	took=$(($(date +%s) - ${start:-$(date +%s)}))
	[ "$status" -eq 0 ] && return
	failed=1
	why=$(grep -v '^ok ' "$scratch/err" "$scratch/part" 2>/dev/null | sed 's/^[^:]*://' |
		tail -1 | tr -d '"\\' | tr -c '[:print:]\n' '?' | cut -c 1-200)
	[ "$status" -ge 124 ] && why="stopped after $limit s; $why"
	say "{\"part\":\"$name\",\"failed\":$status,\"seconds\":$took,\"why\":\"$why\"}"
}

# tests NAME SECONDS PROGRAM: how many of its tests passed, failed and were skipped.
tests() {
	part "$1" "$2" sh -c ". ./build-tree-env; exec $3"
	passed=$(grep '^ok' "$scratch/part" | grep -vc '# SKIP')
	skipped=$(grep -c '^ok.*# SKIP' "$scratch/part")
	bad=$(grep -c '^not ok' "$scratch/part")
	names=$(sed -n 's/^not ok [0-9]* - \([a-z0-9_]*\).*/"\1"/p' "$scratch/part" | paste -sd, -)
	say "{\"part\":\"$1\",\"passed\":$passed,\"failed_tests\":$bad,\"skipped\":$skipped,\"seconds\":$took,\"names\":[$names]}"
}

# measure NAME SECONDS PROGRAM...: its lines are the results.
measure() {
	part "$@"
	grep '^{.*}$' "$scratch/part" | while read -r line; do say "$line"; done
}

ops=plugins/backend/native/ops
perf=benchmarks/perf
if [ "$build" = 1 ]; then
	[ -f Makefile ] || part configure 120 sh -c './bootstrap && ./configure --with-cuda'
	part build 300 make -s -j"$(nproc)" gpu-programs
fi
say "{\"part\":\"host\",\"date\":\"$(date +%Y-%m-%d)\",\"gpu\":\"$(nvidia-smi \
	--query-gpu=name,driver_version,memory.total --format=csv,noheader 2>/dev/null | head -1)\",\"nvcc\":\"$(
	nvcc --version 2>/dev/null | sed -n 's/.*release \([0-9.]*\).*/\1/p')\"}"
tests "check kernels" 60 "$ops/kernels-gpu"
tests "check engine" 60 "$ops/engine-gpu"
tests "check backend" 60 "$ops/backend-gpu"
measure "kernels" 60 "$perf/kernels"
measure "train 0.5B" 60 "$perf/device" train "${MOMUS_GPU_SMALL:-0.5B}"
measure "train 0.5B, four batches" 60 "$perf/device" train "${MOMUS_GPU_SMALL:-0.5B}" \
	${MOMUS_GPU_TOKENS:-32768}
measure "decode 0.5B" 60 "$perf/device" decode "${MOMUS_GPU_SMALL:-0.5B}"
measure "train 7B" 90 "$perf/device" train "${MOMUS_GPU_LARGE:-7B}"
measure "decode 7B" 60 "$perf/device" decode "${MOMUS_GPU_LARGE:-7B}"
if "${PYTHON:-python3}" -c 'import torch, transformers' 2>>"$log"; then
	measure "beside PyTorch" 150 "${PYTHON:-python3}" "$here/device.py" "$perf/device"
else
	say '{"part":"beside PyTorch","skipped":"no torch and transformers"}'
fi
exit "$failed"
