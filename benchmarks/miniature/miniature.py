#!/usr/bin/env python3
"""miniature.py - problems, tokenizer and training rows of the miniature benchmark

  miniature.py problems --seed S --part base|train|test --count N
                                                problems, for momus run
  miniature.py rows --seed S --count N [--mix solve=7,revise=2,review=1,told=1]
                                                rows for momus train: a new generator
  miniature.py teach PROBLEMS RUN.jsonl         rows for momus train: a critic, from what
                                                momus export says of a run
  miniature.py folder DIR --hidden H --layers L ...   config.json and tokenizer.json

Everything but folder goes to stdout, one JSON object a line; equal seeds give equal
bytes.
"""
import argparse
import collections
import hashlib
import itertools
import json
import os
import random
import sys

import grammar

HERE = os.path.dirname(os.path.abspath(__file__))
FORMS = ("generate", "critique", "revise")
FIXED = ["Instead of\n", "write\n", "Program:\n", "Review:\n", "Nothing is wrong.\n",
         "Overall judgment: Correct", "Overall judgment: Incorrect"]
# What a generator may hear of an answer besides a critique: how it came out, what the
# control "oracle" says of it, and what "empty" does.
RIGHT, WRONG = "1 of 1 tests passed.", "0 of 1 tests passed.\n\nTest 1: runtime_error"
ORACLE = "Analysis:\n%s\n\nImprovement suggestions:\n%s\n\n"
ORACLE_RIGHT = ORACLE % (RIGHT, "Keep the answer as it is.")
ORACLE_WRONG = ORACLE % (WRONG, "Mend what the test above shows, and what else may fail for "
                         "the same reason.")
FAILS = "fails\n"  # what a critique says of a line that cannot be run
CHECK = "Please check your answer."
FIXED += [FAILS, ORACLE_RIGHT, ORACLE_WRONG, RIGHT, WRONG, CHECK]
NEW = 0.25  # share of the functions of two lines or more that no generator learns from
SHARE = {"base": 0.5, "train": 0.4, "test": 0.1}  # of the statements of the others
LENGTHS = {"base": {1: 0.15, 2: 0.5, 3: 0.35},  # share of the problems, by lines
           "train": {2: 0.6, 3: 0.4}, "test": {2: 0.6, 3: 0.4}}


def template(name):
    with open(os.path.join(HERE, "prompts", name + ".txt"), encoding="utf-8") as file:
        text = file.read().split("\n", 1)[1]
    return text[:-1] if text.endswith("\n") else text


def fill(text, **fields):
    for name, value in fields.items():
        text = text.replace("{{%s}}" % name, value)
    return text


def place(text):
    """A number in [0, 1) that follows from TEXT, whatever its case."""
    return int.from_bytes(hashlib.sha256(text.lower().encode()).digest()[:4], "big") / 2**32


def divide(part):
    """The statements of PART (base, train or test) by whether the function is new, kind and
    number of lines: (ops, statement) each.  No statement is in two parts, not in another
    case either, and functions that are new are in train or in test.  A statement that two
    functions share is in none."""
    found = {}
    for kind in grammar.KINDS:
        told = [(ops, list(grammar.statements(ops, kind))) for ops in grammar.functions(kind)]
        times = collections.Counter(text.lower() for _, texts in told for text in texts)
        for ops, texts in told:
            new = len(ops) > 1 and place(grammar.statement(ops, grammar.SHOWN[kind])) < NEW
            for text in (text for text in texts if times[text.lower()] == 1):
                at = place(text)
                mine = ("train" if at < 0.75 else "test") if new else "base"
                if not new and at >= SHARE["base"]:
                    mine = "train" if at < SHARE["base"] + SHARE["train"] else "test"
                if mine == part:
                    found.setdefault((new, kind, len(ops)), []).append((ops, text))
    return found


def draw(pool, part, rng):
    kind, new = rng.choice(tuple(grammar.KINDS)), part != "base" and rng.random() < 0.5
    shares = LENGTHS[part]
    n = rng.choices(tuple(shares), tuple(shares.values()))[0]
    return new, kind, pool[new, kind, n]


def problems(args):
    """Half of functions that no generator has learnt from, as long as there are any left; in
    an order that says nothing, so that any part of them is like any other."""
    rng = random.Random(f"{args.part} {args.seed}")
    pool = {key: found for key, found in divide(args.part).items()
            if key[2] in LENGTHS[args.part]}
    chosen = []
    for _ in range(min(args.count, sum(map(len, pool.values())))):
        left = []
        while not left:
            new, kind, left = draw(pool, args.part, rng)
        chosen.append((new, kind, *left.pop(rng.randrange(len(left)))))
    rng.shuffle(chosen)
    for i, (new, kind, ops, text) in enumerate(chosen):
        yield {"id": f"{args.part}-{args.seed}-{i:05d}", "prompt": text,
               "test": grammar.test(ops, kind, rng),
               "solution": grammar.program(ops) + "\n", "new": new,
               "difficulty": ("easy", "medium", "hard")[len(ops) - 1], "kind": kind}


def wrong(ops, kind, rng):
    """Another program of the grammar, most often a near one."""
    chosen = [next((op for op in ops if op in sort), None) for sort in grammar.SORTS[kind]]
    while True:
        other = list(chosen)
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            at = rng.randrange(len(other))
            other[at] = rng.choice([None] + grammar.SORTS[kind][at])
        other = tuple(op for op in other if op)
        if other != ops and len(other) <= grammar.MOST_LINES:
            return other


def trace(have, statement):
    """What the program HAVE does with the first input of STATEMENT, line by line, and what
    came out beside what should, letter by letter up to the first that differs."""
    first, wanted = statement.split("\n")[0].split(" -> ")
    x = [int(c) for c in first] if first.isdigit() else first
    told = [first + "\n"]
    for op in have:
        try:
            x = grammar.apply((op,), x)
        except (KeyError, TypeError, AttributeError):  # of the other kind
            return "".join(told) + f"    x = {op}\n" + FAILS
        told.append(f"    x = {op}\n{grammar.show(x)}\n")
    pairs = list(itertools.zip_longest(grammar.show(x), wanted, fillvalue="."))
    differs = next((i for i, (is_, should) in enumerate(pairs) if is_ != should), len(pairs))
    return "".join(told) + " ".join(map("".join, pairs[:differs + 1])) + "\n"


def critique(statement, have, want):
    """Runs HAVE by hand, then names its lines that differ from WANT, and what should stand
    there."""
    return trace(have, statement) + findings(have, want)


def findings(have, want):
    if have == want:
        return "Nothing is wrong.\nOverall judgment: Correct"
    a = [f"    x = {op}\n" for op in have] + ["    return x\n"]
    b = [f"    x = {op}\n" for op in want] + ["    return x\n"]
    head = 0
    while head < min(len(a), len(b)) - 1 and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < min(len(a), len(b)) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    # an empty part has no place: the line behind it gives it one
    if head in (len(a) - tail, len(b) - tail):
        tail -= 1
    return ("Instead of\n" + "".join(a[head:len(a) - tail]) + "write\n" +
            "".join(b[head:len(b) - tail]) + "Overall judgment: Incorrect")


def solve_row(statement, ops):
    return {"messages": [{"role": "user", "content": fill(template("generate"), statement=statement)}],
            "completion": grammar.program(ops)}


def review_row(statement, answer, words):
    return {"messages": [{"role": "user", "content": fill(
        template("critique"), statement=statement, solution=answer)}], "completion": words}


def revise_row(statement, answer, words, ops):
    row = solve_row(statement, ops)
    row["messages"] += [{"role": "assistant", "content": answer},
                        {"role": "user", "content": fill(template("revise"), critique=words)}]
    return row


def rows(args):
    """What a new generator learns from: to solve, to follow a critique, to go on from an
    outcome, and, from a few rows, what a critique looks like.  It follows critiques wherever they lead: here a
    critique leads to another program as often as to the right one."""
    rng = random.Random(f"rows {args.seed}")
    pool = divide("base")
    mix = dict(part.split("=") for part in args.mix.split(","))
    for _ in range(args.count):
        _, kind, left = draw(pool, "base", rng)
        ops, statement = rng.choice(left)
        what = rng.choices(tuple(mix), [float(w) for w in mix.values()])[0]
        if what == "solve":
            yield solve_row(statement, ops)
            continue
        have = wrong(ops, kind, rng) if rng.random() < 0.6 else ops
        if what == "review":
            yield review_row(statement, grammar.program(have), critique(statement, have, ops))
            continue
        if what == "told":
            right = have == ops
            yield revise_row(statement, grammar.program(have), rng.choice((
                RIGHT if right else WRONG, CHECK,
                ORACLE_RIGHT + FIXED[5] if right else ORACLE_WRONG + FIXED[6])), ops)
            continue
        want = ops if have != ops or rng.random() < 0.6 else wrong(ops, kind, rng)
        yield revise_row(statement, grammar.program(have), critique(statement, have, want), want)


def teach(args):
    """Critiques by a teacher who knows the reference and how the solution came out."""
    with open(args.problems, encoding="utf-8") as file:
        known = {p["id"]: p for p in map(json.loads, file)}
    with open(args.run, encoding="utf-8") as file:
        for node in map(json.loads, file):
            if node["kind"] != "solution" or node["problem"] not in known:
                continue
            p, answer = known[node["problem"]], node.get("response", "")
            have, want = grammar.lines(answer), grammar.lines(p["solution"])
            passed = node.get("parity", {}).get("passed")
            if have is None or passed is None or (not passed and have == want):
                continue
            yield review_row(p["prompt"], answer,
                             critique(p["prompt"], have, have if passed else want))


def byte_letters():
    """The letter that stands for each byte in a byte-level vocabulary (GPT-2's table)."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters, more = {}, 256
    for byte in range(256):
        letters[byte] = chr(byte if byte in plain else more)
        more += byte not in plain
    return letters


def tokenizer():
    """Every line of the grammar and of the prompts is a token, all else goes by bytes."""
    letters = byte_letters()
    ops = list(dict.fromkeys(op for kind in grammar.KINDS.values() for op in kind))
    words = [" -> ", "def f(x):\n", "    return x", "    return x\n"]
    words += [f"    x = {op}\n" for op in ops] + FIXED
    vocab = {"<|end|>": 0}
    for text in [chr(b) for b in range(256)]:
        vocab[letters[ord(text)]] = len(vocab)
    for word in words:
        vocab["".join(letters[b] for b in word.encode())] = len(vocab)
    lines = "|".join(word.replace("(", r"\(").replace(")", r"\)").replace(".", r"\.")
                     .replace("\n", r"\n") for word in FIXED)
    pattern = rf"def f\(x\):\n| {{4}}(?:return|x =)[^\n]*\n?|{lines}| -> |[\s\S]"
    return {"version": "1.0", "truncation": None, "padding": None,
            "added_tokens": [{"id": 0, "content": "<|end|>", "single_word": False,
                              "lstrip": False, "rstrip": False, "normalized": False,
                              "special": True}],
            "normalizer": None,
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
                {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated",
                 "invert": False},
                {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True,
                 "use_regex": False}]},
            "post_processor": None, "decoder": {"type": "ByteLevel", "add_prefix_space": True,
                                                "trim_offsets": True, "use_regex": True},
            "model": {"type": "BPE", "dropout": None, "unk_token": None,
                      "continuing_subword_prefix": None, "end_of_word_suffix": None,
                      "fuse_unk": False, "byte_fallback": False, "ignore_merges": True,
                      "vocab": vocab, "merges": []}}


def folder(args):
    token = tokenizer()
    config = {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2",
              "hidden_act": "silu", "hidden_size": args.hidden,
              "intermediate_size": args.intermediate, "num_hidden_layers": args.layers,
              "num_attention_heads": args.heads, "num_key_value_heads": args.heads,
              "max_position_embeddings": 1024, "rms_norm_eps": 1e-6, "rope_theta": 10000.0,
              "initializer_range": args.spread, "tie_word_embeddings": True,
              "use_sliding_window": False, "eos_token_id": 0,
              "vocab_size": (len(token["model"]["vocab"]) + 7) // 8 * 8, "dtype": "float32"}
    os.makedirs(args.dir, exist_ok=True)
    for name, value in (("config.json", config), ("tokenizer.json", token)):
        with open(os.path.join(args.dir, name), "w", encoding="utf-8") as file:
            json.dump(value, file, indent=1, ensure_ascii=False)
            file.write("\n")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    what = parser.add_subparsers(dest="what", required=True)
    one = what.add_parser("problems")
    one.add_argument("--part", choices=("base", "train", "test"), required=True)
    two = what.add_parser("rows")
    two.add_argument("--mix", default="solve=7,revise=2,review=1,told=1")
    for p in (one, two):
        p.add_argument("--seed", type=int, required=True)
        p.add_argument("--count", type=int, required=True)
    three = what.add_parser("teach")
    three.add_argument("problems")
    three.add_argument("run")
    four = what.add_parser("folder")
    four.add_argument("dir")
    for name, value in (("hidden", 96), ("intermediate", 256), ("layers", 3), ("heads", 4)):
        four.add_argument("--" + name, type=int, default=value)
    four.add_argument("--spread", type=float, default=0.05)
    args = parser.parse_args()
    if args.what == "folder":
        folder(args)
        return
    for row in {"problems": problems, "rows": rows, "teach": teach}[args.what](args):
        print(json.dumps(row))


if __name__ == "__main__":
    main()
