# control.py - did the attack succeed outside the jail?
#
#   escapes      some probe says ESCAPED; those that do not are named
#   survives     a process outlives the program
#   outlives     it still runs when a judge's limit is over, and
#   ignores      goes on when it is asked to end
#   kills        a neighbour of the same user is dead
#   dies         a signal ends it, as it would a plain process
#   exits N      it ends with that status
#   floods       it writes more than any judge would keep
#   wrote N      it writes N bytes
#   says LINE    the line is in its output
#   lures        a reader that opens files by name reads the host's
#   blocks       such a reader waits for ever
#   litters      files are left behind
#   passes       credulous.py, a judge with every bad habit, lets it pass
#   breaks       that judge itself comes to grief
#   unwinds      a service loop without processes ends
#   own          the attack brings its own control
#   none WHY     nothing outside the jail could be harmless, or could succeed
import attack as attacks
import solutions

SECONDS = 8
FLOOD = 8 << 20


# Attacks on an interpreter that serves program after program: here is one
# that has no process for each.
SERVICE = """
for _ in range(2):
    try:
        exec(compile(%r, "program.py", "exec"), {"__name__": "__main__"})
    except Exception:
        pass
    print("SERVED", flush=True)
"""


# Attacks on a compiler: here is one with no jail around it.  What takes more than
# these limits has no end that anybody would wait for.
COMPILER = """
import resource, subprocess
with open(%r, "wb") as f:
    f.write(%r)
limited = %r
def lower():
    for what, most in ((resource.RLIMIT_AS, 512 << 20),
                       (resource.RLIMIT_CPU, 4),
                       (resource.RLIMIT_FSIZE, 32 << 20)):
        resource.setrlimit(what, (most, most))
done = subprocess.run(%r, stdin=subprocess.DEVNULL,
                      stdout=subprocess.PIPE if limited else None,
                      stderr=subprocess.STDOUT, text=True, errors="replace",
                      preexec_fn=lower if limited else None)
if limited:
    words = "out of memory", "memory exhausted", "signal", "limit exceeded", \\
        "Error 4", "too big", "virtual memory"
    over = done.returncode != 0 and any(w in done.stdout for w in words)
    print("ESCAPED" if over else "DENIED", "it takes all that it is given",
          done.stdout[:300], flush=True)
elif done.returncode == 0:
    subprocess.run(["./program"])
"""


def compiled(attack, variant, marks):
    """A program that compiles the source of ATTACK, and runs it."""
    language = attack.get("language")
    source = attack.program(variant, marks)
    name = "program." + language
    command = {"cpp": ["g++", "-std=gnu++17"], "c": ["gcc"]}[language] + \
        ["-O2", name, "-o", "program"]
    return COMPILER % (name, source if isinstance(source, bytes)
                       else source.encode(),
                       attack.get("outside", variant) == "limited", command)


def text(attack, variant, marks):
    """The program; the neighbour of outside.py is its first child, 2."""
    if attack.kind == "solution":
        return solutions.credulous(attack, variant)
    if attack.get("language"):
        return compiled(attack, variant, marks)
    program = attack.program(variant, marks)
    if attack.get("outside") == "same process":
        return SERVICE % program.replace("@KEEP@", "yes")
    if attack.get("control", variant) == "unwinds":
        return SERVICE % program
    return program


def order(attack, variant, host, marks):
    """What outside.py is told."""
    how = attack.get("control", variant).split(" ", 1)[0]
    impatient = how in ("outlives", "ignores")
    limits = attack.limits(variant)
    told = {"text": text(attack, variant, dict(marks, NEIGHBOUR="2")),
        "seconds": limits["cpu"] * 1.5 if impatient else SECONDS * 3,
        "runs": int(attack.get("runs", default="1")),
        "stdin": attack.get("stdin-text", default=""),
        "stdin_bytes": attacks.size(attack.get("stdin", default="0")),
        "environment": {"MOMUS_ATTACK_KEY": host.secret},
        "merge": how in ("floods", "wrote") or bool(attack.get("language")),
        "own": attack.get("outside") == "own interpreter"}
    if how == "floods":
        told["flood"] = FLOOD
    if attack.get("pair"):
        told["pair"] = True
    return told


def judge(how, told):
    """None if the control succeeded, else what was missing."""
    word, _, rest = how.partition(" ")
    lines = told["stdout"].split("\n")
    checks = {
        "escapes": lambda: any(l.startswith("ESCAPED ") for l in lines),
        "survives": lambda: told["survivors"] > 0,
        "outlives": lambda: told["timed_out"],
        "ignores": lambda: told["timed_out"] and told.get("ignores"),
        "kills": lambda: not told["neighbour"],
        "dies": lambda: told["signal"] not in (None, 0),
        "exits": lambda: told["exit"] == int(rest),
        "floods": lambda: told["bytes"] > FLOOD,
        "wrote": lambda: told["bytes"] == int(rest),
        "says": lambda: any(rest in l for l in lines),
        "lures": lambda: told.get("lured"),
        "blocks": lambda: told.get("blocks"),
        "litters": lambda: told["litter"] > 0,
        "passes": lambda: told["exit"] == 0,
        "breaks": lambda: told["exit"] not in (0, 3),
        "unwinds": lambda: told["stdout"].count("SERVED") < 2,
    }
    if checks[word]():
        return None
    seen = {k: v for k, v in told.items() if k != "stdout"}
    return f"control \"{how}\" did not succeed: {seen} " \
        f"{told['stdout'][-200:]!r}"


def run(attack, variant, host, marks):
    """(problem or None, names of what is not applicable on this kernel)."""
    how = attack.get("control", variant)
    if how.startswith("none"):
        return None, [f"no control: {how[5:]}"]
    told = host.outside(order(attack, variant, host, marks))
    if "unavailable" in told:
        return None, [f"no throw-away namespace: {told['unavailable']}"]
    problem = judge(how, told)
    if how != "escapes":
        return problem, []
    names = {w: {l.split(" ", 1)[1] for l in told["stdout"].split("\n")
                 if l.startswith(w)} for w in ("DENIED ", "ESCAPED ")}
    through = {n.split(" (")[0] for n in names["ESCAPED "]}
    missing = [f"not applicable on this kernel: {n}"
               for n in sorted(names["DENIED "])
               if n.split(" (")[0] not in through]
    return None if missing and problem else problem, missing
