# attack: 137 each call of the set-up fails
# group: M
# kind: judge
# tries: the n-th and all later calls of one kind fail with EPERM, for every
#     kind that sets up a jail and every n; a program must never be started in
#     half a jail
# control: own
import json
import os

import host as hosts
import inject
import judge

# What the program must find around it if it was started at all.
WALLS = """
import os
found = []
status = dict(l.split(":", 1) for l in open("/proc/self/status"))
if int(status["CapEff"], 16) or int(status["CapPrm"], 16):
    found.append("capabilities")
if status["NoNewPrivs"].strip() != "1":
    found.append("no_new_privs")
if status["Seccomp"].strip() != "2":
    found.append("seccomp")
for path in ("@STATE@", "/home", "/root", "/sys/kernel", "/boot"):
    if os.path.exists(path):
        found.append(path)
try:
    open("/usr/momus-attack", "w")
    found.append("a root that can be written to")
except OSError:
    pass
try:
    import socket
    socket.socket()
    found.append("sockets")
except OSError:
    pass
if sorted(os.listdir("/proc/self/fd"))[:4] != ["0", "1", "2", "3"] or \\
        len(os.listdir("/proc/self/fd")) != 4:
    found.append("descriptors")
if os.getpid() > 100:
    found.append("the host's process numbers")
if os.uname().nodename == "@HOSTNAME@":
    found.append("the host's name")
print("half a jail:" if found else "whole", *found)
"""


def check(host, options, arguments):
    text = WALLS
    for mark, value in host.marks().items():
        if not callable(value):
            text = text.replace(f"@{mark}@", value)
    limits = {"cpu": 2.0, "wall": 20.0}
    # Best effort would take a failing call for a host without the mechanism.
    options = [o for o in options if "best-effort" not in o]
    whole = judge.execute([text], limits, host, options=options)
    if not whole:
        raise hosts.NotApplicable(whole.stderr.strip())
    if whole[0]["stdout"] != "whole\n":
        return [f"the program does not find the jail whole: {list(whole)} "
                f"{whole.stderr}"]
    problems = []
    for name in inject.SETUP:
        count = inject.count(name, text, limits, host, options)
        steps = range(count) if not arguments.quick else \
            sorted({0, count // 2, count - 1} & set(range(count)))
        for at in steps:
            if at >= 12 and at % 4:
                continue  # the same call of later programs' jails
            found = inject.fail(name, at, text, limits, host, options)
            problems += judge_one(name, at, found)
            left = host.survivors()
            if left:
                problems.append(f"{name} {at}: {len(left)} processes left")
    return problems


def judge_one(name, at, found):
    place = f"{name} from the {at + 1}. on"
    if not found:
        words = found.stderr.strip()
        if found.exit in (0, None) or found.exit < 0 or not words:
            return [f"{place}: exit {found.exit}, \"{words[:100]}\""]
        return []
    verdict = found[0]
    if verdict["status"] == "internal_error":
        return [] if verdict.get("message") else [f"{place}: no message"]
    if verdict["status"] == "accepted" and verdict["stdout"] == "whole\n":
        return []
    return [f"{place}: {verdict['status']} {verdict['stdout'][:200]!r} "
            f"{verdict.get('stderr', '')[-100:]!r}"]
