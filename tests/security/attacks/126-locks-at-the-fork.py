# attack: 126 locks and threads that were held at the fork
# group: K
# tries: allocator, BLAS and import locks: thousands of forks of one warm
#     interpreter, each of which uses NumPy, its threads and imports
# kind: judge
# control: own
import judge

PROGRAM = """
import threading, zlib
try:
    import numpy
    a = numpy.ones((64, 64))
    assert (a @ a)[0, 0] == 64
except ImportError:
    pass
import fractions
t = threading.Thread(target=zlib.compress, args=(b"x" * 1000,))
t.start()
t.join()
print("done")
"""


def check(host, options, arguments):
    many = 100 if arguments.quick else 10000
    found = judge.execute([PROGRAM], {"cpu": 4.0, "wall": 60.0}, host,
                          options=options + ["--repeat", str(many)],
                          seconds=1200)
    bad = [v for v in found if v["status"] != "accepted" or
           v["stdout"] != "done\n"]
    if len(found) != many:
        return [f"{len(found)} of {many} verdicts: {found.stderr[-300:]}"]
    return [f"{len(bad)} of {many} differ, the first: {bad[0]}"] if bad else []
