"""mbpp_reference.py - the reference file: what the canonical solution returned

Little-endian:

	"MOMUSRF1"  base u32, plus u32  size of the file u64
	cpu seconds of each test, base then plus, f64
	an entry of each test (ENTRY)
	values on the wire: arguments and outputs, at the offsets entries name

An output of more than BIG bytes without a float is not kept: its digests decide
(a float may want a tolerance, and so the value).  All of a digest-only output
but its first PREFIX bytes is then compared unseen; their own digest tells which
way the bytes that follow are to be read.
"""
import struct

MAGIC = b"MOMUSRF1"
HEAD = struct.Struct("<8sIIQ")
ENTRY = struct.Struct("<QQQQII16s16s16s")
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
            len(t.args), t.flags, t.exact, t.normal, t.prefix))
        values += [t.args, output]
        at += len(t.args) + len(output)
    head = HEAD.pack(MAGIC, base, len(tests) - base, at)
    times = struct.pack("<%dd" % len(tests), *(t.cpu_s for t in tests))
    return b"".join([head, times] + entries + values)


def unpack(data):
    """(base, tests) of a whole file; ValueError if it is none."""
    if len(data) < HEAD.size:
        raise ValueError("the reference file is empty")
    magic, base, plus, size = HEAD.unpack_from(data)
    if magic != MAGIC or size != len(data):
        raise ValueError("the reference file is damaged")
    times = struct.unpack_from("<%dd" % (base + plus), data, HEAD.size)
    at = HEAD.size + 8 * (base + plus)
    tests = []
    for cpu_s in times:
        t = Test()
        t.cpu_s = cpu_s
        (t.size, t.items, args, output, n_args, t.flags, t.exact, t.normal,
         t.prefix) = ENTRY.unpack_from(data, at)
        t.args = data[args:args + n_args]
        t.output = data[output:output + t.size] if output else None
        at += ENTRY.size
        tests.append(t)
    return base, tests
