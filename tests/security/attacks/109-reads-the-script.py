# attack: 109 reads what is expected where its inputs come from
# group: J
# kind: judge
# tries: to find, in its own process, the Hugging Face row's script, which holds
#     inputs and results
# control: none an answer graded by the script alone has it behind itself
import solutions

ROW = {"task_id": 1, "prompt": "The sum.", "code": "def f(a):\n return sum(a)",
       "test_list": ["assert f([1]) == 1"], "test": """\
import numpy as np
inputs = [[[1, 2]], [[4]], [["]" and 3]]]
results = [3, 4, 3]
for i, (inp, exp) in enumerate(zip(inputs, results)):
    assert f(*inp) == exp
"""}
CHEAT = '''
import os
import re

found, maps = [], b""
memory = os.open("/proc/self/mem", os.O_RDONLY)
lines = os.open("/proc/self/maps", os.O_RDONLY)
while part := os.read(lines, 1 << 20):
    maps += part
for line in maps.decode().split("\\n"):
    if " rw" in line and "[stack]" not in line:
        begin, end = (int(x, 16) for x in line.split()[0].split("-"))
        try:
            found.append(os.pread(memory, end - begin, begin))
        except (OSError, OverflowError):
            pass
results = re.search(b"resul" + rb"ts = \\[([0-9, ]+)\\]", b"".join(found))
results = results and iter(eval(b"[" + results[1] + b"]"))


def f(a):
    return next(results) if results else -1
'''


def check(host, options, arguments):
    graded = solutions.grade([ROW], [("Mbpp/1", CHEAT), ("Mbpp/1", ROW["code"])],
                             host, ["--grader", "strict", *options])
    if graded.verdicts is None:
        return [f"nothing was graded: {graded.stderr[-300:]}"]
    said = [v["strict"]["status"] for v in graded.verdicts]
    return [] if said == ["wrong_answer", "accepted"] else [f"strict {said}"]
