# attack: 121 changes the interpreter for the next program
# group: K
# tries: builtins, modules, environment, directory, handlers, open files, types
# limits: cpu=1 wall=5
# runs: 2
# expect: accepted
# says: done
# control: escapes
# outside: same process
import builtins
import decimal
import json
import random

MARK = "momus_attack_121"


def mark_type():
    """Writes into the dictionary of a built-in type."""
    proxy = int.__dict__
    names = ctypes.py_object.from_address(id(proxy) + 16).value
    found = MARK in names
    names[MARK] = 1
    return found


def mark_small_integer():
    """Changes the value of an integer that everybody shares."""
    digit = ctypes.c_uint32.from_address(id(-4) + 24)
    found = digit.value != 4
    digit.value = 3
    return found


def mark_file():
    found = os.path.exists(MARK)
    open(MARK, "w").close()
    return found


def mark_descriptor():
    try:
        os.fstat(77)
        return True
    except OSError:
        os.dup2(1, 77)
        return False


def mark_handler():
    found = signal.getsignal(signal.SIGUSR2) is not signal.SIG_DFL
    signal.signal(signal.SIGUSR2, signal.SIG_IGN)
    return found


def mark_name(space):
    found = hasattr(space, MARK)
    setattr(space, MARK, 1)
    return found


def mark_environment():
    found = MARK in os.environ
    os.environ[MARK] = "1"
    return found


for name, action in (
        ("builtins", lambda: mark_name(builtins)),
        ("json", lambda: mark_name(json)), ("sys", lambda: mark_name(sys)),
        ("random", lambda: mark_name(random)),
        ("decimal", lambda: mark_name(decimal)), ("int", mark_type),
        ("small integer", mark_small_integer), ("file", mark_file),
        ("descriptor", mark_descriptor), ("handler", mark_handler),
        ("environment", mark_environment)):
    try_here(f"left in {name}", action)
os.write(1, b"done\n")
os._exit(0) if "@KEEP@" != "yes" else None
