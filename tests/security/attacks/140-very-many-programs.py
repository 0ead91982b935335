# attack: 140 a hundred thousand programs in one run
# group: M
# kind: judge
# tries: descriptors, processes, mounts, groups and memory of the judge that
#     grow by a little with each program
# control: own
import os
import re
import subprocess
import tempfile
import time

import judge

PROGRAM = "print(6 * 7)\n"


def measure(pid):
    """(descriptors, mounts, resident bytes, processes below) of momus."""
    pages = int(open(f"/proc/{pid}/statm").read().split()[1])
    return (len(os.listdir(f"/proc/{pid}/fd")),
            len(open(f"/proc/{pid}/mountinfo").readlines()), pages * 4096,
            len(judge.descendants(pid)))


def check(host, options, arguments):
    many = 500 if arguments.quick else 100000
    with tempfile.TemporaryDirectory(dir=host.state) as folder:
        os.chmod(folder, 0o755)
        path = os.path.join(folder, "program.py")
        with open(path, "w") as f:
            f.write(PROGRAM)
        told = judge.command({"cpu": 1.0, "wall": 30.0}, options + [
            "--programs", "2", "--repeat", str(many), path])
        with open(os.path.join(folder, "out"), "w+b") as out:
            child = subprocess.Popen(told, stdin=subprocess.DEVNULL,
                                     stdout=out)
            host.makers.add(child.pid)
            seen = []
            while child.poll() is None:
                try:
                    seen.append(measure(child.pid))
                except (OSError, IndexError):
                    pass
                time.sleep(0.01 if arguments.quick else 0.25)
            out.seek(0)
            good = bad = 0
            for line in out:
                found = re.search(rb'"status":\s*"([a-z_]+)"', line)
                if found:
                    good += found[1] == b"accepted"
                    bad += found[1] != b"accepted"
    problems = []
    if good != many:
        problems.append(f"{good} accepted and {bad} not, of {many}")
    if len(seen) < 8:
        return problems + ["it ended before it could be measured"]
    early, late = seen[len(seen) // 4:len(seen) // 2], seen[-len(seen) // 4:]
    for name, at, slack in (("descriptors", 0, 4), ("mounts", 1, 2),
                            ("resident bytes", 2, 4 << 20),
                            ("processes", 3, 8)):
        a = sorted(s[at] for s in early)[len(early) // 2]
        b = sorted(s[at] for s in late)[len(late) // 2]
        if b > a + slack:
            problems.append(f"{name} grow from {a} to {b}")
    return problems
