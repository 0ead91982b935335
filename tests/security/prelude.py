# prelude.py - goes before every attack: raw system calls and a way to report
#
# An attack prints one line for each thing it tried: "DENIED name (why)" or
# "ESCAPED name".  Lines go straight to descriptor 1, so that a program that
# dies has still said what it managed to do.
import ctypes, errno, os, signal, sys, time

NR = @NUMBERS@  # name of a system call -> its number on this machine
libc = ctypes.CDLL(None, use_errno=True)


def say(word, name, why=""):
    os.write(1, f"{word} {name}{why and f' ({why})'}\n".encode())


def call(number, *arguments):
    """A raw system call; its result, or OSError."""
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *wide)
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def try_here(name, action):
    """Runs ACTION in this process: False or an exception means denied."""
    try:
        outcome = action()
    except BaseException as e:
        return say("DENIED", name, str(e) or type(e).__name__)
    if outcome is False:
        return say("DENIED", name, "no effect")
    say("ESCAPED", name, "" if outcome in (None, True) else str(outcome))


def probe(name, action, seconds=1):
    """As try_here, in a child of its own: a child that is killed was denied."""
    try:
        child = os.fork()
    except OSError:
        return try_here(name, action)
    if child == 0:
        try:
            signal.alarm(seconds)
        except BaseException:
            pass
        try_here(name, action)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        fate = os.WTERMSIG(status)
        say("ESCAPED" if fate == signal.SIGALRM else "DENIED", name,
            f"signal {fate}")


def reached(number, *arguments):
    """Whether the call got past the filter to the kernel's own checks."""
    try:
        result = call(number, *arguments)
    except OSError as e:
        if e.errno in (errno.EPERM, errno.ENOSYS):
            raise
        return f"the kernel answered {errno.errorcode[e.errno]}"
    return f"the kernel answered {result}"


def reach(name, number, *arguments):
    """The filter itself must refuse: any other answer is the kernel's."""
    probe(name, lambda: reached(number, *arguments))


def spin():
    while True:
        pass


