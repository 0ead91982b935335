"""momus_errors.py - what a driver says of an exception of the program that it runs

Loaded with every driver, in the program's own process: nothing of the exception's
own is called.
"""
FILE = "<string>"	# what a driver compiles a program as
NAME_LIMIT, LINE_LIMIT = 1000, 200


def plain_text(x):
    return x if type(x) is str else repr(x) if type(x) is int else ""


def place(error, lines):
    """" (line N: CODE)" of the innermost line of the program, or ""."""
    tb = BaseException.__dict__["__traceback__"].__get__(error)
    number = 0
    while tb is not None:
        if tb.tb_frame.f_code.co_filename == FILE:
            number = tb.tb_lineno
        tb = tb.tb_next
    if isinstance(error, SyntaxError) and type(error.lineno) is int:
        number = error.lineno
    if not 0 < number <= len(lines):
        return ""
    return " (line %d: %s)" % (number, lines[number - 1].strip()[:LINE_LIMIT])


def describe(error, source):
    """"NameError: name 'x' is not defined (line 3: return x)" """
    try:
        name = type.__dict__["__name__"].__get__(type(error))
        args = BaseException.__dict__["args"].__get__(error)
        text = plain_text(args[0]) if args else ""
        return (name + (": " + text if text else ""))[:NAME_LIMIT] + \
            place(error, source.split("\n"))
    except BaseException:  # the error is the program's: it may do anything
        return "an exception"
