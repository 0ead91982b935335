"""OUTPUT...: training.h5 of each has what its metrics.jsonl says; all are equal but for times.

Each after the first may be of more sessions.
"""
import hashlib
import json
import math
import os
import sys

import h5py

TIMES = ("seconds", "ended", "started")


def plain(row):
    """A row without what is a time, NaN as None."""
    out = {}
    for name in row.dtype.names:
        value = row[name]
        if name.endswith(TIMES):
            continue
        if name == "sha256":
            value = bytes(value).hex()
        elif isinstance(value.item(), float):
            value = None if math.isnan(value) else float(value)
        else:
            value = int(value)
        out[name] = value
    return out


def decoded(attrs):
    """Attributes; texts are of a fixed size, which h5py gives as bytes."""
    return {k: v.decode() if isinstance(v, bytes) else v for k, v in attrs.items()}


def read(folder):
    with h5py.File(folder + "/training.h5") as f:
        group = f["training"]
        rows = {name: [plain(row) for row in group[name][:]] for name in group}
        units = decoded(group["steps"].attrs)
        attrs = decoded(f.attrs)
    lines = [json.loads(line) for line in open(folder + "/metrics.jsonl")]
    held = {row["step"]: row for row in rows["evaluations"]}
    assert [line["step"] for line in lines] == [row["step"] for row in rows["steps"]], folder
    for line, row in zip(lines, rows["steps"]):
        for name, value in line.items():
            if name in ("held_out_loss", "format_rate", "judgment_agreement"):
                assert held.get(row["step"], {}).get(name) == value, (name, line, held)
            elif not name.endswith(TIMES):
                assert row[name] == value, (folder, name, row, line)
    assert units["draw_seconds.unit"] == "s" and units["kl.unit"] == "nats", units
    assert json.loads(attrs["recipe"])["name"] == attrs["name"], attrs
    assert any(name.startswith("trainer/") for name in json.loads(attrs["plugins"])), attrs
    assert attrs["complete"] == 1 and attrs["ended"] and attrs["planned"] == len(lines), attrs
    return rows, attrs


def check_digests(folder, rows):
    found = 0
    for row in rows["checkpoints"]:
        place = f"{folder}/step-{row['step']:08d}"
        if not os.path.isdir(place):
            continue
        listing, size = "", 0
        for name in sorted(os.listdir(place), key=os.fsencode):
            data = open(f"{place}/{name}", "rb").read()
            size += len(data)
            listing += f"{hashlib.sha256(data).hexdigest()}  {name}\n"
        assert hashlib.sha256(listing.encode()).hexdigest() == row["sha256"], (folder, row)
        assert size == row["bytes"], (folder, row)
        found += 1
    assert found, folder


first = None
for place in sys.argv[1:]:
    got, head = read(place)
    check_digests(place, got)
    if first is None:
        first, first_head = got, head
        continue
    for table in ("steps", "evaluations", "checkpoints"):
        for a, b in zip(first[table], got[table]):
            assert a == b, (place, table, a, b)
        assert len(first[table]) == len(got[table]), (place, table)
    assert head["recipe_key"] == first_head["recipe_key"], place
    assert head["dataset_sha256"] == first_head["dataset_sha256"], place
    firsts = [row["first"] for row in got["sessions"]]
    assert firsts[0] == 1 and firsts == sorted(firsts), firsts
