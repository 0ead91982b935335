"""lcb_streams.py - the standard streams that LiveCodeBench's checkers put up

Both patch sys.stdin in an order that leaves two views of the input.  A name bound
while the module loads (`from sys import stdin`) is the process's own, empty stream
with read, readline and readlines replaced; sys.stdin looked up later is another
object: in lcb one whose read() always gives the whole input, in sandboxfusion a
StringIO.  A program that was right under a view that no file gives says little
about the program as it is: .odd is set then, and a careful judge looks again.
"""
import builtins
import io
import sys


class Odd:
    """Whether the program might do other things as a script of its own, as one
    that read its input as it could not have read a file."""

    def __init__(self):
        self.odd = False
        self.reset()

    def reset(self):
        self.all = self.lines = self.first = 0

    def took_all(self, odd=False):
        self.all += 1
        self.look(odd)

    def took_line(self, odd=False):
        self.lines += 1
        self.look(odd)

    def took_first(self):
        self.first += 1
        self.look(False)

    def look(self, odd):
        kinds = (self.all > 0) + (self.lines > 0) + (self.first > 0)
        if odd or self.all > 1 or self.first > 1 or kinds > 1:
            self.odd = True


class Buffer:
    """lcb's sys.stdin.buffer: it never moves on."""

    def __init__(self, text, odd):
        self.inputs = text.encode("utf-8")
        self._odd = odd

    def read(self, *args):
        self._odd.took_all(bool(args))
        return self.inputs

    def readline(self, *args):
        self._odd.took_first()
        return self.inputs.split(b"\n")[0] + b"\n"


class Stdin:
    """lcb's sys.stdin: not iterable, since special methods are not delegated."""

    def __init__(self, text, odd):
        self.inputs = text
        self._stringio = io.StringIO(text)
        self._odd = odd
        self.buffer = Buffer(text, odd)

    def read(self, *args):
        self._odd.took_all(bool(args))
        return self.inputs

    def readline(self, *args):
        self._odd.took_line()
        return self._stringio.readline(*args)

    def readlines(self, *args):
        self._odd.took_all(True)
        return self.inputs.split("\n")

    def __getattr__(self, name):
        return getattr(self._stringio, name)


class Opener:
    """builtins.open: a mock of a file that holds the input, made when it is
    wanted, since few programs find it: `open` is bound by the imports."""

    def __init__(self, text):
        self.text = text
        self.mock = None

    def __call__(self, *args, **kwargs):
        if self.mock is None:
            from unittest.mock import mock_open
            self.mock = mock_open(read_data=self.text)
        return self.mock(*args, **kwargs)


# The process's own: an input without a byte, and an output that nobody reads.
# Opened here and not in each program's process, which is a fork of this one.
_stdin = open(0, encoding="utf-8", closefd=False)
_stdout = open(1, "w", encoding="utf-8", closefd=False)


def own_streams():
    sys.stdin, sys.stdout = _stdin, _stdout


class Streams:
    """With this, a program reads TEXT, and what it prints is .output."""

    def __init__(self, text, old, odd):
        self.text = text
        self.old = old
        self.odd = odd

    def __enter__(self):
        text, odd, lines = self.text, self.odd, iter(self.text.split("\n"))
        self.saved = sys.stdin, sys.stdout, builtins.open

        def read(*args):
            odd.took_all(bool(args))
            return text

        def readlines(*args):
            odd.took_all(True)
            return text.split("\n")

        def readline(*args):
            odd.took_line(True)
            return next(lines)
        odd.reset()
        own = self.saved[0]
        own.read, own.readlines, own.readline = read, readlines, readline
        sys.stdin = io.StringIO(text) if self.old else Stdin(text, odd)
        builtins.open = Opener(text)
        sys.stdout = self.printed = io.StringIO()
        self.printed.close = lambda x: 1
        return self

    def __exit__(self, *error):
        own, sys.stdout, builtins.open = self.saved
        sys.stdin = own
        for name in ("read", "readlines", "readline"):
            vars(own).pop(name, None)

    def output(self):
        return self.printed.getvalue()
