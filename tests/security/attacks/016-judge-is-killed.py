# attack: 16 the judge's own worker is killed
# group: A
# tries: SIGKILL to momus while a hundred programs run; every one of them, and
#     whatever they started, must end too
# kind: judge
# control: own
import os
import signal
import subprocess
import tempfile
import time

import judge

PROGRAM = """
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
print(os.getpid(), flush=True)
while True:
    signal.pause()
"""


def check(host, options, arguments):
    many = 20 if arguments.quick else 100
    with tempfile.TemporaryDirectory(dir=host.state) as folder:
        os.chmod(folder, 0o755)
        path = os.path.join(folder, "program.py")
        with open(path, "w") as f:
            f.write(PROGRAM)
        told = judge.command({"cpu": 20.0, "wall": 120.0}, options + [
            "--programs", str(many), "--repeat", str(many), path])
        child = subprocess.Popen(told, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL)
        host.makers.add(child.pid)
        seen, end = 0, time.monotonic() + 60
        while seen < 2 * many and time.monotonic() < end and \
                child.poll() is None:
            time.sleep(0.05)
            seen = len(judge.descendants(child.pid))
        family = judge.descendants(child.pid)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    if seen < many:
        return [f"only {seen} processes ran, {many} programs were to"]
    end = time.monotonic() + 5
    while True:
        left = [p for p in family if judge.alive(p)]
        if not left or time.monotonic() > end:
            break
        time.sleep(0.02)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    return [f"{len(left)} of {len(family)} processes live on"] if left else []
