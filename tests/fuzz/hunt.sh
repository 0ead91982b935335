#!/bin/sh
# hunt.sh TOP SECONDS LIBRARY-SOURCES TARGET:SOURCE,SOURCE… - what `make check-fuzz`
# does: builds the library and each target with libFuzzer in ./fuzz, lets each hunt
# for SECONDS from its corpus, and leaves what it found as fuzz/TARGET-crash-*.
set -e
top=$1 seconds=$2 library=$3
shift 3
cc=${CLANG-clang}
command -v "$cc" >/dev/null || { echo "check-fuzz needs clang" >&2; exit 1; }
flags="-g -O1 -std=gnu11 -fno-omit-frame-pointer -fsanitize=address,undefined"
mkdir -p fuzz
# nothing is installed from here
for folder in LIBDIR PLUGINDIR DATADIR HELPERDIR; do
	echo "#define MOMUS_$folder \"/nonexistent\""
done >fuzz/places.h
FUZZ_CPPFLAGS="$FUZZ_CPPFLAGS -include fuzz/places.h"
objects=
for c in $library; do
	o=fuzz/$(echo "$c" | tr / _).o
	objects="$objects $o"
	# a header that is newer may have changed any struct
	[ "$o" -nt "$top/$c" ] &&
		[ -z "$(find "$top/harness" -name '*.h' -newer "$o" | head -1)" ] ||
		$cc $flags -fsanitize=fuzzer-no-link $FUZZ_CPPFLAGS -c "$top/$c" -o "$o"
done
bad=0
for target; do
	name=${target%%:*}
	sources=
	for c in $(echo "${target#*:}" | tr , ' '); do
		case $c in
		*/driver.c|*.h) ;; # libFuzzer brings its own main()
		*) sources="$sources $top/$c" ;;
		esac
	done
	$cc $flags -fsanitize=fuzzer $FUZZ_CPPFLAGS $sources $objects $FUZZ_LIBS -o "fuzz/$name"
	mkdir -p "fuzz/corpus-$name"
	if "fuzz/$name" -max_total_time="$seconds" -print_final_stats=1 \
		-artifact_prefix="fuzz/$name-" "fuzz/corpus-$name" \
		"$top/tests/fuzz/corpus/$name" >"fuzz/$name.out" 2>&1; then
		echo "$name: nothing found in $seconds s," \
			"$(sed -n 's/^stat::number_of_executed_units: *//p' "fuzz/$name.out") inputs"
	else
		tail -40 "fuzz/$name.out"
		echo "$name: FOUND, see fuzz/$name-*"
		bad=1
	fi
done
exit $bad
