#!/usr/bin/env python3
"""What PyTorch and transformers make of a device, beside benchmarks/perf/device.

usage: device.py DEVICE [--shape 0.5B|7B] [--passes N] [--ways autocast,bf16,compiled]

DEVICE is the program of device.c. Both sides train the same Qwen2.5 shape in bf16 with
drawn weights: 4 sequences of 2,048 tokens, every token learnt, AdamW. PyTorch runs
transformers' model three ways, and the fastest counts: weights in fp32 under autocast,
as trainers do and as Momus keeps them; weights and moments in bf16, which is less work;
and that compiled. Then both continue prompts of 32 tokens, greedily: transformers'
generate() is the peer. One JSON object.
"""
import argparse
import json
import subprocess
import time

import torch
import transformers

SEQUENCES, LENGTH, PROMPT, NEW = 4, 2048, 32, 64
SHAPES = {
    "0.5B": {"hidden_size": 896, "num_hidden_layers": 24, "num_attention_heads": 14,
             "num_key_value_heads": 2, "intermediate_size": 4864,
             "vocab_size": 151936, "tie_word_embeddings": True},
    "7B": {"hidden_size": 3584, "num_hidden_layers": 4, "num_attention_heads": 28,
           "num_key_value_heads": 4, "intermediate_size": 18944,
           "vocab_size": 152064, "tie_word_embeddings": False}}


def made(shape, dtype):
    config = transformers.Qwen2Config(max_position_embeddings=32768, rope_theta=1e6,
                                      rms_norm_eps=1e-6, use_cache=False, **SHAPES[shape])
    with torch.device("cuda"):
        model = transformers.AutoModelForCausalLM.from_config(
            config, dtype=dtype, attn_implementation="sdpa")
    return model


def least(run, passes):
    """The fewest seconds of a RUN, of PASSES after three."""
    found = []
    for i in range(passes + 3):
        torch.cuda.synchronize()
        began = time.monotonic()
        run()
        torch.cuda.synchronize()
        if i >= 3:
            found.append(time.monotonic() - began)
    return min(found)


def train(shape, way, passes):
    model = made(shape, torch.float32 if way == "autocast" else torch.bfloat16)
    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-6, fused=True)
    ids = torch.randint(0, SHAPES[shape]["vocab_size"], (SEQUENCES, LENGTH), device="cuda")
    forward = torch.compile(model) if way == "compiled" else model

    def step():
        with torch.autocast("cuda", dtype=torch.bfloat16, enabled=way == "autocast"):
            loss = forward(input_ids=ids, labels=ids).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()

    seconds = least(step, passes)
    del model, optimizer
    torch.cuda.empty_cache()
    return seconds


def generate(shape, batch):
    model = made(shape, torch.bfloat16)
    model.eval()
    ids = torch.randint(0, SHAPES[shape]["vocab_size"], (batch, PROMPT), device="cuda")

    def run(new):
        with torch.inference_mode():
            model.generate(ids, attention_mask=torch.ones_like(ids), do_sample=False,
                           use_cache=True, min_new_tokens=new, max_new_tokens=new,
                           pad_token_id=0)

    run(4)
    torch.cuda.synchronize()
    spent = []
    for new in (4, 4 + NEW):
        began = time.monotonic()
        run(new)
        torch.cuda.synchronize()
        spent.append(time.monotonic() - began)
    return (spent[1] - spent[0]) / NEW


def ours(program, *how):
    out = subprocess.run([program, *how], check=True, stdout=subprocess.PIPE)
    return json.loads(out.stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("device")
    parser.add_argument("--shape", default="0.5B", choices=SHAPES)
    parser.add_argument("--passes", type=int, default=5)
    parser.add_argument("--ways", default="autocast,bf16,compiled")
    args = parser.parse_args()
    mine = ours(args.device, "train", args.shape)
    peers = {}
    for way in args.ways.split(","):
        try:
            peers[way] = round(1e3 * train(args.shape, way, args.passes), 2)
        except Exception as reason:  # one way less, and the reader is told
            peers[way] = "failed: " + str(reason).splitlines()[0][:100]
    best = min(ms for ms in peers.values() if not isinstance(ms, str))
    found = {"measured": "device beside PyTorch", "device": torch.cuda.get_device_name(),
             "shape": args.shape, "torch": torch.__version__,
             "transformers": transformers.__version__,
             "train_step_ms": mine["step_ms"], "peer_step_ms": peers,
             "train_times": round(best / mine["step_ms"], 3)}
    if isinstance(peers.get("autocast"), float):
        found["train_times_of_autocast"] = round(peers["autocast"] / mine["step_ms"], 3)
    mine = ours(args.device, "decode", args.shape)
    for batch in (1, 64):
        peer = 1e3 * generate(args.shape, batch)
        found["decode_%d" % batch] = {
            "step_ms": mine["batch_%d" % batch]["step_ms"], "peer_step_ms": round(peer, 3),
            "times": round(peer / mine["batch_%d" % batch]["step_ms"], 2)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
