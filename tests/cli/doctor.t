#!/bin/sh
# doctor.t - momus doctor
. "$top_srcdir/tests/tap.sh"
out=$("$MOMUS" doctor)
status=$?
for name in user-namespace pid-namespace mount-namespace net-namespace \
	ipc-namespace uts-namespace seccomp no-new-privs cgroup rlimit-cpu \
	landlock python; do
	is "$(echo "$out" | grep -c "^$name  *[a-zA-Z]")" 1 "$name has its row"
done
devices=$(echo "$out" | grep '^cuda')
case $devices in
cuda:0*)
	like "$devices" ' GiB, driver for CUDA *, compute capability ' \
		"a device has its memory, driver and capability"
	;;
*)
	like "$devices" 'cuda  *absent  *; ' "no device has its reason and what to do"
	;;
esac
like "$(echo "$out" | grep '^cpu ')" \
	'cpu  *present  *answers by [a-z0-9]* in float32, by [a-z0-9]* in bfloat16' \
	"the processor has the instructions that answers are computed by"
case $out in
*MISSING*)
	is "$status" 1 "what is missing is a failure"
	is "$(echo "$out" | grep -c '^[a-z-]*  *MISSING *$')" 0 \
		"and explained"
	;;
*)
	is "$status" 0 "nothing is missing, so programs can be judged"
	like "$out" "isolated by all that is active" "and that is said"
	;;
esac
is "$(echo "$out" | grep -c '^[a-z-]*  *absent *$')" 0 \
	"what is absent is explained"
out=$("$MOMUS" doctor --loud 2>&1)
is "$?" 2 "it takes no arguments"
like "$out" "--loud" "and names the first"
finish
