# attack: 110 changes its arguments in place
# group: J
# kind: solution
# problem: kept
# tries: an expected value that is the argument itself
# expect: wrong_answer
# habits: alias
# control: passes
def kept(items):
    items.clear()
    items.append("changed")
    return items
