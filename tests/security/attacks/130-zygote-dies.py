# attack: 130 the warm interpreter dies in the middle
# group: K
# tries: kills and stops the processes below momus while programs run: each
#     program is judged again and none is lost
# kind: judge
# control: own
import os
import signal
import threading
import time

import judge

PROGRAM = """
import time
time.sleep(0.15)
print("done")
"""


def below(pid):
    """Children of process PID, by number."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = open(f"/proc/{name}/stat").read().rsplit(")", 1)[1]
        except OSError:
            continue
        if fields.split()[1] == str(pid):
            found.append(int(name))
    return sorted(found)


def harass(number, stop, hits):
    """Sends NUMBER to the first child of momus, three times."""
    end = time.monotonic() + 20
    while not stop.is_set() and len(hits) < 3 and time.monotonic() < end:
        for judge_pid in below(os.getpid()):
            if "momus" not in open(f"/proc/{judge_pid}/comm").read():
                continue
            for child in below(judge_pid)[:1]:
                try:
                    os.kill(child, number)
                    hits.append(child)
                except OSError:
                    pass
        stop.wait(0.4)


def check(host, options, arguments):
    problems = []
    many = 12
    stop, hits = threading.Event(), []
    worker = threading.Thread(target=harass,
                              args=(signal.SIGKILL, stop, hits))
    worker.start()
    found = judge.execute([PROGRAM] * many, {"cpu": 1.0, "wall": 10.0}, host,
                          options=options)
    stop.set()
    worker.join()
    if not hits:
        problems.append("nothing was killed: no process below momus")
    if len(found) != many:
        return problems + [f"{len(found)} of {many}: {found.stderr[-300:]}"]
    for verdict in found:
        if (verdict["status"], verdict["stdout"]) not in (
                ("accepted", "done\n"), ("internal_error", ""),
                # Killed between the program's last word and its end.
                ("internal_error", "done\n")):
            problems.append(f"{verdict['status']}: {verdict['stdout']!r}")
    if sum(v["status"] == "accepted" for v in found) < many - len(hits):
        problems.append(f"{[v['status'] for v in found]} after {len(hits)}")
    return problems
