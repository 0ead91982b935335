#!/bin/sh
# machine.sh - makes the disk of the machine of `make check-vm`: machine.sh FOLDER
#
# Debian 12 with its own kernel, systemd, the packages that Momus is built with, a
# user and a service that runs what the kernel's command line names.  FOLDER gets
# disk, kernel and initrd, about 3 GB.  As root; needs mmdebstrap and mkfs.ext4.
set -e
folder=$1
root=$folder/root
mkdir -p "$root"
build=$(sed -n 's/^build //p' "$top_srcdir/packages.txt" | tr '\n' ',')

mmdebstrap --quiet --variant=minbase --mode=root --format=directory \
	--dpkgopt='path-exclude=/usr/share/doc/*' \
	--dpkgopt='path-exclude=/usr/share/man/*' \
	--include="${build}g++,procps,systemd-sysv,libpam-systemd,dbus-user-session,udev,iproute2,initramfs-tools,linux-image-amd64" \
	--customize-hook='sed -i "s/^MODULES=.*/MODULES=list/" "$1/etc/initramfs-tools/initramfs.conf"' \
	--customize-hook='printf "%s\n" virtio_pci virtio_blk ext4 9pnet_virtio 9p >"$1/etc/initramfs-tools/modules"' \
	--customize-hook='chroot "$1" update-initramfs -u' \
	--customize-hook='chroot "$1" useradd -m -s /bin/sh critic' \
	bookworm "$root"

cat >"$root/etc/systemd/system/momus-check.service" <<'EOF'
[Unit]
Description=What the kernel's command line asks for, and then the end
After=multi-user.target systemd-logind.service
[Service]
Type=oneshot
ExecStart=/bin/sh /etc/momus-check
[Install]
WantedBy=multi-user.target
EOF
cat >"$root/etc/momus-check" <<'EOF'
for word in $(cat /proc/cmdline); do
	case $word in
	momus.source=*) top_srcdir=${word#*=} ;;
	momus.build=*) top_builddir=${word#*=} ;;
	esac
done
export top_srcdir top_builddir
exec >/dev/ttyS1 2>&1
for tag in source build; do
	[ "$tag" = source ] && at=$top_srcdir || at=$top_builddir
	mkdir -p "$at"
	mountpoint -q "$at" || mount -t 9p -o ro,trans=virtio,version=9p2000.L,cache=loose,msize=262144 "$tag" "$at" ||
		echo "not ok 1 - $at cannot be mounted"
done
sh "$top_srcdir/tests/vm/inside.sh"
systemctl poweroff
EOF
chroot "$root" systemctl -q enable momus-check.service
chroot "$root" systemctl -q mask apt-daily.timer apt-daily-upgrade.timer \
	dpkg-db-backup.timer e2scrub_all.timer fstrim.timer
echo /dev/vda / ext4 rw,noatime 0 1 >"$root/etc/fstab"
cp "$root"/boot/vmlinuz-* "$folder/kernel"
cp "$root"/boot/initrd.img-* "$folder/initrd"
truncate -s 6G "$folder/disk.part"
mkfs.ext4 -q -F -d "$root" "$folder/disk.part"
rm -rf "$root"
mv "$folder/disk.part" "$folder/disk"
