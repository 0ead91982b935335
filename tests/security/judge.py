# judge.py - runs programs through `momus exec`, compares with what is wanted
import json
import os
import signal
import tempfile
import time

import settings


WORDS = 8 << 10  # most bytes that are kept of what a compiler says


class Verdicts(list):
    """One dict a program; beside them what momus itself said and used."""

    stderr = ""
    exit = 0
    raw = b""
    peak = 0


EXTENSIONS = {"python": "py", "cpp": "cpp", "c": "c"}


def command(limits, options, language="python"):
    told = [settings.MOMUS, "exec", "--language", language, "--json"]
    for name, value in limits.items():
        told += [f"--{name}", f"{value:g}" if isinstance(value, float)
                 else str(value)]
    return told + options


def execute(texts, limits, host, stdin=None, options=(), seconds=120,
            before=None, language="python", environment=None):
    """Judges TEXTS one after the other in one sandbox.

    BEFORE is called in the child that becomes momus, whose environment is the
    present one with the changes of ENVIRONMENT.
    """
    with tempfile.TemporaryDirectory(prefix="programs-",
                                     dir=host.state) as folder:
        os.chmod(folder, 0o755)
        paths = []
        for n, text in enumerate(texts):
            paths.append(os.path.join(folder, f"{n}.{EXTENSIONS[language]}"))
            with open(paths[-1], "wb") as f:
                f.write(text if isinstance(text, bytes) else text.encode())
        told = command(limits, list(options), language)
        if stdin is not None:
            told += ["--stdin", stdin]
        return start(told + paths, host, folder, seconds, before,
                     environment)


def launch(told, host, folder, out, err, before, changes):
    child = os.fork()
    if child:
        host.makers.add(child)
        return child
    try:
        os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        os.chdir(folder)
        environment = dict(os.environ, MOMUS_ATTACK_KEY=host.secret,
                           TMPDIR=host.temporary, **(changes or {}))
        if before:
            before()
        os.execve(told[0], told, environment)
    finally:
        os._exit(127)


def start(told, host, folder, seconds, before=None, environment=None):
    """Runs momus with the command TOLD and reads its verdicts."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = launch(told, host, folder, out, err, before, environment)
        end = time.monotonic() + seconds
        while True:
            done, status, usage = os.wait4(child, os.WNOHANG)
            if done:
                break
            if time.monotonic() > end:
                os.kill(child, signal.SIGKILL)
                end += 1 << 30
            time.sleep(0.005)
        found = Verdicts()
        out.seek(0)
        err.seek(0)
        found.raw = out.read()
        found.stderr = err.read().decode(errors="replace")
        found.exit = os.waitstatus_to_exitcode(status)
        found.peak = usage.ru_maxrss * 1024
    text = found.raw.decode("utf-8", "surrogateescape")
    at, decoder = 0, json.JSONDecoder(strict=False)
    while at < len(text):
        try:
            one, at = decoder.raw_decode(text, at)
        except ValueError:
            break
        found.extend(one if isinstance(one, list) else [one])
        while at < len(text) and text[at].isspace():
            at += 1
    return found


def within(text, value, unit=float):
    low, high = (unit(t) for t in text.split())
    return low <= value <= high


def matches(wanted, line):
    return line.startswith(wanted[:-1]) if wanted.endswith("*") \
        else line == wanted


def problems(attack, variant, verdict, host):
    """What is wrong with VERDICT: a list of sentences, empty if it holds."""
    from attack import size
    found = []
    out = verdict.get("stdout", "")
    lines = out.split("\n")
    status = verdict.get("status")
    answer = attack.get("answer", variant)
    if status == "accepted" and answer is not None and out.strip() != answer:
        status = "wrong_answer"
    allowed = attack.get("expect", variant, "").split()
    if status not in allowed:
        found.append(f"status {status}, expected {' or '.join(allowed)}")
    found += [l for l in lines if l.startswith("ESCAPED ")]
    if host.secret in out or host.secret in verdict.get("stderr", ""):
        found.append("the host's secret is in the output")
    if attack.get("language") and len(verdict.get("stderr", "")) > WORDS:
        found.append(f"{len(verdict['stderr'])} bytes of a compiler's words")
    for wanted in attack.all("says", variant):
        if not any(matches(wanted, l) for l in lines):
            found.append(f"no line \"{wanted}\"")
    fate = attack.get("signal", variant)
    if fate:
        number = getattr(signal, fate.replace("@VARIANT@", variant))
        if verdict.get("signal") != number:
            found.append(f"signal {verdict.get('signal')}, expected {fate}")
    idle = attack.get("idle", variant)
    if idle and verdict.get("idle") != (idle == "yes"):
        found.append(f"idle is {verdict.get('idle')}")
    for key, field, unit in (("cpu", "cpu_s", float),
                             ("wall", "wall_s", float),
                             ("peak", "peak_bytes", size)):
        bounds = attack.get(key, variant)
        if bounds and not within(bounds, verdict.get(field, -1), unit):
            found.append(f"{field} {verdict.get(field)}, expected {bounds}")
    total = attack.get("total", variant)
    if total and verdict.get("out_total") != int(total):
        found.append(f"{verdict.get('out_total')} bytes, expected {total}")
    kept = attack.get("kept", variant)
    if kept and len(out.encode()) > int(kept):
        found.append(f"{len(out.encode())} bytes kept, most {kept}")
    return found


def inert(raw):
    """Control bytes in what momus printed, if any."""
    bad = [b for b in raw if (b < 32 and b != 10) or b == 127]
    return [f"control bytes {sorted(set(bad))} in momus's output"] \
        if bad or b"\xc2\x9b" in raw else []


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as f:
            return f.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def descendants(pid):
    """Every living process below PID."""
    below = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as f:
                fields = f.read().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        if fields[0] not in "ZX":
            below.setdefault(int(fields[1]), []).append(int(name))
    found, waiting = [], [pid]
    while waiting:
        children = below.get(waiting.pop(), [])
        found += children
        waiting += children
    return found
