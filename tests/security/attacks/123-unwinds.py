# attack: 123 unwinds into the service loop
# group: K
# tries: exceptions that a runner does not expect, at places that it does not
# variants: base keyboard generator recursion hook frames
# limits: cpu=2 wall=10
# expect: runtime_error
# host: processes
# control: unwinds
# control[recursion]: none a plain loop survives it too
# control[hook]: none a plain loop survives it too
class Odd(BaseException):
    """Neither an Exception nor anything that a runner would list."""

    def __str__(self):
        raise Odd

    __repr__ = __str__


how = "@VARIANT@"
if how == "base":
    raise Odd
if how == "keyboard":
    raise KeyboardInterrupt
if how == "generator":
    raise GeneratorExit
if how == "recursion":
    sys.setrecursionlimit(60)

    def deep():
        deep()
    deep()
if how == "hook":
    sys.excepthook = sys.unraisablehook = lambda *_: exec("raise Odd")
    sys.stderr = None
    raise Odd
frame = sys._getframe()
while frame:  # leaves every frame below it without its names
    for name in ("os", "sys", "_exit", "exit", "Exception", "BaseException"):
        frame.f_globals.pop(name, None)
    frame = frame.f_back
raise Odd
