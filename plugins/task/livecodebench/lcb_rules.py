"""lcb_rules.py - when LiveCodeBench's checkers accept an output, and a careful judge

lcb() and called_lcb() follow lcb_runner, commit 28fef95, step by step, for what it
accepts by accident too; old() and called_old() SandboxFusion's older checker,
commit 469de08.  They look at texts, and at plain values or live objects.

tokens() and value() are the careful judge's: token by token, integers and words
exactly, other numbers within a tolerance where the statement allows one; plain
values only, in which a tuple is a list, as JSON has none, and a bool no number.
"""
import json
import math
from decimal import Decimal

NOISE = 1e-9	# of a float that is expected where nothing is said of errors
DIGITS = set("0123456789+-.eE")
SIGNS = set("0123456789+-")


class Raised(Exception):
    """The checker itself fails: a run-time error of the program there."""


def strip_lines(text):
    return [line.strip() for line in text.strip().split("\n")]


def decimals(line):
    try:
        return [Decimal(word) for word in line.split()]
    except Exception:
        return None


def lcb(out, want):
    """Whether lcb_runner accepts the output OUT where WANT is expected."""
    a, b = strip_lines(out), strip_lines(want)
    if len(a) != len(b):
        return False
    for line, wanted in zip(a, b):
        if line == wanted:
            continue
        numbers, expected = decimals(line), decimals(wanted)
        if numbers is None or expected is None:
            return False
        try:
            if numbers != expected:
                return False
        except ArithmeticError as e:  # a signalling NaN
            raise Raised(str(e))
    return True


def all_close(a, b):
    """numpy.allclose(a, b) of two lists of floats, equally long."""
    return all(x == y if math.isinf(x) or math.isinf(y) else
               abs(x - y) <= 1e-8 + 1e-5 * abs(y) for x, y in zip(a, b))


def old(out, want):
    """Whether SandboxFusion's checker accepts OUT where WANT is expected."""
    lines = out.splitlines()
    if "\n".join(lines).strip() == want.strip() or \
            "\n".join(line.strip() for line in lines).strip() == want.strip() \
            or lines == [want]:
        return True
    wanted = [line.strip() for line in want.split("\n") if line]
    if lines == wanted:
        return True
    lines = [line for line in lines if line]
    if lines == wanted:
        return True
    if all(a.isdigit() and b.isdigit() for a, b in zip(lines, wanted)):
        return False
    try:
        a, b = [float(x) for x in lines], [float(x) for x in wanted]
    except ValueError:
        return False
    return len(a) == len(b) and all_close(a, b)


def called_lcb(out, want):
    """Whether lcb_runner accepts the result OUT of a call; may raise."""
    if isinstance(out, tuple):
        out = list(out)
    return bool(out == want)


def predicted(out, want):
    """Whether lcb_runner accepts OUT, said to be what a call returns."""
    return bool(out == want)


def int_keys(value):
    """VALUE with the keys that JSON has made texts of as integers again."""
    return {int(key): item for key, item in value.items()}


def old_keys(values):
    """A list that begins with a dict becomes that dict alone, keys restored."""
    try:
        if isinstance(values[0], dict):
            return [int_keys(values[0])]
    except Exception:
        pass  # keys that are no numbers stay, and so does what is no list
    return values


def old_expected(want):
    try:
        if isinstance(want, dict):
            want = [int_keys(want)]
    except Exception:
        pass
    return old_keys(want)


def called_old(out, want):
    """Whether SandboxFusion's checker accepts the result OUT; may raise."""
    want = old_expected(want)
    json.dumps(out)
    if isinstance(out, tuple):
        out = list(out)
    good = out == want
    if isinstance(want, list) and want:
        good = good or out == want[0]
    try:
        if isinstance(out[0], tuple):
            good = good or [list(x) for x in out] == want[0]
    except Exception:
        pass  # there is no first one
    return bool(good == True)


def called_like(is_old, out, expected):
    """The same for EXPECTED in JSON, whichever checker it is."""
    return (called_old if is_old else called_lcb)(out, json.loads(expected))


def is_made_of(word, signs):
    return all(c in signs for c in word)


def within(word, wanted, tolerance):
    if not is_made_of(word, DIGITS) or not is_made_of(wanted, DIGITS) or \
            (is_made_of(word, SIGNS) and is_made_of(wanted, SIGNS)):
        return False
    try:
        a, b = float(word), float(wanted)
    except ValueError:
        return False
    return abs(a - b) <= tolerance * max(1.0, abs(b))


def lower(word):
    """ASCII letters alone."""
    return word.encode("utf-8", "surrogatepass").lower()


def split(text):
    """Words between ASCII white space."""
    for c in "\t\n\v\f\r":
        text = text.replace(c, " ")
    return [word for word in text.split(" ") if word]


def tokens(out, want, tolerance, any_case):
    """momus_check_tokens()"""
    a, b = split(out), split(want)
    return len(a) == len(b) and all(
        x == y or (any_case and lower(x) == lower(y)) or
        (tolerance > 0 and within(x, y, tolerance)) for x, y in zip(a, b))


def number(x):
    """X, or what a NumPy scalar holds; None if it is no number."""
    if type(x) in (int, float):
        return x
    if type(x).__module__ == "numpy" and hasattr(x, "item") and \
            not getattr(x, "shape", 1):
        x = x.item()
        return x if type(x) in (int, float) else None
    return None


def near(x, want, tolerance):
    """Whether the number X is the float WANT, within the tolerance."""
    try:
        return abs(x - want) <= (tolerance or NOISE) * max(1.0, abs(want)) \
            < math.inf
    except OverflowError:  # an integer beyond all floats
        return False


def key_text(key):
    """What JSON makes of KEY, where it is a word or an integer; else None."""
    try:
        return str(key) if type(key) in (str, int) else None
    except ValueError:  # of too many digits
        return None


def value(out, want, tolerance):
    """Whether plain OUT is what the JSON value WANT says."""
    if type(want) in (int, float):
        x = number(out)
        if x is None or type(want) is int or x == want:
            return x is not None and x == want
        return near(x, want, tolerance)
    if type(want) is list:
        return type(out) in (list, tuple) and len(out) == len(want) and \
            all(value(x, y, tolerance) for x, y in zip(out, want))
    if type(want) is dict:
        return type(out) is dict and len(out) == len(want) and \
            all(key_text(key) in want and
                value(item, want[key_text(key)], tolerance)
                for key, item in out.items())
    return type(out) is type(want) and out == want
