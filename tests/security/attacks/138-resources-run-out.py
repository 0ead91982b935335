# attack: 138 the judge itself runs out
# group: M
# kind: judge
# tries: few descriptors, few processes, no file space, little memory for momus
#     itself: an internal error or a refusal, never a verdict on the program
# control: own
import os
import resource

import judge

PROGRAM = "print(6 * 7)\n"


def allowed(found, place):
    problems = []
    for verdict in found:
        fine = verdict["status"] == "internal_error" or \
            verdict["status"] == "accepted" and verdict["stdout"] == "42\n"
        if not fine:
            problems.append(f"{place}: {verdict['status']} "
                            f"{verdict.get('stderr', '')[-200:]!r}")
    if not found and (found.exit == 0 or found.exit < 0 or not found.stderr):
        problems.append(f"{place}: exit {found.exit}, no word of why")
    return problems


def check(host, options, arguments):
    problems = []
    limits = {"cpu": 1.0, "wall": 20.0}
    few = list(range(4, 24, 5 if arguments.quick else 1)) + [32, 64]
    ladders = (
        ("descriptors", resource.RLIMIT_NOFILE, few),
        # Its words and verdicts go to files too.
        ("file size", resource.RLIMIT_FSIZE, (4096, 65536)),
        ("address space", resource.RLIMIT_AS,
         tuple(n << 20 for n in (24, 32, 48, 64, 96, 128, 256))),
    )
    for name, what, steps in ladders:
        hard = resource.getrlimit(what)[1]
        for most in steps:
            found = judge.execute(
                [PROGRAM] * 2, limits, host, options=options,
                before=lambda: resource.setrlimit(what, (most, hard)))
            problems += allowed(found, f"{name} {most}")
            if host.survivors():
                problems.append(f"{name} {most}: processes left")
    folder = host.temporary
    mode = os.stat(folder).st_mode
    os.chmod(folder, 0)
    try:
        found = judge.execute([PROGRAM], limits, host, options=options)
        problems += allowed(found, "temporary directory closed")
    finally:
        os.chmod(folder, mode)
    return problems
