# attack: 116 a result that has no end
# group: J
# kind: solution
# problem: kept
# tries: a list within itself, a generator, a gigabyte of text, ten million
#     digits, a million brackets
# variants: itself generator text digits nested
# expect: wrong_answer time_limit memory_limit runtime_error
# habits: dump
# control: breaks
# control[text]: none a gigabyte would be needed twice outside the jail
import itertools


def kept(items):
    kind = "@VARIANT@"
    if kind == "itself":
        items.append(items)
        return items
    if kind == "generator":
        return itertools.count()
    if kind == "text":
        return "x" * (1 << 30)
    if kind == "digits":
        return 1 << 33219281
    result = []
    for _ in range(1000000):
        result = [result]
    return result
