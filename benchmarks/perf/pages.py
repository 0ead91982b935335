#!/usr/bin/env python3
"""How soon the index of a report's folder opens in Chromium.

usage: pages.py MOMUS [PROBLEMS [WIDTHS]]

Makes problems, has simulated models solve, judge and revise them with the whole
pipeline, writes the report's pages and opens index.html five times, each time with
an empty page before it: seconds from navigation until two frames were drawn after
everything was loaded, and processor seconds of the process that draws the page.
Beside it, in turns, the same rows as one plain table, which a browser lays out as a
whole, and an empty page.  Prints one JSON object.
"""
import html
import json
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "..", "tests", "cli"))
import chromium

BUDGET_S = 2
RATES = {"p_init": 0.4, "p_cc": 0.9, "p_cw": 0.3, "tpr": 0.8, "fpr": 0.25, "p_cut": 0.02,
         "p_fail": 0.01}
WORDS = "return for while if else range total value index result stack queue list append".split()


def program(rng, k, wrong):
    lines = ["def solve_%d(a, b):" % k]
    lines += ["    " + " ".join(rng.choice(WORDS) for _ in range(6)) for _ in range(25)]
    if wrong:
        lines[rng.randrange(1, 20)] = "    pass"
    return "\n".join(lines + ["    return %d" % (k + wrong)])


def make(folder, problems, widths):
    rng = random.Random(1)
    with open(os.path.join(folder, "problems.jsonl"), "w") as f:
        for k in range(problems):
            right = program(rng, k, 0)
            f.write(json.dumps({
                "id": "Made/%05d" % k, "answer": right, "solution": right,
                "prompt": "Write it: " + " ".join(rng.choice(WORDS) for _ in range(80)),
                "wrong": program(rng, k, 1)}) + "\n")
    with open(os.path.join(folder, "recipe.json"), "w") as f:
        json.dump({"name": "made", "seed": 1, "feedback": "critic", "widths": widths,
                   "task": {"plugin": "jsonl", "data": "problems.jsonl", "grader": "exact",
                            "extract": "first-fence"},
                   "generator": {"plugin": "simulate", **RATES},
                   "critic": {"plugin": "simulate", "tpr": 0.8, "fpr": 0.25},
                   "sandbox": "best-effort"}, f)


def momus(*command, good=(0,)):
    """Wall and processor seconds of it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    status = subprocess.run(command, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL).returncode
    if status not in good:
        sys.exit("%s: status %d" % (" ".join(command), status))
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def plain(folder, path):
    """The rows of the index in a table without any style of ours."""
    with open(path, encoding="utf-8") as f:
        rows = re.findall(r"<tr data-f.*?</tr>", f.read(), re.S)
    to = os.path.join(folder, "plain.html")
    with open(to, "w", encoding="utf-8") as f:
        f.write("<!DOCTYPE html><meta charset=utf-8><title>x</title><table>")
        for row in rows:
            cells = re.findall(r"<t[hd].*?</t[hd]>", row)
            f.write("<tr>" + "".join("<td>%s</td>" % html.escape(re.sub("<.*?>", "", c))
                                     for c in cells) + "</tr>\n")
        f.write("</table>")
    return to, len(rows)


def open_page(browser, path):
    def process():
        return {m["name"]: m["value"] for m in
                browser.call("Performance.getMetrics")["metrics"]}["ProcessTime"]

    browser.open("about:blank")
    cpu, start = process(), time.perf_counter()
    browser.open("file://" + path)
    browser.evaluate("new Promise(f => requestAnimationFrame(() => requestAnimationFrame(f)))")
    return time.perf_counter() - start, process() - cpu


def main():
    program_path = os.path.abspath(sys.argv[1])
    problems = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
    widths = [int(w) for w in (sys.argv[3] if len(sys.argv) > 3 else "1,1,1,1").split(",")]
    if not chromium.find():
        sys.exit("pages.py: there is no chromium")
    with tempfile.TemporaryDirectory() as folder:
        make(folder, problems, widths)
        run, out = os.path.join(folder, "run.h5"), os.path.join(folder, "out")
        # 1: some requests are drawn to fail
        momus(program_path, "run", os.path.join(folder, "recipe.json"), "-o", run, good=(0, 1))
        wall, cpu = momus(program_path, "report", run, "--format", "pages", "-o", out)
        index = os.path.join(out, "index.html")
        peer, rows = plain(folder, index)
        empty = os.path.join(folder, "empty.html")
        open(empty, "w").close()
        pages = sorted(os.listdir(out + "/problems"))
        paths = {"index": index, "plain table": peer, "empty page": empty,
                 "a problem": os.path.join(out, "problems", pages[0])}
        times = {name: [] for name in paths}
        with chromium.Browser(folder) as browser:
            browser.call("Performance.enable")
            browser.resize(1280, 900)
            for _ in range(5):
                for name, path in paths.items():
                    times[name].append(open_page(browser, path))
        trajectories = problems
        for w in widths:
            trajectories *= w
        print(json.dumps({
            "what": "opening a report's index in Chromium", "problems": problems,
            "widths": widths, "trajectories": trajectories, "rows": rows,
            "load": round(os.getloadavg()[0], 1),
            "index_bytes": os.path.getsize(index),
            "pages": len(pages),
            "report": {"wall_s": round(wall, 2), "cpu_s": round(cpu, 2)},
            "open_s": {n: round(statistics.median(t[0] for t in v), 3)
                       for n, v in times.items()},
            "least_open_s": {n: round(min(t[0] for t in v), 3) for n, v in times.items()},
            "cpu_s": {n: round(statistics.median(t[1] for t in v), 3)
                      for n, v in times.items()},
            "budget_s": BUDGET_S}))


if __name__ == "__main__":
    main()
