#!/bin/sh
# init.t - momus init
. "$top_srcdir/tests/tap.sh"
cd "$tmp" || exit 99

out=$("$MOMUS" init)
is "$?" 0 "a recipe is written"
like "$out" "recipe.json: edit it, then: momus run recipe.json --dry-run" \
	"and what to do with it is said"
like "$(cat recipe.json)" '"generator": {' "it holds a generator"
sed 's|^ *//.*||' recipe.json | "$PYTHON" -c 'import json, sys; json.load(sys.stdin)'
ok $? "without its comments it is JSON"

echo mine >recipe.json
out=$("$MOMUS" init 2>&1)
is "$?" 2 "a file that is there is not written over"
is "$out" "momus: recipe.json is there already; name another file, or remove it" \
	"and named"
is "$(cat recipe.json)" mine "it is as it was"

"$MOMUS" init other.json >/dev/null
ok $? "another name may be given"
out=$("$MOMUS" init none/recipe.json 2>&1)
is "$?" 2 "a folder that is not there is the user's to mend"
is "$out" "momus: none/recipe.json: cannot be written: No such file or directory" \
	"that names the file"
"$MOMUS" init --force 2>/dev/null
is "$?" 2 "an unknown option is a usage error"
finish
