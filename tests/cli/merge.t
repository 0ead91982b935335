#!/bin/sh
# merge.t - momus merge: any split, any order, any repeats
. "$top_srcdir/tests/tap.sh"
writer=$top_builddir/tests/run/store-writer
"$writer" "$tmp/whole.h5" || exit 99
"$MOMUS" export --no-times "$tmp/whole.h5" >"$tmp/want" || exit 99

same() { # same FILE NAME
	"$MOMUS" export --no-times "$1" >"$tmp/got" && cmp -s "$tmp/got" "$tmp/want"
	ok "$?" "$2"
}
for n in 2 3 6; do
	i=0
	while [ $i -lt $n ]; do
		"$writer" "$tmp/$n-$i.h5" $i $n || exit 99
		i=$((i + 1))
	done
done
merge() {
	out=$1
	shift
	rm -f "$tmp/$out.h5"
	(cd "$tmp" && "$MOMUS" merge -o "$out.h5" "$@" 2>"$tmp/said")
}
merge a 2-0.h5 2-1.h5 >"$tmp/out"
is "$?" 0 "two shards are merged"
is "$(cat "$tmp/out")" "a.h5: 6 problems, 126 nodes, complete" "and counted"
same "$tmp/a.h5" "the result equals the unsplit run"
merge b 3-2.h5 3-0.h5 3-1.h5 3-2.h5 3-2.h5 >/dev/null
same "$tmp/b.h5" "three shards out of order, with repeats, do too"
merge c 6-5.h5 6-3.h5 6-1.h5 6-0.h5 6-2.h5 6-4.h5 >/dev/null
same "$tmp/c.h5" "and six backwards"
merge d c.h5 6-3.h5 c.h5 >/dev/null
same "$tmp/d.h5" "a merged run merged again with a shard of it is unchanged"

merge part 6-4.h5 6-1.h5 >"$tmp/out"
is "$?" 0 "some shards can be merged"
like "$(cat "$tmp/out")" "not complete" "into a run that is not complete"
like "$(cat "$tmp/said")" "not there yet, of shards 0 to 5: 0, 2, 3, 5;" "the others are named"
merge rest 6-3.h5 6-0.h5 6-5.h5 part.h5 6-2.h5 >"$tmp/out"
same "$tmp/rest.h5" "and can be merged in later"
is "$(cat "$tmp/said")" "" "nothing is missing then"

"$writer" "$tmp/half.h5" 1 2 9
merge e 2-0.h5 half.h5 >"$tmp/out"
like "$(cat "$tmp/out")" "not complete" "an interrupted shard makes no complete run"
merge f 2-0.h5 half.h5 2-1.h5 >/dev/null
same "$tmp/f.h5" "beside its finished self it does no harm"

said=$("$MOMUS" merge -o "$tmp/a.h5" "$tmp/2-0.h5" 2>&1)
is "$?" 2 "a result that exists is not overwritten"
like "$said" "exists already" "and said so"
said=$("$MOMUS" merge -o "$tmp/x.h5" "$tmp/2-0.h5" "$tmp/3-1.h5" 2>&1)
is "$?" 2 "shards of two splits are refused"
like "$said" "one of 2 shards" "with both numbers"
is "$(ls "$tmp" | grep -c '^x.h5')" 0 "nothing is left under the result's name"
if "$PYTHON" -c 'import h5py' 2>/dev/null; then
	"$PYTHON" - "$tmp" <<'EOF'
import sys, h5py, numpy
with h5py.File(sys.argv[1] + "/3-1.h5", "r+") as f:
	f.attrs["recipe_key"] = numpy.bytes_("0123")
EOF
	said=$("$MOMUS" merge -o "$tmp/x.h5" "$tmp/3-0.h5" "$tmp/3-1.h5" 2>&1)
	is "$?" 2 "shards of two recipes are refused"
	like "$said" "recipe 7e57" "with one key"
	like "$said" "recipe 0123" "and the other"
	"$PYTHON" - "$tmp" <<'EOF'
import sys, h5py
with h5py.File(sys.argv[1] + "/2-1.h5", "r+") as f:
	rows = f["nodes"][:]
	rows["answer_len"][rows["state"] == 0] = 3
	f["nodes"][:] = rows
EOF
	said=$("$MOMUS" merge -o "$tmp/x.h5" "$tmp/whole.h5" "$tmp/2-1.h5" 2>&1)
	is "$?" 2 "two answers for one node are refused"
	like "$said" "hold different answers for turn" "and the node is named"
else
	skip "shards of two recipes are refused" "$PYTHON has no h5py to make one"
fi
"$MOMUS" merge "$tmp/2-0.h5" >/dev/null 2>&1
is "$?" 2 "no result is a usage error"
finish
