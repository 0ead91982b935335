# attack: 27 an honest program among busy neighbours
# group: B
# tries: four spinners a core beside a program that needs 60 % of its limit
# kind: judge
# control: own
import os
import subprocess
import sys

import judge

PROGRAM = """
import time
while time.process_time() < 0.6:
    pass
print("done")
"""


def check(host, options, arguments):
    each = 1 if arguments.quick else 4
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"])
            for _ in range(each * (os.cpu_count() or 1))]
    try:
        found = judge.execute([PROGRAM] * 2, {"cpu": 1.0}, host,
                              options=options)
    finally:
        for child in busy:
            child.kill()
            child.wait()
    if len(found) != 2:
        return [f"{len(found)} of 2 verdicts: {found.stderr[-300:]}"]
    return [f"{v['status']}: {v['cpu_s']} s of CPU, {v['wall_s']} s"
            for v in found if v["status"] != "accepted"]
