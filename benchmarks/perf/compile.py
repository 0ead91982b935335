#!/usr/bin/env python3
"""CPU time of programs in C++: of the compiler, and of a run, apart.

usage: compile.py MOMUS [PROGRAMS]

Compiling: a contest's program that includes <bits/stdc++.h>, in the jail with the
precompiled header; the same where the header cannot be used, since something
stands before it; and plain `g++ -O2 -std=gnu++17` with no jail, what an official
checker pays.  Running: a program that does nothing, in full isolation, compiled
once for all its runs; beside it the same program started without isolation,
static and with a loader.  Prints one JSON object, in CPU milliseconds of all
processes together; needs what sandbox.py needs.
"""
import json
import os
import subprocess
import sys
import tempfile

import cpu_group
import sandbox

BUDGET_MS = 4
HEADER = "#include <bits/stdc++.h>\n"
PROGRAM = """using namespace std;
struct Edge { int to; long long weight; };
int main() {
    int n, m;
    if (!(cin >> n >> m))
        return 0;
    vector<vector<Edge>> graph(n);
    for (int i = 0; i < m; i++) {
        int a, b, w;
        cin >> a >> b >> w;
        graph[a].push_back({b, w});
        graph[b].push_back({a, w});
    }
    vector<long long> far(n, LLONG_MAX);
    priority_queue<pair<long long, int>, vector<pair<long long, int>>,
                   greater<>> next;
    next.push({far[0] = 0, 0});
    while (!next.empty()) {
        auto [d, at] = next.top();
        next.pop();
        if (d > far[at])
            continue;
        for (auto &e : graph[at])
            if (d + e.weight < far[e.to])
                next.push({far[e.to] = d + e.weight, e.to});
    }
    map<long long, vector<int>> by;
    for (int i = 0; i < n; i++)
        by[far[i]].push_back(i);
    for (auto &[d, all] : by)
        cout << d << ' ' << all.size() << '\\n';
}
"""
NOTHING = "int main() {}\n"
PLAIN = 'i=0; while [ $i -lt $1 ]; do g++ -O2 -std=gnu++17 "$2" -o "$3"; ' \
    "i=$((i + 1)); done"
STARTS = 'i=0; while [ $i -lt $1 ]; do "$2"; i=$((i + 1)); done'


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as f:
        f.write(text)
    return path


def sources(folder, word, text, count):
    """COUNT programs that are the same but for a comment."""
    return [write(folder, f"{word}{n}.cpp", f"{text}// {n}\n")
            for n in range(count)]


def main():
    programs = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    compiled = max(programs // 25, 2)
    momus, env = cpu_group.unwrapped(os.path.abspath(sys.argv[1]))
    group = cpu_group.Group()
    with tempfile.TemporaryDirectory() as folder:
        def judged(paths):
            return lambda n: [momus, "exec", "--language", "cpp", "--json",
                              *paths[:n]]

        total = 2 * compiled
        with_header = sources(folder, "early", HEADER + PROGRAM, total)
        without = sources(folder, "late", "int first;\n" + HEADER + PROGRAM,
                          total)
        nothing = write(folder, "nothing.cpp", NOTHING)
        binary = os.path.join(folder, "nothing")
        # The header of this user's cache, if it is not there yet.
        subprocess.run([momus, "exec", "--language", "cpp", nothing], env=env,
                       stdout=subprocess.DEVNULL, check=True)
        found = {
            "compiling, header ready": sandbox.each(
                group, judged(with_header), compiled, env),
            "compiling, header not usable": sandbox.each(
                group, judged(without), compiled, env),
            "g++ without a jail": sandbox.each(group, lambda n: [
                "sh", "-c", PLAIN, "sh", str(n), with_header[0], binary],
                compiled),
            "run": sandbox.each(group, lambda n: [
                momus, "exec", "--language", "cpp", "--json", "--repeat",
                str(n), nothing], programs, env),
        }
        for name, flags in (("static", ["-static", "-s"]), ("with a loader",
                                                            [])):
            subprocess.run(["g++", "-O2", *flags, nothing, "-o", binary],
                           check=True)
            found[f"start without isolation, {name}"] = sandbox.each(
                group, lambda n: ["sh", "-c", STARTS, "sh", str(n), binary],
                programs)
    group.leave()
    print(json.dumps({
        "what": "C++: compiling, and a program that does nothing in full "
                "isolation",
        "programs": programs, "compiled": compiled,
        "load": round(os.getloadavg()[0], 1),
        "cpu_ms": {k: round(v, 3) for k, v in found.items()},
        "times_below_plain_compiling": round(
            found["g++ without a jail"] / found["compiling, header ready"], 2),
        "budget_ms": BUDGET_MS}))


if __name__ == "__main__":
    main()
