"""words.py - a module beside the driver"""


def joined(*parts):
    return " ".join(parts)
