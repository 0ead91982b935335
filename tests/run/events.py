"""OUTPUT...: TensorBoard's own reader finds in each what metrics.jsonl has, each step once."""
import json
import os
import struct
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator  # noqa: E402

PLACES = {"loss": "training/loss", "gradient_norm": "training/gradient_norm",
          "rate": "training/rate", "tokens": "counts/tokens", "learnt": "counts/learnt",
          "forward_seconds": "seconds/forward", "seconds": "seconds/all",
          "held_out_loss": "held_out/loss", "reward": "training/reward", "kl": "training/kl",
          "up": "training/up", "clipped": "training/clipped", "flat": "counts/flat",
          "draw_seconds": "seconds/draw"}


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


for folder in sys.argv[1:]:
    events = EventAccumulator(folder + "/tensorboard", size_guidance={"scalars": 0})
    events.Reload()
    lines = [json.loads(line) for line in open(folder + "/metrics.jsonl")]
    tags = set(events.Tags()["scalars"])
    seen = 0
    for name, tag in PLACES.items():
        want = [(line["step"], single(line[name])) for line in lines
                if line.get(name) is not None]
        if not want:
            assert tag not in tags, tag
            continue
        got = [(e.step, e.value) for e in events.Scalars(tag)]
        assert got == want, (folder, name, got[:5], want[:5], len(got), len(want))
        seen += 1
    assert seen >= 6, tags
    print(folder, len(tags), "tags,", len(os.listdir(folder + "/tensorboard")), "files")
