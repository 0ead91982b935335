#!/bin/sh
# install.t - what `make install` gives, and plugins built against it
. "$top_srcdir/tests/tap.sh"
unset MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES
top=$top_builddir
where() { # the value of a folder's variable in the Makefile
	(cd "$top" && printf 'include Makefile\nwhere:\n\t@echo $(%s)\n' "$1" |
		make -s -f - where)
}

(cd "$top" && make install DESTDIR="$tmp/stage") >"$tmp/install.log" 2>&1
ok $? "make install with DESTDIR succeeds" || sed 's/^/# /' "$tmp/install.log"
bindir=$tmp/stage$(where bindir) libdir=$tmp/stage$(where libdir)
mandir=$tmp/stage$(where mandir) datadir=$tmp/stage$(where datadir)
includedir=$tmp/stage$(where includedir)

there() {
	[ -e "$1" ]
	ok $? "${1#"$tmp/stage"} is installed"
}
there "$bindir/momus"
there "$libdir/libmomus.so"
there "$libdir/pkgconfig/momus.pc"
there "$mandir/man1/momus.1"
there "$tmp/stage$(where docdir)/ci.md"
there "$tmp/stage$(where pkgdatadir)/examples/ci/github.yml"
there "$datadir/bash-completion/completions/momus"
there "$datadir/zsh/site-functions/_momus"
for h in "$top_srcdir"/harness/api/momus/*.h; do
	[ -e "$includedir/momus/${h##*/}" ] || missing="${missing-}${h##*/} "
done
is "${missing-}" "" "every public header is installed"
like "$(readelf -d "$libdir/libmomus.so")" "soname: [libmomus.so." \
	"libmomus.so has a soname"

# The staged program must use what is staged, not what lies in the build tree.
LD_LIBRARY_PATH=$libdir
export LD_LIBRARY_PATH
MOMUS=$bindir/momus
like "$("$MOMUS" --version)" "momus " "the installed program runs"
for la in "$top"/plugins/*/*/*.la; do
	[ -e "${la%/*}/.libs/$(basename "$la" .la).so" ] || continue
	name=$(basename "$la" .la)
	like "$("$MOMUS" plugins "$name")" "$libdir/momus/plugins/$name.so" \
		"the installed program finds the installed $name"
done
(cd "$tmp" && "$MOMUS" init) >/dev/null
ok $? "it finds its installed data files"
echo 'print(6 * 7)' >"$tmp/program.py"
like "$("$MOMUS" exec --sandbox=best-effort "$tmp/program.py")" "42
--- accepted" "it runs a program in its installed jail"

# Out of the tree: only what pkg-config says.
if ! command -v pkg-config >/dev/null; then
	skip "plugins build outside the tree" "no pkg-config"
	finish
	exit
fi
PKG_CONFIG_PATH=$libdir/pkgconfig PKG_CONFIG_SYSROOT_DIR=$tmp/stage
PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
export PKG_CONFIG_ALLOW_SYSTEM_CFLAGS PKG_CONFIG_ALLOW_SYSTEM_LIBS
path=
for example in task-roman backend-dice reward-brevity; do
	kind=${example%%-*} name=${example#*-}
	cp -R "$top_srcdir/examples/$example" "$tmp/$example"
	chmod -R u+w "$tmp/$example"
	make -C "$tmp/$example" CFLAGS='-O1 -Wall -Wextra -Werror -Wno-missing-field-initializers' \
		>"$tmp/$name.log" 2>&1
	ok $? "examples/$example builds without a warning" ||
		sed 's/^/# /' "$tmp/$name.log"
	path=$path:$tmp/$example
done
MOMUS_PLUGIN_PATH=${path#:}
export MOMUS_PLUGIN_PATH
like "$("$MOMUS" plugins)" "task     roman *write a number" \
	"the task is loaded"
like "$("$MOMUS" plugins dice)" "probability that a critique finds" \
	"the backend's options are shown"
like "$("$MOMUS" plugins brevity)" "default: 0.1; from 0 to 10" \
	"the reward's options are shown"
finish
