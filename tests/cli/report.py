"""Runs of known content, and what a report must say of them.

    report.py make KIND >description     for tests/run/run-maker
    report.py check KIND report.json     TAP, compared with a count by hand

The counts here are made from the description, trajectory by trajectory, with
exact fractions; nothing is shared with the program.
"""
import json
import math
import random
import sys
from fractions import Fraction
from itertools import combinations
from math import comb

KINDS = {
    # problems, widths, votes, share of faults, stop policy, complete
    "chain": (200, [5, 1, 1], 1, 0.0, False, True),
    "tree": (40, [2, 3, 2], 1, 0.0, False, True),
    "mess": (60, [3, 1, 2], 3, 0.12, False, False),
    "stop": (50, [4, 1, 1, 1], 1, 0.03, True, True),
    "zero": (80, [6], 1, 0.0, False, True),
}
CATEGORIES = {"mess": ["easy", "", "hard"], "zero": ["b", "a"], "tree": ["only"]}
SOLUTION, CRITIQUE, REVISION = range(3)
DONE, FAILED, SKIPPED = range(3)
STOP, LENGTH, FILTER, _, NONE = range(5)
STOPPED = "stopped: the solution before stands"
PARENT = "not asked for: what it depends on failed"


class Run:
    def __init__(self, kind):
        self.kind = kind
        self.n, self.widths, self.votes, self.faults, self.stop, self.complete = KINDS[kind]
        self.turns = len(self.widths) - 1
        self.rng = random.Random("report " + kind)
        self.nodes = {}  # (problem, turn, kind, branch, vote): dict
        for p in range(self.n):
            self.fill(p)

    def category(self, p):
        names = CATEGORIES.get(self.kind, [""])
        return names[p % len(names)]

    def branches(self, turn):
        n = 1
        for w in self.widths[:turn + 1]:
            n *= w
        return n

    def put(self, p, turn, kind, branch, vote, **node):
        full = dict(state=DONE, finish=STOP, judgment=0, parity=-1, strict=-1, attempts=1,
                    prompt=10, completion=20, text="x", reason="")
        full.update(node)
        self.nodes[p, turn, kind, branch, vote] = full
        return full

    def ask(self, p, turn, kind, branch, vote, **node):
        """One request, which may go wrong; None if nothing came of it."""
        fate = self.rng.random() / self.faults if self.faults else 9
        if fate < 0.25:
            self.put(p, turn, kind, branch, vote, state=FAILED, finish=NONE, attempts=5,
                     reason="HTTP status 500 five times")
        elif fate < 0.4:
            self.put(p, turn, kind, branch, vote, finish=FILTER, parity=0, strict=0)
        elif fate < 0.5 and not self.complete:
            pass  # not there yet
        elif fate < 0.7 and kind != CRITIQUE:
            return self.put(p, turn, kind, branch, vote, parity=-1, strict=-1, **node)
        else:
            if fate < 1:
                node["finish"] = LENGTH
            return self.put(p, turn, kind, branch, vote, **node)
        return None

    def verdicts(self, right):
        parity = int(right)
        return dict(parity=parity, strict=parity if self.rng.random() < 0.95 else 1 - parity)

    def solution(self, p, turn, kind, branch, vote, chance):
        v = self.verdicts(self.rng.random() < chance)
        fate = self.ask(p, turn, kind, branch, vote)
        if fate is None:
            return None
        if fate["finish"] == LENGTH or fate["attempts"] == 1:
            if self.rng.random() >= self.faults / 2:
                fate.update(v)
        return fate

    def fill(self, p):
        ease = self.rng.betavariate(0.6, 0.8)
        given = self.widths[0]
        if self.kind == "zero":
            given = self.rng.choice([0, 1, 3, 6, 6, 6])
        for b in range(given):
            self.solution(p, 0, SOLUTION, b, 0, ease)
        for t in range(1, self.turns + 1):
            for b in range(self.branches(t)):
                self.turn(p, t, b)

    def turn(self, p, t, b):
        parent = self.raw(p, t - 1, b // self.widths[t])
        if parent is None or parent["state"] == FAILED or parent["finish"] == FILTER:
            if parent is not None or self.complete:
                self.skip(p, t, b, PARENT)
            return
        if parent["state"] == SKIPPED:
            self.skip(p, t, b, parent["reason"])
            return
        said = []
        for v in range(self.votes):
            right = parent["parity"] == 1
            judgment = 1 if self.rng.random() < (0.8 if right else 0.3) else 2
            if self.rng.random() < self.faults:
                judgment = 3
            c = self.ask(p, t, CRITIQUE, b, v, judgment=judgment)
            if c:
                said.append(judgment)
        if not said:
            self.skip_revision(p, t, b, PARENT)
        elif self.stop and 2 * said.count(1) > len(said):
            self.skip_revision(p, t, b, STOPPED)
        else:
            self.solution(p, t, REVISION, b, self.rng.randrange(self.votes),
                          0.9 if parent["parity"] == 1 else 0.3)

    def skip_revision(self, p, t, b, reason):
        self.put(p, t, REVISION, b, 0, state=SKIPPED, attempts=0, reason=reason)

    def skip(self, p, t, b, reason):
        for v in range(self.votes):
            self.put(p, t, CRITIQUE, b, v, state=SKIPPED, attempts=0, reason=reason)
        self.skip_revision(p, t, b, reason)

    def raw(self, p, t, b):
        for v in range(self.votes):
            n = self.nodes.get((p, t, REVISION if t else SOLUTION, b, v))
            if n:
                return n
        return None

    def stands(self, p, t, b):
        """The solution that counts after turn t, and whether it stopped before."""
        n = self.raw(p, t, b)
        if n and n["state"] == SKIPPED and n["reason"] == STOPPED:
            return self.stands(p, t - 1, b // self.widths[t])[0], True
        return n, False

    def passed(self, n, verdict="parity"):
        if n is None or n["state"] != DONE or n["finish"] == FILTER or n[verdict] < 0:
            return None
        return n[verdict]

    def describe(self):
        print("head\twidths\t" + ",".join(map(str, self.widths)))
        print("head\tturns\t%d\nhead\tvotes\t%d" % (self.turns, self.votes))
        print('head\trecipe\t{"name":"the %s run"}' % self.kind)
        if self.turns == 0:
            print("head\tfeedback\tnone\nhead\tcritic\t")
        for p in range(self.n):
            print("problem\tMade/%d\t%s" % (p, self.category(p)))
        order = list(self.nodes)
        self.rng.shuffle(order)
        for key in order:
            n = self.nodes[key]
            print("node", *key, n["state"], n["finish"], n["judgment"], n["parity"],
                  n["strict"], n["attempts"], n["prompt"], n["completion"], n["text"],
                  n["reason"], sep="\t")
        print("end\t" + ("complete" if self.complete else "partial"))


def share(part, whole):
    return Fraction(part, whole) if whole else None


class Expected:
    def __init__(self, run):
        self.run = run
        # (figure, of, turn, k, category): (value, least, most)
        self.values = {}
        self.moves = {}  # (turn, from, to): share
        self.errors = {}  # (figure, turn, k): the standard error
        for t in range(run.turns + 1):
            self.scores(t)
            self.steps(t)
            self.best_of(t)
            if run.branches(t) == run.widths[0]:
                self.passk(t)
        if any(key[2] == CRITIQUE for key in run.nodes):
            ts = range(1, run.turns + 1)
            for of in ("each", "majority")[:2 if run.votes > 1 else 1]:
                names = {run.category(p) for p in range(run.n)}
                for name in names if len(names) > 1 else []:
                    counts = [self.judge(t, of, name) for t in ts]
                    self.f1([sum(x) for x in zip(*counts)], of, None, name or "(none)")
                counts = [self.judge(t, of) for t in ts]
                for t, c in zip(ts, counts):
                    self.f1(c, of, t)
                self.f1([sum(x) for x in zip(*counts)], of, None)
        self.pooled_steps()
        if run.stop:
            self.stopping()

    def add(self, figure, turn, value, least=None, most=None, of="", k=None, category=None):
        self.values[figure, of, turn, k, category] = value, least, most

    def leaves(self, t, category=None):
        r = self.run
        for p in range(r.n):
            if category is not None and r.category(p) != category:
                continue
            total = r.branches(r.turns)
            for leaf in range(total):
                b0 = leaf // (total // r.branches(0))
                if r.complete and r.raw(p, 0, b0) is None:
                    continue
                yield r.stands(p, 0, b0)[0], *r.stands(p, t, leaf // (total // r.branches(t)))

    def categories(self, t):
        r = self.run
        names = {r.category(p) for p in range(r.n)}
        for name in names if len(names) > 1 else []:
            seen = [r.passed(b) for _, b, _ in self.leaves(t, name)]
            right, judged = seen.count(1), len(seen) - seen.count(None)
            self.add("pass_at_1", t, share(right, judged), share(right, len(seen)),
                     share(right + len(seen) - judged, len(seen)),
                     category=name or "(none)")

    def error(self, t):
        """Of Pass@1, by problem: sqrt(sum e^2 G / (G - 1)) / n, e = right - mean judged."""
        r = self.run
        rows = []
        for p in range(r.n):
            total = r.branches(r.turns)
            seen = [r.passed(r.stands(p, t, leaf // (total // r.branches(t)))[0])
                    for leaf in range(total)
                    if not (r.complete and r.raw(p, 0, leaf // (total // r.branches(0))) is None)]
            rows.append((seen.count(1), len(seen) - seen.count(None)))
        n, g = sum(m for _, m in rows), sum(m > 0 for _, m in rows)
        mean = sum(c for c, _ in rows) / n
        e = sum((c - mean * m)**2 for c, m in rows)
        self.errors["pass_at_1", t, None] = math.sqrt(e * g / (g - 1)) / n

    def scores(self, t):
        r = self.run
        self.error(t)
        self.categories(t)
        rows = [(r.passed(a), r.passed(b), b, stopped) for a, b, stopped in self.leaves(t)]
        n = len(rows)
        judged = [x for x in rows if x[1] is not None]
        right = sum(x[1] for x in judged)
        self.add("pass_at_1", t, share(right, len(judged)), share(right, n),
                 share(right + n - len(judged), n))
        other = [r.passed(b, "strict") for _, b, _ in self.leaves(t)]
        other = [x for x in other if x is not None]
        self.add("pass_at_1_other_verdict", t, share(sum(other), len(other)))
        uncut = [x[1] for x in judged if x[2]["finish"] != LENGTH]
        self.add("pass_at_1_without_cut", t, share(sum(uncut), len(uncut)))
        self.add("trajectories", t, n)
        self.add("judged", t, len(judged))
        self.add("right", t, right)
        self.add("status", t, right, of="accepted")
        self.add("status", t, len(judged) - right, of="wrong_answer")
        self.add("status", t, 0, of="time_limit")
        self.add("stopped", t, sum(x[3] for x in rows))
        self.add("request_failed", t, sum(x[2] is not None and x[2]["state"] == FAILED
                                          for x in rows))
        self.add("refused", t, sum(x[2] is not None and x[2]["finish"] == FILTER for x in rows))
        self.add("depends_on_failed", t, sum(x[2] is not None and x[2]["state"] == SKIPPED
                                             for x in rows))
        self.add("not_there", t, sum(x[2] is None for x in rows))
        if t == 0:
            return
        both = [(a, b) for a, b, _, _ in rows if a is not None and b is not None]
        for name, pair in (("delta_up", (0, 1)), ("delta_down", (1, 0))):
            could = sum(a in (pair[0], None) and b in (pair[1], None) for a, b, _, _ in rows)
            self.add(name, t, share(both.count(pair), len(both)), share(both.count(pair), n),
                     share(could, n))

    def steps(self, t):
        r = self.run
        if t == 0:
            return
        counts = {}
        for (p, turn, kind, b, _), n in r.nodes.items():
            if turn == t and kind == REVISION and n["state"] == DONE:
                step = r.passed(r.stands(p, t - 1, b // r.widths[t])[0]), r.passed(n)
                counts[step] = counts.get(step, 0) + 1
        for name, step in (("right_to_right", (1, 1)), ("right_to_wrong", (1, 0)),
                           ("wrong_to_right", (0, 1)), ("wrong_to_wrong", (0, 0))):
            self.add(name, t, counts.get(step, 0))

    def pooled_steps(self):
        ts = range(1, self.run.turns + 1)
        for turn in [*ts, None] if self.run.turns else []:
            cc, cw, wc, ww = (sum(self.values[name, "", t, None, None][0]
                                  for t in (ts if turn is None else [turn]))
                              for name in ("right_to_right", "right_to_wrong",
                                           "wrong_to_right", "wrong_to_wrong"))
            self.add("p_cc", turn, share(cc, cc + cw))
            self.add("p_cw", turn, share(wc, wc + ww))
        if self.run.turns:
            self.chain(share(cc, cc + cw), share(wc, wc + ww))

    def chain(self, p_cc, p_cw):
        r = self.run
        first, last = (self.values["pass_at_1", "", t, None, None][0] for t in (0, r.turns))
        known = p_cc is not None and p_cw is not None
        moves = known and 1 - p_cc + p_cw > 0
        second = p_cc - p_cw if known else None
        self.add("stationary_pass_at_1", None, p_cw / (1 - p_cc + p_cw) if moves else None)
        self.add("second_eigenvalue", None, second)
        self.add("half_life", None, None if not moves or abs(second) == 1 else
                 0 if second == 0 else math.log(0.5) / math.log(abs(second)))
        self.add("next_delta_up", None,
                 None if last is None or p_cw is None else (1 - last) * p_cw)
        self.add("next_delta_down", None,
                 None if last is None or p_cc is None else last * (1 - p_cc))
        for t in range(r.turns + 1):
            x = self.values["pass_at_1", "", t, None, None][0]
            self.add("net_gain_of_next_turn", t,
                     (1 - x) * p_cw - x * (1 - p_cc) if known and x is not None else None)
        self.matrices()
        self.p_cc, self.p_cw, self.p_init = p_cc, p_cw, first
        now = first
        for t in range(1, r.turns + 1):
            now = None if now is None or not known else now * p_cc + (1 - now) * p_cw
            self.add("predicted_pass_at_1", t, now)
        turns, pooled, triples = {}, {}, {}
        made = {(p, t, b) for (p, t, kind, b, _), n in r.nodes.items()
                if kind == REVISION and n["state"] == DONE}
        for (p, t, kind, b, _), n in r.nodes.items():
            if kind != REVISION or n["state"] != DONE:
                continue
            up = b // r.widths[t]
            a, c = r.passed(r.stands(p, t - 1, up)[0]), r.passed(n)
            if a is not None and c is not None:
                turns[a, t, c] = turns.get((a, t, c), 0) + 1
                pooled[0, a, c] = pooled.get((0, a, c), 0) + 1
                if (p, t - 1, up) in made:
                    z = r.passed(r.stands(p, t - 2, up // r.widths[t - 1])[0])
                    if z is not None:
                        triples[a, z, c] = triples.get((a, z, c), 0) + 1
        for of, counts in (("same-each-turn", turns), ("order-1", pooled), ("order-2", triples)):
            g2 = df = 0
            for layer in {k[0] for k in counts}:
                table = {k[1:]: n for k, n in counts.items() if k[0] == layer}
                rows, columns = {k[0] for k in table}, {k[1] for k in table}
                df += (len(rows) - 1) * (len(columns) - 1)
                total = sum(table.values())
                for (i, j), n in table.items():
                    g2 += 2 * n * math.log(n * total / sum(
                        m for k, m in table.items() if k[0] == i) / sum(
                        m for k, m in table.items() if k[1] == j))
            if df:
                self.add("chain_statistic", None, g2, of=of)
                self.add("chain_df", None, df, of=of)

    def matrices(self):
        r = self.run
        counts = {}
        for (p, t, kind, b, _), n in r.nodes.items():
            if kind == REVISION and n["state"] == DONE:
                step = r.passed(r.stands(p, t - 1, b // r.widths[t])[0]), r.passed(n)
                for turn in (t, None) if None not in step else ():
                    counts[turn, *step] = counts.get((turn, *step), 0) + 1
        for (turn, a, b), n in counts.items():
            self.moves[turn, a, b] = n / (n + counts.get((turn, a, 1 - b), 0))

    def stopping(self):
        """Of the chain in which a solution that is judged correct is final."""
        tp, fn, fp, tn = (sum(self.judge(t, "majority" if self.run.votes > 1 else "each")[i]
                              for t in range(1, self.run.turns + 1)) for i in range(4))
        tpr, fpr = tp / (tp + fn), fp / (fp + tn)
        right, wrong, done = float(self.p_init), 1 - float(self.p_init), 0.0
        for t in range(1, self.run.turns + 1):
            done += right * tpr
            right, wrong = right * (1 - tpr), wrong * (1 - fpr)
            right, wrong = (float(right * self.p_cc + wrong * self.p_cw),
                            float(right * (1 - self.p_cc) + wrong * (1 - self.p_cw)))
            self.add("predicted_pass_at_1_stopping", t, done + right)

    def best_of(self, t):
        """Every subset of k of a problem's solutions, chosen by share of votes."""
        r = self.run
        if t >= r.turns or r.branches(t) != r.widths[0] or r.widths[0] < 2 or any(
                stopped for _, _, stopped in self.leaves(t)):
            return
        problems = []
        for p in range(r.n):
            found, width = [], r.widths[t + 1]
            for b in range(r.branches(t)):
                said = [c["judgment"] for i in range(b * width, (b + 1) * width)
                        for v in range(r.votes)
                        for c in [r.nodes.get((p, t + 1, CRITIQUE, i, v))]
                        if c and c["state"] == DONE and c["finish"] != FILTER
                        and c["judgment"] in (1, 2)]
                truth = r.passed(r.stands(p, t, b)[0])
                if said and truth is not None:
                    found.append((Fraction(said.count(1), len(said)), truth))
            problems.append(found)
        for k in range(1, r.widths[0] + 1):
            values = []
            for found in problems:
                subsets = list(combinations(found, k))
                best = [[x for s, x in c if s == max(c)[0]] for c in subsets]
                if subsets:
                    values.append(sum(Fraction(sum(x), len(x)) for x in best) / len(subsets))
            if len(values) > 1:
                self.add("best_of_k", t, sum(values) / len(values), k=k)

    def passk(self, t):
        r = self.run
        rows = []
        for p in range(r.n):
            solutions = [r.stands(p, t, b)[0] for b in range(r.branches(t))]
            if r.complete:
                solutions = [s for s in solutions if s is not None]
            seen = [r.passed(s) for s in solutions]
            rows.append((sum(x is not None for x in seen), seen.count(1), len(seen)))

        def mean(rows, k, every=False):
            rows = [(n, c) for n, c in rows if n >= k]
            return share(sum(Fraction(comb(c, k), comb(n, k)) if every else
                             1 - Fraction(comb(n - c, k), comb(n, k)) for n, c in rows),
                         len(rows))

        for k in range(1, max(n for n, _, _ in rows) + 1):
            self.add("pass_at_k", t, mean([(n, c) for n, c, _ in rows], k),
                     mean([(m, c) for _, c, m in rows], k),
                     mean([(m, c + m - n) for n, c, m in rows], k), k=k)
            self.add("pass_all_k", t, mean([(n, c) for n, c, _ in rows], k, True),
                     mean([(m, c) for _, c, m in rows], k, True),
                     mean([(m, c + m - n) for n, c, m in rows], k, True), k=k)
            p = [float(1 - Fraction(comb(n - c, k), comb(n, k))) for n, c, _ in rows if n >= k]
            if len(p) > 1:
                m = sum(p) / len(p)
                self.errors["pass_at_k", t, k] = math.sqrt(
                    sum((x - m)**2 for x in p) / len(p) / (len(p) - 1))

    def judge(self, t, of, category=None):
        """tp, fn, fp, tn; nothing said of passed, failed; correct, incorrect, nothing
        said of unknown truth."""
        r = self.run
        out = [0] * 9
        for p in range(r.n):
            if category is not None and r.category(p) != category:
                continue
            for b in range(r.branches(t)):
                truth = r.passed(r.stands(p, t - 1, b // r.widths[t])[0])
                said = []
                for v in range(r.votes):
                    c = r.nodes.get((p, t, CRITIQUE, b, v))
                    if (c is None and r.complete) or (c and c["state"] == SKIPPED):
                        continue
                    good = c and c["state"] == DONE and c["finish"] != FILTER
                    said.append((c["judgment"] if c["judgment"] < 3 else 0) if good else None)
                if of == "majority" and said:
                    there = [x for x in said if x is not None]
                    told = [x for x in there if x]
                    said = [0 if not told else 1 if 2 * there.count(1) > len(there) else 2]
                for s in said:
                    s = s or 0
                    out[{(1, 1): 0, (1, 2): 1, (0, 1): 2, (0, 2): 3, (1, 0): 4, (0, 0): 5,
                         (None, 1): 6, (None, 2): 7, (None, 0): 8}[truth, s]] += 1
        return out

    def f1(self, c, of, turn, category=None):
        def add(figure, *args, of):
            self.add(figure, turn, *args, of=of, category=category)

        tp, fn, fp, tn, up, uf, uc, ui, un = c
        missing = up + uf + uc + ui + un
        passed, failed = share(2 * tp, 2 * tp + fp + fn), share(2 * tn, 2 * tn + fp + fn)
        e = fp + fn
        best = tp + up + uc + un, tn + uf + ui + un
        add("passed_f1", passed, share(2 * tp, 2 * tp + e + missing),
            share(2 * best[0], 2 * best[0] + e), of=of)
        add("failed_f1", failed, share(2 * tn, 2 * tn + e + missing),
            share(2 * best[1], 2 * best[1] + e), of=of)
        add("macro_f1", (passed + failed) / 2, of=of)
        add("balanced_accuracy", (share(tp, tp + fn) + share(tn, tn + fp)) / 2, of=of)
        n = tp + fn + fp + tn
        chance = Fraction((tp + fn) * (tp + fp) + (tn + fp) * (tn + fn), n * n)
        add("kappa", (Fraction(tp + tn, n) - chance) / (1 - chance), of=of)
        add("passed_precision", share(tp, tp + fp), of=of)
        add("passed_recall", share(tp, tp + fn), of=of)
        add("failed_precision", share(tn, tn + fn), of=of)
        add("failed_recall", share(tn, tn + fp), of=of)
        for name, value in (("passed_judged_correct", tp), ("passed_judged_incorrect", fn),
                            ("failed_judged_correct", fp), ("failed_judged_incorrect", tn)):
            add(name, value, of=of)
        add("no_judgment", up + uf + un, of=of)
        add("judged_but_truth_unknown", uc + ui, of=of)


def near(got, want):
    if want is None:
        return got is None
    return got is not None and abs(got - float(want)) < 1e-9


def check(run, report):
    figures = {(f["figure"], f.get("of", ""), f.get("turn"), f.get("k"), f.get("category")): f
               for f in report["runs"][0]["figures"]}
    wrong, intervals = [], []
    expected = Expected(run)
    for (name, turn, k), error in expected.errors.items():
        f = figures.get((name, "", turn, k, None), {})
        if not near(f.get("standard_error"), error):
            wrong.append("%s %s %s: standard error %s, want %s" % (
                name, turn, k, f.get("standard_error"), error))
    names = {0: "wrong_answer", 1: "accepted"}
    for (turn, a, b), value in expected.moves.items():
        found = [f for f in report["runs"][0]["figures"] if f["figure"] == "transition"
                 and f.get("turn") == turn and f["of"] == names[a] and f["into"] == names[b]]
        if len(found) != 1 or not near(found[0]["value"], value) or "interval" not in found[0]:
            wrong.append("move %s %s %s: %s, want %s" % (turn, a, b, found, value))
    expected = expected.values
    for key, (value, least, most) in expected.items():
        f = figures.get(key)
        if f is None:
            wrong.append("%s is missing" % (key,))
            continue
        bounds = f.get("bounds", [None, None])
        if not near(f["value"], value) or (least is not None and not (
                near(bounds[0], least) and near(bounds[1], most))):
            wrong.append("%s: %s %s, want %s %s %s" % (key, f["value"], bounds, value,
                                                       least, most))
    for key, f in figures.items():
        if key[4] and not any(key == k for k in expected):
            wrong.append("%s is not expected" % (key,))
        if f["unit"] != "share" or f["value"] is None or key[0] == "pass_at_1_without_cut":
            continue
        low, high = f.get("interval", [None, None])
        if low is None or not 0 <= low <= f["value"] <= high <= 1 or high - low > 0.7:
            intervals.append("%s: %s [%s, %s]" % (key, f["value"], low, high))
        if "seed" not in f or "resamples" not in f or not f["n"] or not f["estimator"]:
            intervals.append("%s has no seed, n or estimator" % (key,))
    yield not wrong, "all %d figures equal those counted by hand" % len(expected), wrong
    yield not intervals, "every score has n, estimator, seed and an interval around it", intervals
    identity = report["runs"][0]["identity"]
    broken = [x for x in identity if not x["holds"] or
              x["right"] != x["right_at_0"] + x["up"] - x["down"]]
    yield report["identity_holds"] and len(identity) == run.turns and not broken, \
        "the identity holds after every turn", broken


def main():
    run = Run(sys.argv[2])
    if sys.argv[1] == "make":
        run.describe()
        return
    for good, name, why in check(run, json.load(open(sys.argv[3]))):
        print("ok" if good else "not ok", name)
        for line in why[:10]:
            print("#", line)


if __name__ == "__main__":
    main()
