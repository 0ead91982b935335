#!/bin/sh
# version.t - momus --version
. "$top_srcdir/tests/tap.sh"

version=$(sed -n 's/^#define PACKAGE_VERSION "\(.*\)"/\1/p' \
	"$top_builddir/config.h")
is "$("$MOMUS" --version)" "momus $version" "the version is printed"
is "$("$MOMUS" -V)" "momus $version" "-V is short for it"
like "$(head -20 "$top_srcdir/CHANGELOG.md")" "## $version" \
	"the change log has a chapter for this version"
"$MOMUS" --version >/dev/full 2>"$tmp/err"
is "$?" 1 "a full standard output is a failure"
is "$(cat "$tmp/err")" "momus: standard output: No space left on device" \
	"and says so"
finish
