#!/bin/sh
# help.t - momus help, and what is said to those who need it
. "$top_srcdir/tests/tap.sh"
commands=$(sed -n 's/^COMMAND(\(.*\))$/\1/p' \
	"$top_srcdir/harness/cli/commands.def")

all=$("$MOMUS" help)
is "$?" 0 "help succeeds"
for c in $commands; do
	like "$all" "
  $c " "help lists $c"
	one=$("$MOMUS" help "$c")
	like "$one" "usage: momus $c" "help $c shows its usage"
	is "$(printf '%s\n' "$one" | LC_ALL=C.UTF-8 grep -n '.\{81\}')" "" \
		"help $c fits in 80 columns"
	is "$("$MOMUS" "$c" --help)" "$one" "$c --help is the same"
done
like "$("$MOMUS" help label)" "
    prompt                           a template of your own
    temperature, top_p, max_tokens   of the judge: 0, 1, 1024
" "a table among the options keeps its lines"
is "$("$MOMUS")" "$all" "without arguments help is shown"
is "$("$MOMUS" --help)" "$all" "--help is the same"

out=$("$MOMUS" pluggins 2>&1)
is "$?" 2 "an unknown command is a usage error"
is "$out" 'momus: no command "pluggins"; did you mean "plugins"?' \
	"it names the nearest"
out=$("$MOMUS" xyzzy 2>&1)
is "$out" 'momus: no command "xyzzy"; `momus help` lists them' \
	"or says where the list is"
out=$("$MOMUS" help plugins help 2>&1)
is "$?" 2 "an argument too many is a usage error"
finish
