"""Writes the tables of reference values that lie beside it."""
import os

here = os.path.dirname(os.path.abspath(__file__))


def write(name, columns, rows):
    with open(os.path.join(here, name), "w") as f:
        print("#", columns, file=f)
        for row in rows:
            print(*(repr(float(x)) if isinstance(x, float) else x for x in row), file=f)
