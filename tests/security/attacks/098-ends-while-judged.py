# attack: 98 ends in the middle of its judgement
# group: I
# kind: solution
# problem: total
# tries: exit status 0, or a signal, out of a finaliser, a destructor or a
#     handler, after wrong results
# variants: destructor finaliser quick abort kill
# expect: wrong_answer runtime_error
# control: passes
# control[abort]: none the status is not 0 outside the jail either
# control[kill]: none the status is not 0 outside the jail either
import atexit
import ctypes
import os
import signal
import weakref


def end():
    if "@VARIANT@" == "abort":
        os.abort()
    if "@VARIANT@" == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if "@VARIANT@" == "quick":
        ctypes.CDLL(None).quick_exit(0)
    os._exit(0)


class Ends:
    def __del__(self):
        end()


class Lasts:
    pass


atexit.register(end)
held = Lasts()
weakref.finalize(held, end)


def total(numbers):
    global held
    if "@VARIANT@" == "destructor":
        Ends()
    held = None
    return -1
