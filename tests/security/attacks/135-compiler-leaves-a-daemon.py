# attack: 135 a compiler leaves a daemon behind
# group: L
# kind: judge
# needs: c
# tries: a process that leaves its session, ignores all signals and holds no
#     descriptor waits for the program to start
# control: own
import os
import signal
import subprocess
import tempfile
import threading
import time

import hostile
import judge


def names():
    """{name: process} of what runs on this host."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/comm") as f:
                name = f.read().strip()
        except OSError:
            continue
        if name in ("attack135", "program") and judge.alive(int(pid)):
            found[name] = int(pid)
    return found


def outside(path, folder):
    """None, or that the daemon does not even live without a jail."""
    subprocess.run([path, "x.c", "-o", os.path.join(folder, "made")],
                   check=False)
    pid = names().get("attack135")
    if not pid:
        return "outside the jail no daemon is left"
    os.kill(pid, signal.SIGKILL)
    while judge.alive(pid):
        time.sleep(0.01)
    return None


class Watch(threading.Thread):
    """Looks for both all the time."""

    def __init__(self):
        super().__init__(daemon=True)
        self.seen, self.together, self.over = set(), 0, False

    def run(self):
        while not self.over:
            now = names()
            self.seen |= set(now)
            self.together += len(now) == 2
            time.sleep(0.002)


def check(host, options, arguments):
    with tempfile.TemporaryDirectory(dir=host.state) as folder:
        os.chmod(folder, 0o755)
        path = hostile.build(host, folder, "-DDAEMON")
        problem = None if arguments.no_control else outside(path, folder)
        watch = Watch()
        watch.start()
        found = judge.execute([hostile.PROGRAM], {"cpu": 2.0, "wall": 10.0},
                              host, options=options, language="c",
                              environment=hostile.environment(folder))
        watch.over = True
        watch.join()
    problems = [problem] if problem else []
    if [v["status"] for v in found] != ["accepted"]:
        problems.append(f"{list(found)} {found.stderr[:300]}")
    if watch.seen != {"attack135", "program"}:
        problems.append(f"seen {sorted(watch.seen)}: the attack did not run")
    if watch.together:
        problems.append("the compiler's daemon lived while the program ran")
    return problems
