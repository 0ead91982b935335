# attack: 32 memory of another name
# group: C
# tries: shared anonymous, POSIX, System V and file descriptor memory, which
#     belong to no process
# variants: anonymous posix sysv memfd
# limits: cpu=2 wall=10 memory=192M
# expect: memory_limit
# expect[posix]: runtime_error
# expect[sysv]: runtime_error
# expect[memfd]: runtime_error
# says[posix]: DENIED posix*
# says[sysv]: DENIED sysv*
# says[memfd]: DENIED memfd*
# host: ipc
# control: escapes
import mmap

SIZE = 384 << 20


def posix():
    name = b"/momus-attack-32"
    rt = ctypes.CDLL("librt.so.1", use_errno=True)
    number = rt.shm_open(name, os.O_RDWR | os.O_CREAT, 0o600)
    if number < 0:
        raise OSError(ctypes.get_errno(), "shm_open")
    os.ftruncate(number, SIZE)
    return mmap.mmap(number, SIZE)


def sysv():
    libc.shmat.restype = ctypes.c_void_p
    number = call(NR["shmget"], 0, SIZE, 0o1600)
    place = libc.shmat(number, None, 0)
    if place == ctypes.c_void_p(-1).value:
        raise OSError("shmat")
    call(NR["shmctl"], number, 0, 0)
    return (ctypes.c_char * SIZE).from_address(place)


def memfd():
    number = os.memfd_create("momus-attack-32")
    os.ftruncate(number, SIZE)
    return mmap.mmap(number, SIZE)


try:
    memory = {"posix": posix, "sysv": sysv, "memfd": memfd,
              "anonymous": lambda: mmap.mmap(-1, SIZE)}["@VARIANT@"]()
except OSError as e:
    if "@VARIANT@" == "anonymous":
        raise MemoryError from e
    say("DENIED", "@VARIANT@", str(e))
    sys.exit(1)
for at in range(0, SIZE, 4096):
    memory[at] = b"x" if "@VARIANT@" == "sysv" else 120
say("ESCAPED", "@VARIANT@")
