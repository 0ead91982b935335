#!/bin/sh
# exec.t - momus exec
. "$top_srcdir/tests/tap.sh"
cd "$tmp" || exit 99
effort=--sandbox=best-effort # a test's machine may lack something

# program NAME TEXT
program() { printf '%s\n' "$2" >"$1.py"; }
# field NAME TEXT: the value of a field of one JSON object
field() {
	printf '%s\n' "$2" | "$PYTHON" -c 'import json, sys
print(json.load(sys.stdin)[sys.argv[1]])' "$1"
}

program answer 'print(6 * 7)'
out=$("$MOMUS" exec $effort answer.py)
is "$?" 0 "an accepted program is success"
like "$out" "42
--- accepted; 0." "with what it printed, its status and its use of resources"
program wrong 'raise ValueError("odd")'
out=$("$MOMUS" exec $effort answer.py wrong.py)
is "$?" 1 "one of two that fails is not"
like "$out" "42
--- accepted" "each is told, in their order"
like "$out" "ValueError: odd
--- runtime_error, exit status 1" "with its error"

program echo 'import sys
print(sys.stdin.read()[::-1], end="")'
printf 'abc' >input
is "$(field stdout "$("$MOMUS" exec $effort --json --stdin input echo.py)")" \
	cba "standard input comes from a file"
# ends AS TEXT: in a warm interpreter and a fresh one it prints "kept" and nothing fails
ends() {
	program ending "$2"
	for cold in "" --cold; do
		like "$("$MOMUS" exec $effort $cold ending.py 2>&1)" "kept
--- accepted" "$1${cold:+, in a fresh interpreter too}"
	done
}
ends "what an exit hook writes past its own buffer is kept" 'import atexit, io, sys
sys.stdout = io.StringIO()
atexit.register(lambda: sys.__stdout__.write(sys.stdout.getvalue()))
print("kept")'
ends "a program may close its standard output" 'import sys
with sys.stdout as out: print("kept", file=out)'
ends "a file that flushes itself at the end still finds what it calls" 'import gc, io, os
gc.disable()
class Fast(io.IOBase):
    def __init__(self):
        self.text = b""
        self.put = lambda s: setattr(self, "text", self.text + s.encode())
    def flush(self):
        os.write(1, self.text)
        self.text = b""
out = Fast()
out.put("kept\n")'
ends "so does a __del__ behind sys.exit()" 'import sys
word = "kept"
class Last:
    def __del__(self): print(word)
last = Last()
def leave(): sys.exit()
leave()'
ends "names that the standard output holds are dropped one by one" 'import sys
class Out:
    def write(self, s): sys.__stdout__.write(s)
    def flush(self): pass
sys.stdout = Out()
late = open(1, "w")
late.write("kept\n")'

program test 'assert answer() == 42'
program sound 'def answer(): return 42'
program unsound 'def answer(): return 41'
"$MOMUS" exec $effort --test test.py sound.py >/dev/null
ok $? "a test is put behind the program"
out=$("$MOMUS" exec $effort --test test.py unsound.py)
like "$out" "AssertionError
--- runtime_error" "and can fail it"

# Statuses, in a warm and in a fresh interpreter.
program syntax 'def broken(:'
program spin 'while True: pass'
program sleep 'import time
time.sleep(600)'
program flood 'while True: print("x" * 1000)'
program greedy 'x = []
while True: x.append(b"x" * (1 << 20))'
program signal 'import os
os.kill(os.getpid(), 11)'
program exits 'raise SystemExit(7)'
while read -r name status; do
	for mode in "" --cold; do
		out=$("$MOMUS" exec $effort --json $mode --cpu 0.5 --wall 2 \
			--memory 128M --output 64K "$name.py")
		is "$(field status "$out")" "$status" "$name${mode:+, cold}: $status"
	done
done <<'LIST'
answer accepted
wrong runtime_error
exits runtime_error
signal runtime_error
syntax compile_error
spin time_limit
sleep time_limit
flood output_limit
greedy memory_limit
LIST
out=$("$MOMUS" exec $effort --json --cpu 1 --wall 1 sleep.py)
is "$(field idle "$out")" True "a program that waits is told from one that works"
out=$("$MOMUS" exec $effort --json signal.py)
is "$(field signal "$out")" 11 "a signal is named"
is "$(field exit_code "$("$MOMUS" exec $effort --json exits.py)")" 7 \
	"and so is an exit status"
out=$("$MOMUS" exec $effort --json --output 1000 flood.py)
is "$(field stdout "$out" | wc -c)" 1001 "output is kept up to its limit"

program random 'import random
print(random.random(), hash("x"))'
one=$("$MOMUS" exec $effort --seed 1 random.py | head -1)
is "$("$MOMUS" exec $effort --seed 1 random.py | head -1)" "$one" \
	"random numbers come from the seed"
is "$("$MOMUS" exec $effort --seed 1 --cold random.py | head -1)" "$one" \
	"in a fresh interpreter too"
case $("$MOMUS" exec $effort --seed 2 random.py) in
"$one"*) ok 1 "and differ with it" ;;
*) ok 0 "and differ with it" ;;
esac
is "$("$MOMUS" exec $effort --json --programs 3 --repeat 5 answer.py |
	grep -c '"stdout":"42\\n"')" 5 "a program runs as often as is asked"
program escape 'import sys
sys.stdout.buffer.write(b"\x1b[2J\xc2\x9b\x7f\xff")'
case $("$MOMUS" exec $effort escape.py; "$MOMUS" exec $effort --json escape.py) in
*$(printf '\033')* | *$(printf '\302\233')* | *$(printf '\177')*)
	ok 1 "no control character of a program's gets out" ;;
*) ok 0 "no control character of a program's gets out" ;;
esac

# Compiled languages: the language, the file, the program.
cat >sum.cpp <<'PROGRAM'
#include <bits/stdc++.h>
int main() { long a, b; std::cin >> a >> b; std::cout << a + b << std::endl; }
PROGRAM
cat >sum.c <<'PROGRAM'
#include <math.h>
#include <stdio.h>
int main(void) { double a, b; if (scanf("%lf %lf", &a, &b) != 2) return 1;
	printf("%.0f\n", sqrt(a * a) + b); }
PROGRAM
printf '20 22\n' >numbers
export MOMUS_CACHE="$tmp/cache" # its header is made here
for language in cpp c; do
	if ! "$MOMUS" doctor | grep -q "^$language  *present"; then
		for i in 1 2 3 4 5 6; do skip "$language" "no compiler"; done
		continue
	fi
	run="$MOMUS exec $effort --language $language"
	out=$($run --json --stdin numbers --repeat 3 sum.$language)
	is "$(printf '%s\n' "$out" | grep -c '"stdout":"42\\n"')" 3 "$language: a program runs"
	is "$(printf '%s\n' "$out" | grep -c '"compile_cpu_s":0.000000')" 2 \
		"$language: and is compiled once"
	echo 'int main() { return missing; }' >wrong.$language
	out=$($run wrong.$language)
	is "$?" 1 "$language: what does not compile is not accepted"
	like "$out" "program.$language:1:21: error: 'missing'" \
		"$language: and is told where"
	like "$out" "--- compile_error" "$language: by its status"
	echo 'int main() { for (;;) ; }' >spin.$language
	out=$($run --json --cpu 0.5 spin.$language)
	is "$(field status "$out")" time_limit "$language: its limits are the same"
done
out=$(PATH=/nonexistent "$MOMUS" exec $effort --language cpp sum.cpp 2>&1)
like "$out" "install g++" "a compiler that is missing is named"

# Bad input: the words, then what is said of them.
while IFS='|' read -r words want; do
	out=$("$MOMUS" exec $words 2>&1)
	is "$?" 2 "exec $words is refused"
	like "$out" "$want" "with the reason"
done <<'LIST'
|which program
--cpu 0 answer.py|--cpu is "0"
--memory lots answer.py|--memory is "lots"
--processes 1.5 answer.py|a whole number
--sandbox=none answer.py|best-effort
--language cobol answer.py|there are python, cpp and c
--without moat answer.py|moat
--frobnicate 1 answer.py|--frobnicate
--cpu|lacks its value
absent.py|absent.py
--stdin absent answer.py|absent
LIST
finish
