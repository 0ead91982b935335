# outside.py - runs an attack outside the jail, where it must succeed
#
# The place is a throw-away one: a user, process, mount, IPC and host name
# namespace of its own under an identity that owns nothing, with limits of its
# own; whatever the attack leaves dies with it.  The order comes as JSON on
# standard input, the account of what happened goes as JSON to standard output.
import ctypes
import json
import os
import resource
import select
import signal
import stat
import sys
import tempfile
import time

CLONE = {"user": 0x10000000, "mount": 0x20000, "ipc": 0x8000000,
         "uts": 0x4000000, "pid": 0x20000000}
MS_REC, MS_PRIVATE, MS_NOSUID, MS_BIND = 0x4000, 1 << 18, 2, 0x1000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4
libc = ctypes.CDLL(None, use_errno=True)
LURES = ("output.txt", "stdout", "result.json")


def check(result, what):
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def mount(source, target, kind, flags, data=None):
    check(libc.mount(source and source.encode(), target.encode(),
                     kind and kind.encode(), flags, data and data.encode()),
          f"mount {target}")


def enter_namespaces(stranger):
    """Becomes a process that can harm nothing but itself."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(stranger, stranger, stranger)
        os.setresuid(stranger, stranger, stranger)
        libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
    user, group = os.getuid(), os.getgid()
    flags = 0
    for flag in CLONE.values():
        flags |= flag
    check(libc.unshare(flags), "unshare")
    open("/proc/self/setgroups", "w").write("deny")
    open("/proc/self/uid_map", "w").write(f"0 {user} 1")
    open("/proc/self/gid_map", "w").write(f"0 {group} 1")


def furnish(state):
    """A work directory in memory; /proc of the new process namespace.

    Of the places that all may write to only STATE, the bait, stays the host's.
    """
    mount(None, "/", None, MS_REC | MS_PRIVATE)
    mount("proc", "/proc", "proc", 0)
    held = os.open(state, os.O_PATH)
    for place in ("/tmp", "/dev/shm", "/var/tmp"):
        mount("tmpfs", place, "tmpfs", MS_NOSUID, "size=480m,mode=1777")
    os.mkdir(state)
    mount(f"/proc/self/fd/{held}", state, None, MS_BIND)
    os.close(held)
    work = tempfile.mkdtemp(prefix="work-", dir="/tmp")
    os.chdir(work)
    return work


def limit(order):
    """Ceilings for this place; soft ones below them, which may be raised."""
    for what, most in ((resource.RLIMIT_NPROC, 420),
                       (resource.RLIMIT_NOFILE, 4096),
                       (resource.RLIMIT_CPU, int(order["seconds"]) + 3),
                       (resource.RLIMIT_AS, 1 << 45),
                       (resource.RLIMIT_DATA, 1 << 45),
                       (resource.RLIMIT_FSIZE, 1 << 60)):
        hard = resource.getrlimit(what)[1]
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(what, (most - 1, most))
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))


def start(order, work, pipe):
    """The attack as a child of this process 1, its output in PIPE."""
    child = os.fork()
    if child:
        return child
    os.setsid()
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    limit(order)
    os.dup2(order["input"], 0)
    os.lseek(0, 0, os.SEEK_SET)
    os.dup2(pipe, 1)
    os.dup2(pipe if order.get("merge") else os.open("/dev/null", os.O_WRONLY),
            2)
    os.dup2(os.open("/etc/hostname", os.O_RDONLY), 7)
    os.set_inheritable(7, True)
    os.chdir(work)
    interpreter = f"{work}.python" if order.get("own") else order["python"]
    os.execve(interpreter, [interpreter, "-u", "-X", "faulthandler=0",
                            f"{work}.program.py"],
              dict(os.environ, **order.get("environment", {})))


def processes(besides):
    return [int(n) for n in os.listdir("/proc") if n.isdigit()
            and int(n) not in besides and alive(int(n))]


def alive(pid):
    try:
        return open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1][1] not in \
            "ZX"
    except OSError:
        return False


def readable(reader, seconds):
    return bool(select.select([reader], [], [], seconds)[0])


def follow(child, reader, order):
    """Reads until CHILD ends or its time is up."""
    end = time.monotonic() + order["seconds"]
    told = {"exit": None, "signal": None, "timed_out": False, "bytes": 0}
    head = b""
    status = None
    while status is None or readable(reader, 0):
        left = end - time.monotonic()
        if left <= 0:
            told["timed_out"] = status is None
            break
        if readable(reader, min(left, 0.02)):
            chunk = os.read(reader, 65536)
            told["bytes"] += len(chunk)
            head += chunk if len(head) < 1 << 20 else b""
            if told["bytes"] > order.get("flood", 1 << 62):
                break
        if status is None:
            done, found, usage = os.wait4(child, os.WNOHANG)
            if done:
                status = found
                told["cpu_s"] = usage.ru_utime + usage.ru_stime
    if status is not None:
        told["exit"] = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1
        told["signal"] = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    told["stdout"] = head.decode("utf-8", "replace")
    return told


def credulous_reader(work, told, decoy):
    """What a judge sees that opens the program's files by their names."""
    for name in LURES:
        path = os.path.join(work, name)
        try:
            kind = os.stat(path).st_mode
        except OSError:
            continue
        if stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind):
            told["blocks"] = True
        elif stat.S_ISREG(kind) and os.stat(path).st_size < 1 << 20:
            told["lured"] = told.get("lured") or \
                decoy.encode() in open(path, "rb").read()


def is_killed(pid):
    """Whether a child is dead, or has only yet to run to be so."""
    with open(f"/proc/{pid}/status") as f:
        status = dict(l.split(":", 1) for l in f)
    pending = int(status["ShdPnd"], 16) | int(status["SigPnd"], 16)
    return status["State"].split()[0] in "ZX" or \
        pending >> signal.SIGKILL - 1 & 1 == 1


def one_run(order, work, neighbour, pipe):
    child = start(order, work, pipe[1])
    other = start(order, work, pipe[1]) if order.get("pair") else None
    told = follow(child, pipe[0], order)
    if other:
        os.kill(other, signal.SIGKILL)
        os.waitpid(other, 0)
    if told["timed_out"]:
        for number in (signal.SIGTERM, signal.SIGALRM, signal.SIGXCPU):
            os.kill(child, number)
        time.sleep(0.1)
        told["ignores"] = alive(child)
    told["neighbour"] = not is_killed(neighbour)
    told["survivors"] = len(processes({1, neighbour, child}))
    told["litter"] = len(os.listdir(work))
    credulous_reader(work, told, order.get("secret", "-"))
    return told


def init(order, out):
    work = furnish(order["state"])
    with open(f"{work}.program.py", "w") as f:
        f.write(order["text"])
    with open(f"{work}.stdin", "wb") as f:
        f.write(order.get("stdin", "").encode())
        f.truncate(max(f.tell(), order.get("stdin_bytes", 0)))
    if order.get("own"):
        with open(order["python"], "rb") as a, \
                open(f"{work}.python", "wb") as b:
            b.write(a.read())
        os.chmod(f"{work}.python", 0o755)
    neighbour = os.fork()
    if neighbour == 0:
        while True:
            signal.pause()
    order["input"] = os.open(f"{work}.stdin", os.O_RDWR)
    pipe = os.pipe()
    told = {}
    for _ in range(order.get("runs", 1)):
        told = one_run(order, work, neighbour, pipe)
    os.write(out, json.dumps(told).encode())


def main():
    order = json.load(sys.stdin)
    reader, writer = os.pipe()
    try:
        enter_namespaces(order["stranger"])
    except OSError as e:
        print(json.dumps({"unavailable": str(e)}))
        return
    child = os.fork()
    if child == 0:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        os.close(reader)
        try:
            init(order, writer)
        except BaseException as e:
            os.write(writer, json.dumps({"unavailable": repr(e)}).encode())
        os._exit(0)
    os.close(writer)
    text = b""
    end = time.monotonic() + order["seconds"] * order.get("runs", 1) + 20
    while select.select([reader], [], [], max(0, end - time.monotonic()))[0]:
        chunk = os.read(reader, 65536)
        if not chunk:
            break
        text += chunk
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print(text.decode() or json.dumps({"unavailable": "no account came back"}))


main()
