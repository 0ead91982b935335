# attack.py - reads the files of tests/security/attacks
#
# The comment lines at the top of an attack are its specification:
#
#   attack: NUMBER TITLE       the number is unique and in the file's name
#   group: LETTER
#   tries: what it does, for people
#   kind: program | solution | judge
#   limits: cpu=1 wall=3 memory=256M output=64K
#   variants: A B C            run once each, @VARIANT@ replaced
#   runs: N                    N times one after the other in one sandbox
#   stdin: BYTES of zeros, or  stdin-text: TEXT
#   expect: STATUS...          expect[VARIANT]: for one variant only
#   answer: TEXT               what an honest program would have printed
#   says: LINE                 must be a line of the output (of the last run);
#                              a trailing * stands for anything
#   signal: NUMBER or NAME     what ended the program
#   idle: yes | no
#   cpu: LOW HIGH              seconds reported, both ends allowed
#   peak: LOW HIGH             bytes reported
#   host: NAME...              checks of the host beside those always made
#   control: HOW               see outside.py; "none REASON" where no run
#                              outside the jail could be harmless
#   needs: MECHANISM...        without it the attack is reported unprotected
#   language: cpp | c          make(variant) behind "# ---" gives the source,
#                              which the compiler is to take, or not
import os
import re

import settings

HEADER = re.compile(r"# ([a-z-]+)(?:\[([^]]*)\])?:\s*(.*)")
KEYS = {"attack", "group", "tries", "kind", "limits", "variants", "runs",
        "stdin", "stdin-text", "expect", "answer", "says", "signal", "idle",
        "cpu", "peak", "host", "control", "needs", "prelude", "outside",
        "language", "entry", "modes", "parity", "wall", "kept", "total",
        "inert", "pair", "secret", "problem", "habits", "source"}
UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def size(text):
    """Bytes of "64K", "1M", "12"."""
    return int(text[:-1]) * UNITS[text[-1]] if text[-1:] in UNITS else int(text)


class Attack:
    """One file: its text and what its header says of it."""

    def __init__(self, path):
        self.path = path
        self.name = os.path.basename(path).rsplit(".", 1)[0]
        self.text = open(path, encoding="utf-8").read()
        self.fields = {}
        last = None
        for line in self.text.split("\n"):
            if not line.startswith("#"):
                break
            found = HEADER.match(line)
            if found:
                last = (found[1], found[2])
                if found[1] not in KEYS:
                    raise ValueError(f"{path}: unknown key \"{found[1]}\"")
                self.fields.setdefault(last, []).append(found[3].strip())
            elif last:
                self.fields[last][-1] += " " + line[1:].strip()
        number, self.title = self.fields[("attack", None)][0].split(" ", 1)
        self.number = int(number)
        self.group = self.get("group")
        self.kind = self.get("kind", default="program")
        for key in ("group", "tries", "control"):
            if not any(k == key for k, _ in self.fields):
                raise ValueError(f"{path}: the header lacks \"{key}\"")
        if not self.name.startswith(f"{self.number:03d}-"):
            raise ValueError(f"{path}: number {self.number} in the header")

    def all(self, key, variant=None):
        """Every value of KEY for VARIANT, else those for all variants."""
        return self.fields.get((key, variant)) or \
            self.fields.get((key, None), [])

    def get(self, key, variant=None, default=None):
        values = self.all(key, variant)
        return values[0] if values else default

    @property
    def variants(self):
        return (self.get("variants") or "-").split()

    def limits(self, variant=None):
        pairs = (p.split("=") for p in
                 self.get("limits", variant, "cpu=2 wall=10").split())
        return {k: size(v) if k in ("memory", "output") else float(v)
                for k, v in pairs}

    def program(self, variant, marks):
        """The program's text, every @MARK@ replaced."""
        text = self.text
        if self.kind == "program" and self.get("prelude") != "none" and \
                not self.get("language"):
            text = open(settings.here("prelude.py")).read() + text
        if self.get("prelude") == "none" and not self.get("language"):
            made = {}
            exec(text.split("# ---\n", 1)[-1], made)
            return made["make"](variant)
        marks = dict(marks, VARIANT=variant)
        if self.get("language"):
            text = text.split("# ---\n", 1)[-1]
        for mark in set(re.findall(r"@([A-Z_]+)@", text)) & set(marks):
            value = marks[mark]
            text = text.replace(f"@{mark}@", value() if callable(value) else
                                value)
        if self.get("language"):
            made = {}
            exec(text, made)
            return made["make"](variant)
        return text


def load_all(folder):
    """Every attack of FOLDER, in the order of their numbers."""
    paths = (os.path.join(folder, f) for f in sorted(os.listdir(folder))
             if re.match(r"\d{3}-.*\.py$", f))
    return sorted((Attack(p) for p in paths), key=lambda a: a.number)
