# settings.py - where things are, and what the host is
import functools
import os
import re
import shutil
import subprocess



def binary(path):
    """The program itself, where PATH is libtool's script around it.

    The script starts processes of its own, which would count as momus's.
    """
    built = os.path.join(os.path.dirname(path), ".libs")
    real = os.path.join(built, os.path.basename(path))
    if not os.path.exists(real):
        return path
    os.environ["LD_LIBRARY_PATH"] = built
    return real


MOMUS = binary(os.environ.get("MOMUS", "momus"))
PYTHON = os.environ.get("PYTHON", "/usr/bin/python3")
# What is judged after an attack on a compiler: the same in C and C++.
HONEST_PROGRAM = '#include <stdio.h>\nint main(void) { puts("42"); }\n'
HONEST_ANSWER = "42\n"
# An identity of its own for whatever runs outside the jail as root.
STRANGER = 64321


def here(*names):
    """A file of tests/security."""
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), *names)


@functools.lru_cache(None)
def numbers():
    """System call numbers of this machine, from the kernel's own header."""
    compiler = shutil.which("cc") or shutil.which("gcc") or \
        shutil.which("clang")
    if not compiler:
        raise RuntimeError("no C compiler: system call numbers are unknown")
    text = subprocess.run([compiler, "-E", "-dM", "-include",
                           "asm/unistd.h", "-x", "c", "/dev/null"],
                          capture_output=True, text=True, check=True).stdout
    return {n: int(v) for n, v in
            re.findall(r"^#define __NR_(\w+) (\d+)$", text, re.M)}


def allowed():
    """System calls that the sandbox lets through, by its own account."""
    source = os.path.join(os.environ.get("top_srcdir", here("..", "..")),
                          "harness", "sandbox", "filter.c")
    with open(source) as f:
        text = f.read()
    start = text.index("momus_filter_allowed[] = {")
    every = re.findall(r'"(\w+)"', text[start:text.index("NULL", start)])
    start = text.index("conditional[] = {")
    return every + re.findall(r'{ "(\w+)"', text[start:text.index("};", start)])
