#!/bin/sh
# inside.sh - what runs in the machine of check.sh, as root, and tells TAP
#
# Its parts: root, user, refused.
. "$top_srcdir/tests/tap.sh"
chmod 755 "$tmp"
libs=$top_builddir/.libs
export LD_LIBRARY_PATH="$libs" MOMUS="$top_builddir/momus" PYTHON=/usr/bin/python3
momus=$libs/momus
user=critic
id=$(id -u $user)
tests=$(tr ' ' '\n' </proc/cmdline | sed -n 's/^momus\.tests=//p')
echo "# $(uname -rv), $(systemctl --version | head -1)"

wants() { # wants PART
	case ,$tests, in *,all,* | *,$1,*) return 0 ;; esac
	return 1
}
# as_user COMMAND...: in a scope of the user's own manager, with groups delegated
as_user() {
	runuser -u $user -- env XDG_RUNTIME_DIR="/run/user/$id" HOME=/home/$user \
		LD_LIBRARY_PATH="$LD_LIBRARY_PATH" MOMUS="$MOMUS" PYTHON="$PYTHON" \
		top_srcdir="$top_srcdir" top_builddir="$top_builddir" \
		systemd-run --user --scope -q -p Delegate=yes "$@"
}
user_manager() { # starts the user's own, and waits for it
	loginctl enable-linger $user
	for try in 1 2 3 4 5 6 7 8 9 10; do
		[ -S "/run/user/$id/bus" ] && break
		sleep 1
	done
}
groups_of() { "$@" "$momus" doctor | sed -n 's/^cgroup  *//p'; }
left() { find /sys/fs/cgroup -name 'momus-*-[0-9]*-[0-9]*'; }

cat >"$tmp/large.py" <<'EOF'
import os
if os.fork() == 0:
    held = bytearray(b"x" * (200 << 20))
    os._exit(0)
os.wait()
print(42)
EOF
echo 'print(42)' >"$tmp/small.py"

# limits COMMAND...: a child that is over the limit decides, an honest program is none
limits() {
	out=$("$@" "$momus" exec --language python --memory 128M "$tmp/large.py" "$tmp/small.py")
	like "$out" "--- memory_limit" "$where a child over the limit of memory is seen"
	like "$out" "42
--- accepted" "$where and the next program has what it needs"
	is "$(left)" "" "$where and no group is left"
}
# attacks WHERE NUMBERS COMMAND...
attacks() {
	where="$1: attack "
	numbers=$2
	shift 2
	points "$@" $PYTHON -B "$top_srcdir/tests/security/run.py" --jobs 1 --numbers "$numbers"
	where=
}

if wants root; then
	like "$(groups_of env)" "active    version 2" \
		"root has groups beside other processes of the same unit"
	like "$(groups_of systemd-run --scope -q -p Delegate=yes)" "active    version 2" \
		"and in a scope with groups delegated"
	like "$(systemd-run --scope -q -p MemoryMax=2G sh -c "$momus doctor; :")" \
		"no group may be made" "and not past a limit that was set for others too"
	where='root:'
	limits env
	where='root: '
	points "$top_builddir/tests/unit/group.t"
	points "$top_builddir/tests/unit/sandbox.t"
	where=
	attacks root 30,31,36,42 env
fi
if wants user; then
	user_manager
	like "$(groups_of as_user)" "active    version 2" "a user has groups that are delegated"
	like "$(as_user sh -c "$momus doctor; :")" "version 2" "also beside a shell"
	where='user:'
	limits as_user
	where='user: '
	points as_user "$top_builddir/tests/unit/sandbox.t"
	where=
fi
if wants refused; then
	user_manager
	sysctl -q kernel.unprivileged_userns_clone=0
	out=$(as_user "$momus" doctor)
	is "$?" 1 "without user namespaces a user cannot judge programs"
	like "$out" "kernel.unprivileged_userns_clone=1" "and is told how to have them"
	as_user "$momus" exec --language python "$tmp/small.py" >"$tmp/out" 2>&1
	is "$?" 1 "so no program is run"
	like "$(cat "$tmp/out")" "user-namespace cannot be had" "and that is why"
	sysctl -q kernel.unprivileged_userns_clone=1
fi
finish
