"""mbpp_rules.py - when EvalPlus accepts an output, and when a careful judge does

official() follows EvalPlus, commit 26d6d00, evalplus/eval/__init__.py, step by
step, for what it accepts by accident too: it compares with ==, so an object
whose __eq__ says yes passes; np.allclose broadcasts; the tolerance of a first
float output stays for the later tests of the same loop.

strict() accepts plain data only.  Numbers count by value: ints exactly, where a
float is expected within the task's tolerance (1e-6 if it states none) plus
1e-7 of the expected value, element by element, in tests of this output alone.
Lists and tuples are told apart, as are text and bytes; a set equals a frozenset
and a Counter a dict.  Two NaNs are equal.
"""
import collections
import math

NOT_NONE = {"check_str", "text_match_three", "text_starta_endb"}
AS_SETS = {"similar_elements", "find_char_long", "common_in_nested_lists",
           "extract_singly", "larg_nnum", "intersection_array",
           "find_dissimilar", "Diff"}
WITH_ORACLE = {"are_equivalent", "sum_div", "surface_Area",
               "digit_distance_nums"}


def is_special(dataset, entry):
    """Whether ENTRY is compared by a rule of its own."""
    if dataset == "mbpp":
        return entry in NOT_NONE or entry in AS_SETS or entry in WITH_ORACLE
    return dataset == "humaneval" and entry == "find_zero"


def is_not_none(dataset, entry):
    return dataset == "mbpp" and entry in NOT_NONE


def surface_area(base, height):
    """Mbpp/581 with the height taken as that of the pyramid."""
    slant = math.sqrt((base / 2) ** 2 + height ** 2)
    return round(base ** 2 + 4 * (base * slant) / 2)


def digit_distance(a, b):
    """Mbpp/558 with the shorter number padded by zeros in front."""
    a, b = str(a), str(b)
    width = max(len(a), len(b))
    return sum(abs(int(x) - int(y))
               for x, y in zip(a.zfill(width), b.zfill(width)))


def polynomial(coefficients, x):
    return sum([c * math.pow(x, i) for i, c in enumerate(coefficients)])


def mbpp_exact(entry, args, out, expected, atol, exact):
    """EXACT, or what Mbpp's rule for ENTRY makes of it."""
    if entry == "are_equivalent":
        return exact or True
    if entry == "sum_div":
        return exact or out == 0
    if entry == "surface_Area":
        return exact or abs(out - surface_area(*args)) <= atol
    if entry == "digit_distance_nums":
        return exact or out == digit_distance(*args)
    if entry in AS_SETS:
        return set(out) == set(expected)
    if entry in NOT_NONE:
        if isinstance(out, bool):
            return out == expected
        return expected == (out is not None)
    return exact


def is_floats(x, numpy):
    if isinstance(x, float):
        return True
    if isinstance(x, (list, tuple)) and x:
        return all(isinstance(i, float) for i in x)
    if isinstance(x, numpy.ndarray):
        return x.dtype == numpy.float64 or x.dtype == numpy.float32
    return False


def official(spec, args, out, expected, atol, numpy):
    """The tolerance for the next test; raises if OUT is not accepted."""
    exact = out == expected
    if spec["dataset"] == "mbpp":
        exact = mbpp_exact(spec["entry"], args, out, expected, atol, exact)
    elif is_special(spec["dataset"], spec["entry"]):
        if not abs(polynomial(*args, out)) <= atol:
            raise AssertionError
        return atol
    if atol == 0 and is_floats(expected, numpy):
        atol = 1e-6
    if not exact and atol != 0:
        if type(out) != type(expected):
            raise AssertionError
        if isinstance(expected, (list, tuple)) and len(out) != len(expected):
            raise AssertionError
        exact = numpy.allclose(out, expected, rtol=1e-07, atol=atol)
    if not exact:
        raise AssertionError
    return atol


MAPPINGS = (dict, collections.Counter, collections.OrderedDict,
            collections.defaultdict)


def number(x):
    """X, or what a NumPy scalar holds; None if it is no number."""
    if type(x) in (bool, int, float, complex):
        return x
    if type(x).__module__ == "numpy" and hasattr(x, "item") and \
            not getattr(x, "shape", 1):
        return x.item()
    return None


def close_numbers(got, want, tolerance):
    if type(want) not in (float, complex) and type(got) is not complex:
        return got == want
    if got == want or (got != got and want != want):
        return True
    return abs(got - want) <= tolerance + 1e-7 * abs(want) < math.inf


def close_arrays(got, want, tolerance):
    if type(got) is not type(want) or got.shape != want.shape:
        return False
    return all(map(lambda a, b: close(a, b, tolerance), got.ravel().tolist(),
                   want.ravel().tolist()))


def close(got, want, tolerance):
    """Whether plain GOT is as good as plain WANT."""
    a, b = number(got), number(want)
    if a is not None and b is not None:
        return close_numbers(a, b, tolerance)
    if type(want) in (list, tuple, collections.deque):
        return type(got) is type(want) and len(got) == len(want) and \
            all(map(lambda x, y: close(x, y, tolerance), got, want))
    if type(want) in MAPPINGS:
        return type(got) in MAPPINGS and got.keys() == want.keys() and \
            all(close(got[key], want[key], tolerance) for key in want)
    if type(want) in (set, frozenset):
        return type(got) in (set, frozenset) and got == want
    if type(want).__name__ == "ndarray":
        return close_arrays(got, want, tolerance)
    return type(got) is type(want) and bool(got == want)


def strict(spec, args, out, expected):
    """Whether a careful judge accepts plain OUT; for special tasks too."""
    tolerance = spec["atol"] or 1e-6
    entry = spec["entry"]
    if spec["dataset"] == "mbpp" and entry in AS_SETS:
        return type(out) in (list, tuple, set, frozenset) and \
            set(out) == set(expected)
    if close(out, expected, tolerance):
        return True
    if spec["dataset"] == "mbpp" and entry == "surface_Area":
        return close(out, float(surface_area(*args)), tolerance)
    if spec["dataset"] == "mbpp" and entry == "digit_distance_nums":
        return close(out, digit_distance(*args), tolerance)
    if spec["dataset"] == "humaneval" and entry == "find_zero":
        x = number(out)
        return x is not None and \
            abs(polynomial(*args, x)) <= spec["atol"]
    return False
