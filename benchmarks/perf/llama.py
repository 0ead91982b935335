#!/usr/bin/env python3
"""Milliseconds a token of the native engine, beside llama.cpp's.

usage: llama.py DECODE FILE [--passes N]

DECODE is the program of decode.c; FILE receives a model of Qwen2.5-0.5B's shape
with drawn weights in fp32, as llama.cpp reads it.  Both answer one prompt of 32
tokens, greedily, with the same threads and fp32 weights, in turns; the least of all
steps counts.  Prints one JSON object.

Needs llama-cpp-python, built for this processor, gguf and numpy.
"""
import argparse
import ctypes
import json
import os
import subprocess
import time

import gguf
import llama_cpp
import numpy

BUDGET_TIMES, PROMPT, STEPS = 0.5, 32, 10
HIDDEN, LAYERS, HEADS, KV_HEADS, MIDDLE, VOCAB = 896, 24, 14, 2, 4864, 151936
KV = HIDDEN // HEADS * KV_HEADS


def tensors():
    """(name, shape) of each."""
    yield "token_embd.weight", (VOCAB, HIDDEN)
    yield "output_norm.weight", (HIDDEN,)
    for i in range(LAYERS):
        for name, shape in (
                ("attn_norm.weight", (HIDDEN,)),
                ("attn_q.weight", (HIDDEN, HIDDEN)), ("attn_q.bias", (HIDDEN,)),
                ("attn_k.weight", (KV, HIDDEN)), ("attn_k.bias", (KV,)),
                ("attn_v.weight", (KV, HIDDEN)), ("attn_v.bias", (KV,)),
                ("attn_output.weight", (HIDDEN, HIDDEN)),
                ("ffn_norm.weight", (HIDDEN,)),
                ("ffn_gate.weight", (MIDDLE, HIDDEN)),
                ("ffn_up.weight", (MIDDLE, HIDDEN)),
                ("ffn_down.weight", (HIDDEN, MIDDLE))):
            yield "blk.%d.%s" % (i, name), shape


def write(path):
    drawn = numpy.random.default_rng(1)
    out = gguf.GGUFWriter(path, "qwen2")
    out.add_context_length(32768)
    out.add_embedding_length(HIDDEN)
    out.add_block_count(LAYERS)
    out.add_feed_forward_length(MIDDLE)
    out.add_head_count(HEADS)
    out.add_head_count_kv(KV_HEADS)
    out.add_layer_norm_rms_eps(1e-6)
    out.add_rope_freq_base(1e6)
    out.add_vocab_size(VOCAB)
    out.add_tokenizer_model("no_vocab")
    for name, shape in tensors():
        out.add_tensor(name, numpy.float32(0.02) * drawn.standard_normal(
            shape, dtype=numpy.float32))
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


def theirs(model, threads):
    """Seconds of each step."""
    settings = llama_cpp.llama_context_default_params()
    settings.n_ctx, settings.n_batch = 512, PROMPT
    settings.n_threads = settings.n_threads_batch = threads
    context = llama_cpp.llama_init_from_model(model, settings)
    tokens = [100 + k for k in range(PROMPT)]
    found = []
    for _ in range(STEPS + 1):
        given = (ctypes.c_int32 * len(tokens))(*tokens)
        began = time.monotonic()
        if llama_cpp.llama_decode(context, llama_cpp.llama_batch_get_one(
                given, len(tokens))):
            raise SystemExit("llama.py: llama_decode failed")
        logits = llama_cpp.llama_get_logits_ith(context, -1)
        best = int(numpy.ctypeslib.as_array(logits, (VOCAB,)).argmax())
        found.append(time.monotonic() - began)
        tokens = [best]
    llama_cpp.llama_free(context)
    return found[1:]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("decode")
    parser.add_argument("file")
    parser.add_argument("--passes", type=int, default=3)
    args = parser.parse_args()
    threads = len(os.sched_getaffinity(0))
    write(args.file)
    llama_cpp.llama_backend_init()
    model = llama_cpp.llama_model_load_from_file(
        args.file.encode(), llama_cpp.llama_model_default_params())
    mine, peer = [], []
    for _ in range(args.passes):
        peer += theirs(model, threads)
        out = subprocess.run([args.decode, str(threads)], check=True,
                             stdout=subprocess.PIPE)
        mine.append(json.loads(out.stdout))
    best = min(m["batch_1"]["step_ms"] for m in mine)
    print(json.dumps({
        "what": "greedy decoding, batch 1, 0.5B shape, fp32",
        "threads": threads, "load": round(os.getloadavg()[0], 1),
        "kernels": mine[0]["kernels"], "llama_cpp": llama_cpp.__version__,
        "step_ms": best, "llama_step_ms": round(1e3 * min(peer), 1),
        "times_llama": round(1e3 * min(peer) / best, 2),
        "budget_times": BUDGET_TIMES}))


if __name__ == "__main__":
    main()
