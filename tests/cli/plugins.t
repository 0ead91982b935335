#!/bin/sh
# plugins.t - momus plugins
. "$top_srcdir/tests/tap.sh"

out=$(MOMUS_PLUGIN_PATH=$top_builddir/tests/plugins/.libs "$MOMUS" plugins)
is "$?" 0 "refused plugins take nothing down"
like "$(printf %s "$out" | tr -s " ")" "reward sound 1.0 gives every critique the same reward" \
	"an accepted plugin is listed with kind, name, version and summary"
like "$out" "magic number 0x31474c50, expected 0x504d4f4d" \
	"a refused one is listed with both values"

printf 'not a shared object' >"$tmp/text.so"
: >"$tmp/empty.so"
mkdir "$tmp/folder.so"
ln -s nowhere "$tmp/dangling.so"
size=$(wc -c <"$top_builddir/tests/plugins/.libs/sound.so")
head -c $((size / 4)) "$top_builddir/tests/plugins/.libs/sound.so" >"$tmp/cut.so"
out=$(MOMUS_PLUGIN_PATH=$tmp "$MOMUS" plugins)
is "$?" 0 "files that are no plugins take nothing down"
like "$out" "$tmp/text.so: no shared object: it begins with 6e6f7420, expected 7f454c46" \
	"a text file is refused"
like "$out" "$tmp/empty.so: no shared object" "an empty file is refused"
like "$out" "$tmp/folder.so: no shared object" "a folder is refused"
like "$out" "$tmp/dangling.so: No such file or directory" \
	"a link to nowhere is refused"
like "$out" "$tmp/cut.so: the shared object is cut" "a cut plugin is refused"

out=$(MOMUS_PLUGIN_PATH=$top_builddir/tests/plugins/.libs "$MOMUS" plugins sound)
is "$?" 0 "one plugin is explained"
like "$out" "sound 1.0 (reward) - gives every critique the same reward" \
	"with its kind and version"
like "$out" "$top_builddir/tests/plugins/.libs/sound.so" "and its file"
like "$out" "value                number     the reward" "each option has a type and help"
like "$out" "default: 0.5; from 0 to 1" "and a default and a range"

like "$("$MOMUS" plugins | tr -s " ")" "backend oracle 1 control: " "controls are listed"
is "$("$MOMUS" plugins | awk 'NR == 1 { at = index($0, " " $3 " ") }
	index($0, " " $3 " ") != at { print $2 }')" "" "each column begins at one place"
is "$("$MOMUS" plugins oracle | grep -A1 options)" "options: none" \
	"one without options says so"
like "$("$MOMUS" plugins model)" "default: How helpful" "a default may have several lines"
is "$("$MOMUS" plugins model | sed 1,3d | grep '^[^ ]')" "options:" \
	"which stay in their column"
like "$("$MOMUS" plugins shuffled)" "from                 file       the run, RUN.h5" "and explained"

out=$("$MOMUS" plugins no-such-plugin 2>&1)
is "$?" 2 "a plugin that is not there is an input error"
like "$out" 'there is no plugin "no-such-plugin"' "and named"
out=$("$MOMUS" plugins a b 2>&1)
is "$?" 2 "an argument too many is a usage error"

list=$("$MOMUS" plugins)
for so in "$top_builddir"/plugins/*/*/.libs/*.so; do
	[ -e "$so" ] || continue
	name=${so##*/}
	name=${name%.so}
	like "$list" " $name " "the build's own $name is listed"
	is "$(nm -D --defined-only "$so" | awk '$3 !~ /^(_|\.)/ { print $3 }')" \
		momus_plugin_entry "$name exports its entry and nothing else"
done
case $list in
*refused:*) ok 1 "none of the build's own plugins is refused" ;;
*) ok 0 "none of the build's own plugins is refused" ;;
esac
finish
