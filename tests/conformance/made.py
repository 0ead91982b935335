"""made.py - runs that Momus makes itself: leaks, rewards and pairs

Invented questions, hidden answers and reference solutions, with recorded answers and
critiques that say parts of them; the run's report against figures.py, of the nodes
that `momus export` prints, and against the rule of harness/stats/leaks.h.
"""
import random
import re
import sys
import tempfile

import figures
import pairs
import published
import rewards
import runs

WORD = re.compile(r"[A-Za-z0-9_\x80-\U0010ffff]+")
LEXICON = ("sum of the numbers in each row größe 12345678 list then sort by value "
           "left right until pair count 7 return is and 42 987654321 abcdefghij").split()
OUTPUT, REFERENCE, LETTERS = 8, 16, 8


def words(text):
    """ASCII letters in lower case; other letters are as they are."""
    return [re.sub("[A-Z]", lambda m: m.group().lower(), w) for w in WORD.findall(text)]


def is_trivial(run):
    return sum(len(w.encode()) for w in run) < LETTERS or \
        len(run) < 3 and not any(re.search("[0-9]", w) for w in run) or \
        len(run) >= 3 > len(set(run))


def runs_in(of, n):
    return {tuple(of[i:i + n]) for i in range(len(of) - n + 1)} if n else set()


def longest(said, hidden, n, known):
    """Words of the longest part of SAID all of whose runs of N words are HIDDEN's,
    not trivial, and not in a KNOWN text."""
    secret = {r for r in hidden if not is_trivial(r)} - set().union(
        *(runs_in(k, n) for k in known))
    best = now = 0
    for i in range(len(said) - n + 1):
        now = now + 1 if tuple(said[i:i + n]) in secret else 0
        best = max(best, now + n - 1 if now else 0)
    return best


def leak(said, output, reference, known):
    """(words of the longest run of the output, of the reference)"""
    n = min(len(output), OUTPUT)
    return (longest(said, runs_in(output, n), n, known) if n else 0,
            longest(said, runs_in(reference, REFERENCE), REFERENCE, known))


def phrase(r, n):
    return [r.choice(LEXICON) for _ in range(n)]


def invent(folder):
    """Questions, answers and critiques of PROBLEMS problems; the recipe."""
    r = random.Random(9)
    questions, answers, critiques = [], [], []
    for p in range(60):
        answer = phrase(r, r.choice((1, 2, 3, 8, 12, 30)))
        solution = phrase(r, 40)
        q = {"id": "q%d" % p, "category": "ab"[p % 2], "answer": " ".join(answer),
             "question": "What? " + " ".join(r.choice((phrase(r, 6), answer[:9])))}
        if r.random() < 0.8:
            q["solution"] = ", ".join(solution)
        questions.append(q)
        for b in range(2):
            for turn in range(3):
                right = r.random() < 0.4
                if r.random() < 0.04:
                    continue  # a request without an answer
                answers.append({
                    "id": q["id"], "branch": b, "turn": turn,
                    "purpose": "revise" if turn else "generate",
                    "response": q["answer"] if right else " ".join(
                        r.choice((solution[:20], answer[:10] + ["no"])))})
            for turn in (1, 2):
                for v in range(2):
                    from_ = r.choice((answer, solution, answer + answer, []))
                    i = r.randrange(max(1, len(from_) - 3))
                    said = from_[i:i + r.choice((2, 7, 9, 17, 25))] + phrase(r, 4)
                    critiques.append({
                        "id": q["id"], "branch": b, "turn": turn, "vote": v,
                        "purpose": "critique", "response": "It is: %s.%s" % (
                            " ".join(said).upper() if r.random() < 0.2 else
                            ",\n".join(said), r.choice((
                                "\n\nOverall judgment: Correct",
                                "\n\nOverall judgment: Incorrect", "")))})
    recipe = {"name": "made", "seed": 1,
              "task": {"plugin": "jsonl", "grader": "exact",
                       "data": runs.write(folder, "questions", questions)},
              "generator": {"plugin": "replay",
                            "file": runs.write(folder, "answers", answers)},
              "critic": {"plugin": "replay",
                         "file": runs.write(folder, "critiques", critiques)},
              "feedback": "critic", "widths": [1, 2, 1, 1], "votes": 2}
    return recipe, {q["id"]: q for q in questions}


def leaks_of(rows, questions):
    """(problem, turn, words of outputs, of the reference) of every critique."""
    said = {(n["problem"], n["turn"], n["branch"]): n["response"] for n in rows
            if n["kind"] in ("solution", "revision") and n["state"] == "done"}
    for n in rows:
        if n["kind"] != "critique" or n["state"] != "done":
            continue
        q = questions[n["problem"]]
        output, reference = words(q["answer"]), words(q.get("solution", q["answer"]))
        any_ = [r for r in runs_in(output, min(OUTPUT, len(output))) |
                runs_in(reference, REFERENCE) if not is_trivial(r)]
        if any_:
            known = [words(q["question"]),
                     words(said[n["problem"], n["turn"] - 1, n["branch"]])]
            yield (n, n["problem"], n["turn"]) + leak(
                words(n["response"]), output, reference, known)


def add_leaks(out, found, order, turns):
    for turn in [None] + list(range(1, turns + 1)):
        rows = {p: [0] * 4 for p in order}
        most = 0
        for _, p, k, output, reference in found:
            if turn in (None, k):
                rows[p] = [a + b for a, b in zip(rows[p], (
                    1, bool(output or reference), bool(output), bool(reference)))]
                most = max(most, output, reference)
        rows = list(rows.values())
        for i, name in enumerate(("leaks", "leaks_of_outputs", "leaks_of_reference")):
            out[name, None, turn, None, None, None] = figures.share(
                [(r[i + 1], r[0]) for r in rows])
        out["leak_longest", None, turn, None, None, None] = figures.Figure(
            most, sum(r[0] for r in rows))


def main():
    check = published.Check()
    with tempfile.TemporaryDirectory(prefix="momus-conformance-") as tmp:
        recipe, questions = invent(tmp)
        report, rows, run = published.made(recipe, "made", tmp)
        run["critic"] = "critiques.jsonl"
        want = figures.expected(run)
        order = [p["id"] for p in run["problems"]]
        found = list(leaks_of(rows, questions))
        add_leaks(want, found, order, run["turns"])
        for n, p, turn, output, reference in found:
            name = "critique of %s, turn %d" % (p, turn)
            check.same(name + " outputs", n["leaks"].get("expected", {}).get("words", 0),
                       output)
            check.same(name + " reference",
                       n["leaks"].get("solution", {}).get("words", 0), reference)
        published.check_report(check, "made", check.read(report), run, want)
        pairs.check(check, published, tmp)
        rewards.check(check, published, tmp)
    print("runs of Momus: %d numbers compared, %d wrong; %d leaks of %d critiques" % (
        check.compared, len(check.wrong), sum(bool(a or b) for _, _, _, a, b in found),
        len(found)))
    return check.tell([*check.unknown, *check.unchecked()])


if __name__ == "__main__":
    sys.exit(main())
