# attack: 73 namespaces of its own
# group: F
# tries: unshare, clone, clone3 and setns with every flag
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# control: escapes
FLAGS = {"time": 0x80, "mount": 0x20000, "cgroup": 0x2000000,
         "uts": 0x4000000, "ipc": 0x8000000, "user": 0x10000000,
         "pid": 0x20000000, "net": 0x40000000}


def clone3(flag):
    arguments = (ctypes.c_uint64 * 11)(flag, 0, 0, 0, signal.SIGCHLD)
    child = call(NR["clone3"], arguments, 88)
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def clone(flag):
    if flag == 0x80:
        return False  # clone takes the byte for its signal
    child = call(NR["clone"], flag | signal.SIGCHLD, 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def setns(name):
    number = os.open(f"/proc/self/ns/{name}", os.O_RDONLY)
    return reached(NR["setns"], number, 0)


for name, flag in FLAGS.items():
    probe(f"unshare {name}", lambda: call(NR["unshare"], flag))
    probe(f"clone {name}", lambda: clone(flag))
    probe(f"clone3 {name}", lambda: clone3(flag))
    probe(f"setns {name}", lambda: setns(name.replace("mount", "mnt")))
print("done")
