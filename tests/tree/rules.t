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
code=$(find harness plugins tests examples benchmarks \( -name '*.[ch]' -o -name '*.cu' \))
banned='\<(strcpy|strcat|sprintf|vsprintf|strtok|gets|atoi|atof)\('

none "no file is longer than 600 lines" \
	"$(wc -l $code | awk '$1 > 600 && $2 != "total"')"
none "no banned function is called" \
	"$(grep -nE "$banned" $code)"
none "core includes nothing from the layers above it" \
	"$(grep -rnE '#include "(host|net|sandbox|store|stats|run|cli)/' harness/core)"
none "net, sandbox, store, stats and host do not include run or cli" \
	"$(grep -rnE '#include "(run|cli)/' harness/net harness/sandbox harness/store harness/stats harness/host)"
none "run does not include cli" \
	"$(grep -rnE '#include "cli/' harness/run)"
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
	"$(for f in $(find harness plugins -name '*.h'); do
		head -1 "$f" | grep -q "^/\* ${f##*/} - " || echo "$f"; done)"
echo "1..$n"
