"""mbpp_inputs.py - MBPP+ inputs from JSON to what the functions want

JSON has no tuple, set or complex; which arguments are meant to be one is fixed
by task number (EvalPlus, evalplus/data/mbpp.py @ 26d6d00).  Inputs of
HumanEval+, and of problems of anybody's own, are what JSON says.
"""

ALL_TUPLES = {2, 116, 132, 143, 222, 261, 273, 394, 399, 421, 424, 429, 470, 560,
              579, 596, 616, 630, 726, 740, 744, 809}
ALL_LISTS_OF_TUPLES = {63, 64, 70, 94, 120, 237, 272, 299, 400, 409, 417, 438,
                       473, 614, 780}
FIRST_LIST_OF_TUPLES = {75, 413, 444, 753}
SECOND_TUPLE = {106, 750}
FIRST_TUPLE = {250, 307, 405, 446, 617, 720, 763, 808}
TUPLES_OF_TUPLES = {259, 401, 445}
DEEP_TUPLES = {580, 615, 791}


def tuples(items):
    return [tuple(item) for item in items]


def deep(value):
    return tuple(map(deep, value)) if isinstance(value, list) else value


def mixed(items):
    return tuple(tuple(x) if isinstance(x, list) else x for x in items)


def set_or_dict(item):
    """Mbpp/115: an empty list, or what is none, stands for an empty dict."""
    return set(item) if isinstance(item, list) and item else {}


def one(task, args):
    """The arguments ARGS of one call of TASK."""
    if task in ALL_TUPLES:
        return tuples(args)
    if task in ALL_LISTS_OF_TUPLES:
        return [tuples(arg) for arg in args]
    if task in FIRST_LIST_OF_TUPLES:
        return [tuples(args[0]), args[1]]
    if task in SECOND_TUPLE:
        return [args[0], tuple(args[1])]
    if task in FIRST_TUPLE:
        return [tuple(args[0])] + args[1:(3 if task == 307 else 2)]
    if task in TUPLES_OF_TUPLES:
        return [tuple(tuples(arg)) for arg in args]
    if task in DEEP_TUPLES:
        return deep(args)
    if task == 278:
        return [mixed(args[0])]
    if task == 115:
        return [[set_or_dict(item) for item in args[0]]]
    if task == 124:
        return (float(args[0]), complex(args[1]))
    if task == 252:
        return [complex(args[0])]
    if task == 722:
        return [{k: tuple(v) for k, v in args[0].items()}] + args[1:]
    return args


def deserialize(dataset, task, inputs):
    """The calls' arguments.  An input set may be {}: then there are none."""
    if dataset != "mbpp":
        return list(inputs)
    return [one(task, args) for args in inputs]
