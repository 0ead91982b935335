# attack: 136 source that is hard to compile
# group: L
# prelude: none
# tries: a hundred thousand brackets, encoding cookies, NUL bytes, a literal of
#     ten million digits, an expression of great depth
# variants: brackets cookie unknown nul digits depth cookiebomb
# limits: cpu=4 wall=20 memory=512M
# expect: compile_error runtime_error
# expect[depth]: compile_error runtime_error memory_limit
# expect[cookie]: accepted
# answer[cookie]: 42
# source: made by make() from what follows
# control: none the interpreter is the same outside
# ---
def make(variant):
    return {
        "brackets": b"(" * 100000 + b")" * 100000,
        "cookie": b"# -*- coding: utf-7 -*-\nprint(+ADQAMg-)\n",
        "unknown": b"# -*- coding: no-such-thing -*-\nprint(42)\n",
        "nul": b"print(4\0 2)\n\0\0",
        "digits": b"print(len(str(" + b"9" * 10 ** 7 + b")))\n",
        "depth": b"x = " + b"-" * 200000 + b"1\n",
        "cookiebomb": b"# coding: unicode_escape\n" + b"\\x28" * 200000,
    }[variant]
