#!/bin/sh
# miniature.t - the problems of the miniature benchmark, and a model that learns them
. "$top_srcdir/tests/tap.sh"
folder=$top_srcdir/benchmarks/miniature
made() { "$PYTHON" "$folder/miniature.py" "$@"; }

made problems --seed 1 --part test --count 40 >"$tmp/test.jsonl"
is "$?" 0 "problems are made"
made problems --seed 1 --part test --count 40 | cmp -s - "$tmp/test.jsonl"
ok "$?" "the same ones of the same seed"
made problems --seed 2 --part test --count 40 | cmp -s - "$tmp/test.jsonl"
is "$?" 1 "and others of another"
made problems --seed 1 --part train --count 5000 >"$tmp/train.jsonl"
"$MOMUS" overlap "$tmp/train.jsonl" "$tmp/test.jsonl" >"$tmp/overlap" 2>&1
like "$(cat "$tmp/overlap")" 'pairs: 0 exact, 0 normalised, 0 near' \
	"no statement is in training and in test, in whatever case"
"$PYTHON" - "$folder" <<'EOF'
import sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import grammar, miniature
parts, new, old = {}, set(), set()
for part in ("base", "train", "test"):
    for (fresh, kind, n), found in miniature.divide(part).items():
        for ops, text in found:
            assert parts.setdefault(text.lower(), part) == part, (part, ops, text)
            (new if fresh else old).add((kind, grammar.behaviour(ops, grammar.probes(kind))))
            assert part != "base" or not fresh, ops
assert len(parts) > 3000 and set(parts.values()) == {"base", "train", "test"}, len(parts)
assert len(new) > 50 and not new & old, new & old
for kind, (first, second, third, fourth) in grammar.SORTS.items():
    programs = [(first[0],), (first[1], third[0]), (second[0], third[0], fourth[0]),
                (first[0], second[1], third[0]), (fourth[1],), (third[1], fourth[1])]
    for have in programs:
        for want in programs:
            words = miniature.findings(have, want)
            if have == want:
                assert words.endswith("Overall judgment: Correct"), words
                continue
            old, new = words.split("Instead of\n")[1].split("Overall")[0].split("write\n")
            text = grammar.program(have) + "\n"
            assert text.count(old) == 1 and old and new, words
            assert text.replace(old, new) == grammar.program(want) + "\n", (have, want, words)
EOF
ok "$?" "no statement is in two parts, no new function in base, critiques mend"
"$PYTHON" - "$folder" <<'EOF'
import sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import miniature
told = lambda have, says: miniature.trace(have, "381 -> %s\n507 -> 705" % says)
assert told(("x[::-1]",), "183") == "381\n    x = x[::-1]\n183\n11 88 33\n"
assert told(("x[::-1]",), "193") == "381\n    x = x[::-1]\n183\n11 89\n"
assert told(("x + x[:1]", "x[1:]"), "81") == \
    "381\n    x = x + x[:1]\n3813\n    x = x[1:]\n813\n88 11 3.\n"
assert told(("x.upper()",), "81") == "381\n    x = x.upper()\nfails\n"
EOF
ok "$?" "a critique runs the program by hand, up to the first letter that differs"
"$PYTHON" - "$tmp/test.jsonl" >"$tmp/right.jsonl" <<'EOF'
import json, sys
for p in map(json.loads, open(sys.argv[1])):
    print(json.dumps({"id": p["id"], "solution": p["solution"]}))
EOF
like "$("$MOMUS" grade --task jsonl --grader script --data "$tmp/test.jsonl" \
	--sandbox=best-effort --solutions "$tmp/right.jsonl" 2>&1)" 'Pass@1: 100.00 %, strict 100.00 %' \
	"the references pass their tests"

made folder "$tmp/shape" --hidden 16 --layers 1 --intermediate 16 --heads 2
is "$("$MOMUS" tokenize "$tmp/shape" 'def f(x):
    x = x[::-1]
    return x' | wc -w | tr -d ' ')" 3 "a line of a program is a token"
made rows --seed 1 --count 200 >"$tmp/rows.jsonl"
cp "$folder/weak.json" "$tmp/weak.json"
"$MOMUS" train "$tmp/weak.json" --set data=rows.jsonl --set model.model=shape --set steps=2 \
	>/dev/null 2>"$tmp/err"
is "$?" 0 "a model of no weights learns from rows"
cp -R "$folder/prompts" "$tmp" && cp "$folder/samples.json" "$tmp" &&
	head -n 3 "$tmp/train.jsonl" >"$tmp/few.jsonl"
"$MOMUS" run "$tmp/samples.json" -o "$tmp/samples.h5" --set task.data=few.jsonl \
	--sandbox=best-effort >/dev/null 2>"$tmp/err"
is "$?" 0 "and solves problems, well or badly"
"$MOMUS" export "$tmp/samples.h5" >"$tmp/samples.jsonl"
made teach "$tmp/train.jsonl" "$tmp/samples.jsonl" >"$tmp/taught.jsonl"
is "$?" 0 "and what it wrote is taught from"

# The models that come with Momus answer, and better than chance.
"$MOMUS" run "$folder/live.json" -o "$tmp/live" --limit 20 >/dev/null 2>"$tmp/err"
is "$?" 0 "the live run of the quickstart is complete" || sed 's/^/# /' "$tmp/err"
"$MOMUS" export "$tmp/live/tiny.miniature.rl-critic.h5" >"$tmp/live.jsonl"
"$PYTHON" - "$tmp/live.jsonl" <<'EOF'
import json, sys
nodes = [json.loads(line) for line in open(sys.argv[1])]
first = [n["parity"]["passed"] for n in nodes if n["kind"] == "solution"]
said = [n for n in nodes if n["kind"] == "critique" and "Overall judgment: " in n["response"]]
assert len(first) == 40 and sum(first) >= 8, (len(first), sum(first))
assert len(said) >= 36, len(said)
EOF
ok "$?" "its generator solves problems and its critic judges them"
strong=$folder/models/strong
"$MOMUS" run "$folder/live.json" -o "$tmp/strong" --limit 20 --cells '*.zero-shot' \
	--set generators.tiny.model="$strong" >/dev/null 2>"$tmp/err"
is "$?" 0 "so does the stronger generator" || sed 's/^/# /' "$tmp/err"
finish
