"""ifeval.py - verdicts on instructions against those of the official checker

Grades GPT-4's recorded responses ($MOMUS_DATA/ifeval) with `momus grade` and
compares each instruction's and each prompt's strict and loose verdict with what
lm-evaluation-harness said ($MOMUS_DATA/golden, whose README has versions).
Instructions whose official verdict is random are counted apart.
"""
import gzip
import json
import os
import subprocess
import sys
import tempfile


def lines(path):
    with (gzip.open if path.endswith(".gz") else open)(
            path, "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def responses(data):
    """(key, response) of each prompt; one is joined by its place, since its
    text was reworded."""
    prompts = lines(os.path.join(data, "ifeval", "input_data.jsonl"))
    given = lines(os.path.join(data, "ifeval", "responses_gpt4.jsonl"))
    known = {r["prompt"]: r["response"] for r in given}
    return [(p["key"], known.get(p["prompt"], given[n]["response"]))
            for n, p in enumerate(prompts)]


def verdicts(data):
    with tempfile.TemporaryDirectory(prefix="momus-conformance-") as folder:
        told, out = (os.path.join(folder, n) for n in ("in.jsonl", "out.jsonl"))
        with open(told, "w", encoding="utf-8") as f:
            f.writelines(json.dumps({"key": k, "response": r}) + "\n"
                         for k, r in responses(data))
        subprocess.run(
            [os.environ["MOMUS"], "grade", "--task", "ifeval", "--data",
             os.path.join(data, "ifeval", "input_data.jsonl"), "--solutions",
             told, "--verdicts", out], check=True, stdout=subprocess.DEVNULL)
        return {int(v["id"]): v for v in lines(out)}


def main():
    data = os.environ["MOMUS_DATA"]
    path = os.path.join(data, "golden", "ifeval-official-gpt4.jsonl.gz")
    if not os.path.exists(path):
        print("ifeval: skipped, no recorded verdicts in", data)
        return 0
    found = verdicts(data)
    compared = equal = drawn = 0
    for row in lines(path):
        own = found[row["key"]]
        names = row["instruction_id_list"]
        pairs = [(name, own["tests"][n] == "A", row["strict"][n])
                 for n, name in enumerate(names) if n not in row["random"]]
        for kind in ("strict", "loose"):
            for n, name in enumerate(names):
                which = names[:n].count(name) + 1
                part = "%s/%s%s" % (kind, name, "/%d" % which if which > 1 else "")
                if n not in row["random"]:
                    pairs.append((part, own["parts"][part], row[kind][n]))
                elif own["parts"][part] is not None:
                    pairs.append((part, own["parts"][part], "random"))
        drawn += len(row["random"])
        if not row["random"]:
            pairs += [(kind, own["parts"][kind], row[kind + "_all"])
                      for kind in ("strict", "loose")]
        for name, momus, official in pairs:
            compared += 1
            equal += momus == official
            if momus != official:
                print(f"ifeval: {row['key']} {name}: {momus}, official "
                      f"{official}")
    print(f"ifeval: {compared} verdicts compared, {equal} equal, "
          f"{compared - equal} different; {drawn} random ones apart")
    return compared != equal


if __name__ == "__main__":
    sys.exit(main())
