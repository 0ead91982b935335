#!/bin/sh
# track-disk.t - histories of versions on a disk that is full
. "$top_srcdir/tests/tap.sh"
# A mount of the test's own, as in disk.t.
if [ -z "$MOMUS_DISK_TEST" ]; then
	if unshare -rm mount -t tmpfs none "$tmp" 2>/dev/null; then
		rmdir "$tmp"
		MOMUS_DISK_TEST=1 exec unshare -rm sh "$0"
	fi
	skip "a full disk adds nothing to a history and loses nothing" \
		"this user may not mount"
	finish
	exit
fi
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK
case $MOMUS in /*) ;; *) MOMUS=$PWD/$MOMUS ;; esac
cd "$tmp" || exit 99
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE
awk 'BEGIN { for (i = 0; i < 200; i++)
	printf("{\"id\":\"p%d\",\"prompt\":\"?\",\"answer\":\"yes\"}\n", i) }' >data.jsonl
i=0
while [ $((i += 1)) -le 16 ]; do
	awk -v right=$((100 + i)) '{ printf("{\"id\":\"p%d\",\"solution\":\"%s\"}\n",
		NR - 1, NR - 1 < right ? "yes" : "no") }' data.jsonl >a.jsonl
	"$MOMUS" grade --task jsonl --data data.jsonl --grader exact \
		--solutions a.jsonl -o run$i.h5 >/dev/null 2>&1
done
mkdir disk
# fill LEAVE: what is free but for LEAVE blocks of 4 KiB
fill() {
	free=$(stat -f -c %a disk)
	dd if=/dev/zero of=disk/ballast bs=4096 count=$((free - $1)) 2>/dev/null
}
# size FILE: in such blocks
size() {
	echo $((($(stat -c %s "$1") + 4095) / 4096))
}

mount -t tmpfs -o size=64m none disk
"$MOMUS" track add disk/past run1.h5 --version v1
is $? 0 "a version is kept while there is room"
for leave in 0 1 $(($(size run2.h5) - 1)); do
	fill "$leave"
	"$MOMUS" track list disk/past >before
	"$MOMUS" track add disk/past run2.h5 --version v2 >out 2>err
	is $? 1 "with room for $leave blocks none is added"
	like "$(cat err)" "No space left on device" "the reason is told"
	is "$(wc -l <err | tr -d ' ')" 1 "in one line"
	rm disk/ballast
	"$MOMUS" track list disk/past 2>&1 | cmp -s - before
	ok $? "the history is as it was"
	is "$(find disk/past -type f | wc -l | tr -d ' ')" 2 "and nothing is left behind"
done

# The run fits and its line does not, once the lines need a block more.
torn=
i=1
while [ $((i += 1)) -le 16 ]; do
	fill "$(size run$i.h5)"
	"$MOMUS" track list disk/past >before
	if ! "$MOMUS" track add disk/past run$i.h5 --version v$i >out 2>err; then
		torn=$(cat err)
		rm disk/ballast
		break
	fi
	rm disk/ballast
done
like "$torn" "history.jsonl: No space left on device" "a line that does not fit is told"
"$MOMUS" track list disk/past >after 2>err
is "$?$(cat err)" 0 "and leaves no torn line"
cmp -s before after
ok $? "the history is as it was"
is "$(find disk/past -type f ! -name history.jsonl | wc -l | tr -d ' ')" \
	"$(wc -l <after | tr -d ' ')" "nor a run without a line"
"$MOMUS" track add disk/past run$i.h5 --version v$i
is $? 0 "with more room the version is added"
is "$("$MOMUS" track list disk/past | awk '{ print $2 }' | tail -1)" v$i "and listed"
umount disk
finish
