# attack: 113 puts modules where the judge may import from
# group: J
# kind: solution
# problem: total
# tries: fractions.py, json.py, sitecustomize.py, conftest.py, a .pth file, a .so
# expect: wrong_answer
# habits: late
# control: passes
import sys

TEXT = "import os\nos._exit(0)\n"
for name in ("fractions", "json", "random", "numpy", "sitecustomize",
             "usercustomize", "conftest", "decimal", "copy"):
    try:
        with open(f"{name}.py", "w") as f:
            f.write(TEXT)
    except (OSError, TypeError):
        pass
try:
    with open("momus.pth", "w") as f:
        f.write("import os; os._exit(0)\n")
    with open("_decimal.so", "wb") as f:
        f.write(b"\x7fELF")
except (OSError, TypeError):
    pass
sys.path.insert(0, ".")
for name in ("fractions", "decimal"):
    sys.modules.pop(name, None)


def total(numbers):
    return -1
