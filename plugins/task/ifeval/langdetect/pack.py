"""pack.py FOLDER > profiles.jsonl - packs langdetect's profiles for language.c

FOLDER is langdetect's package folder.  The first row has the tables of
utils/messages.properties, each of the others one language: n-gram counts of
profiles/NAME, in the order of the names.  Then: gzip -n9 profiles.jsonl
"""
import json
import os
import re
import sys

folder = sys.argv[1]
known = {}
path = os.path.join(folder, "messages.properties")
if not os.path.exists(path):
    path = os.path.join(folder, "utils", "messages.properties")
with open(path, encoding="ascii") as f:
    for line in f:
        key, _, value = line.rstrip("\r\n").partition("=")
        if key.strip():
            known[key.strip()] = value.strip(" \t").encode().decode(
                "unicode_escape")
kanji = sorted(k for k in known if re.match(r"NGram\.KANJI_\d", k))
marks = "0300 0301 0303 0309 0323".split()
print(json.dumps({
    "latin1": known["NGram.LATIN1_EXCLUDE"],
    "vi_from": known["TO_NORMALIZE_VI_CHARS"],
    "vi_marks": known.get("DMARK_CLASS",
                          "".join(chr(int(m, 16)) for m in marks)),
    "vi_to": [known["NORMALIZED_VI_CHARS_" + m] for m in marks],
    "kanji": [known[k] for k in kanji]}, sort_keys=True))
for name in sorted(os.listdir(os.path.join(folder, "profiles"))):
    with open(os.path.join(folder, "profiles", name), encoding="utf-8") as f:
        profile = json.load(f)
    print(json.dumps({"name": profile["name"], "n_words": profile["n_words"],
                      "freq": profile["freq"]}, ensure_ascii=False,
                     separators=(",", ":"), sort_keys=True))
