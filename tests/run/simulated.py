"""simulated.py EXPORT PROBLEMS RATE=VALUE... - finds the simulator's rates in a run

Every answer is the reference solution or a known wrong one, so its verdict must
be what its text says; and each rate must be where a binomial variable is found
all but once in a million times (exact sums of both tails).
"""
import json
import math
import sys


def rows(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def tail(low, high, n, p):
    """P(low <= X <= high) for X of Binomial(n, p)."""
    return sum(math.exp(math.lgamma(n + 1) - math.lgamma(i + 1) -
                        math.lgamma(n - i + 1) + i * math.log(p) +
                        (n - i) * math.log1p(-p))
               for i in range(low, high + 1))


def check(what, hits, p):
    """HITS: a list of True and False."""
    k, n = sum(hits), len(hits)
    if n < 30 or min(tail(0, k, n, p), tail(k, n, n, p)) < 1e-6:
        print("%s: %d of %d at a rate of %g" % (what, k, n, p))


def main():
    problems = {row["task_id"]: row["prompt"] + row["canonical_solution"]
                for row in rows(sys.argv[2])}
    rates = {name: float(value) for name, value in
             (word.split("=") for word in sys.argv[3:])}
    nodes = rows(sys.argv[1])
    found = {(n["problem"], n["turn"], n["kind"], n["branch"]): n
             for n in nodes}
    asked = [n for n in nodes if n["state"] != "skipped"]
    check("p_fail", [n["state"] == "failed" for n in asked], rates["p_fail"])
    lists = {name: [] for name in ("p_init", "p_cc", "p_cw", "tpr", "fpr",
                                   "p_unparsed")}
    for n in (n for n in nodes if n["state"] == "done"):
        before = found.get((n["problem"], n["turn"] - 1, "solution" if
                            n["turn"] == 1 else "revision", n["branch"]))
        if n["kind"] == "critique":
            passed = before["parity"]["passed"]
            lists["p_unparsed"].append(n["judgment"] == "unparsed")
            if n["judgment"] != "unparsed":
                lists["tpr" if passed else "fpr"].append(
                    n["judgment"] == "correct")
            continue
        right = problems[n["problem"]] in n["response"]
        if n["parity"]["passed"] != right or n["strict"]["passed"] != right:
            print(n["problem"], n["turn"], n["branch"], "is judged wrongly")
        name = "p_init" if before is None else \
            "p_cc" if before["parity"]["passed"] else "p_cw"
        lists[name].append(right)
    for name, hits in lists.items():
        check(name, hits, rates[name])


main()
