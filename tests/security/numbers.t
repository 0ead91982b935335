#!/bin/sh
# numbers.t - every attack of the specification has a file that reads
here=${top_srcdir:-.}/tests/security
exec "${PYTHON:-python3}" -B - "$here" <<'PROGRAM'
import os
import sys

sys.path.insert(0, sys.argv[1])
import attack

EVERY = range(1, 142)
found = attack.load_all(os.path.join(sys.argv[1], "attacks"))
have = {a.number for a in found}
missing = [n for n in EVERY if n not in have]
print("not ok" if missing else "ok", "1 - each number has its attack",
      f"# {missing}" if missing else "")
blind = [a.name for a in found if a.kind != "judge" and not a.all("expect")
         and not any(a.all("expect", v) for v in a.variants)]
print("not ok" if blind else "ok", "2 - each attack says what is expected",
      f"# {blind}" if blind else "")
named = []
with open(os.path.join(sys.argv[1], "mechanisms.txt")) as f:
    for line in f:
        line = line.split("#")[0].strip()
        if line:
            named += [int(w.split("/")[0])
                      for w in line.split(":")[1].split()]
lost = sorted(set(named) - have)
print("not ok" if lost or not named else "ok",
      "3 - each witness of a mechanism is an attack",
      f"# {lost}" if lost else "")
print("1..3")
PROGRAM
