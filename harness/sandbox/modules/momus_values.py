"""momus_values.py - what a referee reads of a program's process, kept from failing it

The program may have written to the pipe itself: its bytes need not be what a driver
writes, and a value in them need not be one.
"""
import _momusvalue as wire


class Violation(Exception):
    """Bytes on the pipe that no driver writes."""


class Opaque:
    """Stands for a value that is no plain data."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return "<%s object>" % self.name


def plain(data):
    """The value in DATA, which the program may have put together itself."""
    try:
        return wire.decode(data, Opaque)
    except ValueError as e:
        raise Violation(str(e))


def seconds(cpu_s):
    """What a program's process says may be no time, or no number."""
    return round(cpu_s, 6) if 0 <= cpu_s < 1e9 else 0
