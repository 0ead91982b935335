# attack: 117 goes on changing its result
# group: J
# kind: solution
# problem: total
# tries: a thread makes the returned value right, or longer and shorter, while
#     it is read
# variants: right length
# expect: wrong_answer
# habits: slow
# control: passes
# control[length]: none the control reads it once, at the end
import threading
import time


class Later(list):
    def __eq__(self, other):
        return bool(self) and self[0] == other


def change(result, right):
    if "@VARIANT@" == "right":
        time.sleep(0.5)
        result.append(right)
    while "@VARIANT@" == "length":
        result.extend(range(1000))
        del result[:]


def total(numbers):
    result = Later() if "@VARIANT@" == "right" else list(range(100000))
    threading.Thread(target=change, args=(result, sum(numbers)),
                     daemon=True).start()
    return result
