"""pairs.py - figures of pairs, and runs of pairs, without Momus

A pair is {"category", "orders": its decisions in each order} or {"category",
"orders": (votes on the right answer, on the wrong one), "right_first"}; a decision is
"right", "wrong", "neither" or "null", a vote whether it says correct; what failed is
in no list.  None for orders: the pair cannot be judged.  Chances of k votes are
counted over every choice of k that there is, one by one.
"""
import collections
import itertools
import random

import figures
import runs
from figures import Figure

NEAR = 0.005
SCORES = {"right": 1, "wrong": -1}


def decide(said):
    n = collections.Counter(said)
    for one, other in (("right", "wrong"), ("wrong", "right")):
        if n[one] > max(n[other], n["neither"]):
            return one
    return "neither" if any(s != "null" for s in said) else \
        "null" if said else "absent"


def chosen(said, k, of):
    """{OF a choice of K of SAID: how often}, over all choices."""
    return collections.Counter(of(c) for c in itertools.combinations(said, k))


def outcomes(pair):
    """What was decided in each order, and whether the first alone is right."""
    said = pair["orders"] or ()
    if "right_first" not in pair:
        return [decide(o) for o in said], \
            None if not said or not said[0] else decide(said[0]) == "right"
    if not said or not said[0] or not said[1]:
        return ["absent"] * len(said), None
    right, wrong = (sum(v) / len(v) for v in said)
    one = "right" if right > wrong else "wrong" if right < wrong else "neither"
    return [one] * 2, \
        not pair["right_first"] if one == "neither" else one == "right"


def chances(pair, k):
    """How often K of its votes an order decide it rightly, in both orders and in
    the first alone."""
    said = pair["orders"]
    if "right_first" in pair:
        right, wrong = (chosen(v, k, sum) for v in said)
        cases = [(a - b, m * n) for a, m in right.items() for b, n in wrong.items()]
        every = sum(n for _, n in cases)
        ahead = sum(n for gap, n in cases if gap > 0)
        level = 0 if pair["right_first"] else sum(n for gap, n in cases if gap == 0)
        return ahead / every, (ahead + level) / every
    each = [chosen(o, k, decide) for o in said]
    every = good = 0
    for case in itertools.product(*(e.items() for e in each)):
        n = 1
        for _, times in case:
            n *= times
        every += n
        good += n * (sum(SCORES.get(what, 0) for what, _ in case) > 0)
    return good / every, each[0]["right"] / sum(each[0].values())


def votes(pair):
    return min(map(len, pair["orders"])) if pair["orders"] else 0


def counts(pairs, put):
    rows, first, alike = [], [], []
    told = dict.fromkeys(("correct", "incorrect", "tied", "without_decision",
                          "inconsistent", "both_right", "not_judged"), 0)
    for p in pairs:
        decided, alone = outcomes(p)
        judged = bool(decided) and "absent" not in decided
        score = sum(SCORES.get(d, 0) for d in decided)
        rows.append((judged and score > 0, judged))
        first.append((alone is True, alone is not None))
        alike.append((judged and len(set(decided)) == 1, judged))
        for name, is_so in (
                ("correct", score > 0), ("incorrect", score < 0), ("tied", score == 0),
                ("without_decision", "null" in decided),
                ("inconsistent", len(set(decided)) > 1),
                ("both_right", set(decided) == {"right"})):
            told[name] += judged and is_so
        told["not_judged"] += not judged
    n = len(pairs)
    put("pairs", Figure(n, n))
    for name, value in told.items():
        put("pairs_" + name, Figure(value, n))
    right = told["correct"]
    put("pair_accuracy", figures.share(rows, [right / n,
                                              (right + told["not_judged"]) / n]))
    put("pair_accuracy_first_order", figures.share(first))
    put("pair_consistency", figures.share(alike))


def curves(pairs, most, put):
    ends = {}
    for k in range(1, most + 1):
        each = [chances(p, k) if votes(p) >= k else None for p in pairs]
        for i, name in enumerate(("maj_at_k", "maj_at_k_first_order")):
            figure = figures.share([(c[i], 1) if c else (0, 0) for c in each])
            figure.proportion, figure.error = False, None
            put(name, figure, k)
            if not i:
                ends[k] = figure.value
    least = most
    while least > 1 and abs(ends[least - 1] - ends[most]) <= NEAR:
        least -= 1
    put("maj_plateau", Figure(least if ends[most] is not None else None, len(pairs)))


def costs(pairs, outputs, prompt_price, most, put):
    """OUTPUTS: (prompt tokens, completion tokens, dollars, is it a vote) of each;
    PROMPT_PRICE: dollars a million tokens."""
    n = sum(o[3] for o in outputs)
    asked = sum(2 if p["orders"] is None else len(p["orders"]) for p in pairs)

    def of_votes(i, k):
        told = [o[i] for o in outputs if o[i] is not None]
        return sum(told) / len(told) * len(outputs) / n * k * asked / len(pairs)

    for k in range(1, most + 1):
        for i, name in enumerate(("pair_prompt_tokens", "pair_completion_tokens",
                                  "pair_cost")):
            put(name, Figure(of_votes(i, k), n), k)
        once = of_votes(2, k) - (of_votes(0, k) - of_votes(0, 1)) * prompt_price / 1e6
        put("pair_cost_prompt_once", Figure(once, n), k)


def add(out, pairs, outputs=None, prompt_price=None):
    """Figures of PAIRS into OUT, with all six parts of their keys."""
    names = list(dict.fromkeys(p["category"] for p in pairs))
    most = max(map(votes, pairs))
    for category in [None] + (names if len(names) > 1 else []):
        mine = [p for p in pairs if category in (None, p["category"])]

        def put(name, figure, k=None, category=category):
            out[name, None, None, k, category, None] = figure

        counts(mine, put)
        if most > 1:
            curves(mine, most, put)
        if category is None and outputs:
            costs(pairs, outputs, prompt_price, most, put)


SOURCES = {"mmlu-pro": 40, "livebench-math": 34, "livecodebench": 12}
PRICES = {"price_prompt": 0.8, "price_completion": 2.5}


def questions(folder):
    rows = []
    for source, n in SOURCES.items():
        for i in range(n):
            rows.append({"pair_id": "%s-%d" % (source, i), "source": source + "-made",
                         "question": "Which?", "response_A": "The first.",
                         "response_B": "The second.", "response_model": "nobody",
                         "label": ("A>B", "B>A")[i % 3 == 0]})
    return rows, runs.write(folder, "pairs", rows)


def spent(r, row):
    """ROW with tokens, that now and then are not told."""
    if r.random() < 0.9:
        row.update(prompt_tokens=r.randrange(200, 400))
    if r.random() < 0.9:
        row.update(completion_tokens=r.randrange(20, 90))
    return row


def reply(r, right):
    """(decision, text), by the label RIGHT of what would be right."""
    flipped = "%s>%s" % (right[2], right[0])
    return r.choice((("right", "[[%s]]" % right), ("right", "[[%s>>%s]]" % (
        right[0], right[2])), ("wrong", "So: [[%s]]" % flipped),
        ("neither", "[[A=B]]"), ("null", "[[A>B]] or [[B>A]]")))


def judged(folder, orders=2, width=6):
    """A judge's run: (recipe, pairs by id, their price)."""
    r = random.Random(orders)
    rows, data = questions(folder)
    answers, pairs = [], {}
    for q in rows:
        said = [[] for _ in range(orders)]
        lean = r.random()
        for i, order in enumerate(said):
            right = q["label"] if i == 0 else "%s>%s" % (q["label"][2], q["label"][0])
            for b in range(width):
                row = {"id": "%s/%d" % (q["pair_id"], i + 1), "branch": b}
                if r.random() < 0.06:
                    continue  # a request without an answer
                if r.random() < 0.1:
                    answers.append(spent(r, dict(row, kind="attempt",
                                                 response="I cannot say.")))
                decision, text = reply(r, right) if r.random() > lean else \
                    ("right", "[[%s]]" % right)
                order.append(decision)
                answers.append(spent(r, dict(row, response=text)))
        pairs[q["pair_id"]] = {"category": q["source"][:-5], "orders": said}
    return {"name": "judged", "seed": 1, "widths": [1, width],
            "task": {"plugin": "judgebench", "data": data,
                     "mode": ("one-order", "pairs")[orders - 1]},
            "generator": dict(PRICES, plugin="replay",
                              file=runs.write(folder, "verdicts", answers))}, pairs


def criticised(folder, n=7):
    """A critic's run, of each response by itself: (recipe, pairs by id)."""
    r = random.Random(3)
    rows, data = questions(folder)
    answers, pairs = [], {}
    for q in rows:
        said = []
        for answer in (q["label"][0], q["label"][2]):  # the right one first
            votes_ = []
            lean = r.random()
            for v in range(n):
                end = r.choice(("Correct", "Incorrect")) if r.random() > lean else \
                    ("Incorrect", "Correct")[not said]
                row = {"id": "%s/%s" % (q["pair_id"], answer), "purpose": "critique",
                       "turn": 1, "branch": 0, "vote": v,
                       "response": "So.\n\nOverall judgment: " + end}
                fate = r.random()
                if fate < 0.05:
                    continue
                if fate < 0.1:
                    row["response"], end = "I stop here.", None
                votes_.append(end == "Correct")
                answers.append(spent(r, row))
            said.append(votes_)
        pairs[q["pair_id"]] = {"category": q["source"][:-5], "orders": said,
                               "right_first": q["label"] == "A>B"}
    return {"name": "criticised", "seed": 1, "widths": [1, 1, 1], "votes": n,
            "task": {"plugin": "judgebench", "data": data, "mode": "responses"},
            "generator": {"plugin": "given"}, "feedback": "critic",
            "stop": "after-critiques",
            "critic": dict(PRICES, plugin="replay",
                           file=runs.write(folder, "critiques", answers))}, pairs


def outputs_of(rows, rivals):
    """What pairs' votes took, of the nodes ROWS that `momus export` prints."""
    kinds = ("critique",) if rivals else ("solution", "attempt")
    return [(n.get("prompt_tokens"), n.get("completion_tokens"), n.get("cost"),
             n["kind"] != "attempt")
            for n in rows if n["kind"] in kinds and n["state"] == "done"]


def check(to, published, folder):
    """Makes each run with Momus, and compares all its figures."""
    for label, make in (("judged", judged), ("criticised", criticised),
                        ("one order", lambda f: judged(f, 1))):
        recipe, pairs = make(folder)
        report, nodes, run = published.made(recipe, label, folder)
        want = figures.expected(run)
        add(want, list(pairs.values()), outputs_of(nodes, label == "criticised"),
            PRICES["price_prompt"])
        published.check_report(to, label, to.read(report), run, want)
