# canary.py - the honest program that is judged after each attack
#
# It prints all that a previous program could have changed: the same bytes
# every time, or something of the attack came through.
import builtins
import os
import signal
import sys
import zlib


def is_open(number):
    try:
        os.fstat(number)
        return True
    except OSError:
        return False


names = sorted(n for n in sys.modules if "_momus" not in n)
state = {
    "cwd": sorted(os.listdir(".")),
    "tmp": sorted(os.listdir("/tmp")) if os.path.isdir("/tmp") else [],
    "environment": sorted(os.environ.items()),
    "descriptors": [n for n in range(1024) if is_open(n)],
    "builtins": sorted(f"{k} {type(v).__name__}"
                       for k, v in vars(builtins).items() if k != "_"),
    "modules": names,
    "signals": [str(signal.getsignal(n)) for n in (1, 2, 3, 13, 14, 15, 17)],
    "recursion": sys.getrecursionlimit(),
    "umask": os.umask(0o022),
    "host": os.uname().nodename,
    "hash": hash("momus"),
}
for key, value in state.items():
    print(key, value)
print("input", zlib.crc32(sys.stdin.buffer.read()))
print(sum(n * n for n in range(1000)))
