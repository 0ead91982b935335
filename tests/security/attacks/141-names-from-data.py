# attack: 141 names that come from data
# group: M
# kind: judge
# tries: problem ids with dots and slashes, NUL, shell characters, ten
#     kilobytes; a program's file name of the same kind
# control: own
import os
import subprocess
import tempfile

import judge
import settings
import solutions

IDS = ("../../../@MARK@", "/@MARK@", "$(touch @MARK@)", "`touch @MARK@`",
       "; touch @MARK@ #", "| touch @MARK@", "%s%n%n", "a\0@MARK@",
       "x" * 10240, "-rf", "\u202e\u2066", "\x1b[2J", "a\nb\r\"',\\", "")
GOOD = "def total(numbers):\n    return sum(numbers)\n"


def file_names(host, options):
    """Programs in files whose names are hostile."""
    problems = []
    with tempfile.TemporaryDirectory(dir=host.state) as folder:
        os.chmod(folder, 0o755)
        for name in ("$(touch x)", "; touch x", "a\nb", "\x1b[2J", "%s%n",
                     "'\"", "n" * 250):
            path = os.path.join(folder, name)
            with open(path, "w") as f:
                f.write("print(6 * 7)\n")
            found = judge.start(judge.command({"cpu": 1.0}, options) + [path],
                                host, folder, 60)
            if len(found) != 1 or found[0]["stdout"] != "42\n":
                problems.append(f"file {name[:20]!r}: {list(found)} "
                                f"{found.stderr[-200:]!r}")
            problems += judge.inert(found.raw)
            if "x" in os.listdir(folder):
                problems.append(f"file {name!r} was run by a shell")
    return problems


def check(host, options, arguments):
    mark = os.path.join(host.state, "momus-attack-141")
    rows = []
    for text in IDS:
        row = solutions.problem("total")
        row["task_id"] = text.replace("@MARK@", mark)
        rows.append(row)
    found = solutions.grade(rows, [(r["task_id"], GOOD) for r in rows], host,
                            options)
    problems = file_names(host, options)
    if os.path.exists(mark) or os.path.exists("momus-attack-141"):
        problems.append("an id was run by a shell, or used as a path")
    if found.verdicts is None:
        if found.exit not in (1, 2) or not found.stderr:
            problems.append(f"exit {found.exit}: {found.stderr[-300:]!r}")
        return problems
    for text in {v["id"] for v in found.verdicts}:
        if text not in [r["task_id"] for r in rows]:
            problems.append(f"id {text[:60]!r} came out of nowhere")
    return problems
