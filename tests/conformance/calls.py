"""calls.py - tests of _momusvalue: calls within limits, records of a pipe"""
import io
import math
import os
import signal
import struct
import sys
import time

import _momusvalue as wire
from tap import finish, is_, ok, refuses


class Swallow(io.StringIO):
    pass


class Late(Exception):
    pass


def look(signum, frame):
    if wire.late(caller):
        raise Late


def alarm(signum, frame):
    raise Late


caller = wire.caller(look, alarm, Swallow)


def call(function, *args, limit=5, end=math.inf):
    """What happened, by the module."""
    result = wire.call(caller, function, args, limit, end)
    wire.leave(caller)
    return result


def spin():
    while True:
        pass


def raises():
    raise ValueError("so")


def catches():
    try:
        spin()
    except Late:
        return "caught"


def works(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


out, cpu_s, error = call(divmod, 7, 2)
is_((out, error), ((3, 1), None), "a call gives what the function returns")
error = call(raises)[2]
ok(type(error) is ValueError and error.__traceback__ is not None,
   "or what it raises, with its traceback")
ok(type(call(divmod, 7)[2]) is TypeError, "wrong arguments are an error of its own")
is_(call(print, 1, end=-1), None, "no call is made once the time of all is up")

out, cpu_s, error = call(spin, limit=0.2)
ok(type(error) is Late and 0.19 < cpu_s < 2,
   "a call that does not end is ended by its processor time")
is_(call(catches, limit=0.1)[0], "caught", "a program may catch that")
out, cpu_s, error = call(works, 0.2)
ok(0.19 < cpu_s < 2 and error is None, "the time of a call is measured")


def several(*calls):
    """The results of calls (function, limit) one after the other."""
    done = [wire.call(caller, function, (), limit, math.inf)
            for function, limit in calls]
    wire.leave(caller)
    return done


def busy():
    works(0.15)


done = several(*[(busy, 0.25)] * 4, (spin, 0.1))
is_([d[2] for d in done[:4]], [None] * 4, "each call has a limit of its own")
ok(type(done[4][2]) is Late, "a lower one after a higher one too")
out, cpu_s, error = call(time.sleep, 0.6, limit=0.1)
is_(error, None, "who sleeps a while uses nothing")


def changes():
    signal.signal(signal.SIGPROF, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(1)


def rings():
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    spin()


call(changes)
is_(signal.getitimer(signal.ITIMER_REAL)[0], 0.0,
    "an alarm does not outlast the call that set it")
ok(type(call(spin, limit=0.1)[2]) is Late,
   "handlers that a call took away are there for the next")
out, cpu_s, error = call(rings)
ok(type(error) is Late and cpu_s < 1, "an alarm of its own ends a call early")


def prints(*words):
    print(*words)
    return sys.stdout.getvalue()


def prints():
    print("a")
    return sys.stdout.getvalue()


def spoils():
    sys.stdout.write = None


def takes():
    sys.stdout = None


def closes():
    sys.stdout.close()


stream = sys.stdout
for spoil, what in ((prints, "what a call prints is gone with it"),
                    (spoils, "so is what it does to the stream"),
                    (closes, "a stream that was closed is open again"),
                    (takes, "one that was taken away is there again")):
    done = several((spoil, 5), (prints, 5))
    is_(done[1][0], "a\n", what)
first, second = several(*[(lambda: sys.stdout, 5)] * 2)
ok(first[0] is second[0], "one that was not used is used again")
ok(sys.stdout is stream, "at the end the streams are back")


def pipe(*parts):
    """A stream of PARTS, whose writer has ended."""
    read, write = os.pipe()
    for part in parts:
        os.write(write, part)
    os.close(write)
    return wire.stream(read, 1000)


def record(kind, data):
    return kind + struct.pack("<I", len(data)) + data


def result(test, value, kind=b"V"):
    return record(b"R", struct.pack("<Id", test, 0.5)) + \
        record(kind, wire.encode(value)[0])


def entries(*values):
    return b"".join(struct.pack("<I16s", wire.facts(d)[4], wire.facts(d)[0])
                    for d in (wire.encode(v)[0] for v in values))


LAYOUT = 20, 0, 4
s = pipe(record(b"a", b"xyz"), record(b"b", b""), b"c\x05\0\0\0cut")
is_([wire.record(s) for _ in range(4)], [(b"a", b"xyz"), (b"b", b""), None, None],
    "records come one by one, up to the last whole one")
refuses(lambda: wire.record(pipe(record(b"a", b"x" * 1001))), ValueError,
        "one longer than the limit is refused")
refuses(lambda: wire.record(pipe(b"a\xff\xff\xff\xff")), ValueError,
        "before it is there")
s = pipe(*(record(b"a", b"x" * 999) for _ in range(60)))
is_(sum(wire.record(s) == (b"a", b"x" * 999) for _ in range(60)), 60,
    "many records are read")

want = entries([1, "a"], 2.5, (3,))
s = pipe(result(0, [1, "a"]), result(1, 2.5), result(2, (4,)))
times, flags = wire.matches(s, want, LAYOUT, 0)
is_((times, bool(flags & wire.FLOATS)), ([0.5, 0.5], True),
    "results that are what is expected are taken together")
is_(wire.record(s)[0], b"R", "the first that is not is left")
is_(wire.matches(pipe(result(1, 2.5)), want, LAYOUT, 0)[0], [],
    "so is one out of turn")
is_(wire.matches(pipe(result(0, [1, "a"], b"v")), want, LAYOUT, 0)[0], [],
    "so is one in pieces")
is_(wire.matches(pipe(result(0, [1, "a"])[:-1]), want, LAYOUT, 0)[0], [],
    "so is one that is cut")
is_(wire.matches(pipe(result(0, math.nan)), entries(math.nan), LAYOUT, 0)[0], [],
    "so is a NaN, which equals nothing")
is_(wire.matches(pipe(*(result(i, 0) for i in range(3))), entries(0, 0), LAYOUT,
                 0)[0], [0.5, 0.5], "no more are taken than are expected")
refuses(lambda: wire.matches(pipe(), want, (8, 0, 4), 0), ValueError,
        "entries too short for a digest are refused")

data = wire.encode("x" * 2900)[0]
s = pipe(record(b"v", data[:1000]), record(b"v", data[1000:2000]),
         record(b"V", data[2000:]))
scanner = wire.scanner(1 << 20, 1 << 20, True)
is_((wire.follow(s, scanner), wire.record(s)[0]), (2000, b"V"),
    "the pieces of a long value are digested, but for the last")
wire.feed(scanner, data[2000:])
is_(wire.digest(scanner), wire.facts(data)[0], "as the whole would be")
refuses(lambda: wire.follow(pipe(record(b"v", data[:1000])),
                            wire.scanner(999, 1 << 20, True)), ValueError,
        "up to a limit")

read, write = os.pipe()
writer = os.fork()
if writer == 0:
    os.write(write, record(b"a", b"1"))
    time.sleep(0.3)
    os.write(write, record(b"b", b"2"))
    os.kill(os.getpid(), signal.SIGKILL)
os.close(write)
s = wire.stream(read, 1000)
is_([wire.record(s) for _ in range(3)], [(b"a", b"1"), (b"b", b"2"), None],
    "what a writer that is killed wrote before is read")
os.waitpid(writer, 0)

words = tuple(tuple("w" * (i % 20) + str(i % 7) for i in range(j, j + 40))
              for j in range(3000))
read, write = os.pipe()
writer = os.fork()
if writer == 0:
    wire.send(write, 0, 0.5, words, 1 << 30)
    os._exit(0)
os.close(write)
s, parts = wire.stream(read, 1 << 20), []
wire.record(s)
while not parts or parts[-1][0] == b"v":
    parts.append(wire.record(s))
os.waitpid(writer, 0)
data = b"".join(part for _, part in parts)
ok(wire.decode(data, str) == words and data == wire.encode(words)[0],
   "short strings that come again and again are sent as they are")
finish()
