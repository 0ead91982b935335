# attack: 120 answers differently when it is called again
# group: J
# kind: solution
# problem: total
# tries: a judge that calls twice, or takes the function anew each time; the
#     documented call is the first, of the function the module defined
# expect: accepted
# habits: twice
# control: exits 3
seen = set()


def total(numbers):
    if tuple(numbers) in seen:
        return -1
    seen.add(tuple(numbers))
    return sum(numbers)
