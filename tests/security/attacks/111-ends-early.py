# attack: 111 ends before it is judged
# group: J
# kind: solution
# problem: total
# tries: sys.exit(0), SystemExit, os._exit(0) at every place
# variants: import call raise now thread del atexit signal
# expect: wrong_answer runtime_error
# control: passes
# control[atexit]: none the control does not look at results after its end
import atexit
import os
import signal
import sys
import threading

HOW = "@VARIANT@"


class Ends:
    def __del__(self):
        os._exit(0)


if HOW == "import":
    sys.exit(0)
if HOW == "atexit":
    atexit.register(os._exit, 0)
if HOW == "signal":
    signal.signal(signal.SIGUSR1, lambda *_: os._exit(0))


def total(numbers):
    if HOW == "call":
        sys.exit(0)
    if HOW == "raise":
        raise SystemExit
    if HOW == "now":
        os._exit(0)
    if HOW == "thread":
        threading.Thread(target=os._exit, args=(0,)).start()
        threading.Event().wait(0.2)
    if HOW == "del":
        Ends()
    if HOW == "signal":
        os.kill(os.getpid(), signal.SIGUSR1)
    return -1
