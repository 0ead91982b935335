# attack: 88 two programs at the same time exchange a byte
# group: G
# tries: System V and POSIX objects, keyrings, locks and watches on files that
#     both see, values of /proc.  Load and the timing of caches stay open.
# limits: cpu=2 wall=10
# pair: yes
# expect: accepted
# says: done
# host: ipc
# control: escapes
import fcntl

KEY = 0x6d6f6d88
NAME = ctypes.c_char_p(b"momus-attack-88")
SHARED = os.path.realpath("/proc/self/exe")


def shared_file():
    return os.open(SHARED, os.O_RDONLY)


def start(me):
    """Leaves a byte where the other may find it, returns what to look at."""
    for action in (
            lambda: call(NR["msgget"], KEY, 0o1666),
            lambda: call(NR["shmget"], KEY, 4096, 0o1666),
            lambda: call(NR["semget"], KEY, 1, 0o1666),
            lambda: call(NR["mq_open"], NAME, 0o102, 0o666, 0),
            lambda: call(NR["add_key"], ctypes.c_char_p(b"user"), NAME,
                         ctypes.c_char_p(b"x"), 1, -4),
            lambda: open("/dev/shm/momus-attack-88", "w")):
        try:
            action()
        except OSError:
            pass


def find_ids():
    """Looks, in a later process, for what was left."""
    for name, action in (
            ("message queue", lambda: call(NR["msgget"], KEY, 0)),
            ("shared memory", lambda: call(NR["shmget"], KEY, 0, 0)),
            ("semaphore", lambda: call(NR["semget"], KEY, 0, 0)),
            ("POSIX queue", lambda: call(NR["mq_open"], NAME, 0, 0, 0)),
            ("key", lambda: call(NR["request_key"], ctypes.c_char_p(b"user"),
                                 NAME, 0, 0)),
            ("/dev/shm", lambda: os.stat("/dev/shm/momus-attack-88"))):
        try_here(name, lambda: str(action()))


def lock():
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return "the other holds it"
    if os.path.exists("/proc/locks"):
        mine = os.fstat(held).st_ino
        text = [l for l in open("/proc/locks") if f":{mine} " in l]
        if len(text) > 1:
            return "seen in /proc/locks"
    return False


def range_lock():
    other = fcntl.fcntl(held, fcntl.F_GETLK, bytes.fromhex(
        "0100 0000 00000000" + "00" * 24))
    if other[0] != 2:
        return "a range is held"
    fcntl.lockf(held, fcntl.LOCK_SH | fcntl.LOCK_NB, 1)
    return False


def watch():
    number = call(NR["inotify_init1"], os.O_NONBLOCK)
    call(NR["inotify_add_watch"], number, ctypes.c_char_p(SHARED.encode()),
         0xfff)
    end = time.monotonic() + 2
    while time.monotonic() < end:
        try:
            return f"{len(os.read(number, 4096))} bytes of news"
        except BlockingIOError:
            time.sleep(0.05)
    return False


def lease():
    fcntl.fcntl(held, fcntl.F_SETLEASE, fcntl.F_RDLCK)


start(os.getpid())
held = shared_file()
results = []
try_here("lock on a file that both see", lock)
try_here("range lock on such a file", range_lock)
try_here("lease on such a file", lease)
child = os.fork()
if child == 0:
    try_here("watch on such a file", watch)
    os._exit(0)
end = time.monotonic() + 2.5
while time.monotonic() < end:
    os.close(shared_file())
    time.sleep(0.05)
os.waitpid(child, 0)
for name in ("/proc/sys/kernel/ns_last_pid", "/proc/loadavg"):
    pass  # the timing of load is an open channel, and documented so
print("done")
