#!/usr/bin/env python3
"""Seconds of one supervised step, the native engine's beside PyTorch's.

usage: training.py TRAINING FOLDER [--passes N]

TRAINING is the program of training.c; FOLDER receives a model of a Qwen2 shape of
30 million parameters with drawn weights, written by transformers.  Both sides
take the same tokens, batch, threads and optimiser, in fp32, in turns; the least of
all steps counts, and the losses must agree.  Prints one JSON object.

Needs torch and transformers.
"""
import argparse
import json
import os
import subprocess
import time

import torch
import transformers

BUDGET_TIMES = 0.9
ROWS, LENGTH, STEPS = 8, 256, 4
SHAPE = {
    "hidden_size": 384, "num_hidden_layers": 8, "num_attention_heads": 6,
    "num_key_value_heads": 2, "intermediate_size": 1536, "vocab_size": 32000,
    "max_position_embeddings": 2048, "tie_word_embeddings": True,
    "rope_theta": 10000.0, "rms_norm_eps": 1e-6, "use_cache": False}


def tokens(vocab):
    return torch.tensor([[(7 + 13 * r + (2 * r + 3) * t) % vocab
                          for t in range(LENGTH)] for r in range(ROWS)])


def theirs(folder):
    """(seconds, loss) of each step in PyTorch."""
    model = transformers.AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32)
    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4,
                                  weight_decay=0.01)
    ids = tokens(SHAPE["vocab_size"])
    found = []
    for _ in range(STEPS):
        began = time.monotonic()
        loss = model(input_ids=ids, labels=ids).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        found.append((time.monotonic() - began, loss.item()))
    return found


def ours(program, folder, threads):
    out = subprocess.run(
        [program, folder, str(ROWS), str(LENGTH), str(threads), str(STEPS)],
        check=True, stdout=subprocess.PIPE)
    return json.loads(out.stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("training")
    parser.add_argument("folder")
    parser.add_argument("--passes", type=int, default=3)
    args = parser.parse_args()
    threads = len(os.sched_getaffinity(0))
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    transformers.Qwen2ForCausalLM(transformers.Qwen2Config(
        **SHAPE)).save_pretrained(args.folder)
    peer, mine = [], []
    for _ in range(args.passes):
        peer.append(theirs(args.folder))
        mine.append(ours(args.training, args.folder, threads))
    slow = min(s for steps in peer for s, _ in steps)
    best = min(mine, key=lambda m: m["step_s"])
    apart = max(abs(a - b) for (_, a), b in zip(peer[0], mine[0]["losses"]))
    print(json.dumps({
        "what": "a supervised step, fp32", "threads": threads,
        "load": round(os.getloadavg()[0], 1), "torch": torch.__version__,
        "transformers": transformers.__version__,
        **{k: v for k, v in best.items() if k != "losses"},
        "torch_step_s": round(slow, 4), "losses_apart": round(apart, 6),
        "times_torch": round(slow / best["step_s"], 2),
        "budget_times": BUDGET_TIMES}))


if __name__ == "__main__":
    main()
