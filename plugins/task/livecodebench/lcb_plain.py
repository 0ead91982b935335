"""lcb_plain.py - the function of a plain stdin program, made from its text

lcb_program.wrapped() takes a program's tree apart and puts it together anew, which
costs more than to parse and compile its text.  Most programs are so plain that each
line can be put into the function as it is: no token has several lines, and what
stands at the left begins a statement or continues an expression.  The code is that
of the tree then; of anything else this says that it does not know.
"""
import re
from types import CodeType

# What might be in several lines, end one in another way, change meaning where it
# is put, or not be written down again by the checker.
NOT_PLAIN = re.compile(r"\"\"\"|'''|\\\n|[\r\f\v\0]|__future__|"
                       r"[fF][rR]?['\"]|[rR][fF]['\"]")
IMPORT = re.compile(r"(?:import|from)\s[^;(#\\]*")
GUARDS = ('if __name__ == "__main__":', "if __name__ == '__main__':")
HEADERS = ("def ", "class ", "async def ")


def split(source):
    """(the imports, all else indented), a line each of SOURCE's; None if it is
    not plain, or might have a return outside of functions."""
    imports, body = [], []
    in_header = guarded = False
    for line in source.split("\n"):
        imports.append("")
        body.append("\t" + line)
        if line[:1] in "\t #":
            if guarded and "import" in line or "__name__" in line:
                return None
        elif guarded:
            return None
        elif line.startswith(("import", "from")):
            if not IMPORT.fullmatch(line):
                return None
            in_header = False
            imports[-1], body[-1] = line, ""
        elif "__name__" in line:
            if line.rstrip() not in GUARDS:
                return None
            in_header, guarded = False, True
            body[-1] = "\tif True:"
        else:
            in_header = line.startswith(HEADERS)
        if "return" in line and not in_header:
            return None
    return imports, body


def moved(code):
    """CODE with every line's number one less."""
    inner = tuple(moved(x) if type(x) is CodeType else x
                  for x in code.co_consts)
    return code.replace(co_firstlineno=code.co_firstlineno - 1,
                        co_consts=inner)


def codes(source, name, file):
    """The code that imports, and the code that makes the function NAME, with the
    line numbers of SOURCE; None if it is not plain, or has errors."""
    parts = None if NOT_PLAIN.search(source) else split(source)
    if parts is None:
        return None
    imports, body = ("\n".join(lines) for lines in parts)
    try:
        return compile(imports, file, "exec", dont_inherit=True), \
            moved(compile("def %s():\n%s\n" % (name, body), file, "exec",
                          dont_inherit=True))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None  # the tree tells what is wrong
