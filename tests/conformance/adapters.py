"""adapters.py - models and adapters that momus writes, read by transformers and PEFT, and
theirs read by momus: the same losses, and the same adapter after some steps

Needs torch, transformers, peft and safetensors, which no package of ours brings.
"""
import json
import os
import subprocess
import sys
import tempfile

try:
    import torch
    import transformers
    from peft import LoraConfig, PeftModel, get_peft_model
    from safetensors.torch import load_file
except ModuleNotFoundError as absent:
    print("ok 1 - transformers and PEFT read what momus writes # SKIP %s" % absent)
    print("1..1")
    sys.exit(0)

from tap import finish, ok

MOMUS = os.environ["MOMUS"]
TINY = os.path.join(os.path.dirname(__file__), "..", "run", "tiny-model.py")
END, STEPS, RATE = 258, 4, 1e-2
TEXTS = [("%d plus %d is " % (i, k), "%d." % (i + k)) for i in range(4) for k in range(5)]
ROWS = [(p.encode(), c.encode()) for p, c in TEXTS]


def near(got, want, most, name):
    if not ok(abs(got - want) <= most, name):
        print("# found: %r\n# want:  %r" % (got, want))


def train(folder, output, model, rate, steps, epochs=1):
    """The losses of each step of momus over all rows at once."""
    recipe = {
        "data": "rows.jsonl", "output": output, "steps": steps,
        "model": {"plugin": "native", "threads": 1, **model},
        "trainer": {"plugin": "sft", "rate": rate, "batch": len(ROWS), "epochs": epochs,
                    "schedule": "constant", "warmup": 0},
    }
    path = os.path.join(folder, output + ".json")
    with open(path, "w") as out:
        json.dump(recipe, out)
    subprocess.run([MOMUS, "train", path], check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(folder, output, "metrics.jsonl")) as rows:
        return [json.loads(row)["loss"] for row in rows]


def loss_of(model):
    """The mean of -log p over all tokens of completions and their ends."""
    total, n = 0, 0
    for prompt, completion in ROWS:
        ids = torch.tensor([list(prompt) + list(completion) + [END]])
        logits = model(input_ids=ids).logits[0]
        first = len(prompt)
        logp = torch.log_softmax(logits[first - 1:-1].float(), -1)
        total = total - logp.gather(1, ids[0, first:, None]).sum()
        n += ids.shape[1] - first
    return total / n


def base(path):
    return transformers.AutoModelForCausalLM.from_pretrained(path, torch_dtype=torch.float32).eval()


def momus_loss(folder, name, **model):
    return train(folder, name, model, 0, 1)[0]


def check_written(folder, family, model):
    """What momus writes: a whole model, an adapter, and the two merged."""
    train(folder, family + "-full", {"model": model}, RATE, STEPS, STEPS)
    made = os.path.join(folder, family + "-full", "model")
    with torch.no_grad():
        near(momus_loss(folder, family + "-full-again", model=made), loss_of(base(made)).item(), 2e-6,
             family + ": transformers loads a model that was trained")
    lora = {"model": model, "lora_rank": 4, "lora_alpha": 8}
    train(folder, family + "-lora", lora, RATE, STEPS, STEPS)
    made = os.path.join(folder, family + "-lora", "model")
    ours = momus_loss(folder, family + "-lora-again", model=model, adapter=made)
    merged = os.path.join(folder, family + "-merged")
    subprocess.run([MOMUS, "train", os.path.join(folder, family + "-lora.json"), "--merge", merged],
                   check=True, stdout=subprocess.DEVNULL)
    with torch.no_grad():
        near(ours, loss_of(PeftModel.from_pretrained(base(model), made).eval()).item(), 2e-6,
             family + ": PEFT loads an adapter that was trained")
        near(ours, loss_of(base(merged)).item(), 2e-6, family + ": transformers loads it merged")


def check_read(folder, family, model):
    """What PEFT writes, and the same steps from there by both."""
    torch.manual_seed(1)
    config = LoraConfig(r=4, lora_alpha=8, lora_dropout=0.0, target_modules=["q_proj", "v_proj", "down_proj"],
                        task_type="CAUSAL_LM")
    theirs = get_peft_model(base(model), config)
    for name, weight in theirs.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(weight, std=0.2)
    made = os.path.join(folder, family + "-theirs")
    theirs.save_pretrained(made)
    with torch.no_grad():
        near(momus_loss(folder, family + "-theirs-again", model=model, adapter=made), loss_of(theirs).item(),
             2e-6, family + ": momus reads an adapter of PEFT's")
    losses = train(folder, family + "-on", {"model": model, "adapter": made, "lora_rank": 4, "lora_alpha": 8},
                   RATE, STEPS, STEPS)
    learns = [weight for weight in theirs.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(learns, lr=RATE, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)
    worst = 0
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = loss_of(theirs)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learns, 1.0)
        optimizer.step()
        worst = max(worst, abs(loss.item() - losses[step]))
    near(worst, 0, 5e-6, family + ": %d steps from there have the same losses" % STEPS)
    got = load_file(os.path.join(folder, family + "-on", "model", "adapter_model.safetensors"))
    theirs.save_pretrained(made)
    want = load_file(os.path.join(made, "adapter_model.safetensors"))
    ok(sorted(got) == sorted(want), family + ": and the same tensors")
    off = max((got[name] - want[name]).abs().max().item() for name in want)
    moved = STEPS * RATE
    near(off / moved, 0, 0.01, family + ": which are where PEFT's went")


def main():
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "rows.jsonl"), "w") as out:
            for prompt, completion in TEXTS:
                out.write(json.dumps({"prompt": prompt, "completion": completion}) + "\n")
        for family in ("qwen2", "llama"):
            model = os.path.join(folder, family)
            subprocess.run([sys.executable, TINY, model, family], check=True)
            check_written(folder, family, model)
            check_read(folder, family, model)
    finish()


main()
