"""value.py - tests of _momusvalue: what goes in comes out, and runs no code"""
import collections
import itertools
import math
import os
import re
import struct

import _momusvalue as wire
from tap import finish, is_, ok, refuses

try:
    import numpy
except ImportError:
    numpy = None

wire.learn(collections, re, numpy)


class Opaque:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return "Opaque(%s)" % self.name


def through(value):
    return wire.decode(wire.encode(value)[0], Opaque)


PLAIN = [
    None, True, False, 0, 127, 128, -1, 2 ** 63 - 1, 2 ** 63, -2 ** 63,
    -2 ** 63 - 1, 10 ** 100, -10 ** 4000, 0.0, -0.0, math.inf, math.nan, 1.5,
    1 + 2j, "", "abc", "\ud800x", "\x00", "\u00e9" * 300, b"", b"\x00\xff",
    [], [1, [2, (3,)]], (), {1, 2}, frozenset([1]), {}, {"a": [1]},
    {(1, 2): {3: None}}, range(3), range(10 ** 30, 0, -7),
    collections.Counter("aab"), collections.OrderedDict(b=1, a=2),
    collections.defaultdict(None, {1: 2}), collections.deque([1, 2]),
]
for value in PLAIN:
    data, plain = wire.encode(value)
    back = wire.decode(data, Opaque)
    ok(plain and type(back) is type(value) and repr(back) == repr(value),
       "%.60r comes back as it went" % (value,))


def pieces(data):
    """The facts of DATA fed byte by byte."""
    scanner, facts = wire.scanner(1 << 30, 1 << 30), None
    for i in range(len(data)):
        facts = wire.feed(scanner, data[i:i + 1])
    return facts


ok(all(pieces(wire.encode(v)[0]) == wire.facts(wire.encode(v)[0])
       for v in PLAIN), "a value in pieces has the facts of the whole")


class Hostile:
    """Any method called is a call too many."""

    def fail(self, *args):
        os._exit(1)

    __eq__ = __hash__ = __iter__ = __len__ = __repr__ = __str__ = fail
    __bool__ = __index__ = __float__ = __reduce__ = __getattribute__ = fail
    __class__ = int


class Meta(type):
    def __eq__(cls, other):
        os._exit(1)

    def __hash__(cls):
        os._exit(1)

    __getattribute__ = __eq__


class Worse(metaclass=Meta):
    pass


class Int(int):
    pass


class List(list):
    __iter__ = __len__ = Hostile.fail


for value, name in [(Hostile(), "Hostile"), (Worse(), "Worse"),
                    (Int(3), "Int"), (List([1]), "List"), (int, "type"),
                    ((x for x in ()), "generator"), (len, "builtin_function"
                                                     "_or_method")]:
    data, plain = wire.encode([value])
    ok(not plain and wire.decode(data, Opaque)[0].name == name,
       "an object of type %s is named, and no method of it called" % name)
is_(wire.encode(re.match("a", "a")), (b"m", False), "a match is but a match")

loop = []
loop.append(loop)
ok(not wire.encode(loop)[1], "a list that holds itself ends somewhere")
deep = []
for _ in range(100000):
    deep = [deep]
ok(not wire.encode(deep)[1], "so does deep nesting")
wide = []
for _ in range(60):
    wide = [wide, wide]
refuses(lambda: wire.encode(wide, 1 << 20), ValueError,
        "what repeats itself for ever passes the size limit")
refuses(lambda: wire.encode("x" * 100, 50), ValueError,
        "so does long text")


def distinct(text):
    """An object of its own."""
    return "".join([text[:1], text[1:]])


LONG = "x" * 70000	# from there on equal items in tuples are runs
runs = [LONG] + [("ab",) * n + (x,) * 9 + (1.5, 1.5, -7) + (-7,) * n
                 for n in (0, 1, 3, 4, 5, 300)
                 for x in (1, -2, None, True, 0.5, "", "f" * 14, "f" * 15,
                           "\u00e9" * 7, "\u00e9" * 8, "\ud800", 2 ** 80, (), [])]
data, plain = wire.encode(runs)
ok(plain and wire.decode(data, Opaque) == runs and
   len(data) < 75000 + len(runs) * 100, "runs of equal items come back in full")
ok(pieces(data) == wire.facts(data), "in pieces too")
other = [LONG] + [tuple(distinct(x) if type(x) is str else
                        float(repr(x)) if type(x) is float else x for x in t)
                  for t in runs[1:]]
ok(wire.encode(other)[0] == data,
   "what the wire says depends on values, not on which objects they are")
full = [LONG, ("ab",) * 1000]
size = 4 + 1 + 70000 + 3 + 4000
ok(wire.facts(wire.encode(full)[0])[2] == size + 1,
   "the size of a value is that with runs written out")
wire.encode(full, size + 1)
refuses(lambda: wire.encode(full, size), ValueError, "so is that of the limit")


def equal(a, b):
    return wire.facts(wire.encode(a)[0])[1] == wire.facts(wire.encode(b)[0])[1]


SAMPLES = [0, 1, True, 1.0, 2, 2.5, -1, 1 + 0j, 1j, 1 + 2j, 2 + 1j, "1", b"1", None, (), [],
           (1,), [1], [1, 2], [2, 1], {1}, {1, 2}, frozenset([2, 1]), {1: 2},
           {2: 1}, {1: 2.0}, {"a": {1}}, [[1], 2], [[1, 2]], "", "a", "ab",
           {}, set(), 2 ** 62, float(2 ** 62), -0.0, {(1, "a"), (2, "b")},
           {(1, "b"), (2, "a")}, math.inf, -math.inf]
wrong = [(a, b) for a, b in itertools.product(SAMPLES, SAMPLES)
         if equal(a, b) != (a == b)]
is_(wrong, [], "normal digests are equal where values are")

for data in [b"", b"z", b"\0", b"s\x05abc", b"s\x85\x00abcde", b"l\x02\x81",
             b"l\xff\xff\xff\xff\x0f", b"r\x80N\x81", b"I\x01\x05", b"NN",
             b"l\x01" * 300 + b"N", b"A?\x21", b"Ad\x01\xff\xff\xff\xff\x7f",
             b"e\x01l\x00", b"d\x01e\x00N", b"s\x02\xff\xfe", b"r\x80\x85\x80"]:
    refuses(lambda: wire.decode(data, Opaque), ValueError,
            "%.20r is no value" % data)

if numpy is None:
    ok(True, "NumPy's values # SKIP there is no numpy")
else:
    for value in [numpy.float64(1.5), numpy.int64(-3), numpy.bool_(True),
                  numpy.arange(6).reshape(2, 3), numpy.arange(6.)[::2],
                  numpy.arange(6).reshape(2, 3).T, numpy.array(3.0),
                  numpy.zeros((0, 3)), numpy.array([1 + 2j])]:
        back = through(value)
        ok(type(back) is type(value) and repr(back) == repr(value),
           "%s comes back as it went" % repr(value).replace("\n", ""))
    for value in [numpy.array([object()]), numpy.array(["a"]),
                  numpy.array([1], dtype="datetime64[s]")]:
        ok(not wire.encode(value)[1], "an array of %s is no plain data"
           % value.dtype)

read, write = os.pipe()
wire.send(write, 7, 0.5, [1, "a"], 1 << 20)
os.close(write)
want = wire.encode([1, "a"])[0]
is_(os.read(read, 1000), b"R" + struct.pack("<IId", 12, 7, 0.5) + b"V" +
    struct.pack("<I", len(want)) + want, "a result is two records in one write")

read, write = os.pipe()
wire.send(write, 7, 0.5, "x" * 1000, 100)
os.close(write)
ok(b"X" in os.read(read, 2000), "a value over the limit says that it was cut")
finish()
