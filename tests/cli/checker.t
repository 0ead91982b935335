#!/bin/sh
# checker.t - momus grade by checkers in C++ and C, with the files they include
. "$top_srcdir/tests/tap.sh"
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK
cd "$tmp" || exit 99
if ! "$MOMUS" doctor >/dev/null || ! command -v g++ >/dev/null || ! command -v gcc >/dev/null; then
	skip "checkers in C++ and C" "this host cannot compile or isolate programs"
	finish
	exit 0
fi

# A header in testlib.h's role, and one that it includes itself.
mkdir beside
cat >beside/contest.h <<'END'
#ifndef CONTEST_H
#define CONTEST_H
#include <bits/stdc++.h>
#include <ends.h> // from the same folder
struct files { std::ifstream input, output, answer; };
inline files open_all(int argc, char **argv)
{
	if (argc != 4) leave(FAIL, "expected three files");
	return { std::ifstream(argv[1]), std::ifstream(argv[2]), std::ifstream(argv[3]) };
}
#include "contest.h"
#endif
END
cat >beside/ends.h <<'END'
#pragma once
enum { OK = 0, WRONG = 1, PRESENTATION = 2, FAIL = 3, POINTS = 7 };
struct unique { };
[[noreturn]] inline void leave(int status, const char *why)
{
	std::cerr << why << std::endl;
	exit(status);
}
END
cat >sum.cpp <<'END'
#include "contest.h"
#include "ends.h"
#define int long long
#define read nothing
using namespace std;
signed main(signed argc, char **argv)
{
	auto f = open_all(argc, argv);
	int n, reference, a, b;
	f.input >> n;
	if (!(f.answer >> reference) || reference != n) leave(FAIL, "the data are wrong");
	if (!(f.output >> a)) leave(PRESENTATION, "expected two numbers");
	if (a == 13) leave(9, "ended in a way of its own");
	if (a == 14) { int *p = nullptr; *(volatile int *)p = 1; }
	if (a == 15) for (volatile int i = 0;; i = i + 1);
	if (a == 16) { vector<char> v(size_t(1) << 33, 1); leave(v[5], "so much"); }
	if (a == 17) leave(POINTS, "points 0.5 half of it");
	if (a == 18) { ofstream big("big.txt"); string s(1 << 20, 'x'); while (big << s); leave(5, "full"); }
	if (!(f.output >> b)) leave(WRONG, "one number is not enough");
	leave(a + b == n ? OK : WRONG, "the sum decides");
}
END
"$PYTHON" - >data.jsonl <<'END'
import json
def row(name, checker):
    print(json.dumps({"id": name, "prompt": "Two numbers whose sum is given.",
        "tests": [{"input": f"{n}\n", "output": f"{n} 0\n"} for n in (7, 10)], "checker": checker}))
row("sum", open("sum.cpp").read())
row("broken", "#include \"contest.h\"\nint main() { return 0 }\n")
row("lone", "#include \"absent.h\"\nint main() { return 0; }\n")
row("own", "int main() { return 3; }")
END
# says PROGRAM...: the solutions of sum, and one of each other problem
says() {
	for p; do printf '{"id":"sum","solution":"%s"}\n' "$p"; done
	for id in broken lone own; do printf '{"id":"%s","solution":"print(1, 2)"}\n' $id; done
}
says 'n=int(input());print(n-3,3)' 'print(7,0)' 'print()' 'print(5)' '1/0' \
	'print(13)' 'print(14)' 'print(16)' 'print(17)' 'print(18)' 'print(15)' >answers.jsonl
out=$("$MOMUS" grade --task jsonl --data data.jsonl --grader checker --solutions answers.jsonl \
	--set task.checker_language=cpp --set task.checker_files=beside --set task.cpu_s=1 --verdicts v.jsonl -o c.h5 2>&1)
is "$?" 0 "checkers that fail do not end a run"
is "$(sed -E 's/.*"passed":true.*/b/
	s/.*"passed":false.*/f/
	s/.*"passed":null.*/?/' v.jsonl | tr -d '\n')" "bffff?????????" \
	"a C++ checker's status decides; what fails, crashes or hangs judges nothing"
is "$(sed -E 's/.*"tests":"([^"]*)","?.*"strict.*/\1/' v.jsonl | sed -n '1,5p' | tr '\n' ' ')" \
	"AA AW WW WW RR " "test by test"
like "$out" "could not be judged: 9" "those that were not judged are counted apart"
"$MOMUS" export c.h5 | grep -o '"note":"[^"]*"' >notes
like "$(cat notes)" "the checker does not compile: checker.cpp:2:22: error: " \
	"a checker that does not compile says where, in its own lines"
like "$(cat notes)" "the checker does not compile: checker.cpp:1:10: fatal error: absent.h: No such file" \
	"so does one whose header is not there"
like "$(cat notes)" "the checker failed with status 9: ended in a way of its own" \
	"a failure comes with the checker's message"
like "$(cat notes)" "the checker was ended by signal 11" "a crash is told"
like "$(cat notes)" "the checker was stopped: time_limit" "a checker that hangs is stopped"
like "$(cat notes)" "the checker gives points; say with task.points" "points need their most"
like "$(cat notes)" "test 2, by the checker: the sum decides" "a wrong answer comes with its message"
says 'print(17)' >answers.jsonl
"$MOMUS" grade --task jsonl --data data.jsonl --grader checker --solutions answers.jsonl \
	--set task.checker_language=cpp --set task.checker_files=beside --set task.points=1 \
	--verdicts v.jsonl >/dev/null 2>&1
is "$(sed -n 1p v.jsonl | grep -c '"passed":false.*"score":0.5')" 1 \
	"points are a share of task.points"

# In C, without any file; the answers are compiled as well.
"$PYTHON" - >data.jsonl <<'END'
import json
print(json.dumps({"id": "even", "prompt": "An even number above the one given.",
    "tests": [{"input": "7\n", "output": ""}, {"input": "x" * 300000, "output": ""}], "checker": """
#include <stdio.h>
#include <sys/stat.h>
int main(int argc, char **argv)
{
	struct stat in;
	int n = 7, x;
	FILE *f = fopen(argv[2], "r");
	if (argc != 4 || stat(argv[1], &in) < 0 || (in.st_size != 2 && in.st_size != 300000))
		return 3;
	if (fscanf(f, "%d", &x) != 1) return 2;
	return !(x > n && x % 2 == 0);
}
"""}))
END
printf '{"id":"even","solution":"%s"}\n' 'int main(void) { puts(\"8\"); }' \
	'int main(void) { puts(\"9\"); }' | sed 's/"solution":"/&#include <stdio.h>\\n/' >answers.jsonl
"$MOMUS" grade --task jsonl --data data.jsonl --grader checker --solutions answers.jsonl \
	--set task.checker_language=c --set task.language=c --verdicts v.jsonl >/dev/null 2>&1
is "$(grep -o '"tests":"[A-Z]*"' v.jsonl | tr '\n' ' ')" '"tests":"AA" "tests":"AA" "tests":"WW" "tests":"WW" ' \
	"a checker in C is given its files, large ones too"

# Options that do not go together, or name nothing.
refused() { # refused TEXT NAME SETTING...
	text=$1 name=$2
	shift 2
	out=$("$MOMUS" grade --task jsonl --data data.jsonl --grader checker \
		--solutions answers.jsonl "$@" 2>&1)
	is "$?" 2 "$name"
	like "$out" "$text" "and the option is named"
}
refused "task.checker_files: .*/nothing: No such file" "files that are not there are refused" \
	--set task.checker_language=c --set task.checker_files=nothing
refused 'goes with task.checker_language "cpp" or "c"' "a Python checker includes nothing" \
	--set task.checker_files=beside
refused "task.checker_language" "an unknown language is refused" --set task.checker_language=java
finish
