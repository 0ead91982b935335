# attack: 109 reads the expected value
# group: J
# kind: solution
# problem: total
# tries: frames, the collector, tracing, memory: whatever holds the answer
# variants: frames collector trace
# expect: wrong_answer runtime_error
# control: passes
# control[collector]: none the control keeps no object that gives it away
# control[trace]: none the control keeps no object that gives it away
import gc
import sys

NAMES = ("want", "expected", "exp", "answer", "outputs", "results", "truth")
seen = []


def frames():
    frame = sys._getframe(1)
    while frame:
        for space in (frame.f_locals, frame.f_globals):
            for name in NAMES:
                if name in space:
                    return space[name]
        frame = frame.f_back


def collector():
    for thing in gc.get_objects():
        if isinstance(thing, dict):
            for name in NAMES:
                if name in thing and isinstance(thing[name], (int, list)):
                    return thing[name]


def trace(frame, event, argument):
    seen.extend(v for k, v in frame.f_locals.items() if k in NAMES)
    return trace


if "@VARIANT@" == "trace":
    sys.settrace(trace)
    sys.setprofile(trace)


def total(numbers):
    if "@VARIANT@" == "frames":
        return frames()
    if "@VARIANT@" == "collector":
        return collector()
    return seen[-1] if seen else -1
