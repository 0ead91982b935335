#!/bin/sh
# completions.t - what bash completes, asked of its completion function
. "$top_srcdir/tests/tap.sh"
if ! command -v bash >/dev/null; then
	skip "bash completes" "no bash"
	finish
	exit
fi
mkdir "$tmp/bin"
ln -s "$MOMUS" "$tmp/bin/momus"

# complete WORD...: the candidates for the last word
complete() {
	PATH=$tmp/bin:$PATH MOMUS_PLUGIN_PATH=$top_builddir/tests/plugins/.libs \
		bash -c '. "$0"; COMP_WORDS=(momus "$@"); COMP_CWORD=$#
			_momus momus "${COMP_WORDS[COMP_CWORD]}" \
				"${COMP_WORDS[COMP_CWORD - 1]}"
			echo "${COMPREPLY[*]}"' \
		"$top_srcdir/doc/completions/bash/momus" "$@"
}
is "$(complete plug)" plugins "a command"
is "$(complete help sch)" schema "a command to explain"
is "$(complete run --dry)" --dry-run "an option"
is "$(complete run --feedback crit)" "critic critic+hint" "a choice"
is "$(complete grade --sani)" --sanitize "an option of grade"
is "$(complete plugins sou)" sound "a plugin"
is "$(complete run --task sou)" "" "no plugin of another kind"
: >"$tmp/run.h5"
is "$(cd "$tmp" && complete show ru)" run.h5 "a file"

is "$(complete run --stop "")" "never when-judged-correct after-critiques" "every choice"

# what `momus help` tells of is completed, and stands in the manual page
doc=$top_srcdir/doc
for c in $(sed -n 's/^COMMAND(\(.*\))$/\1/p' "$top_srcdir/harness/cli/commands.def"); do
	"$MOMUS" help "$c" | sed -n 's/^  \(--[a-z-]*\).*/\1/p' | sort -u |
		while read -r option; do
			complete "$c" "$option" | grep -q -- "$option" || echo "bash: $c $option"
			grep -q -- "$option" "$doc/completions/zsh/_momus" ||
				echo "zsh: $c $option"
			sed 's/\\-/-/g' "$doc/momus.1" | grep -q -- "$option" ||
				echo "manual: $c $option"
		done
done >"$tmp/lacking"
is "$(cat "$tmp/lacking")" "" "all options of all commands"
if command -v zsh >/dev/null; then
	zsh -n "$top_srcdir/doc/completions/zsh/_momus"
	ok $? "zsh can read its own"
else
	skip "zsh can read its own" "no zsh"
fi
finish
