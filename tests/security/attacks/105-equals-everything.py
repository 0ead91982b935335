# attack: 105 an object that equals everything
# group: J
# kind: solution
# problem: total
# tries: methods that say yes to whatever a comparison asks
# expect: wrong_answer
# control: passes
class Yes:
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = lambda *_: True
    __bool__ = __instancecheck__ = __contains__ = lambda *_: True
    __sub__ = __rsub__ = __abs__ = __neg__ = __add__ = lambda *_: 0
    __float__ = lambda *_: 0.0
    __int__ = __index__ = __len__ = __hash__ = lambda *_: 0
    __iter__ = lambda *_: iter(())
    __getattr__ = lambda self, name: self


def total(numbers):
    return Yes()
