# attack: 83 a filter of its own
# group: F
# tries: a seccomp listener that answers the calls of its child
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# control: escapes
SET_MODE_FILTER, NEW_LISTENER = 1, 8


def listener():
    allow = (ctypes.c_uint64 * 1)(0x7fff000000000006)  # return ALLOW
    program = (ctypes.c_uint64 * 2)(1, ctypes.addressof(allow))
    return call(NR["seccomp"], SET_MODE_FILTER, NEW_LISTENER, program)


probe("seccomp listener", listener)
reach("seccomp", NR["seccomp"], SET_MODE_FILTER, 0, 0)
print("done")
