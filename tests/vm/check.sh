#!/bin/sh
# check.sh - what `make check-vm` does: the sandbox on a host of its own, a Debian 12
# with systemd and control groups of version 2, as root and as a user.
#
# The machine is emulated, so it needs no hardware for it and is slow: its clock goes
# by its instructions, so limits are not reached sooner.  Its disk is made at first
# (as root, from Debian's mirror) and kept in MOMUS_VM (default: vm in the build).
# VM_TESTS are the parts of inside.sh to run, all by default.
for program in qemu-system-x86_64 mkfs.ext4; do
	command -v "$program" >/dev/null || {
		echo "1..0 # SKIP no $program; on Debian: apt-get install qemu-system-x86 e2fsprogs mmdebstrap"
		exit 0
	}
done
vm=${MOMUS_VM:-$top_builddir/vm}
if [ ! -f "$vm/disk" ]; then
	[ "$(id -u)" -eq 0 ] || { echo "1..0 # SKIP only root can make the disk $vm/disk"; exit 0; }
	command -v mmdebstrap >/dev/null ||
		{ echo "1..0 # SKIP no mmdebstrap to make the disk $vm/disk"; exit 0; }
	echo "# making $vm/disk"
	mkdir -p "$vm"
	sh "$top_srcdir/tests/vm/machine.sh" "$vm" >"$vm/machine.log" 2>&1 || {
		tail -5 "$vm/machine.log" | sed 's/^/# /'
		echo "1..1"
		echo "not ok 1 - the machine's disk is made"
		exit 1
	}
fi
rm -f "$vm/results"
qemu-system-x86_64 -accel tcg,thread=single -icount shift=1 -rtc clock=vm -cpu max -smp 1 \
	-m 3G -nodefaults -display none -no-reboot \
	-serial "file:$vm/console" -serial "file:$vm/results" \
	-kernel "$vm/kernel" -initrd "$vm/initrd" \
	-append "root=/dev/vda rw console=ttyS0 quiet momus.source=$top_srcdir momus.build=$top_builddir momus.tests=${VM_TESTS:-all}" \
	-drive "file=$vm/disk,format=raw,if=virtio,snapshot=on" \
	-virtfs "local,path=$top_srcdir,mount_tag=source,security_model=none,readonly=on" \
	-virtfs "local,path=$top_builddir,mount_tag=build,security_model=none,readonly=on" \
	</dev/null
tr -d '\r' <"$vm/results"
grep -q '^1\.\.' "$vm/results" || { echo "not ok 1 - the machine ran to its end"; exit 1; }
! grep -q '^not ok' "$vm/results"
