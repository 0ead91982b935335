#!/usr/bin/env python3
"""tiny-likelihood.py FOLDER RUN.jsonl RECIPE.json - is the reward likelihood what its definition says?

FOLDER is tiny-model.py's model (Qwen2's layers, a token a byte).  Its forward pass is
written out here once more, in doubles, and the log-probability of each problem's
reference behind prompt and critique is compared with the rewards of the exported run.
Prints how many were compared and how many are equal within 1e-4 nats a token.
"""
import json
import math
import os
import struct
import sys
import unicodedata

EPS, THETA = 1e-6, 10000.0


def weights(folder):
    with open(os.path.join(folder, "model.safetensors"), "rb") as f:
        n, = struct.unpack("<Q", f.read(8))
        header, data, made = json.loads(f.read(n)), f.read(), {}
    header.pop("__metadata__", None)
    for name, at in header.items():
        begin, end = at["data_offsets"]
        flat = struct.unpack("<%df" % ((end - begin) // 4), data[begin:end])
        width = at["shape"][-1]
        made[name] = [flat[i:i + width] for i in range(0, len(flat), width)] \
            if len(at["shape"]) == 2 else flat
    return made


def times(matrix, x, bias=None):
    y = [sum(a * b for a, b in zip(row, x)) for row in matrix]
    return [a + b for a, b in zip(y, bias)] if bias else y


def norm(x, weight):
    scale = 1 / math.sqrt(sum(a * a for a in x) / len(x) + EPS)
    return [a * scale * w for a, w in zip(x, weight)]


def turned(x, place, dim):
    """Rotary positions of one or more heads of DIM numbers."""
    out = []
    for head in range(0, len(x), dim):
        half = dim // 2
        low, high = [], []
        for i in range(half):
            angle = place * THETA ** (-2 * i / dim)
            a, b = x[head + i], x[head + half + i]
            low.append(a * math.cos(angle) - b * math.sin(angle))
            high.append(b * math.cos(angle) + a * math.sin(angle))
        out += low + high
    return out


def attend(q, keys, values, dim, kv):
    """One place's heads over all places up to it."""
    heads, out = len(q) // dim, []
    for h in range(heads):
        at = h * kv // heads * dim
        own = q[h * dim:(h + 1) * dim]
        score = [sum(a * b for a, b in zip(own, k[at:at + dim])) / math.sqrt(dim) for k in keys]
        top = max(score)
        share = [math.exp(s - top) for s in score]
        total = sum(share)
        out += [sum(s * v[at + i] for s, v in zip(share, values)) / total for i in range(dim)]
    return out


def layer(x, w, at, config):
    dim, kv = config["head_dim"], config["num_key_value_heads"]
    keys, values, queries = [], [], []
    for place, row in enumerate(x):
        h = norm(row, w[at + "input_layernorm.weight"])
        q, k, v = (times(w["%sself_attn.%s_proj.weight" % (at, n)], h,
                         w["%sself_attn.%s_proj.bias" % (at, n)]) for n in "qkv")
        queries.append(turned(q, place, dim))
        keys.append(turned(k, place, dim))
        values.append(v)
    out = []
    for place, row in enumerate(x):
        seen = attend(queries[place], keys[:place + 1], values[:place + 1], dim, kv)
        row = [a + b for a, b in zip(row, times(w[at + "self_attn.o_proj.weight"], seen))]
        h = norm(row, w[at + "post_attention_layernorm.weight"])
        gate, up = (times(w["%smlp.%s_proj.weight" % (at, n)], h) for n in ("gate", "up"))
        made = [g / (1 + math.exp(-g)) * u for g, u in zip(gate, up)]
        out.append([a + b for a, b in zip(row, times(w[at + "mlp.down_proj.weight"], made))])
    return out


def logprobs(ids, first, w, config):
    """Of the tokens from FIRST on."""
    embedded = w["model.embed_tokens.weight"]
    x = [list(embedded[i]) for i in ids]
    for n in range(config["num_hidden_layers"]):
        x = layer(x, w, "model.layers.%d." % n, config)
    found = []
    for place in range(first, len(ids)):
        logits = times(embedded, norm(x[place - 1], w["model.norm.weight"]))
        top = max(logits)
        found.append(logits[ids[place]] - top -
                     math.log(sum(math.exp(z - top) for z in logits)))
    return found


def main():
    folder, run, recipe = sys.argv[1:]
    with open(os.path.join(folder, "config.json"), encoding="utf-8") as f:
        config = json.load(f)
    with open(run, encoding="utf-8") as f:
        nodes = [json.loads(line) for line in f]
    with open(recipe, encoding="utf-8") as f:
        data = os.path.join(os.path.dirname(recipe), json.load(f)["task"]["data"])
    with open(data, encoding="utf-8") as f:
        problems = {row["id"]: row for row in map(json.loads, f)}
    critiques = {(n["problem"], n["turn"], n["branch"]): n["response"]
                 for n in nodes if n["kind"] == "critique"}
    w = weights(folder)
    compared = equal = 0
    for node in nodes:
        if node["kind"] != "revision":
            continue
        row = problems[node["problem"]]
        said = critiques[node["problem"], node["turn"], node["branch"]]
        before = unicodedata.normalize("NFC", row["question"] + "|" + said + "|").encode()
        found = logprobs(before + row["solution"].encode(), len(before), w, config)
        want = {"mean": sum(found) / len(found), "sum": sum(found), "mixed": 2 * sum(found)}
        for name, value in want.items():
            compared += 1
            equal += abs(node["rewards"][name]["value"] - value) < 1e-4 * len(found)
    print(compared, equal)


if __name__ == "__main__":
    main()
