#!/bin/sh
# gpu.t - benchmarks/perf/gpu.sh: every part by itself, whatever becomes of the others
. "$top_srcdir/tests/tap.sh"
script=$top_srcdir/benchmarks/perf/gpu.sh
case $script in /*) ;; *) script=$PWD/$script ;; esac
device=$top_builddir/tests/shim/device
case $device in /*) ;; *) device=$PWD/$device ;; esac
if [ ! -x "$device" ]; then
	ok 0 "a device for tests # SKIP no C++ compiler"
	finish
	exit
fi
mkdir -p "$tmp/plugins/backend/native/ops" "$tmp/benchmarks/perf"
cd "$tmp" || exit 99
: >build-tree-env
program() { # program NAME LINE...
	name=$1
	shift
	{ echo '#!/bin/sh'; printf '%s\n' "$@"; } >"$name"
	chmod +x "$name"
}
program plugins/backend/native/ops/kernels-gpu 'echo "ok 1 - one"' 'echo "ok 2 - two # SKIP no data"'
program plugins/backend/native/ops/engine-gpu 'echo "ok 1 - one"' 'echo "not ok 2 - two_bits"' 'exit 1'
program plugins/backend/native/ops/backend-gpu 'echo "ok 1 - one"'
program benchmarks/perf/kernels 'echo "kernels: \"out\" of memory" >&2' 'exit 1'
program benchmarks/perf/device "exec '$device' \"\$@\""
program no-torch 'exit 1'
PYTHON=$tmp/no-torch MOMUS_GPU_SMALL=tiny MOMUS_GPU_LARGE=none MOMUS_GPU_TOKENS=60 sh "$script" --no-build -o r.jsonl >told 2>&1
is "$?" 1 "a part that fails is told by the exit status"
cmp -s told r.jsonl
ok "$?" "all lines are said and kept"
"$PYTHON" - <<'EOF2'
import json
rows = [json.loads(line) for line in open("r.jsonl")]
parts = {}
for row in rows:
    parts.setdefault(row.get("part") or row["measured"], []).append(row)
assert parts["check kernels"][0]["passed"] == 1 and parts["check kernels"][0]["skipped"] == 1, parts
failed, counted = parts["check engine"]
assert failed["failed"] == 1 and counted["names"] == ["two_bits"] and counted["passed"] == 1, parts
assert parts["check backend"][0]["passed"] == 1, parts
assert parts["kernels"][0]["why"] == "kernels: out of memory", parts
assert "usage: device" in parts["train 7B"][0]["why"] and parts["decode 7B"][0]["failed"] == 2, parts
assert parts["beside PyTorch"][0]["skipped"], parts
train, more = parts["device train"]
assert train["tokens"] == 48 and more["tokens"] == 60 and train["of_product"] > 0 and train["layers"] == 2, train
decode, = parts["device decode"]
for n in (1, 4):
    one = decode[f"batch_{n}"]
    assert one["of_copy"] > 0 and abs(one["tokens_s"] * one["step_ms"] / 1e3 - n) < 0.01 * n, one
EOF2
ok "$?" "each part has its line: passed, failed and why, measured"
PYTHON=$tmp/no-torch MOMUS_GPU_SECONDS=0 sh "$script" --no-build -o s.jsonl >/dev/null 2>&1
is "$(grep -c '"failed":124' s.jsonl)" 9 "when the time is up parts are not begun, and that is said"
sh "$script" --loud 2>err
is "$?" 2 "an option it does not know is refused"
like "$(cat err)" "usage: benchmarks/perf/gpu.sh" "with its usage"
finish
