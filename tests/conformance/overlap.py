"""overlap.py [--quick] - what `momus overlap` finds against comparing every pair

TACO's test prompts against CodeContests, APPS and LiveCodeBench ($MOMUS_DATA):
equality, shares of 13-word grams and Jaccard similarities are computed here for
all pairs, with Python's own tables of Unicode and neither hashes nor signatures.
With --quick, against the first two files alone.
"""
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata

import tap

TRAIN = "taco/taco_test_generations.jsonl.gz"
TESTS = [
    ("codecontests/test.jsonl.gz", "description", "name"),
    ("taco/apps_selected150.jsonl.gz", "description", "id"),
    ("codecontests/train_subset.jsonl.gz", "description", "name"),
    ("livecodebench/code_generation_lite_public.jsonl.gz", "question_content",
     "question_id"),
]
PROMPT = re.compile(
    r"\nQUESTION:\n(.*)\nUse (?:Standard Input|Call-Based) format\nANSWER:\n",
    re.S)
GRAM, SHINGLE, SHARE, JACCARD, WORDS = 13, 5, 0.3, 0.3, 8


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def words(text):
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.findall(r"[^\W_]+", "".join(
        c for c in plain if unicodedata.category(c) not in ("Mn", "Cf")))


def runs(w, n):
    return set(zip(*(w[i:] for i in range(n))))


class Text:
    def __init__(self, name, text):
        self.name, self.text = str(name), text.strip(" \t\n\r\f\v")
        self.words = words(text)
        few = min(GRAM, max(len(self.words), 1))
        self.grams = runs(self.words, few)
        self.shingles = runs(self.words, SHINGLE)


def compare(a, b):
    """(kind, share, jaccard) of a training and a test text, or None"""
    if a.text == b.text and a.text:
        return "exact", 1, 1
    if a.words == b.words and a.words:
        return "normalised", 1, 1
    if min(len(a.words), len(b.words)) < WORDS:
        return None
    grams = a.grams if len(b.words) >= GRAM else runs(a.words, len(b.words))
    if len(b.words) < GRAM:
        fewer = 1
    elif len(a.words) < GRAM:
        grams, fewer = set(), 1
    else:
        fewer = min(len(a.grams), len(b.grams))
    share = len(grams & b.grams) / fewer
    both = len(a.shingles & b.shingles)
    jaccard = both / (len(a.shingles) + len(b.shingles) - both)
    if share < SHARE and jaccard < JACCARD:
        return None
    return "near", share, jaccard


def found(data, test):
    with tempfile.TemporaryDirectory(prefix="momus-overlap-") as folder:
        out = os.path.join(folder, "list.jsonl")
        told = subprocess.run(
            [os.environ["MOMUS"], "overlap", os.path.join(data, TRAIN),
             os.path.join(data, test), "-o", out, "--json"],
            check=True, stdout=subprocess.PIPE).stdout
        with open(out, encoding="utf-8") as f:
            return json.loads(told), [json.loads(line) for line in f]


def main():
    data = os.environ["MOMUS_DATA"]
    if not os.path.exists(os.path.join(data, TRAIN)):
        print("1..0 # SKIP no %s in %s" % (TRAIN, data))
        return 0
    train = [Text(r["task_id"], PROMPT.fullmatch(r["prompt"]).group(1))
             for r in rows(os.path.join(data, TRAIN))]
    for path, field, name in TESTS[:2 if "--quick" in sys.argv else None]:
        if not os.path.exists(os.path.join(data, path)):
            print("# no %s in %s" % (path, data))
            continue
        tests = [Text(r[name], r[field])
                 for r in rows(os.path.join(data, path))]
        want = []
        for a in train:
            for b in tests:
                match = compare(a, b)
                if match:
                    want.append((match[0], a.name, b.name) + match[1:])
        told, pairs = found(data, path)
        got = [(p["kind"], p["id"], p["other"], p["share"], p["jaccard"])
               for p in pairs]
        for kind in ("exact", "normalised", "near"):
            here = sorted(m for m in got if m[0] == kind)
            there = sorted(m for m in want if m[0] == kind)
            tap.is_([m[:3] for m in here], [m[:3] for m in there],
                    "the %d %s pairs with %s are those of comparing every pair"
                    % (len(there), kind, path))
            tap.ok(all(abs(x - y) < 1e-9 for m, n in zip(here, there)
                       for x, y in zip(m[3:], n[3:])), "and so their scores")
            tap.is_(told["tests"][0]["pairs"][kind], len(there),
                    "and their number")
    tap.finish()
    return tap.failed != 0


if __name__ == "__main__":
    sys.exit(main())
