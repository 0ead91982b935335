# attack: 82 regains capabilities
# group: F
# tries: capset, the ambient set, setuid(0), PR_SET_KEEPCAPS, securebits
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# control: escapes
header = (ctypes.c_uint32 * 2)(0x20080522, 0)


def effective():
    held = (ctypes.c_uint32 * 6)()
    call(NR["capget"], header, held)
    return held[0] | held[3] << 32


def after(*steps):
    for step in steps:
        try:
            step()
        except OSError:
            pass
    held = effective()
    return f"{held:#x}" if held else False


data = (ctypes.c_uint32 * 6)(*[0xffffffff] * 6)
probe("capset", lambda: after(lambda: call(NR["capset"], header, data)))
probe("setuid(0)", lambda: after(lambda: os.setuid(0)))
probe("setresuid", lambda: after(lambda: os.setresuid(0, 0, 0)))
probe("ambient", lambda: after(lambda: call(NR["prctl"], 47, 2, 21, 0, 0)))
probe("keepcaps", lambda: after(
    lambda: call(NR["prctl"], 8, 1, 0, 0, 0), lambda: os.setuid(0)))
probe("securebits", lambda: after(
    lambda: call(NR["prctl"], 28, 0x2f, 0, 0, 0), lambda: os.setuid(0)))
print("done")
