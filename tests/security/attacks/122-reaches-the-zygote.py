# attack: 122 reaches what started it
# group: K
# tries: signals, ptrace, memory and descriptors of the process it was forked
#     from
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# control: escapes
def guessed():
    """Its parent, and what can be guessed of the parent's parents."""
    return {os.getppid(), @NEIGHBOUR@, 2, 3} - {0, 1, os.getpid()}


before = guessed()  # a probe's own parent is the program itself


def parents():
    return before - {os.getpid()}


def hit(action):
    for number in parents():
        try:
            action(number)
            return f"process {number}"
        except OSError as e:
            why = e
    raise why


probe("signal", lambda: hit(lambda n: os.kill(n, 0)))
probe("stop", lambda: hit(lambda n: os.kill(n, signal.SIGCONT)))
probe("ptrace", lambda: hit(lambda n: call(NR["ptrace"], 0x4206, n, 0, 0)))
probe("memory", lambda: hit(lambda n: open(f"/proc/{n}/mem", "rb")))
probe("descriptors", lambda: hit(lambda n: os.listdir(f"/proc/{n}/fd")))
probe("process descriptor", lambda: hit(lambda n: os.pidfd_open(n)))


def speak():
    """Writes a line into whatever pipe or socket it has beside 0, 1 and 2."""
    for number in range(3, 1024):
        try:
            os.write(number, b"momus-attack-122\n")
            return f"descriptor {number}"
        except OSError:
            pass
    return False


try_here("a way to speak", speak)
print("done")
