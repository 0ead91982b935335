# attack: 107 replaces what a comparison would use
# group: J
# kind: solution
# problem: total
# tries: builtins, operator.eq, math.isclose, numpy.allclose, json.dumps
# expect: wrong_answer
# control: passes
import builtins
import json
import math
import operator

try:
    import numpy
    numpy.allclose = numpy.array_equal = numpy.isclose = lambda *_, **__: True
except ImportError:
    pass
for name in ("isinstance", "all", "any", "issubclass", "callable"):
    setattr(builtins, name, lambda *_: True)
builtins.len = lambda *_: 0
builtins.abs = lambda *_: 0
builtins.zip = lambda *_: iter(())
builtins.print = builtins.repr = builtins.str = lambda *_, **__: ""
builtins.sorted = lambda *_, **__: []
operator.eq = math.isclose = lambda *_, **__: True
json.dumps = json.dump = lambda *_, **__: "6"

def total(numbers):
    return -1
