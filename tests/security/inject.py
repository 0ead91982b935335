# inject.py - makes the n-th and all later calls of one kind fail
#
# A seccomp listener above momus is told of every such call by momus and all
# that it starts, counts them, and answers EPERM from a given number on.
import ctypes
import fcntl
import os
import select
import struct
import threading
import time

import judge
import settings

SETUP = ("unshare", "clone", "clone3", "mount", "umount2", "pivot_root",
         "chroot", "chdir", "fchdir", "sethostname", "setgroups", "setresuid",
         "setresgid", "setuid", "setgid", "capset", "setns", "prlimit64",
         "setrlimit", "mkdir", "mkdirat", "mknod", "mknodat", "symlinkat",
         "pipe2", "socketpair", "memfd_create", "dup2", "dup3", "close_range",
         "prctl", "setsid", "fork", "vfork", "execve", "execveat",
         "pidfd_open", "epoll_ctl", "timerfd_create", "ftruncate",
         "landlock_create_ruleset", "landlock_restrict_self", "open_tree",
         "move_mount", "mount_setattr", "fsopen", "sendmsg", "recvmsg",
         "poll", "wait4", "waitid")

SET_MODE_FILTER, NEW_LISTENER = 1, 8
USER_NOTIF, ALLOW = 0x7fc00000, 0x7fff0000
CONTINUE = 1
EPERM = 1
# Of 80 and 24 bytes: see seccomp_unotify(2).
NOTIF, RESPONSE = 80, 24
RECV = (3 << 30) | (NOTIF << 16) | (ord("!") << 8) | 0
SEND = (3 << 30) | (RESPONSE << 16) | (ord("!") << 8) | 1


def install(number):
    """Puts the filter on this process; its listener."""
    libc = ctypes.CDLL(None, use_errno=True)
    code = b"".join(struct.pack("HBBI", *i) for i in (
        (0x20, 0, 0, 0),		# load the number
        (0x15, 0, 1, number),		# is it the one?
        (0x06, 0, 0, USER_NOTIF), (0x06, 0, 0, ALLOW)))
    held = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxQ", 4, ctypes.addressof(held))
    if os.getuid() != 0:
        libc.prctl(38, 1, 0, 0, 0)  # no_new_privs
    found = libc.syscall(settings.numbers()["seccomp"], SET_MODE_FILTER,
                         NEW_LISTENER, program)
    if found < 0:
        raise OSError(ctypes.get_errno(), "seccomp listener")
    return found


class Supervisor:
    """Answers the calls that the filter reports, in a thread of its own."""

    def __init__(self, name, first):
        self.number = settings.numbers()[name]
        self.first = first  # the first call that fails; None: none does
        self.seen = 0
        self.told, self.go, self.stop = os.pipe(), os.pipe(), os.pipe()
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def before(self):
        """In the child, before momus: waits until the parent listens."""
        free = os.open("/dev/null", os.O_RDONLY)
        os.close(free)  # the listener will have this number
        os.write(self.told[1], struct.pack("ii", os.getpid(), free))
        install(self.number)
        os.read(self.go[0], 1)

    def take(self):
        """The listener of the child, or None."""
        ready = select.select([self.told[0], self.stop[0]], [], [])[0]
        if self.told[0] not in ready:
            return None
        pid, number = struct.unpack("ii", os.read(self.told[0], 8))
        path = f"/proc/{pid}/fd/{number}"
        while not (os.path.lexists(path) and "seccomp" in os.readlink(path)):
            time.sleep(0.001)
        child = os.pidfd_open(pid)
        found = ctypes.CDLL(None, use_errno=True).syscall(
            settings.numbers()["pidfd_getfd"], child, number, 0)
        os.close(child)
        os.write(self.go[1], b".")
        return found

    def serve(self):
        listener = self.take()
        if listener is None:
            return
        waiting = select.poll()
        waiting.register(listener, select.POLLIN)
        waiting.register(self.stop[0], select.POLLIN)
        while True:
            for number, events in waiting.poll():
                if number != listener or events & select.POLLHUP:
                    os.close(listener)
                    return
                self.answer(listener)

    def answer(self, listener):
        told = bytearray(NOTIF)
        try:
            fcntl.ioctl(listener, RECV, told)
        except OSError:
            return
        fails = self.first is not None and self.seen >= self.first
        self.seen += 1
        reply = struct.pack("=QqiI", struct.unpack_from("Q", told)[0], 0,
                            -EPERM if fails else 0, 0 if fails else CONTINUE)
        try:
            fcntl.ioctl(listener, SEND, bytearray(reply))
        except OSError:
            pass

    def close(self):
        os.write(self.stop[1], b".")
        self.thread.join(5)
        for number in self.told + self.go + self.stop:
            os.close(number)


def supervised(name, first, text, limits, host, options, language):
    supervisor = Supervisor(name, first)
    try:
        found = judge.execute([text], limits, host, options=options,
                              before=supervisor.before, language=language)
    finally:
        supervisor.close()
    return found, supervisor.seen


def count(name, text, limits, host, options, language="python"):
    """How many calls of NAME one run makes; 0 where the kernel lacks it."""
    if name not in settings.numbers():
        return 0
    found = supervised(name, None, text, limits, host, options, language)[1]
    return found - 1 if name == "execve" else found



def fail(name, first, text, limits, host, options, language="python"):
    """The run whose calls of NAME fail from number FIRST on."""
    first += name == "execve"  # the first one starts momus
    return supervised(name, first, text, limits, host, options, language)[0]
