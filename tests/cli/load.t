#!/bin/sh
# load.t - a busy machine changes no verdict
. "$top_srcdir/tests/tap.sh"
cd "$tmp" || exit 99

# Each needs more than half of a limit, or goes over one.
cat >near.py <<'PROGRAM'
import time
while time.process_time() < 0.3:
    pass
print("done")
PROGRAM
echo 'while True: pass' >over.py
printf 'import time\ntime.sleep(0.3)\nprint("done")\n' >waits.py
printf 'import time\ntime.sleep(600)\n' >idle.py
echo 'print(len(bytes(60 << 20)))' >memory.py
printf 'x = []\nwhile True: x.append(b"x" * (1 << 20))\n' >greedy.py
echo 'print("x" * 60000)' >output.py
cat >threads.py <<'PROGRAM'
import threading, time
def work():
    end = time.thread_time() + 0.1
    while time.thread_time() < end:
        pass
all = [threading.Thread(target=work) for _ in range(3)]
for t in all: t.start()
for t in all: t.join()
print("done")
PROGRAM
echo 'raise ValueError' >error.py

verdicts() {
	"$MOMUS" exec --sandbox=best-effort --json --programs 2 --cpu 0.5 \
		--wall 6 --memory 128M --output 64K ./*.py |
		"$PYTHON" -c 'import json, sys
for line in sys.stdin:
    v = json.loads(line)
    print(v["status"], v["idle"], v["exit_code"], len(v["stdout"])
          if v["status"] == "accepted" else "")'
}
idle=$(verdicts)
is "$(echo "$idle" | grep -c '^accepted')" 5 "five programs are accepted"
busy=
for n in 1 2 3 4 5 6 7 8; do
	"$PYTHON" -c 'while True: pass' &
	busy="$busy $!"
done
trap 'kill $busy 2>/dev/null; rm -rf "$tmp"' EXIT
is "$(verdicts)" "$idle" "eight busy processes change no verdict"
finish
