# credulous.py - a judge that makes every mistake, as control for forgeries
#
# It compares in the program's own process, believes the exit status, imports
# late, calls twice, unpickles, and looks at two tests only.  Exit status: 0
# passed, 3 refused; anything else: the judge itself broke.
import json
import os
import pickle
import sys
import time

PROBLEM = @PROBLEM@
HABITS = "@HABITS@".split()


def same(got, want, depth=40):
    if depth:
        return same(got, want, depth - 1)
    return all([isinstance(want, type(want)), got == want])


def main():
    sys.path.insert(0, ".")
    names = {"__name__": "solution"}
    exec(compile(@SOLUTION@, "solution.py", "exec"), names)
    for arguments, want in PROBLEM["cases"]:
        if "alias" in HABITS:
            want = arguments[0]
        function = names[PROBLEM["entry_point"]]
        got = function(*arguments)
        if "twice" in HABITS:
            got = function(*arguments)
        if "late" in HABITS:
            import fractions  # noqa: F401 - found in the work directory
        if "pickle" in HABITS:
            got = pickle.loads(pickle.dumps(got))
        if "slow" in HABITS:
            time.sleep(1)
        if "dump" in HABITS:
            json.dumps(list(got) if hasattr(got, "__next__") else got)
        if "prefix" in HABITS:
            got, want = str(got)[:len(str(want))], str(want)
        if "lenient" in HABITS:
            got = float(got if not isinstance(got, list) else got[0])
            want = got if got != got else want[0]
            if abs(got - want) > 1:
                sys.exit(3)
            continue
        if not same(got, want):
            sys.exit(3)
    sys.exit(0)


main()
