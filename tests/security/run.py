# run.py - the attacks, in TAP
#
#   run.py [--groups EIJK] [--numbers 1,2] [--jobs N] [--without MECHANISM]
#          [--no-control] [--control-only] [--cold] [--quick]
#          [--second-pass] [--load N]
#
# For each attack: outside the jail it must succeed, inside it must fail;
# afterwards an honest program must be judged as ever and the host be as it
# was.  With --second-pass one mechanism is off at a time, and each must let
# at least one of its witnesses (mechanisms.txt) succeed.
import argparse
import concurrent.futures
import ctypes
import functools
import importlib.util
import itertools
import multiprocessing.util
import os
import subprocess
import sys
import zlib

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import attack as attacks
import control
import host as hosts
import judge
import settings
import solutions

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


def drop_host():
    """Before workers are forked: each is to have one of its own, whose
    neighbour is its own child."""
    global host
    if host is not None:
        host.close()
        host = None


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


def bird(language="python"):
    if language != "python":
        return settings.HONEST_PROGRAM
    with open(settings.here("canary.py")) as f:
        return f.read()


def wanted_canary(options):
    """What the canary says with nothing before it."""
    key = tuple(options)
    if key not in memory:
        found = judge.execute([bird()], CANARY_LIMITS, get_host(),
                              options=options)
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
    here.forget()  # what the control said
    before = here.look()
    checks = attack.get("host", default="")
    whole = here.hash_interpreter() if "interpreter" in checks else None
    runs = int(attack.get("runs", default="1"))
    told = list(options)
    if attack.get("pair"):
        runs, told = 2, told + ["--programs", "2"]
    text = attack.program(variant, here.marks())
    language = attack.get("language", default="python")
    found = judge.execute([text] * runs + [bird(language)],
                          attack.limits(variant), here, stdin=stdin,
                          options=told, language=language, seconds=400)
    if len(found) != runs + 1:
        return [f"{len(found)} of {runs + 1} verdicts: {found.stderr[:400]}"]
    problems = []
    for verdict in found[:runs] if attack.get("pair") else \
            found[runs - 1:runs]:
        problems += judge.problems(attack, variant, verdict, here)
    wanted = wanted_canary(options) if language == "python" else \
        settings.HONEST_ANSWER
    problems += changed_canary(wanted, found[-1], stdin)
    if attack.get("inert"):
        problems += judge.inert(found.raw)
    if "memory" in checks and found.peak > FLAT:
        problems.append(f"momus used {found.peak} bytes")
    left = here.survivors()
    if left:
        problems.append(f"processes: {len(left)} left behind")
    problems += here.changes(before)
    if whole and whole != here.hash_interpreter():
        problems.append("the interpreter's bytes changed")
    here.heard.clear()
    return problems


def changed_canary(wanted, verdict, stdin):
    """What the attack changed for the honest program after it."""
    if verdict["status"] != "accepted":
        return [f"the honest program after it: {verdict['status']} "
                f"{verdict.get('stderr', '')[-200:]}"]
    lines = wanted.split("\n")
    if stdin:
        with open(stdin, "rb") as f:
            lines[-3] = f"input {zlib.crc32(f.read())}"
    found = verdict["stdout"].split("\n")
    return [f"the honest program after it prints {b[:160]!r} instead of "
            f"{a[:160]!r}" for a, b in itertools.zip_longest(
                lines, found, fillvalue="") if a != b][:2]


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


@functools.lru_cache(None)
def absent():
    """Mechanisms that this host lacks, by momus's own account."""
    told = subprocess.run([settings.MOMUS, "doctor"], capture_output=True,
                          text=True).stdout
    rows = (l.split(None, 2) for l in told.split("\n") if l.strip())
    return {r[0] for r in rows if len(r) > 1 and r[1] in ("absent", "MISSING")}


def one(attack, variant, options, arguments):
    """Its row: name, problems, what is not applicable, why skipped."""
    name = name_of(attack, variant, options)
    if attack.get("needs", variant) in absent() and "--without" not in options:
        return [(name, [], [], "unprotected: this host has no "
                 + attack.get("needs", variant))]
    try:
        if attack.kind == "judge":
            if arguments.control_only:
                return [(name, [], [], "it brings its own control")]
            problems, skip = by_itself(attack, options, arguments)
            return [(name, problems or [], [], skip)]
        missing = []
        problems = []
        if not arguments.no_control and "--cold" not in options:
            problem, missing = control.run(attack, variant, get_host(),
                                           get_host().marks())
            problems = [problem] if problem else []
        if not arguments.control_only:
            problems += in_jail(attack, variant, options)
        return [(name, problems, missing, None)]
    except Exception as e:  # a broken attack must not hide the others
        return [(name, [f"{type(e).__name__}: {e}"], [], None)]


def chosen(arguments):
    found = attacks.load_all(settings.here("attacks"))
    if arguments.groups:
        found = [a for a in found if a.group in arguments.groups]
    if arguments.numbers:
        numbers = [int(n) for n in arguments.numbers.split(",")]
        found = [a for a in found if a.number in numbers]
    return found


def rows(arguments, options):
    """What is to be done: (attack, variant, options), solutions apart."""
    for attack in chosen(arguments):
        modes = [options]
        if attack.group in WARM_AND_COLD and "--cold" not in options and \
                attack.kind == "program":
            modes.append(options + ["--cold"])
        for variant in attack.variants:
            for mode in modes:
                yield attack, variant, mode


def name_of(attack, variant, options=()):
    return attack.name + ("" if variant == "-" else f" {variant}") + \
        (" cold" if "--cold" in options else "")


def graded(some, options, arguments):
    """Rows for attacks that are answers: one run of `momus grade` for all."""
    here = get_host()
    found = []
    for attack, variant in some:
        problem, missing = (None, []) if arguments.no_control else \
            control.run(attack, variant, here, here.marks())
        found.append((name_of(attack, variant), [problem] if problem else [],
                      missing, None))
    if arguments.control_only:
        return found
    before = here.look()
    every = solutions.batch(some, here, options)
    for row, problems in zip(found, every):
        row[1].extend(problems)
    left = here.survivors()
    after = here.changes(before) + \
        ([f"processes: {len(left)} left behind"] if left else [])
    return found + [("the host after all solutions", after, [], None)]


def report(count, row):
    name, problems, missing, skip = row
    print(("not ok" if problems else "ok"), count, "-", name,
          f"# SKIP {skip}" if skip else "", flush=True)
    for text in problems:
        print("#  ", text.replace("\n", " ")[:600])
    for text in missing:
        print("#  ", text[:200])
    return bool(problems)


def start_all(pool, arguments, options):
    """Futures of lists of rows, in the order of the report."""
    every = list(rows(arguments, options))
    waiting = [(pool.submit(one, a, v, o, arguments)) for a, v, o in every
               if a.kind != "solution"]
    answers = [(a, v) for a, v, _ in every if a.kind == "solution"]
    if answers:
        waiting.append(pool.submit(graded, answers, options, arguments))
    return waiting


def first_pass(arguments, options):
    """Prints TAP, returns how many attacks did not hold."""
    bad = count = 0
    with concurrent.futures.ProcessPoolExecutor(arguments.jobs) as pool:
        for future in start_all(pool, arguments, options):
            for row in future.result():
                count += 1
                bad += report(count, row)
    print(f"1..{count}", flush=True)
    return bad


def mechanisms():
    """(name, what else is off, witnesses) of each line of mechanisms.txt."""
    with open(settings.here("mechanisms.txt")) as f:
        for line in f:
            line = line.split("#")[0].strip()
            if line:
                names, witnesses = line.split(":")
                name, _, others = names.partition("+")
                yield name.strip(), others.strip(), witnesses.split()


def try_witness(attack, variant, off, arguments, options):
    """What went wrong, with the mechanisms OFF."""
    mode = options + (["--without", off] if off else [])
    if attack.kind == "solution":
        return graded([(attack, variant)], mode, arguments)[0][1]
    return one(attack, variant, mode, arguments)[0][1]


def weight(name, others, witnesses, arguments, options):
    """The row of one mechanism: an attack that succeeds is what is wanted."""
    arguments = argparse.Namespace(**vars(arguments))
    arguments.no_control = True
    known = {a.number: a for a in attacks.load_all(settings.here("attacks"))}
    title = f"without {name} an attack succeeds" + \
        (f", with {others} off already it does not" if others else "")
    quiet = []
    for witness in witnesses:
        number, _, variant = witness.partition("/")
        attack = known[int(number)]
        for variant in [variant] if variant else attack.variants:
            place = name_of(attack, variant)
            base = try_witness(attack, variant, others, arguments, options) \
                if others else []
            red = not base and try_witness(
                attack, variant, f"{name},{others}".strip(","), arguments,
                options)
            if red:
                return title, [], [f"{place}: {red[0]}"], None
            quiet.append(place + (f" (red before: {base[0]})" if base else ""))
    return title, [f"{q} shows no difference" for q in quiet], [], None


def second_pass(arguments, options):
    """One mechanism off at a time; returns how many carried no weight."""
    bad = count = 0
    every = [(n, o, w) for n, o, w in mechanisms()
             if not arguments.without or n == arguments.without]
    # What is left on the host for want of this one is not to be found by others.
    alone = [m for m in every if m[0] == "ipc-namespace"]
    for mechanism in alone:
        count += 1
        bad += report(count, weight(*mechanism, arguments, options))
        get_host().sweep()
    drop_host()
    with concurrent.futures.ProcessPoolExecutor(arguments.jobs) as pool:
        waiting = [pool.submit(weight, *m, arguments, options)
                   for m in every if m not in alone]
        for future in waiting:
            count += 1
            bad += report(count, future.result())
    print(f"1..{count}", flush=True)
    return bad


def busy(number):
    """So many processes that only burn CPU time."""
    return [subprocess.Popen([sys.executable, "-c", "while True: pass"])
            for _ in range(number)]


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
    p.add_argument("--second-pass", action="store_true")
    p.add_argument("--load", type=int, default=0)
    return p.parse_args()


def keep_apart():
    """With a mechanism left out an attack may change the host's name: not this
    machine's, where that can be had.  Mounts are this runner's own, too, so that
    what others mount meanwhile is not taken for an attack's doing."""
    libc = ctypes.CDLL(None)
    libc.unshare(0x4000000)  # CLONE_NEWUTS
    if libc.unshare(0x20000) == 0:  # CLONE_NEWNS
        libc.mount(b"none", b"/", None, 0x44000, None)  # MS_REC | MS_PRIVATE


def main():
    arguments = parse()
    keep_apart()
    options = ["--sandbox=best-effort"]
    if arguments.cold:
        options.append("--cold")
    if arguments.second_pass:
        sys.exit(1 if second_pass(arguments, options) else 0)
    if arguments.without:
        options += ["--without", arguments.without]
    neighbours = busy(arguments.load)
    try:
        bad = first_pass(arguments, options)
    finally:
        for child in neighbours:
            child.kill()
            child.wait()
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
