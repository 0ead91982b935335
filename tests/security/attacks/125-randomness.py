# attack: 125 equal by accident of the fork
# group: K
# tries: random numbers, identifiers, temporary names, hashes: two programs of
#     one seed must agree where Python's own seed decides, and with a cold
#     interpreter; what the system draws must never repeat
# kind: judge
# control: own
import judge

PROGRAM = """
import random, secrets, tempfile, uuid
print("seeded", random.random(), hash("momus"), hash(("a", "b")))
try:
    import numpy
    print("seeded too", numpy.random.random())
except ImportError:
    pass
print("fresh", uuid.uuid4(), secrets.token_hex(8))
print("fresh too", next(tempfile._get_candidate_names()))
"""


def lines(verdict, word):
    return [l for l in verdict["stdout"].split("\n") if l.startswith(word)]


def check(host, options, arguments):
    limits = {"cpu": 5.0, "wall": 30.0}
    warm = judge.execute([PROGRAM] * 3, limits, host, options=options)
    cold = judge.execute([PROGRAM] * 2, limits, host,
                         options=options + ["--cold"])
    every = warm + cold
    problems = [f"status {v['status']} {v['stderr'][-200:]}" for v in every
                if v["status"] != "accepted"]
    if problems or len(every) != 5:
        return problems or [f"{len(every)} verdicts: {warm.stderr}"]
    if len({str(lines(v, "seeded")) for v in every}) != 1:
        problems.append("seeded values differ: " +
                        str([lines(v, "seeded") for v in every]))
    fresh = [l for v in every for l in lines(v, "fresh")]
    if len(set(fresh)) != len(fresh):
        problems.append("what should be fresh repeats: " + str(fresh))
    return problems
