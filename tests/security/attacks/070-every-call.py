# attack: 70 every system call outside the list
# group: F
# tries: each number of the kernel's table and those after it, with arguments
#     that ask for nothing
# limits: cpu=8 wall=40
# expect: accepted
# says: done
# control: escapes
ALLOWED = set("@ALLOWED@".split())
NAMES = {number: name for name, number in NR.items()}
# These pass by every filter; but at a probe, they do nothing (ENXIO) or end the
# process by SIGILL.
PROBES = {335, 336}
ENDS = {"exit", "exit_group", "pause", "rt_sigsuspend", "rt_sigreturn",
        "vfork", "fork", "clone", "vhangup", "reboot"}


def is_probe(number):
    return os.uname().machine == "x86_64" and number in PROBES


def answer(number):
    """The error of a call with -1 for every argument, 0 if there was none."""
    child = os.fork()
    if child == 0:
        signal.alarm(1)
        try:
            call(number, -1, -1, -1, -1, -1, -1)
            os._exit(0)
        except OSError as e:
            os._exit(min(e.errno, 255))
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        fatal = {signal.SIGSYS}
        if is_probe(number):
            fatal.add(signal.SIGILL)
        return errno.EPERM if os.WTERMSIG(status) in fatal else 0
    found = os.WEXITSTATUS(status)
    return errno.EPERM if found == errno.ENXIO and is_probe(number) else found


tried = denied = 0
for number in range(480):
    name = NAMES.get(number, str(number))
    if name in ALLOWED or name in ENDS:
        continue
    tried += 1
    if answer(number) in (errno.EPERM, errno.ENOSYS):
        denied += 1
    else:
        say("ESCAPED", f"system call {name}")
say("tried" if denied == tried else "missed", f"{tried - denied}")
print("done")
