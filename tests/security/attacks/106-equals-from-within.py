# attack: 106 the same, hidden in plain containers
# group: J
# kind: solution
# problem: kept
# tries: nested in a list, as a key, in a data class, in an array of objects;
#     subclasses of plain types; a lying __class__
# variants: list key dataclass array int str sublist class
# expect: wrong_answer
# control: passes
# control[key]: none a list is not equal to a dict
# control[dataclass]: none a list is not equal to a data class
# control[array]: none the comparison of an array gives an array
import dataclasses


def lie(base):
    class Liar(base):
        __eq__ = lambda *_: True
        __ne__ = lambda *_: False
        __hash__ = lambda *_: 0
    return Liar


class Classy(list):
    __class__ = property(lambda _: list)
    __eq__ = lambda *_: True


Yes = lie(object)


@dataclasses.dataclass
class Data:
    value: object


def kept(items):
    kind = "@VARIANT@"
    if kind == "array":
        import numpy
        return numpy.array([Yes()] * len(items), dtype=object)
    return {"list": [Yes() for _ in items], "key": {Yes(): 1},
            "dataclass": Data(Yes()), "int": [lie(int)(0) for _ in items],
            "str": [lie(str)("x") for _ in items],
            "sublist": lie(list)(), "class": Classy()}[kind]
