# attack: 139 two judges at once
# group: M
# kind: judge
# tries: user numbers, control groups, mounts and names that clash
# control: own
import concurrent.futures

import judge

PROGRAMS = ["print(6 * 7)\n", "import time\ntime.sleep(0.2)\nprint(6 * 7)\n",
            "import os\nos.mkdir('same')\nprint(6 * 7)\n"] * 3


def check(host, options, arguments):
    many = 2 if arguments.quick else 4
    with concurrent.futures.ThreadPoolExecutor(many) as pool:
        waiting = [pool.submit(judge.execute, PROGRAMS,
                               {"cpu": 1.0, "wall": 60.0}, host,
                               options=options + ["--programs", "2"])
                   for _ in range(many)]
        every = [w.result() for w in waiting]
    problems = []
    for found in every:
        if len(found) != len(PROGRAMS):
            problems.append(f"{len(found)} of {len(PROGRAMS)} verdicts: "
                            f"{found.stderr[-200:]}")
        problems += [f"{v['status']}: {v['stdout']!r} {v.get('message')}"
                     for v in found if v["status"] != "accepted" or
                     v["stdout"] != "42\n"]
    return problems
