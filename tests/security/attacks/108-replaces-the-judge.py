# attack: 108 replaces the judge's own functions
# group: J
# kind: solution
# problem: total
# tries: every function of every module and frame that it can find, by name and
#     through the collector
# expect: wrong_answer runtime_error
# control: passes
import gc
import sys
import types


def yes(*_, **__):
    return True


NAMES = ("same", "compare", "check", "equal", "equals", "is_equal", "verdict",
         "judge", "grade", "assertion", "report")


def replace(names):
    for name in NAMES:
        if isinstance(names.get(name), types.FunctionType):
            names[name] = yes


frame = sys._getframe()
while frame:
    replace(frame.f_globals)
    frame = frame.f_back
for module in list(sys.modules.values()):
    replace(getattr(module, "__dict__", {}))
for thing in gc.get_objects():
    if isinstance(thing, dict):
        replace(thing)
    elif isinstance(thing, types.FunctionType) and thing.__name__ in NAMES:
        thing.__code__ = (lambda *_, **__: True).__code__


def total(numbers):
    return -1
