"""judgebench.py - decisions on pairs, and their metrics, against the official ones

Grades recorded outputs of judges and reward models ($MOMUS_DATA/judgebench) with
`momus grade`, which reads each judgment's text anew, and compares each decision
with the one that was recorded beside it; each pair's score, outcome, lack of a
decision and inconsistency with what JudgeBench's own formula said
($MOMUS_DATA/golden, whose README has versions); every official metric, overall and
by category, to the last bit; and every number of the report with what figures.py and
pairs.py make of the recorded decisions.
"""
import gzip
import json
import os
import subprocess
import sys
import tempfile

import figures
import pairs
import published
import runs

CATEGORIES = ("mmlu-pro", "livebench-reasoning", "livebench-math", "livecodebench")
FLIPPED = {"A>B": "B>A", "B>A": "A>B"}
METRICS = {"pairs": "pairs", "correct": "pairs_correct",
           "incorrect": "pairs_incorrect", "tie": "pairs_tied",
           "null": "pairs_without_decision",
           "inconsistent": "pairs_inconsistent",
           "both_correct": "pairs_both_right", "accuracy": "pair_accuracy"}


def lines(path):
    with (gzip.open if path.endswith(".gz") else open)(
            path, "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def momus(*args):
    return subprocess.run([os.environ["MOMUS"], *args], check=True,
                          stdout=subprocess.PIPE).stdout.decode()


def graded(data, name, check):
    """Decisions by (pair, order), and the report's figures by (name, category); all
    of the report is compared by CHECK."""
    folder = os.path.join(data, "judgebench")
    judge = "reward-model" if "_reward_" in name else "arena-hard"
    pairs_file = "pairs_%s.jsonl.gz" % name.split("_on_")[1].split(".jsonl")[0]
    with tempfile.TemporaryDirectory(prefix="momus-conformance-") as tmp:
        run = os.path.join(tmp, "run.h5")
        momus("grade", "--task", "judgebench", "--set", "task.judge=" + judge,
              "--data", os.path.join(folder, pairs_file), "--solutions",
              os.path.join(folder, name), "-o", run)
        nodes = os.path.join(tmp, "nodes.jsonl")
        with open(nodes, "w", encoding="utf-8") as f:
            f.write(momus("export", run))
        report = check.read(momus("report", "--format", "json", run))
        check_report(check, name, report, nodes, folder, pairs_file)
        nodes = lines(nodes)
    decisions = {tuple(n["problem"].rsplit("/", 1)): n.get("note") for n in nodes}
    told = {(f["figure"], f.get("category", "overall")): f["value"]
            for f in report["runs"][0]["figures"] if "k" not in f}
    return decisions, told


def check_report(check, name, report, nodes, folder, pairs_file):
    """REPORT against what the recorded decisions say."""
    told = lines(os.path.join(folder, pairs_file))
    recorded = {r["pair_id"]: r["judgments"]
                for r in lines(os.path.join(folder, name))}
    found = []
    for row in told:
        orders = []
        for i, judgment in enumerate(recorded[row["pair_id"]]):
            right = FLIPPED[row["label"]] if i else row["label"]
            decision = (judgment or {}).get("decision")
            orders.append([{right: "right", FLIPPED[right]: "wrong",
                            None: "null"}.get(decision, "neither")])
        category = next(c for c in CATEGORIES if row["source"].startswith(c))
        found.append({"category": category, "orders": orders})
    run = dict(runs.nodes([nodes]), task="judgebench", grader="official",
               critic="", feedback="none")
    want = figures.expected(run)
    pairs.add(want, found)
    published.check_report(check, name, report, run, want)


class Tally:
    def __init__(self):
        self.compared = self.equal = 0

    def compare(self, what, got, want):
        self.compared += 1
        self.equal += got == want
        if got != want:
            print("judgebench: %s: %s, official %s" % (what, got, want))


def compare_pairs(tally, decisions, outputs, golden):
    for row in outputs:
        for i, judgment in enumerate(row["judgments"]):
            tally.compare("%s, order %d" % (row["pair_id"], i + 1),
                          decisions[row["pair_id"], str(i + 1)],
                          judgment and judgment["decision"])
    for row in golden:
        one, two = (decisions[row["pair_id"], i] for i in "12")
        two = FLIPPED.get(two, two)
        score = sum((d == row["label"]) - (d == FLIPPED[row["label"]])
                    for d in (one, two))
        got = {"decision1": one, "decision2_flipped": two, "score": score,
               "outcome": ("incorrect", "tie", "correct")[
                   (score > 0) - (score < 0) + 1],
               "null": one is None or two is None, "inconsistent": one != two}
        for key, value in got.items():
            tally.compare("%s: %s" % (row["pair_id"], key), value, row[key])


def percent(share, n):
    """The share count / n in percent, rounded as 100 * count / n is."""
    count = round(share * n)
    return 100 * count / n if count / n == share else share


def compare_metrics(tally, name, told, official):
    tally.compare(name + ": first_order_only_accuracy",
                  percent(told["pair_accuracy_first_order", "overall"],
                          told["pairs", "overall"]),
                  official.pop("first_order_only_accuracy"))
    for category, metrics in official.items():
        for metric, value in metrics.items():
            got = told[METRICS[metric], category]
            if metric == "accuracy":
                got = percent(got, told["pairs", category])
            tally.compare("%s: %s, %s" % (name, category, metric), got, value)


def main():
    data = os.environ["MOMUS_DATA"]
    path = os.path.join(data, "golden", "judgebench-official.json")
    if not os.path.exists(path):
        print("judgebench: skipped, no recorded metrics in", data)
        return 0
    with open(path, encoding="utf-8") as f:
        official = json.load(f)
    golden = lines(os.path.join(data, "golden",
                                "judgebench-official-pairs.jsonl.gz"))
    judged, metrics, check = Tally(), Tally(), published.Check()
    for name in sorted(official):
        decisions, told = graded(data, name, check)
        compare_pairs(judged, decisions,
                      lines(os.path.join(data, "judgebench", name)),
                      [r for r in golden if r["file"] == name])
        compare_metrics(metrics, name, told, official[name])
    for what, t in (("decisions and scores of pairs", judged),
                    ("metrics", metrics)):
        print("judgebench: %d %s compared, %d equal, %d different"
              % (t.compared, what, t.equal, t.compared - t.equal))
    print("judgebench: %d numbers of reports compared, %d wrong" % (
        check.compared, len(check.wrong)))
    return check.tell([*check.unknown, *check.unchecked()]) or \
        judged.compared != judged.equal or metrics.compared != metrics.equal


sys.exit(main())
