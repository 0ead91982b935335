#!/usr/bin/env python3
"""Seconds of one GRPO step of a tiny model, `momus train` beside TRL.

usage: grpo.py MOMUS OUT [--steps N] [--passes N]

The critic of benchmarks/miniature, in the folder OUT, which is made anew: 32 pairs
of problem and solution a step, eight critiques of at most 112 tokens of each, KL to
the first weights, AdamW, fp32, the same threads, a step's answers in one chunk.
TRL's prompts are the texts that Momus' critic reads.  Two pairs of steps:

whole  what a step is for: the reviser answers each critique, and its programs are
       run.  Momus runs each in a jail; TRL's reward function, as its user would
       write it, has transformers revise all at once and starts an interpreter for
       each program, as many at a time as there are threads, without isolation.
bare   rewards that cost next to nothing: Momus' reviser is a simulated one whose
       text is compared with the reference's, TRL's function counts letters.

In turns; the least of all steps counts, the first of each pass left out.  `programs_s`
is what an interpreter that is started anew takes for a step's programs: processor time
over threads.  Prints one JSON object.

Needs torch, transformers, datasets and trl, in the interpreter that runs it.
"""
import argparse
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import time

import datasets
import torch
import transformers
import trl

HERE = os.path.dirname(os.path.abspath(__file__))
MINIATURE = os.path.join(HERE, "../miniature")
BUDGET_TIMES, PAIRS, GROUP, ANSWER, REVISION = 3, 32, 8, 112, 8
RATE = 1e-4
# What Momus' recipe becomes where rewards cost next to nothing.
BARE = {"first": "bare.h5",
        "task": {"plugin": "jsonl", "data": "train.jsonl", "grader": "exact",
                 "extract": "first-fence", "answer": "solution",
                 "solution": "solution", "wrong": "test"},
        "generator": {"plugin": "simulate"}}


def call(momus, out, *arguments):
    return subprocess.run([momus, *arguments], cwd=out, check=True,
                          stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


def read(out, name):
    with open(os.path.join(out, name), encoding="utf-8") as f:
        return f.read()


def template(out, name):
    return read(out, "prompts/%s.txt" % name).split("\n", 1)[1][:-1]


def prepare(momus, out):
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
    call(momus, out, "run", "samples.json", "-o", "samples.h5", "--set",
         "widths=[1,2]", "--set", "task.data=train.jsonl")
    call(momus, out, "run", "samples.json", "-o", "bare.h5", "--set",
         "widths=[1,2]", "--set", "task.data=train.jsonl", "--set",
         "task.grader=exact", "--set",
         "task.answer=solution", "--set", "task.extract=first-fence")
    recipe = json.loads(read(out, "grpo.json").split("\n", 1)[1])
    recipe["first"], recipe["task"]["data"] = "samples.h5", "train.jsonl"
    recipe["trainer"].update(group=GROUP, batch=PAIRS, mini_batch=PAIRS,
                             max_answer=ANSWER, rate=RATE)
    for name, some in (("grpo.json", {}), ("bare.json", BARE)):
        with open(os.path.join(out, name), "w", encoding="utf-8") as f:
            json.dump({**recipe, **some}, f)


def pairs(momus, out):
    """What the critic is asked about each pair; what the reviser reads before the
    critique, and the test of its program."""
    told = call(momus, out, "export", "samples.h5")
    problems = {row["id"]: row for row in
                map(json.loads, read(out, "train.jsonl").splitlines())}
    rows = [(problems[row["problem"]], row["answer"])
            for row in map(json.loads, told.splitlines())]
    asked, critique = template(out, "generate"), template(out, "critique")
    return {"prompt": [critique.replace("{{statement}}", problem["prompt"])
                       .replace("{{solution}}", answer)
                       for problem, answer in rows],
            "before": [asked.replace("{{statement}}", problem["prompt"]) + answer
                       for problem, answer in rows],
            "test": [problem["test"] for problem, _ in rows]}


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


def load(out, name):
    model = transformers.AutoModelForCausalLM.from_pretrained(
        os.path.join(out, name, "model"), dtype=torch.float32)
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_file=os.path.join(out, name, "model/tokenizer.json"),
        padding_side="left")
    tokenizer.eos_token = tokenizer.pad_token = tokenizer.decode([0])
    return model, tokenizer


def passes(program):
    """Whether it ends well, and its processor time."""
    child = subprocess.Popen([sys.executable, "-I", "-c", program],
                             stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return float(child.returncode == 0), used.ru_utime + used.ru_stime


class Revising:
    """TRL's reward function: the reviser's programs pass their tests."""
    __name__ = "revising"

    def __init__(self, out, threads):
        self.model, self.tokenizer = load(out, "weak")
        self.template = template(out, "revise")
        self.pool = concurrent.futures.ThreadPoolExecutor(threads)
        self.programs = []  # processor time of each step's

    def __call__(self, completions, before, test, **kwargs):
        asked = self.tokenizer(
            [text + self.template.replace("{{critique}}", critique)
             for text, critique in zip(before, completions)],
            return_tensors="pt", padding=True, return_token_type_ids=False)
        with torch.no_grad():
            ids = self.model.generate(**asked, do_sample=False,
                                      max_new_tokens=REVISION)
        told = self.tokenizer.batch_decode(
            ids[:, asked["input_ids"].shape[1]:], skip_special_tokens=True)
        found = list(self.pool.map(passes, map("{}\n{}".format, told, test)))
        self.programs.append(sum(used for _, used in found))
        return [passed for passed, _ in found]


def theirs(out, rows, steps, reward):
    model, tokenizer = load(out, "sft")
    arguments = trl.GRPOConfig(
        output_dir=os.path.join(out, "trl"), use_cpu=True, bf16=False,
        per_device_train_batch_size=PAIRS * GROUP, num_generations=GROUP,
        max_completion_length=ANSWER, max_steps=steps, beta=0.001,
        learning_rate=RATE, gradient_checkpointing=False, save_strategy="no",
        report_to=[], logging_steps=1000, disable_tqdm=True)
    trainer = trl.GRPOTrainer(model=model, reward_funcs=reward, args=arguments,
                              train_dataset=datasets.Dataset.from_dict(rows),
                              processing_class=tokenizer)
    clock = Clock()
    trainer.add_callback(clock)
    trainer.train()
    return clock.took


def ours(momus, out, recipe, steps, threads):
    shutil.rmtree(os.path.join(out, "rl"), ignore_errors=True)
    call(momus, out, "train", recipe, "--set", "steps=%d" % steps,
         "--set", "model.threads=%d" % threads, "--set", "model.dtype=float32",
         "--set", "chunk=%d" % (1 << 15))
    return [json.loads(line) for line in
            read(out, "rl/metrics.jsonl").splitlines()]


def compare(mine, peer, name):
    """The figures of one pair of steps."""
    best = min(mine, key=lambda step: step["seconds"])
    parts = ("draw", "wait", "score", "forward", "backward", "update")
    return {name + "_s": round(best["seconds"], 3),
            **{"%s_%s_s" % (name, part): round(best[part + "_seconds"], 3)
               for part in parts},
            name + "_trl_s": round(min(peer), 3),
            name + "_times_trl": round(min(peer) / best["seconds"], 2)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("momus")
    parser.add_argument("out")
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--passes", type=int, default=3)
    args = parser.parse_args()
    momus, threads = os.path.abspath(args.momus), len(os.sched_getaffinity(0))
    torch.set_num_threads(threads)
    prepare(momus, args.out)
    rows = pairs(momus, args.out)
    revising = Revising(args.out, threads)
    mine, peer = {"grpo.json": [], "bare.json": []}, {revising: [], letters: []}
    for _ in range(args.passes):
        for (recipe, steps), (reward, took) in zip(mine.items(), peer.items()):
            steps += ours(momus, args.out, recipe, args.steps, threads)[1:]
            took += theirs(args.out, rows, args.steps, reward)[1:]
    print(json.dumps({
        "what": "a GRPO step, %d x %d critiques" % (PAIRS, GROUP),
        "threads": threads, "load": round(os.getloadavg()[0], 1),
        "torch": torch.__version__, "trl": trl.__version__,
        **compare(mine["grpo.json"], peer[revising], "whole"),
        "programs_s": round(min(revising.programs) / threads, 3),
        **compare(mine["bare.json"], peer[letters], "bare"),
        "budget_times": BUDGET_TIMES}))


if __name__ == "__main__":
    main()
