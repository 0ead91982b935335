# tap.sh - TAP for shell tests: . "$top_srcdir/tests/tap.sh", then ok, is, like,
# points and skip, and `finish` as the last line.  $tmp is a folder of the test's own.
unset COLUMNS # tables of a report are as wide as it says
tap_n=0
tmp=$(mktemp -d "${TMPDIR:-/tmp}/momus-test-XXXXXX") || exit 99
trap 'chmod -R u+w "$tmp" 2>/dev/null; rm -rf "$tmp"' EXIT

# ok STATUS NAME: passes, and returns 0, if STATUS is 0
ok() {
	tap_n=$((tap_n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_n - $2"
	else
		echo "not ok $tap_n - $2"
		return 1
	fi
}

# is GOT WANT NAME
is() {
	if [ "$1" = "$2" ]; then
		ok 0 "$3"
	else
		ok 1 "$3"
		printf 'found: %s\nwant:  %s\n' "$1" "$2" | sed 's/^/# /'
	fi
}

# like TEXT PATTERN NAME: PATTERN is a shell pattern that TEXT contains
like() {
	case $1 in
	*$2*) ok 0 "$3" ;;
	*)
		ok 1 "$3"
		printf 'found: %s\nwant:  *%s*\n' "$1" "$2" | sed 's/^/# /'
		;;
	esac
}

# points COMMAND...: numbers the TAP points that it prints as this test's own, with
# $where before their names
points() {
	"$@" >"$tmp/points.out" 2>"$tmp/points.err" ||
		echo "not ok $* failed" >>"$tmp/points.out"
	while IFS= read -r line; do
		case $line in
		"ok "*) ok 0 "$where${line#ok }" ;;
		"not ok "*) ok 1 "$where${line#not ok }" ;;
		*) echo "$line" ;;
		esac
	done <"$tmp/points.out"
	sed 's/^/# /' "$tmp/points.err"
}

# skip NAME REASON
skip() {
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - $1 # SKIP $2"
}

finish() {
	echo "1..$tap_n"
}
