# attack: 102 passes an empty list of tests
# group: I
# kind: solution
# problem: untested
# tries: to be accepted where nothing was tested
# expect: not_run internal_error wrong_answer
# control: passes
def untested(items):
    return "anything"
