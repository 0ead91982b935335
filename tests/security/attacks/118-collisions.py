# attack: 118 keys that collide
# group: J
# kind: solution
# problem: kept
# tries: a judge that puts the program's keys into a table of its own
# expect: wrong_answer time_limit
# control: none it costs time alone, in the jail and outside
MODULUS = (1 << 61) - 1


def kept(items):
    return [n * MODULUS for n in range(50000)] + \
        [{n * MODULUS: n for n in range(500)}]
