# attack: 89 two programs in one slot exchange a byte
# group: G
# tries: whatever a first program can leave and a second can find
# limits: cpu=1 wall=10
# variants: objects keys files names
# runs: 2
# expect: accepted
# says: done
# host: ipc files
# control: escapes
KEY = 0x6d6f6d89
NAME = ctypes.c_char_p(b"momus-attack-89")
FILES = ("left", "/tmp/momus-attack-89", "/dev/shm/momus-attack-89",
         "/var/tmp/momus-attack-89")

FINDS = {
    "message queue": lambda: call(NR["msgget"], KEY, 0),
    "shared memory": lambda: call(NR["shmget"], KEY, 0, 0),
    "semaphore": lambda: call(NR["semget"], KEY, 0, 0),
    "POSIX queue": lambda: call(NR["mq_open"], NAME, 0, 0, 0),
}
KEYS = {
    "key": lambda: call(NR["request_key"], ctypes.c_char_p(b"user"), NAME, 0,
                        0),
}
LEAVES = (
    lambda: call(NR["msgget"], KEY, 0o1666),
    lambda: call(NR["shmget"], KEY, 4096, 0o1666),
    lambda: call(NR["semget"], KEY, 1, 0o1666),
    lambda: call(NR["mq_open"], NAME, 0o102, 0o666, 0),
)
KEEPS = (
    lambda: call(NR["add_key"], ctypes.c_char_p(b"user"), NAME,
                 ctypes.c_char_p(b"x"), 1, -4),
)


def host_name():
    if os.uname().nodename == "momus-attack-89":
        return True
    libc.sethostname(b"momus-attack-89", 15)
    return False


def environment():
    if os.environ.get("MOMUS_ATTACK_89"):
        return True
    os.environ["MOMUS_ATTACK_89"] = "1"
    return False


if "@VARIANT@" == "keys":
    FINDS, LEAVES = KEYS, KEEPS
elif "@VARIANT@" != "objects":
    FINDS, LEAVES = {}, ()
if "@VARIANT@" != "files":
    FILES = ()
if "@VARIANT@" == "names":
    try_here("host name", host_name)
    try_here("environment", environment)
for name, find in FINDS.items():
    try_here(name, lambda: str(find()))
for path in FILES:
    try_here(path, lambda: os.path.exists(path))
for leave in LEAVES:
    try:
        leave()
    except OSError:
        pass
for path in FILES:
    try:
        open(path, "w").close()
    except OSError:
        pass
print("done")
