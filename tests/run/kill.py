"""Kills whole runs at random moments; prints TAP.

usage: kill.py [SEED]

A run is started, killed, resumed, killed again, until it gets to its end before
the next kill; then it must hold what an unbroken run holds, but for times.  The
moments are drawn from SEED over as long as an unbroken run takes, so that every
part of it is met: its start, checkpoints, its end.
"""
import ctypes
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

TOP = os.environ["top_srcdir"]
BUILD = os.environ["top_builddir"]
KILLS = 200            # of runs against dice
KILLS_OF_PROGRAMS = 8  # of runs with programs in the sandbox
KILLS_OF_STUDIES = 60  # of studies: several stores at once
PROBLEMS = 200         # enough for the journal to be written in parts
SUBREAPER = 36         # prctl: orphans become our children


class Tap:
    def __init__(self):
        self.n = 0

    def ok(self, good, name, why=""):
        self.n += 1
        print("%sok %d - %s" % ("" if good else "not ", self.n, name))
        for line in "" if good else why.splitlines()[:20]:
            print("# " + line)


def program():
    """momus itself, not libtool's script around it: what is killed must be it."""
    path = os.path.abspath(os.environ["MOMUS"])
    real = os.path.join(os.path.dirname(path), ".libs", "momus")
    if not os.path.exists(real):
        return path
    os.environ["LD_LIBRARY_PATH"] = os.path.dirname(real)
    return real


def folder():
    """In memory if possible: SIGKILL takes nothing from the system's cache, so
    there is no need to wait for a disk."""
    where = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    return tempfile.mkdtemp(prefix="momus-kill-", dir=where)


class Runs:
    """Runs of one recipe."""

    def __init__(self, momus, tmp, arguments):
        self.momus, self.arguments = momus, arguments
        self.tmp = os.path.join(tmp, "runs")
        shutil.rmtree(self.tmp, ignore_errors=True)
        os.mkdir(self.tmp)

    def start(self, path):
        command = [self.momus, "run", *self.arguments, "-o", path]
        if os.path.exists(path):
            command.append("--resume")
        self.log = open(os.path.join(self.tmp, "log"), "w+")
        return subprocess.Popen(command, stdout=self.log, stderr=self.log,
                                start_new_session=True)

    def said(self):
        self.log.seek(0)
        return self.log.read()

    def export(self, path):
        out = subprocess.run([self.momus, "export", "--no-times", path],
                             capture_output=True, text=True)
        if out.returncode:
            return ["export: " + out.stderr]
        return out.stdout.splitlines()

    def left(self, path):
        """What lies beside the finished run."""
        name = os.path.basename(path)
        return [n for n in os.listdir(self.tmp) if n.startswith(name + ".")]

    def remove(self, path):
        os.unlink(path)


class Studies(Runs):
    """Studies of one file: a folder of stores each."""

    def export(self, path):
        lines = []
        for name in sorted(os.listdir(path)):
            if name.endswith(".h5"):
                lines += [name + " " + line for line in
                          super().export(os.path.join(path, name))]
        return lines

    def left(self, path):
        return [n for n in os.listdir(path) if not n.endswith(".h5")]

    def remove(self, path):
        shutil.rmtree(path)


def broken_lines(got, want):
    """What GOT has that it should not have, and lacks."""
    more = sorted(set(got) - set(want))[:2]
    less = sorted(set(want) - set(got))[:2]
    return "\n".join("+ " + s[:300] for s in more) + "\n" + \
        "\n".join("- " + s[:300] for s in less) + \
        "\n%d lines, %d wanted" % (len(got), len(want))


def children_left(patience=10.0):
    """Whether anything that a killed run had started lives on."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return False
        if not pid:
            time.sleep(0.01)
    return True


def torture(runs, kills, draw, check_children=False):
    """Kills KILLS times; the first thing that is wrong, or "", and the number of
    runs that came to their end."""
    path = os.path.join(runs.tmp, "whole.h5")
    begun = time.monotonic()
    child = runs.start(path)
    if child.wait() != 0:
        return "the unbroken run: " + runs.said(), 0
    whole = time.monotonic() - begun
    want = runs.export(path)
    path = os.path.join(runs.tmp, "killed.h5")
    killed = ended = 0
    while True:
        child = runs.start(path)
        delay = draw.random() * whole * 1.1 if killed < kills else 600
        try:
            status = child.wait(delay)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            killed += 1
            if check_children and children_left():
                return "kill %d, after %.4f s: processes live on" % (
                    killed, delay), ended
            if killed % 10 == 0 and os.path.exists(path):
                got = runs.export(path)
                if not set(got) <= set(want) or len(set(got)) != len(got):
                    return "kill %d, after %.4f s: %s" % (
                        killed, delay, broken_lines(got, want)), ended
            continue
        if status != 0:
            return "after kill %d: status %d: %s" % (
                killed, status, runs.said()), ended
        got = runs.export(path)
        if got != want:
            return "after kill %d: %s" % (
                killed, broken_lines(got, want)), ended
        left = runs.left(path)
        if left:
            return "left behind: " + " ".join(left), ended
        runs.remove(path)
        ended += 1
        if killed >= kills:
            return "", ended


def of_dice(momus, tmp):
    with open(os.path.join(tmp, "numbers.jsonl"), "w") as f:
        for i in range(1, PROBLEMS + 1):
            f.write('{"id": "roman-%d", "number": %d}\n' % (i, i))
    answers = ["Answer: IV", "Answer: MCMXCIV", "Answer: XL", "No idea."]
    recipe = {
        "name": "kill", "seed": 7,
        "task": {"plugin": "roman", "data": "numbers.jsonl"},
        "generator": {"plugin": "dice", "answers": answers},
        "critic": {"plugin": "dice", "answers": ["-"], "p_correct": 0.4},
        "feedback": "critic", "widths": [1, 3, 1, 1],
        "stop": "when-judged-correct"}
    path = os.path.join(tmp, "recipe.json")
    with open(path, "w") as f:
        json.dump(recipe, f)
    os.environ["MOMUS_PLUGIN_PATH"] = os.path.abspath(
        os.path.join(BUILD, "tests", "run", ".libs"))
    return Runs(momus, tmp, [path])


def of_cells(momus, tmp):
    with open(os.path.join(tmp, "numbers.jsonl"), "w") as f:
        for i in range(1, PROBLEMS // 4 + 1):
            f.write('{"id": "roman-%d", "number": %d}\n' % (i, i))
    answers = ["Answer: IV", "Answer: MCMXCIV", "Answer: XL", "No idea."]
    study = {
        "study": "kill", "seed": 7, "widths": [1, 3, 1, 1],
        "benchmarks": {"roman": {"plugin": "roman", "data": "numbers.jsonl"}},
        "generators": {"dice": {"plugin": "dice", "answers": answers}},
        "critics": {"c": {"plugin": "dice", "answers": ["-"],
                          "p_correct": 0.4}},
        "rows": [{"row": "zero"}, {"row": "out", "feedback": "execution"},
                 {"row": "critic", "critic": "c"},
                 {"row": "oracle", "critic": "oracle"},
                 {"row": "shuffled",
                  "critic": {"plugin": "shuffled", "row": "critic"}}]}
    path = os.path.join(tmp, "study.json")
    with open(path, "w") as f:
        json.dump(study, f)
    os.environ["MOMUS_PLUGIN_PATH"] = os.path.abspath(
        os.path.join(BUILD, "tests", "run", ".libs"))
    return Studies(momus, tmp, [path])


def of_programs(momus, tmp):
    os.environ["MOMUS_CACHE"] = os.path.join(tmp, "cache")
    recipe = os.path.join(TOP, "benchmarks", "quickstart", "finch.json")
    return Runs(momus, tmp, [recipe, "--limit", "3"])


def main():
    seed = sys.argv[1] if len(sys.argv) > 1 else "1"
    tap, momus, tmp = Tap(), program(), folder()
    for name in ("SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "MOMUS_SHARDS",
                 "OMPI_COMM_WORLD_RANK"):
        os.environ.pop(name, None)
    orphans_come = ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0) == 0
    replay = "\nreplay it with tests/run/kill.py " + seed
    try:
        why, ended = torture(of_dice(momus, tmp), KILLS, random.Random(seed))
        tap.ok(not why, "a run killed at any of %d moments and resumed equals "
               "the unbroken run" % KILLS, why + replay)
        tap.ok(ended > 1, "and runs came to their end in between", str(ended))
        why, ended = torture(of_cells(momus, tmp), KILLS_OF_STUDIES,
                             random.Random(seed))
        tap.ok(not why and ended, "a study killed at any of %d moments and "
               "resumed equals the unbroken study" % KILLS_OF_STUDIES,
               why + replay)
        why, _ = torture(of_programs(momus, tmp), KILLS_OF_PROGRAMS,
                         random.Random(seed), orphans_come)
        tap.ok(not why, "so does one with programs in the sandbox, and none "
               "of them outlives it", why + replay)
    finally:
        shutil.rmtree(tmp, ignore_errors=True)
    print("1..%d" % tap.n)


if __name__ == "__main__":
    main()
