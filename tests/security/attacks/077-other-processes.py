# attack: 77 reads and writes other processes
# group: F
# tries: ptrace, process_vm_readv, process_vm_writev, pidfd_getfd, kcmp against
#     its parent and every number it can name
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# host: neighbour
# control: escapes
PTRACE_ATTACH, PTRACE_SEIZE = 16, 0x4206
top = os.getpid()
others = [n for n in (@NEIGHBOUR@, os.getppid(), 1, 2) if n not in (0, top)]


def each(action):
    for number in others:
        if number == os.getpid():
            continue
        try:
            return action(number)
        except OSError as e:
            why = e
    raise why


def getfd(number):
    pidfd = call(NR["pidfd_open"], number, 0)
    return reached(NR["pidfd_getfd"], pidfd, 0, 0)


probe("ptrace attach", lambda: each(lambda n: reached(
    NR["ptrace"], PTRACE_ATTACH, n, 0, 0)))
probe("ptrace seize", lambda: each(lambda n: reached(
    NR["ptrace"], PTRACE_SEIZE, n, 0, 0)))
probe("process_vm_readv", lambda: each(lambda n: reached(
    NR["process_vm_readv"], n, 0, 0, 0, 0, 0)))
probe("process_vm_writev", lambda: each(lambda n: reached(
    NR["process_vm_writev"], n, 0, 0, 0, 0, 0)))
probe("kcmp", lambda: each(lambda n: reached(NR["kcmp"], n, n, 0, 0, 0)))
probe("pidfd_getfd", lambda: each(getfd))
probe("mem of others", lambda: each(lambda n: open(f"/proc/{n}/mem", "rb")))
print("done")
