"""judgebench.py - decisions on pairs, and their metrics, against the official ones

Grades recorded outputs of judges and reward models ($MOMUS_DATA/judgebench) with
`momus grade`, which reads each judgment's text anew, and compares each decision
with the one that was recorded beside it; each pair's score, outcome, lack of a
decision and inconsistency with what JudgeBench's own formula said
($MOMUS_DATA/golden, whose README has versions); and every metric of the report,
overall and by category, to the last bit.
"""
import gzip
import json
import os
import subprocess
import sys
import tempfile

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


def graded(data, name):
    """Decisions by (pair, order), and the report's figures by (name, category)."""
    folder = os.path.join(data, "judgebench")
    judge = "reward-model" if "_reward_" in name else "arena-hard"
    pairs = "pairs_%s.jsonl.gz" % name.split("_on_")[1].split(".jsonl")[0]
    with tempfile.TemporaryDirectory(prefix="momus-conformance-") as tmp:
        run = os.path.join(tmp, "run.h5")
        momus("grade", "--task", "judgebench", "--set", "task.judge=" + judge,
              "--data", os.path.join(folder, pairs), "--solutions",
              os.path.join(folder, name), "-o", run)
        nodes = map(json.loads, momus("export", run).splitlines())
        report = json.loads(momus("report", "--format", "json", run))
    decisions = {tuple(n["problem"].rsplit("/", 1)): n.get("note") for n in nodes}
    figures = {(f["figure"], f.get("category", "overall")): f["value"]
               for f in report["runs"][0]["figures"] if "k" not in f}
    return decisions, figures


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


def compare_metrics(tally, name, figures, official):
    tally.compare(name + ": first_order_only_accuracy",
                  percent(figures["pair_accuracy_first_order", "overall"],
                          figures["pairs", "overall"]),
                  official.pop("first_order_only_accuracy"))
    for category, metrics in official.items():
        for metric, value in metrics.items():
            got = figures[METRICS[metric], category]
            if metric == "accuracy":
                got = percent(got, figures["pairs", category])
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
    pairs, metrics = Tally(), Tally()
    for name in sorted(official):
        decisions, figures = graded(data, name)
        compare_pairs(pairs, decisions,
                      lines(os.path.join(data, "judgebench", name)),
                      [r for r in golden if r["file"] == name])
        compare_metrics(metrics, name, figures, official[name])
    for what, t in (("decisions and scores of pairs", pairs),
                    ("metrics", metrics)):
        print("judgebench: %d %s compared, %d equal, %d different"
              % (t.compared, what, t.equal, t.compared - t.equal))
    return pairs.compared != pairs.equal or metrics.compared != metrics.equal


sys.exit(main())
