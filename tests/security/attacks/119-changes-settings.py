# attack: 119 changes settings of the interpreter
# group: J
# kind: solution
# problem: total
# tries: recursion limit, digits, decimal context, locale, warnings, random
#     seeds: it may spoil its own judgement, but never another's
# expect: accepted runtime_error
# control: breaks
import decimal
import locale
import random
import sys
import warnings

decimal.getcontext().prec = 1
decimal.getcontext().Emax = 1
locale.setlocale(locale.LC_ALL, "C")
warnings.simplefilter("error")
random.seed(0)
sys.set_int_max_str_digits(640)
sys.setswitchinterval(1e-6)
try:
    import numpy
    numpy.seterr(all="raise")
    numpy.random.seed(0)
    numpy.set_printoptions(precision=1)
except ImportError:
    pass


def total(numbers):
    sys.setrecursionlimit(30)
    return sum(numbers)
