"""mbppplus.py DATA ANSWERS VERDICTS SUMMARY - compares `momus grade` with what each answer's row says

A row of ANSWERS has, beside id and solution: why, parity, strict (passed or not),
tests and strict_tests (letters).  VERDICTS is what --verdicts wrote, SUMMARY
what was printed.
"""
import json
import sys

from tap import finish, is_, ok


def rows(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


answers, verdicts = rows(sys.argv[2]), rows(sys.argv[3])
if ok(len(answers) == len(verdicts), "every answer has a verdict"):
    found, seen = {}, {}
    for v in verdicts:
        found[v["id"], v["sample"]] = v
    for a in answers:
        sample = seen[a["id"]] = seen.get(a["id"], -1) + 1
        v = found[a["id"], sample]
        strict = v["strict"]
        is_((v["passed"], v["tests"], strict["passed"],
             strict.get("tests", v["tests"])),
            (a["parity"], a["tests"], a["strict"], a["strict_tests"]),
            "%s: %s" % (a["id"], a["why"]))
lenient = sum(a["parity"] and not a["strict"] for a in answers)
with open(sys.argv[4], encoding="utf-8") as f:
    ok("lenient or forged passes (strict refuses them): %d;" % lenient
       in f.read() and lenient, "the summary counts the passes that are none")
finish()
