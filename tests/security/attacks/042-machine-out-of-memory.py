# attack: 42 the machine is really out of memory
# group: C
# tries: a judge in a control group that is smaller than what an innocent
#     program may use: our failure, never the program's, and so where the judge
#     has no control groups of its own
# kind: judge
# control: own
import os

import host as hosts
import judge

PROGRAM = """
held = bytearray(b"x" * (400 << 20))
print("done")
"""
GROUP = "momus-attack-42"


def make_group():
    """A group of 256 MiB, where an interpreter's root has room, that this process may put others into."""
    for top, name in (("/sys/fs/cgroup/memory", "memory.limit_in_bytes"),
                      ("/sys/fs/cgroup", "memory.max")):
        path = os.path.join(top, f"{GROUP}-{os.getpid()}")
        try:
            os.mkdir(path)
        except OSError:
            continue
        try:
            with open(os.path.join(path, name), "w") as f:
                f.write(str(256 << 20))
            return path
        except OSError:
            os.rmdir(path)
    raise hosts.NotApplicable("no control group can be made here")


def judged(host, options):
    return judge.execute([PROGRAM], {"cpu": 2.0, "wall": 20.0,
                                     "memory": 1 << 30}, host,
                         options=options)


def problems(found):
    if not found:
        return [] if found.exit not in (0, 2) or found.stderr else \
            ["no verdict and no word of why"]
    verdict = found[0]
    honest = verdict["status"] == "internal_error" or \
        verdict["status"] == "accepted" and verdict["stdout"] == "done\n"
    return [] if honest else [f"{verdict['status']} for an innocent program"]


def check(host, options, arguments):
    group = make_group()
    own = [l.strip().split(":", 2) for l in open("/proc/self/cgroup")]
    back = next((p for _, c, p in own if c == "memory"), own[-1][2])
    top = os.path.dirname(group)
    try:
        with open(os.path.join(group, "cgroup.procs"), "w") as f:
            f.write("0")
        found = [judged(host, options)]
        if "--without" not in options:
            found.append(judged(host, options + ["--without", "cgroup"]))
    finally:
        with open(f"{top}{back}/cgroup.procs", "w") as f:
            f.write("0")
        host.survivors()
        try:
            os.rmdir(group)
        except OSError:
            pass
    return [p for f in found for p in problems(f)]
