#!/usr/bin/env python3
"""sweep.py - what sweep.sh prints of a training run, and the study of all its critics

  sweep.py steps FOLDER NAME            a line: how the run in FOLDER went
  sweep.py study STUDY.json MODEL...    STUDY with the weak generator and these critics
"""
import json
import os
import sys


def steps(folder, name):
    with open(os.path.join(folder, "metrics.jsonl"), encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]

    def mean(key, some):
        return sum(row[key] for row in some) / len(some)

    def gain(some):
        return mean("after", some) - mean("before", some)
    inner = rows[1:-1]  # neither the first programs nor the step without a next one
    print("%-14s %+7.3f %+7.3f %7.4f %7.3f %7.2f %7.2f" % (
        name, gain(rows[:10]), gain(rows[-10:]), rows[-1]["kl"], mean("entropy", rows[-10:]),
        mean("seconds", inner), mean("wait_seconds", inner)), flush=True)


def study(path, *models):
    with open(path, encoding="utf-8") as file:
        made = json.loads("".join(line for line in file if not line.startswith("//")))
    sft = made["critics"]["sft"]
    names = {model.split("/")[-2]: model for model in models}
    made.update(study="sweep", widths=[1, 4, 1],
                generators={"weak": made["generators"]["weak"]},
                critics={"sft": sft, **{name: {**sft, "model": model, "name": name}
                                        for name, model in names.items()}},
                rows=[{"row": "Zero-shot"}, {"row": "SFT critic", "critic": "sft"}] +
                [{"row": name, "critic": name} for name in names])
    print(json.dumps(made, indent=1))


if __name__ == "__main__":
    if len(sys.argv) < 4 or sys.argv[1] not in ("steps", "study"):
        sys.exit(__doc__)
    {"steps": steps, "study": study}[sys.argv[1]](*sys.argv[2:])
