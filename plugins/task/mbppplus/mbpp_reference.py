"""mbpp_reference.py - the reference file: what the canonical solution returned

Little-endian:

	"MOMUSRF2"  base u32, plus u32  size of the file u64
	cpu seconds of each test, base then plus, f64
	an entry of each test (ENTRY)
	values on the wire: arguments and outputs, at the offsets entries name

An output of more than BIG bytes without a float is not kept: its digests decide
(a float may want a tolerance, and so the value).  All of a digest-only output
but its first PREFIX bytes is then compared unseen; their own digest tells which
way the bytes that follow are to be read.
"""
import struct

MAGIC = b"MOMUSRF2"
HEAD = struct.Struct("<8sIIQ")
ENTRY = struct.Struct("<QQQQII16s16s16sQ")
BIG = 256 << 10
PREFIX = 64 << 10


class Test:
    """One test: facts of the expected output, and where its bytes are."""

    __slots__ = ("cpu_s", "size", "items", "flags", "exact", "normal",
                 "prefix", "output", "args")


def pack(base, tests):
    """The file's bytes; TESTS base first.  Outputs of None are not kept."""
    at = HEAD.size + len(tests) * (8 + ENTRY.size)
    entries, values = [], []
    for t in tests:
        output = t.output or b""
        entries.append(ENTRY.pack(
            t.size, t.items, at, at + len(t.args) if output else 0,
            len(t.args), t.flags, t.exact, t.normal, t.prefix, len(output)))
        values += [t.args, output]
        at += len(t.args) + len(output)
    head = HEAD.pack(MAGIC, base, len(tests) - base, at)
    times = struct.pack("<%dd" % len(tests), *(t.cpu_s for t in tests))
    return b"".join([head, times] + entries + values)


class Tests:
    """The tests of a whole file, or of a part of it; each is read when it is
    asked for."""

    # Where in an entry the flags and the exact digest are.
    LAYOUT = ENTRY.size, 36, 40

    def __init__(self, data, first=0, count=None):
        self.data, self.first = data, first
        self.base, plus = parts(data)
        self.count = self.base + plus - first if count is None else count
        self.at = HEAD.size + 8 * (self.base + plus) + first * ENTRY.size

    def __len__(self):
        return self.count

    def __getitem__(self, test):
        if not 0 <= test < self.count:
            raise IndexError(test)
        t, data = Test(), self.data
        t.cpu_s, = struct.unpack_from("<d", data,
                                      HEAD.size + 8 * (self.first + test))
        (t.size, t.items, args, output, n_args, t.flags, t.exact, t.normal,
         t.prefix, n_output) = ENTRY.unpack_from(data, self.at + test * ENTRY.size)
        t.args = data[args:args + n_args]
        t.output = data[output:output + n_output] if output else None
        return t

    def entries(self):
        """Their bytes."""
        end = self.at + self.count * ENTRY.size
        return memoryview(self.data)[self.at:end]


def parts(data):
    """(base, plus) of a whole file; ValueError if it is none."""
    if len(data) < HEAD.size:
        raise ValueError("the reference file is empty")
    magic, base, plus, size = HEAD.unpack_from(data)
    if magic != MAGIC or size != len(data):
        raise ValueError("the reference file is damaged")
    return base, plus
