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

KEY = 0x6d6f6d00
SHARED = os.path.realpath(sys.executable)
OWN = os.urandom(1)[0] % 64  # each of the two leaves its own number
OTHERS = [n for n in range(64) if n != OWN]


def shared_file():
    return os.open(SHARED, os.O_RDONLY)


def name(number):
    return ctypes.c_char_p(b"momus-attack-88-%d" % number)


def path(number):
    return f"/dev/shm/momus-attack-88-{number}"


def key(ring, number):
    return call(NR["add_key"], ctypes.c_char_p(b"user"), name(number),
                ctypes.c_char_p(b"x"), 1, ring)


# What leaves a number, and what finds it.
WAYS = {
    "message queue": (lambda n: call(NR["msgget"], KEY + n, 0o1666),
                      lambda n: call(NR["msgget"], KEY + n, 0)),
    "shared memory": (lambda n: call(NR["shmget"], KEY + n, 4096, 0o1666),
                      lambda n: call(NR["shmget"], KEY + n, 0, 0)),
    "semaphore": (lambda n: call(NR["semget"], KEY + n, 1, 0o1666),
                  lambda n: call(NR["semget"], KEY + n, 0, 0)),
    "POSIX queue": (lambda n: call(NR["mq_open"], name(n), 0o102, 0o666, 0),
                    lambda n: call(NR["mq_open"], name(n), 0, 0, 0)),
    "key": (lambda n: key(-4, n),
            lambda n: call(NR["keyctl"], 10, -4, ctypes.c_char_p(b"user"),
                           name(n), 0)),
    "/dev/shm": (lambda n: os.close(os.open(path(n), os.O_CREAT)),
                 lambda n: os.stat(path(n))),
    "work directory": (lambda n: os.mkdir(f"left-{n}"),
                       lambda n: os.stat(f"left-{n}")),
}


def found(find):
    for number in OTHERS:
        try:
            find(number)
            return f"number {number}"
        except OSError as e:
            why = e
    raise why


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
    fcntl.lockf(held, fcntl.LOCK_SH | fcntl.LOCK_NB, 1)
    time.sleep(0.7)
    other = fcntl.fcntl(held, fcntl.F_GETLK, bytes.fromhex(
        "0100 0000 00000000" + "00" * 24))
    if other[0] != 2:
        return "a range is held"
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


for leave, _ in WAYS.values():
    try:
        leave(OWN)
    except OSError:
        pass
held = shared_file()
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
for way, (_, find) in WAYS.items():
    try_here(way, lambda: found(find))
print("done")
