"""layout.py - lists the files that an interpreter needs

Run by the interpreter itself, outside of any jail: loads every extension module,
sees which libraries that took, and prints one line a file, "SOURCE TAB PATH", or
"> TARGET TAB PATH" for a symbolic link.  NumPy is included where it is found.
"""
import ctypes
import importlib.machinery
import importlib.util
import os
import sys
import sysconfig

SKIPPED = {"test", "tests", "idlelib", "tkinter", "turtledemo", "lib2to3",
           "ensurepip", "site-packages", "dist-packages", "include",
           "config-%d.%d" % sys.version_info[:2], "pydoc_data", "venv"}
LIBRARY = tuple(importlib.machinery.EXTENSION_SUFFIXES)
seen = set()


def place(path):
    """PATH with every symbolic link above its last part resolved."""
    folder, name = os.path.split(path)
    return os.path.join(os.path.realpath(folder), name)


def add(path):
    path = place(path)
    if path not in seen and os.path.isfile(path):
        seen.add(path)
        print(f"{os.path.realpath(path)}\t{path}")


def add_tree(top):
    libraries = []
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(f for f in folders if f not in SKIPPED and
                            not f.startswith("config-"))
        for name in sorted(names):
            path = os.path.join(folder, name)
            if name.endswith((".py", ".pyc", ".txt")) or ".so" in name:
                add(path)
            if name.endswith(LIBRARY) and ".so" in name:
                libraries.append(path)
    return libraries


class Info(ctypes.Structure):
    """The head of struct dl_phdr_info."""
    _fields_ = [("address", ctypes.c_void_p), ("name", ctypes.c_char_p)]


def loaded():
    """Paths of the libraries of this process, as the loader found them."""
    found = []

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Info), ctypes.c_size_t,
                      ctypes.c_void_p)
    def note(info, size, data):
        name = os.fsdecode(info[0].name or b"")
        if name.startswith("/"):
            found.append(name)
        return 0

    ctypes.CDLL(None).dl_iterate_phdr(note, None)
    return found


def add_links():
    """What stands for the path by which the interpreter is started."""
    for path in (sys.executable, getattr(sys, "_base_executable", "")):
        at = place(path) if path else ""
        while at and os.path.islink(at):
            if at not in seen:
                seen.add(at)
                print(f">{os.readlink(at)}\t{at}")
            at = place(os.path.join(os.path.dirname(at), os.readlink(at)))
    for name in ("bin", "lib", "lib32", "lib64", "libx32", "sbin"):
        if os.path.islink("/" + name):
            print(f">{os.readlink('/' + name)}\t/{name}")


def main():
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    add_links()
    add(os.path.realpath(sys.executable))
    libraries = []
    for name in ("stdlib", "platstdlib"):
        libraries += add_tree(sysconfig.get_path(name))
    base = sysconfig.get_path("stdlib", vars={
        "base": sys.base_prefix, "installed_base": sys.base_prefix})
    libraries += add_tree(base)
    add(os.path.join(sys.prefix, "pyvenv.cfg"))
    numpy = importlib.util.find_spec("numpy")
    if numpy and numpy.origin:
        top = os.path.dirname(numpy.origin)
        libraries += add_tree(top)
        add_tree(top + ".libs")
    for path in libraries:
        try:
            ctypes.CDLL(path)
        except OSError:
            pass  # it is not for this machine, or lacks a library
    for path in loaded():
        add(path)
    add("/etc/ld.so.cache")


main()
