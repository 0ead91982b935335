#!/usr/bin/env python3
"""Seconds of one GRPO step of a tiny model, `momus train` beside TRL.

usage: grpo.py MOMUS OUT [--steps N] [--passes N]

The critic of benchmarks/miniature, in the folder OUT, which is made anew: 32 pairs
of problem and solution a step, eight critiques of at most 16 tokens of each, KL to
the first weights, AdamW, fp32, the same threads.  Momus' step holds what a step is
for: the reviser answers each critique, and the answers are run in the sandbox.
TRL's rewards are given away, by a function that counts letters; its prompts are
the texts that Momus' critic reads.  In turns; the least of all steps counts, the
first of each pass left out.  Prints one JSON object.

Needs torch, transformers, datasets and trl, in the interpreter that runs it.
"""
import argparse
import json
import os
import shutil
import subprocess
import time

import datasets
import torch
import transformers
import trl

HERE = os.path.dirname(os.path.abspath(__file__))
MINIATURE = os.path.join(HERE, "../miniature")
BUDGET_TIMES, PAIRS, GROUP, ANSWER = 3, 32, 8, 16


def prepare(momus, out, env):
    """OUT with recipes, models, problems and first solutions."""
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(MINIATURE, out)
    for name in ("weak", "sft"):
        shutil.copytree(os.path.join(MINIATURE, "models", name),
                        os.path.join(out, name, "model"))
    with open(os.path.join(out, "train.jsonl"), "wb") as f:
        subprocess.run(["python3", "-B", "miniature.py", "problems", "--part",
                        "train", "--seed", "1", "--count", "200"], cwd=out, stdout=f,
                       check=True)
    subprocess.run([momus, "run", "samples.json", "-o", "samples.h5", "--set",
                    "widths=[1,2]"], cwd=out, env=env, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def prompts(momus, out, env):
    """What the critic is asked about each pair."""
    told = subprocess.run([momus, "export", "samples.h5"], cwd=out, env=env,
                          stdout=subprocess.PIPE, check=True).stdout
    with open(os.path.join(out, "train.jsonl"), encoding="utf-8") as f:
        statements = {row["id"]: row["prompt"] for row in map(json.loads, f)}
    with open(os.path.join(out, "prompts/critique.txt"), encoding="utf-8") as f:
        template = f.read().split("\n", 1)[1]
    return [template.replace("{{statement}}", statements[row["problem"]])
            .replace("{{solution}}", row["answer"])
            for row in map(json.loads, told.splitlines())]


class Clock(transformers.TrainerCallback):
    """When each step began and ended."""

    def __init__(self):
        self.began, self.took = 0, []

    def on_step_begin(self, *args, **kwargs):
        self.began = time.monotonic()

    def on_step_end(self, *args, **kwargs):
        self.took.append(time.monotonic() - self.began)


def letters(completions, **kwargs):
    return [float(len(text) % 7) for text in completions]


def theirs(out, texts, steps):
    model = transformers.AutoModelForCausalLM.from_pretrained(
        os.path.join(out, "sft/model"), dtype=torch.float32)
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_file=os.path.join(out, "sft/model/tokenizer.json"))
    tokenizer.eos_token = tokenizer.pad_token = tokenizer.decode([0])
    arguments = trl.GRPOConfig(
        output_dir=os.path.join(out, "trl"), use_cpu=True, bf16=False,
        per_device_train_batch_size=PAIRS * GROUP, num_generations=GROUP,
        max_completion_length=ANSWER, max_steps=steps, beta=0.001,
        learning_rate=5e-4, gradient_checkpointing=False, save_strategy="no",
        report_to=[], logging_steps=1000, disable_tqdm=True)
    trainer = trl.GRPOTrainer(model=model, reward_funcs=letters, args=arguments,
                    train_dataset=datasets.Dataset.from_dict(
                        {"prompt": texts}), processing_class=tokenizer)
    clock = Clock()
    trainer.add_callback(clock)
    trainer.train()
    return clock.took


def ours(momus, out, env, steps, threads):
    shutil.rmtree(os.path.join(out, "rl"), ignore_errors=True)
    subprocess.run([momus, "train", "grpo.json", "--set", "steps=%d" % steps,
                    "--set", "model.threads=%d" % threads,
                    "--set", "model.dtype=float32"],
                   cwd=out, env=env, check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(out, "rl/metrics.jsonl"), encoding="utf-8") as f:
        return list(map(json.loads, f))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("momus")
    parser.add_argument("out")
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--passes", type=int, default=3)
    args = parser.parse_args()
    momus, threads = os.path.abspath(args.momus), len(os.sched_getaffinity(0))
    torch.set_num_threads(threads)
    env = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
    prepare(momus, args.out, env)
    texts = prompts(momus, args.out, env)
    mine, peer = [], []
    for _ in range(args.passes):
        mine += ours(momus, args.out, env, args.steps, threads)[1:]
        peer += theirs(args.out, texts, args.steps)[1:]
    best = min(mine, key=lambda step: step["seconds"])
    apart = ("draw_seconds", "wait_seconds", "score_seconds")
    print(json.dumps({
        "what": "a GRPO step, %d x %d critiques" % (PAIRS, GROUP),
        "threads": threads, "load": round(os.getloadavg()[0], 1),
        "torch": torch.__version__, "trl": trl.__version__,
        "step_s": round(best["seconds"], 3),
        **{name[:-len("econds")]: round(best[name], 3) for name in apart},
        "trl_step_s": round(min(peer), 3),
        "times_trl": round(min(peer) / best["seconds"], 2),
        "budget_times": BUDGET_TIMES}))


if __name__ == "__main__":
    main()
