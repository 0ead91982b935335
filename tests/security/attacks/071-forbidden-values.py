# attack: 71 allowed calls with forbidden values
# group: F
# tries: socket families, ioctl requests, clone flags and prctl options, also
#     with bits above the 32nd, which the kernel cuts off
# limits: cpu=2 wall=10
# expect: accepted
# says: done
# control: escapes
HIGH = (0, 1 << 32, 0x7fff << 48)
for family in (1, 2, 10, 16, 17, 38, 40, 44):
    for high in HIGH:
        reach(f"socket {family} + {high:#x}", NR["socket"], family | high, 3,
              0)
for family in (2, 16):
    for high in HIGH:
        reach(f"socketpair {family} + {high:#x}", NR["socketpair"],
              family | high, 1, 0, 0)
for request in (0x8905, 0x8910, 0x5412, 0x40086602, 0xc0189436, 0x894b):
    for high in HIGH:
        reach(f"ioctl {request:#x} + {high:#x}", NR["ioctl"], 1,
              request | high, 0)
for option in (4, 8, 10, 28, 40, 43, 47, 0x59616d61, 59, 65):
    for high in HIGH:
        reach(f"prctl {option} + {high:#x}", NR["prctl"], option | high, 0, 0,
              0, 0)


def cloned(flags):
    child = call(NR["clone"], flags | signal.SIGCHLD, 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


for flag in (0x10000000, 0x20000, 0x2000000, 0x8000000, 0x20000000,
             0x40000000, 0x4000000):
    probe(f"clone {flag:#x}", lambda: cloned(flag))
print("done")
