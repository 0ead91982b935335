#!/bin/sh
# disk.t - runs on a disk that is full, and in a folder that cannot be written
. "$top_srcdir/tests/tap.sh"
# A mount of the test's own, which nobody else sees and which ends with it.
# Remounting names the source, or mount would add the ids of the user outside.
if [ -z "$MOMUS_DISK_TEST" ]; then
	if unshare -rm mount -t tmpfs none "$tmp" 2>/dev/null; then
		rmdir "$tmp"
		MOMUS_DISK_TEST=1 exec unshare -rm sh "$0"
	fi
	skip "a full disk ends a run and loses nothing" "this user may not mount"
	finish
	exit
fi
. "$top_srcdir/tests/run/roman.sh"
roman disk 400 "1, 3, 1, 1"
mkdir disk

# Where the disk is full: before the file is there, in the journal, in the last
# checkpoint.
for size in 16k 64k 512k 2m 4m 5m; do
	mount -t tmpfs -o size=$size none disk
	"$MOMUS" run recipe.json -o disk/run.h5 >out 2>err
	is $? 1 "a disk of $size ends the run"
	like "$(cat err)" "No space left on device" "the reason is told"
	is "$(wc -l <err | tr -d ' ')" 1 "in one line"
	is "$(find disk -name '*.tmp')" "" "and nothing unfinished is left behind"
	if [ -e disk/run.h5 ]; then
		"$MOMUS" export --no-times disk/run.h5 >part.jsonl
		is "$?$(grep -vcxFf whole.jsonl part.jsonl)" 00 "what is there is whole"
	fi
	mount -o remount,size=64m none disk
	resume=
	[ -e disk/run.h5 ] && resume=--resume
	"$MOMUS" run recipe.json -o disk/run.h5 $resume >out 2>err
	is $? 0 "with more room it goes on to its end"
	"$MOMUS" export --no-times disk/run.h5 | cmp -s - whole.jsonl
	ok $? "and equals the unbroken run"
	umount disk
done

mount -t tmpfs none disk
"$MOMUS" run recipe.json -o disk/run.h5 --limit 20 >/dev/null 2>&1
before=$(cksum <disk/run.h5)
mount -o remount,ro none disk
"$MOMUS" run recipe.json -o disk/new.h5 >out 2>err
code=$?
[ $code -ne 0 ]
ok $? "a folder that cannot be written is refused"
like "$(cat err)" "Read-only file system" "the reason is told"
is "$(wc -l <err | tr -d ' ')" 1 "in one line"
"$MOMUS" run recipe.json -o disk/run.h5 --limit 20 --resume --set seed=7 >out 2>err
is "$(cksum <disk/run.h5)" "$before" "and a run that lies there stays as it is"
umount disk
finish
