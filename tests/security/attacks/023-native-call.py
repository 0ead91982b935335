# attack: 23 one native call that never returns
# group: B
# tries: to keep the interpreter from ever looking at a signal
# variants: power regex product sum
# limits: cpu=1 wall=10
# expect: time_limit
# idle: no
# control: outlives
import itertools
import re

if "@VARIANT@" == "power":
    7 ** 10 ** 15
elif "@VARIANT@" == "regex":
    re.match(r"(a|aa)+$", "a" * 100 + "b")
elif "@VARIANT@" == "product":
    sum(1 for _ in itertools.product(range(100), repeat=9))
else:
    sum(range(10 ** 12))
