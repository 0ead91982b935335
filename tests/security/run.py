# run.py - the attacks, in TAP
#
#   run.py [--groups EIJK] [--numbers 1,2] [--jobs N] [--without MECHANISM]
#          [--no-control] [--control-only] [--cold] [--second-pass] [--load N]
#
# For each attack: outside the jail it must succeed, inside it must fail;
# afterwards an honest program must be judged as ever and the host be as it
# was.  With --second-pass one mechanism is off at a time, and each must let
# at least one of its witnesses (mechanisms.txt) succeed.
import argparse
import concurrent.futures
import importlib.util
import multiprocessing.util
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import attack as attacks
import control
import host as hosts
import judge
import settings

WARM_AND_COLD = "IJK"  # groups judged both ways
FLAT = 96 << 20	       # most memory that momus itself may need, bytes
CANARY_LIMITS = {"cpu": 2.0, "wall": 20.0}

host = None  # of this process: see Host


def get_host():
    global host
    if host is None:
        host = hosts.Host()
        multiprocessing.util.Finalize(None, host.close, exitpriority=10)
    return host


def stdin_file(attack, folder):
    """The attack's standard input as a file, or None."""
    text, zeros = attack.get("stdin-text"), attack.get("stdin")
    if text is None and zeros is None:
        return None
    path = os.path.join(folder, f"stdin-{attack.number}")
    with open(path, "wb") as f:
        f.write((text or "").encode())
        f.truncate(max(f.tell(), attacks.size(zeros or "0")))
    os.chmod(path, 0o644)
    return path


def canary(options):
    text = open(settings.here("canary.py")).read()
    return judge.execute([text], CANARY_LIMITS, get_host(), options=options)


def wanted_canary(options):
    """What the canary says with nothing before it."""
    key = ("canary", tuple(options))
    if key not in memory:
        found = canary(options)
        if len(found) != 1 or found[0]["status"] != "accepted":
            raise RuntimeError(f"the canary is not accepted: {list(found)} "
                               f"{found.stderr}")
        memory[key] = found[0]["stdout"]
    return memory[key]


memory = {}


def in_jail(attack, variant, options):
    """Problems of one attack inside the jail, and with what it left."""
    here = get_host()
    stdin = stdin_file(attack, here.temporary)
    before = here.look()
    whole = here.hash_interpreter() \
        if "interpreter" in attack.get("host", default="") else None
    runs = int(attack.get("runs", default="1"))
    text = attack.program(variant, here.marks())
    told = list(options)
    if attack.get("pair"):
        runs, told = 2, told + ["--programs", "2"]
    bird = open(settings.here("canary.py")).read()
    expected = wanted_canary(options)
    found = judge.execute([text] * runs + [bird], attack.limits(variant),
                          here, stdin=stdin, options=told)
    if len(found) != runs + 1:
        return [f"{len(found)} of {runs + 1} verdicts: {found.stderr[:400]}"]
    problems = []
    for verdict in found[:runs] if attack.get("pair") else \
            found[runs - 1:runs]:
        problems += judge.problems(attack, variant, verdict, here)
    told_input = attack.get("stdin-text")
    if stdin is None and found[-1]["stdout"] != expected or \
            found[-1]["status"] != "accepted":
        problems.append("the honest program after it differs: " +
                        difference(expected, found[-1]))
    if attack.get("inert"):
        problems += judge.inert(found.raw)
    if "memory" in attack.get("host", default="") and found.peak > FLAT:
        problems.append(f"momus used {found.peak} bytes")
    left = here.survivors()
    if left:
        problems.append(f"processes: {len(left)} left behind")
    problems += here.changes(before)
    if whole and whole != here.hash_interpreter():
        problems.append("the interpreter's bytes changed")
    here.heard.clear()
    return problems


def difference(expected, verdict):
    if verdict["status"] != "accepted":
        return f"{verdict['status']} {verdict.get('stderr', '')[-200:]}"
    for a, b in zip(expected.split("\n"), verdict["stdout"].split("\n")):
        if a != b:
            return f"{b[:160]!r} instead of {a[:160]!r}"
    return "its length"


def by_itself(attack, options, arguments):
    """An attack that drives momus itself: its check() returns problems."""
    spec = importlib.util.spec_from_file_location(
        f"attack_{attack.number}", attack.path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    here = get_host()
    before = here.look()
    try:
        problems = module.check(here, options, arguments)
    except hosts.NotApplicable as e:
        return None, str(e)
    left = here.survivors()
    if left:
        problems.append(f"processes: {len(left)} left behind")
    return problems + here.changes(before), None


def one(attack, variant, options, arguments):
    """A row: name, problems, what is not applicable, why skipped."""
    name = attack.name + ("" if variant == "-" else f" {variant}") + \
        (" cold" if "--cold" in options else "")
    try:
        if attack.kind == "judge":
            if arguments.control_only:
                return name, [], [], "it brings its own control"
            problems, skip = by_itself(attack, options, arguments)
            return name, problems or [], [], skip
        missing = []
        problems = []
        if not arguments.no_control and "--cold" not in options:
            problem, missing = control.run(attack, variant, get_host(),
                                           get_host().marks())
            problems = [problem] if problem else []
        if not arguments.control_only:
            problems += in_jail(attack, variant, options)
        return name, problems, missing, None
    except Exception as e:  # a broken attack must not hide the others
        return name, [f"{type(e).__name__}: {e}"], [], None


def chosen(arguments):
    found = attacks.load_all(settings.here("attacks"))
    if arguments.groups:
        found = [a for a in found if a.group in arguments.groups]
    if arguments.numbers:
        numbers = [int(n) for n in arguments.numbers.split(",")]
        found = [a for a in found if a.number in numbers]
    return found


def rows(arguments, options):
    """What is to be done: (attack, variant, options)."""
    for attack in chosen(arguments):
        modes = [options]
        if attack.group in WARM_AND_COLD and "--cold" not in options and \
                attack.kind != "judge":
            modes.append(options + ["--cold"])
        for variant in attack.variants:
            for mode in modes:
                yield attack, variant, mode


def first_pass(arguments, options):
    """Prints TAP, returns how many attacks did not hold."""
    bad = count = 0
    unprotected = []
    with concurrent.futures.ProcessPoolExecutor(arguments.jobs) as pool:
        waiting = [pool.submit(one, a, v, o, arguments)
                   for a, v, o in rows(arguments, options)]
        for row in waiting:
            name, problems, missing, skip = row.result()
            count += 1
            bad += bool(problems)
            print(("not ok" if problems else "ok"), count, "-", name,
                  f"# SKIP {skip}" if skip else "", flush=True)
            for text in problems:
                print("#  ", text.replace("\n", " ")[:600])
            for text in missing:
                print("#  ", text[:200])
    print(f"1..{count}", flush=True)
    return bad


def parse():
    p = argparse.ArgumentParser()
    p.add_argument("--groups", default="")
    p.add_argument("--numbers", default="")
    p.add_argument("--jobs", type=int, default=2)
    p.add_argument("--without", default="")
    p.add_argument("--no-control", action="store_true")
    p.add_argument("--control-only", action="store_true")
    p.add_argument("--cold", action="store_true")
    p.add_argument("--quick", action="store_true")
    return p.parse_args()


def main():
    arguments = parse()
    options = ["--sandbox=best-effort"]
    if arguments.cold:
        options.append("--cold")
    if arguments.without:
        options += ["--without", arguments.without]
    sys.exit(1 if first_pass(arguments, options) else 0)


if __name__ == "__main__":
    main()
