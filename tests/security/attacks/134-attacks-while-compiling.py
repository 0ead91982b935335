# attack: 134 a compiler runs an attacker's code
# group: L
# kind: judge
# needs: c
# tries: what a plugin, a wrapper or a fault of the compiler would run: network,
#     sockets, files, keys, descriptors, the test's input, other processes, a
#     change to the compiler for the next program
# control: own
import os
import tempfile
import time

import hostile
import judge

CONTROL = """
import os, subprocess
os.environ["MOMUS_ATTACK_KEY"] = "key"
subprocess.run([%r, "program.c", "-o", "program"], input=b"x")
subprocess.run(["./program"])
"""


def outside(host, path):
    """None, or what is wrong with the attack itself."""
    told = host.outside({"text": CONTROL % path, "seconds": 20})
    time.sleep(0.2)
    host.heard.clear()
    if "unavailable" in told:
        return None
    lines = told["stdout"].split("\n")
    missing = [n for n in ("a port of the host", "a file of the host",
                           "a key in the environment", "the input of a test")
               if f"ESCAPED {n}" not in lines]
    return f"outside the jail it cannot reach {missing}: " \
        f"{told['stdout'][-300:]!r}" if missing else None


def check(host, options, arguments):
    with tempfile.TemporaryDirectory(dir=host.state) as folder:
        os.chmod(folder, 0o755)
        path = hostile.build(host, folder)
        problem = None if arguments.no_control else outside(host, path)
        stdin = os.path.join(folder, "stdin")
        with open(stdin, "w") as f:
            f.write("input of a test\n")
        os.chmod(stdin, 0o644)
        found = judge.execute([hostile.PROGRAM], {"cpu": 2.0, "wall": 10.0},
                              host, options=options, language="c",
                              stdin=stdin,
                              environment=hostile.environment(folder))
    problems = [problem] if problem else []
    for verdict in found:
        lines = verdict["stdout"].split("\n")
        problems += [l for l in lines if l.startswith("ESCAPED")]
        if verdict["status"] != "accepted" or "done" not in lines:
            problems.append(f"{verdict['status']}, no account: "
                            f"{verdict['message']} {verdict['stderr'][:300]}")
    return problems if found else [f"no verdict: {found.stderr[:300]}"]
