# attack: 65 changes descriptors that it shares
# group: E
# tries: O_NONBLOCK, O_ASYNC, owner, pipe size and seals on 0, 1 and 2, which
#     the judge or the next program would find
# limits: cpu=1 wall=10
# runs: 2
# stdin-text: the input
# expect: accepted
# says: DENIED flags left by the previous program*
# control: escapes
import fcntl

F_SETPIPE_SZ, F_ADD_SEALS = 1031, 1033
FLAGS = os.O_NONBLOCK | os.O_APPEND | getattr(os, "O_ASYNC", 0o20000)
left = [n for n in (0, 1, 2) if fcntl.fcntl(n, fcntl.F_GETFL) & FLAGS]
say("ESCAPED" if left else "DENIED", "flags left by the previous program",
    str(left))
for number in (0, 1, 2):
    for command, value in ((fcntl.F_SETFL, FLAGS),
                           (fcntl.F_SETFL, os.O_NONBLOCK | os.O_APPEND),
                           (fcntl.F_SETOWN, os.getpid()),
                           (F_SETPIPE_SZ, 4096), (F_ADD_SEALS, 15)):
        try:
            fcntl.fcntl(number, command, value)
        except OSError:
            pass
