"""told.py - JSON that remembers which of its members somebody looked at"""
import json


class Told(dict):
    """An object; its members are looked at by [] and get(), not by `in`."""

    def __init__(self, members, where, seen):
        self.where, self.seen = where, seen
        super().__init__((k, told(v, "%s.%s" % (where, k) if where else k, seen))
                         for k, v in members.items())

    def __getitem__(self, key):
        self.seen.add("%s.%s" % (self.where, key) if self.where else key)
        return super().__getitem__(key)

    def get(self, key, default=None):
        return self[key] if key in self else default


def told(value, where, seen):
    if isinstance(value, dict):
        return Told(value, where, seen)
    if isinstance(value, list):
        return [told(v, where + "[]", seen) for v in value]
    return value


def paths(value, where=""):
    """Every place that VALUE has: runs[].figures[].n"""
    if isinstance(value, dict):
        for k, v in value.items():
            at = "%s.%s" % (where, k) if where else k
            if not isinstance(v, (dict, list)):
                yield at
            yield from paths(v, at)
    elif isinstance(value, list):
        if not any(isinstance(v, (dict, list)) for v in value):
            yield where.rstrip("[]")
        for v in value:
            yield from paths(v, where + "[]")


def read(text, seen, all_of):
    """TEXT's value; adds its places to ALL_OF, and to SEEN once they are read."""
    value = json.loads(text)
    all_of.update(paths(value))
    return told(value, "", seen)
