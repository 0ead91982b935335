# attack: 124 two copies return
# group: K
# kind: solution
# problem: total
# tries: forks inside the call: both copies return, the child the right value
# expect: wrong_answer sandbox_violation runtime_error
# control: none a judge in the program's process has two verdicts then
import os


def total(numbers):
    if os.fork() == 0:
        return sum(numbers)
    try:
        os.wait()
    except OSError:
        pass
    return -1
