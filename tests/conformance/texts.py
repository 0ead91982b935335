"""texts.py - figures of a report that are read off programs and critiques

figures.py for how much revisions change and what critiques are like, by the rules
of harness/stats/program.h, remarks.h and matching.h: a lexer of regular expressions
and Python's difflib.  Turns of a run (figures.py's) have besides: answer, language,
and texts, what each vote said, None where there is none.

Words that are kept and the labels' words are data, and read where they stand:
harness/stats/kept-words.def and strategies.def.
"""
import difflib
import keyword
import os
import re

import figures
from figures import Figure, known, settled

STATS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                     os.pardir, os.pardir, "harness", "stats")
BINS = 5


def table(name):
    """[[string, …]]: the strings of each entry of a .def file."""
    with open(os.path.join(STATS, name), encoding="utf-8") as f:
        text = re.sub(r"/\*.*?\*/", "", f.read(), flags=re.S)
    entries = re.findall(r"\b[A-Z]+\(((?:[^()\"]|\"[^\"]*\")*)\)", text)
    return [["".join(re.findall(r'"([^"]*)"', part))
             for part in re.split(r',(?=(?:[^"]*"[^"]*")*[^"]*$)', entry)]
            for entry in entries]


KEPT = {w for entry in table("kept-words.def") for w in entry[-1].split()}
LABELS = {name: words.split("|") for name, words in table("strategies.def")}
assert set(keyword.kwlist) <= KEPT and len(LABELS) == 4

NAME = r"[A-Za-z_$\x80-\U0010ffff][\w$\x80-\U0010ffff]*"
QUOTED = r"(?:\\(?:.|\Z)|[^{0}\\\n])*{0}?"
COMMON = [("name", NAME), ("number", r"\d(?:[A-Za-z_$0-9\x80-\U0010ffff]|\.(?=\d))*"),
          ("sign", r".")]
PYTHON = [("space", r"[ \t\r\f\v]+|\\\r?\n"), ("line", r"\n"), ("comment", r"#[^\n]*"),
          ("string", r"(?:[rRbBuUfF]{1,2})?(?:\"\"\"(?:\\(?:.|\Z)|[^\\])*?(?:\"\"\"|\Z)|"
                     r"'''(?:\\(?:.|\Z)|[^\\])*?(?:'''|\Z)|\"" + QUOTED.format('"') +
                     "|'" + QUOTED.format("'") + ")")] + COMMON
BRACES = [("space", r"[ \t\r\f\v\n]+|\\\r?\n"),
          ("comment", r"//[^\n]*|/\*.*?(?:\*/|\Z)"),
          ("string", "\"" + QUOTED.format('"') + "|'" + QUOTED.format("'") +
           "|`" + QUOTED.format("`"))] + COMMON
LEXERS = {braces: re.compile("|".join("(?P<%s>%s)" % x for x in rules), re.S | re.A)
          for braces, rules in ((False, PYTHON), (True, BRACES))}
LEVEL = re.compile(r"([ \t]*)(?=[^\s#]|[\f\v])", re.A)


def is_braced(language, text):
    """Whether // and braces make it up: told, or guessed."""
    if language:
        return language[:2] not in ("py", "Py")
    if re.search(r"#include|int main\(|void main\(", text):
        return True
    ends = [line.rstrip() for line in text.split("\n")]
    marks = sum(bool(re.search(r";$|\)\s*\{$|^\s*\{$", line)) for line in ends)
    return marks > sum(line.endswith(":") for line in ends)


def cut(text, braces):
    """Its tokens, as (shape, exact): names alike; names as they first appear."""
    tokens, names, levels, depth, at, begins = [], {}, [], 0, 0, True
    dot = False
    while at < len(text):
        if begins and not braces and not depth:
            deep = LEVEL.match(text, at)
            if deep:
                width = len(deep.group(1).expandtabs(8))
                while levels and levels[-1] > width:
                    levels.pop()
                    tokens.append(("less", ""))
                if width > (levels[-1] if levels else 0):
                    levels.append(width)
                    tokens.append(("more", ""))
        m = LEXERS[braces].match(text, at)
        at, kind, word = m.end(), m.lastgroup, m.group()
        begins = kind == "line"
        if kind in ("space", "line", "comment"):
            continue
        if kind == "name" and word not in KEPT and not dot:
            tokens.append(("any", names.setdefault(word, len(names))))
        else:
            tokens.append(("is", word))
        if kind == "sign":
            depth = depth + 1 if word in "([{" else \
                max(0, depth - 1) if word in ")]}" else depth
        dot = word == "."
    return [t if t[0] != "any" else ("any", 0) for t in tokens], tokens


def likeness(before, after, language):
    """(ratio, equal but for names, comments and layout)"""
    a, b = (cut(t, is_braced(language, t)) for t in (before, after))
    return (difflib.SequenceMatcher(None, a[0], b[0], autojunk=False).ratio(),
            a[1] == b[1])


def revisions(run):
    """(problem, turn, what it revises, revision), of those that were made."""
    for i, p in enumerate(run["problems"]):
        for t in p["samples"]:
            stands = settled(t)
            for k in range(1, len(t)):
                if t[k]["state"] == "made" and stands[k - 1] and \
                        stands[k - 1]["state"] == "made":
                    yield i, k, stands[k - 1], t[k]


def blocks(text):
    """Fenced blocks: from a line that begins with ``` to the next."""
    out, now = [], None
    for line in text.split("\n"):
        if line.strip().startswith("```"):
            if now is not None:
                out.append("".join(now))
            now = [] if now is None else None
        elif now is not None:
            now.append(line + "\n")
    return out + ["".join(now)] if now is not None else out


def has_function(block):
    """A line that begins "def", and two deeper ones behind it."""
    lines = [x for x in block.split("\n") if x.strip()]
    depth = [len(x) - len(x.lstrip(" \t")) for x in lines]
    for i, line in enumerate(lines):
        behind = depth[i + 1:i + 3]
        if line.strip().startswith("def ") and len(behind) == 2 and \
                min(behind) > depth[i]:
            return True
    return False


def runs_shared(block, program):
    """Runs of 4 tokens that both have, of how many of PROGRAM's; BLOCK's tokens."""
    braces = is_braced("", program)
    a, b = (cut(t, braces)[0] for t in (block, program))
    counts = [{}, {}]
    for tokens, count in zip((a, b), counts):
        for i in range(len(tokens) - 3):
            run = tuple(tokens[i:i + 4])
            count[run] = count.get(run, 0) + 1
    both = sum(min(n, counts[1].get(run, 0)) for run, n in counts[0].items())
    return both, sum(counts[1].values()), len(a)


def gives(block, solution, revision):
    to, of, tokens = runs_shared(block, revision)
    since = runs_shared(block, solution)[0]
    return tokens >= 20 and of > 0 and 2 * to >= of and to > since


def remarks(text, solution, revision):
    """What critiques.c tells of one critique, in the order of CRITIQUE."""
    fenced = blocks(text)
    quoted = any(len(line.strip().encode()) >= 12 and line.strip() in text
                 for line in solution.split("\n"))
    # Folded as ASCII alone: "K" of Kelvin is no k.
    low = "".join(c.lower() if c < "\x80" else c for c in text)
    labels = [any(re.search(r"(?<![A-Za-z0-9_])" + re.escape(w), low) for w in words)
              for words in LABELS.values()]
    return [len(text), len(text.split()), bool(fenced) or quoted,
            any(map(has_function, fenced)),
            any(gives(b, solution, revision) for b in fenced)] + labels


def mean(rows, whole=0):
    """Figures of ROWS, sums a problem: column i + 1 over column WHOLE."""
    sums = [sum(c) for c in zip(*rows)]
    for i in range(1, len(sums)):
        figure = figures.share([(r[i], r[whole]) for r in rows])
        yield figure


def put_rewrites(run, found, turn, out):
    rows = [[0] * 4 for _ in run["problems"]]
    for i, k, _, _, ratio, same in found:
        if turn in (None, k):
            rows[i] = [a + b for a, b in zip(
                rows[i], (1, ratio, same, ratio < 0.5))]
    for name, figure in zip(("similarity", "unchanged", "rewritten"), mean(rows)):
        if name == "similarity":
            figure.proportion = False
        out[name, None, turn] = figure


def rewrites(run, out):
    all_of = list(revisions(run))
    if not all_of:
        return
    assert len(all_of) <= 2000, "more are drawn by Momus's own random numbers"
    found = []
    for i, k, before, after in all_of:
        if before["answer"] and after["answer"]:
            found.append((i, k, known(before), known(after)) + likeness(
                before["answer"], after["answer"], after.get("language", "")))
    n = len(all_of)
    out["revisions", None, None] = Figure(n, n)
    out["revisions_sampled", None, None] = Figure(n, n)
    out["revisions_not_compared", None, None] = Figure(n - len(found), n)
    for turn in [None] + list(range(1, run["turns"] + 1)):
        put_rewrites(run, found, turn, out)
    for right in (True, False):
        for b in range(BINS):
            rows = [[0, 0] for _ in run["problems"]]
            for i, _, was, now, ratio, same in found:
                place = BINS - 1 if same else min(3, int(4 * ratio))
                if was is right and now is not None and place == b:
                    rows[i] = [rows[i][0] + now, rows[i][1] + 1]
            out["right_by_similarity", "right before" if right else "wrong before",
                None, b + 1] = figures.share(rows)


CRITIQUE = ["critique_characters", "critique_words", "quotes_code", "whole_function",
            "gives_solution_away"]


def by_strategy(run, told, out):
    """Right after a critique with each label, or without any."""
    for at, name in enumerate([*LABELS, "none"]):
        for was in (True, False):
            rows = [[0, 0] for _ in run["problems"]]
            for i, _, row, _, (before, after) in told:
                labels = row[-len(LABELS):]
                has = not any(labels) if name == "none" else labels[at]
                if has and before is was and after is not None:
                    rows[i] = [rows[i][0] + after, rows[i][1] + 1]
            out["right_by_strategy", name, None, None, None,
                "right before" if was else "wrong before"] = figures.share(rows)


def critiques(run, out):
    """Of the critiques that were passed on."""
    told = []
    for i, k, before, after in revisions(run):
        vote = after.get("vote", 0)
        texts = after.get("texts", [])
        if vote < len(texts) and texts[vote]:
            tokens = after.get("critique_tokens", {}).get(vote)
            told.append((i, k, [1] + remarks(texts[vote], before["answer"] or "",
                                             after["answer"] or ""),
                         [tokens is not None, tokens or 0],
                         (known(before), known(after))))
    if not told:
        return
    by_strategy(run, told, out)
    names = [(name, None) for name in CRITIQUE] + [("strategy", x) for x in LABELS]
    for turn in [None] + list(range(1, run["turns"] + 1)):
        rows = [[0] * (1 + len(names)) for _ in run["problems"]]
        tokens = [[0, 0] for _ in run["problems"]]
        for i, k, row, counted, _ in told:
            if turn in (None, k):
                rows[i] = [a + b for a, b in zip(rows[i], row)]
                tokens[i] = [a + b for a, b in zip(tokens[i], counted)]
        for (name, of), figure in zip(names, mean(rows)):
            figure.proportion = not name.startswith("critique_")
            out[name, of, turn] = figure
        figure = next(mean(tokens))
        figure.proportion = False
        out["critique_tokens", None, turn] = figure


def add(run, out):
    if run["turns"]:
        rewrites(run, out)
        critiques(run, out)
