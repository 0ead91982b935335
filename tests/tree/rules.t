#!/bin/sh
# rules.t - the house rules a machine can check; a failure names the places
cd "${top_srcdir:-.}" || exit 99
n=0
none() { # none TEXT FOUND: passes if FOUND is empty
	n=$((n + 1))
	if [ -z "$2" ]; then echo "ok $n - $1"; return; fi
	echo "not ok $n - $1"
	echo "$2" | sed 's/^/# /'
}
code=$(find harness plugins reports tests examples benchmarks \( -name '*.[ch]' -o -name '*.cu' \))
banned='\<(strcpy|strcat|sprintf|vsprintf|strtok|gets|atoi|atof)\('

none "no file is longer than 600 lines" \
	"$(wc -l $code | awk '$1 > 600 && $2 != "total"')"
none "no source of a task is longer than 250 lines" \
	"$(find plugins/task -name '*.c' ! -name '*-test.c' -exec wc -l {} + |
		awk '$1 > 250 && $2 != "total"')"
none "no header is longer than 200 lines" \
	"$(wc -l $(echo "$code" | grep '\.h$') | awk '$1 > 200 && $2 != "total"')"
none "no function is longer than 60 lines" \
	"$(awk 'FNR == 1 { start = 0 }
		/^\{$/ { start = FNR }
		/^\}/ && start {
			if (FNR - start - 1 > 60)
				print FILENAME ":" start ": " FNR - start - 1
			start = 0
		}' $code)"
none "no banned function is called" \
	"$(grep -nE "$banned" $code)"
none "core includes nothing from the layers above it" \
	"$(grep -rnE '#include "(host|net|sandbox|store|stats|run|cli)/' harness/core)"
none "net, sandbox, store, stats and host do not include run or cli" \
	"$(grep -rnE '#include "(run|cli)/' harness/net harness/sandbox harness/store harness/stats harness/host)"
none "reports include nothing of cli" \
	"$(grep -rnE '#include "cli/' reports)"
none "run does not include cli" \
	"$(grep -rnE '#include "cli/' harness/run)"
none "nothing of the harness but cli includes reports" \
	"$(grep -rnE '#include "reports/' harness | grep -v '^harness/cli/')"
none "stats does no input or output" \
	"$(grep -rnE '#include <(stdio|unistd|fcntl)\.h>' harness/stats)"
none "a plugin includes only momus/ headers and its own" \
	"$(grep -nE '#include "(core|host|net|sandbox|store|stats|run|cli)/' \
		$(find plugins examples -name '*.[ch]' ! -name '*-test.c') /dev/null)"
none "every plugin is named in plugins/local.mk" \
	"$(find plugins -mindepth 3 -name local.mk | sed 's|^plugins/||' |
		while read -r f; do
			grep -qF "include %D%/$f" plugins/local.mk || echo "$f"
		done)"
none "every header says what it is for in its first line" \
	"$(for f in $(find harness plugins reports -name '*.h'); do
		head -1 "$f" | grep -q "^/\* ${f##*/} - " || echo "$f"; done)"
none "every source says what it is in its first line" \
	"$(for f in $(find harness plugins tests -name '*.c'); do
		head -1 "$f" | grep -q "^/\* ${f##*/} - " || echo "$f"; done)"
none "every source of the harness starts from config.h" \
	"$(for f in $(find harness -name '*.c'); do
		grep -m1 '^#include' "$f" | grep -q '"config.h"' || echo "$f"; done)"
none "every macro of a public header is Momus's" \
	"$(grep -nE '^#[[:space:]]*define' harness/api/momus/*.h |
		grep -vE 'define[[:space:]]+MOMUS_')"
none "every group of functions in a header is explained" \
	"$(awk 'FNR == 1 { before = "" }
		/^(MOMUS_API |MOMUS_EXPORT )?[a-z][a-z0-9_]* .*\(/ &&
		!/^(static|typedef)/ && before == "" && !/\/\*/ {
			print FILENAME ":" FNR ": " $0
		}
		{ before = $0 }' $(find harness -name '*.h'))"
none "every fuzz target has a corpus, and every corpus a target" \
	"$(targets=$(sed -n 's|^FUZZ_TESTS += %D%/\(.*\)\.t$|\1|p' tests/fuzz/local.mk)
	for t in $targets; do
		[ -n "$(ls "tests/fuzz/corpus/$t" 2>/dev/null)" ] || echo "$t: no corpus"
		grep -q "^EXTRA_DIST += %D%/corpus/$t\$" tests/fuzz/local.mk ||
			echo "$t: its corpus is not in the tarball"
	done
	for c in tests/fuzz/corpus/*; do
		echo "$targets" | grep -qx "${c##*/}" || echo "$c: no target"
	done)"
none "every test is run by the makefile" \
	"$(for f in tests/unit/*.c tests/fuzz/*.c $(git ls-files 'tests/*.t' 2>/dev/null); do
		grep -qF "%D%/${f##*/}" "${f%/*}/local.mk" tests/local.mk 2>/dev/null ||
			grep -qF "%D%/${f#tests/}" tests/local.mk || echo "$f"; done)"
none "nothing is left to do" \
	"$(grep -nE '\<(TODO|FIXME|XXX)\>' $code)"
none "no file is named for nothing in particular" \
	"$(find harness plugins tests examples benchmarks reports -type f |
		grep -E '/(util|utils|common|misc|helpers?)\.[a-z]+$')"
none "libraries and plugins neither print nor exit" \
	"$(find harness plugins -name '*.[ch]' ! -path 'harness/cli/*' \
			! -name '*-test.c' -exec grep -L '^int main(' {} + |
		xargs grep -nE '\<(printf|puts|putchar|perror|exit)\(')"
none "every command has its place in the manual page and both completions" \
	"$(sed -n 's/^COMMAND(\(.*\))$/\1/p' harness/cli/commands.def |
		while read -r c; do
			grep -q "^.fB$c.fR" doc/momus.1 || echo "momus.1: $c"
			grep -qE "(^|[[:space:]'])$c([[:space:]']|\$)" doc/completions/bash/momus ||
				echo "bash: $c"
			grep -q "'$c:" doc/completions/zsh/_momus || echo "zsh: $c"
		done)"
none "README.md's list of chapters names every later chapter" \
	"$(sed -n '/^## Chapters/,$ s/^## //p' README.md | sed 1d | while read -r chapter; do
		grep -qF -- "- [$chapter](#" README.md || echo "$chapter"
	done)"
none "no file names a folder of somebody's machine" \
	"$(find harness plugins tests examples benchmarks reports doc m4 README.md \
			CONTRIBUTING.md Makefile.am configure.ac bootstrap \
			-type f ! -name '*.o' ! -path '*/.libs/*' \
			-exec grep -LI 'enerated by libtool' {} + |
		xargs grep -nIE '(^|[^a-zA-Z0-9_.$}])/(home|work|Users|mnt)/[a-z]')"
none "no generated file is kept" \
	"$(git ls-files 2>/dev/null |
		grep -E '(^|/)(Makefile\.in|configure|config\.h(\.in)?|[^/]*\.(o|lo|la|so))$')"
none "every test in the shell may be executed" \
	"$(find tests -name '*.t' ! -perm -100 -exec grep -l '^#!' {} +)"
none "every shell script is sound" \
	"$(for f in bootstrap .ci/run $(find tests -name '*.t' -o -name '*.sh'); do
		if [ -f "$f" ] && head -1 "$f" | grep -q 'bin/sh\|^# tap.sh'; then
			sh -n "$f" 2>&1
		elif [ -f "$f" ] && head -1 "$f" | grep -q bash; then
			bash -n "$f" 2>&1
		fi
	done)"

# Each header with nothing before it, as C and, where plugins see it, as C++.
compile() { # compile LANGUAGE FOLDER: the headers below FOLDER that do not
	(cd "$2" && find . -name '*.h' | sed 's|^\./||') | while read -r h; do
		echo "#include \"$h\"" |
			${CC:-cc} -x "$1" -fsyntax-only -Wall -Werror \
				-Iharness/api -Iharness $system - \
				2>"$log" || { echo "$h:"; head -3 "$log"; }
	done
}
log=$(mktemp "${TMPDIR:-/tmp}/momus-rules-XXXXXX") || exit 99
system=$(pkg-config --cflags hdf5 libcurl 2>/dev/null)
system="$system -I$("${PYTHON:-python3}" -c \
	'import sysconfig; print(sysconfig.get_path("include"))')"
none "every header compiles alone" "$(compile c harness)"
if echo 'int x;' | ${CC:-cc} -x c++ -fsyntax-only - 2>/dev/null; then
	none "every public header compiles alone as C++" \
		"$(compile c++ harness/api)"
else
	n=$((n + 1))
	echo "ok $n - every public header compiles alone as C++ # SKIP no C++ compiler"
fi
rm -f "$log"
echo "1..$n"
