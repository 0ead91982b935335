#!/usr/bin/env python3
"""tiny-model.py FOLDER [FAMILY] - a model of random weights, as Hugging Face has it

Qwen2's layers by default, 16 wide; a token a byte, and three special ones.  The
standard library does; the same FAMILY gives the same bytes.
"""
import json
import os
import random
import struct
import sys

HIDDEN, LAYERS, HEADS, KV, DIM, INTER, VOCAB = 16, 2, 2, 1, 8, 24, 260
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]


def byte_signs():
    """GPT-2's printable sign of every byte."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    signs, extra = {}, 0
    for byte in range(256):
        if byte in plain:
            signs[byte] = chr(byte)
        else:
            signs[byte] = chr(256 + extra)
            extra += 1
    return signs


def tokenizer():
    vocab = {sign: byte for byte, sign in byte_signs().items()}
    added = [{"id": 256 + i, "content": text, "special": True, "normalized": False}
             for i, text in enumerate(SPECIAL)]
    return {
        "version": "1.0", "added_tokens": added, "normalizer": {"type": "NFC"},
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "use_regex": True},
        "post_processor": None, "decoder": {"type": "ByteLevel"},
        "model": {"type": "BPE", "vocab": vocab, "merges": []},
    }


def shapes(family):
    yield "model.embed_tokens.weight", (VOCAB, HIDDEN)
    for layer in range(LAYERS):
        at = f"model.layers.{layer}."
        yield at + "input_layernorm.weight", (HIDDEN,)
        yield at + "post_attention_layernorm.weight", (HIDDEN,)
        for name, rows in (("q", HEADS * DIM), ("k", KV * DIM), ("v", KV * DIM)):
            yield f"{at}self_attn.{name}_proj.weight", (rows, HIDDEN)
            if family == "qwen2":
                yield f"{at}self_attn.{name}_proj.bias", (rows,)
        yield at + "self_attn.o_proj.weight", (HIDDEN, HEADS * DIM)
        yield at + "mlp.gate_proj.weight", (INTER, HIDDEN)
        yield at + "mlp.up_proj.weight", (INTER, HIDDEN)
        yield at + "mlp.down_proj.weight", (HIDDEN, INTER)
    yield "model.norm.weight", (HIDDEN,)


def main():
    folder = sys.argv[1]
    family = sys.argv[2] if len(sys.argv) > 2 else "qwen2"
    rng = random.Random(family)
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, shape in shapes(family):
        n = 1
        for size in shape:
            n *= size
        norm = name.endswith("norm.weight")
        values = [1.0 if norm else rng.gauss(0, 0.3) for _ in range(n)]
        at = len(data)
        data += struct.pack(f"<{n}f", *values)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [at, len(data)]}
    text = json.dumps(header).encode()
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "model.safetensors"), "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + data)
    config = {
        "architectures": ["Qwen2ForCausalLM"], "model_type": family,
        "hidden_size": HIDDEN, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS,
        "num_key_value_heads": KV, "head_dim": DIM, "intermediate_size": INTER,
        "vocab_size": VOCAB, "max_position_embeddings": 4096, "rms_norm_eps": 1e-6,
        "rope_theta": 10000.0, "tie_word_embeddings": True, "hidden_act": "silu",
        "eos_token_id": 258, "torch_dtype": "float32",
    }
    for name, value in (("config.json", config), ("tokenizer.json", tokenizer()),
                        ("tokenizer_config.json", {"chat_template": "<|im_start|>"})):
        with open(os.path.join(folder, name), "w") as out:
            json.dump(value, out)


main()
