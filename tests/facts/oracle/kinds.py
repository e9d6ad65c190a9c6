"""The language of kinds: `list[int] | none` in, a kind out that says whether a value is of it and what was seen."""

import collections
import collections.abc
import io
import re
import types

SIMPLE = {
    "none": type(None), "bool": bool, "int": int, "float": float, "complex": complex, "str": str, "bytes": bytes,
    "bytearray": bytearray, "memoryview": memoryview, "ellipsis": type(...), "slice": slice, "range": range,
    "list": list, "set": set, "frozenset": frozenset, "deque": collections.deque, "counter": collections.Counter,
    "dict": dict, "defaultdict": collections.defaultdict, "tuple": tuple, "generator": types.GeneratorType,
    "coroutine": types.CoroutineType, "async_generator": types.AsyncGeneratorType, "regex": re.Pattern,
    "match": re.Match, "keys": type({}.keys()), "values": type({}.values()), "items": type({}.items()),
}
WIDE = {
    "file": io.IOBase, "iterator": collections.abc.Iterator, "module": types.ModuleType, "type": type,
    "function": (types.FunctionType, types.BuiltinFunctionType, types.MethodType),
}
NEVER_LOOKED_INTO = {"iterator", "generator", "coroutine", "async_generator", "unknown"}


class Member:
    """One member of a union: a name, inner kinds, the name in parentheses, and whether `?` excuses it."""

    def __init__(self, name, inner, argument, excused):
        self.name, self.inner, self.argument, self.excused = name, inner, argument, excused
        self.seen = False

    def accepts(self, value, names):
        """True if `value` is of this kind; marks what it saw. `names` are the case's own."""
        if not self.is_of(value, names):
            return False
        if self.name in NEVER_LOOKED_INTO:
            for kind in self.inner:
                excuse(kind)
        elif not all(any([m.accepts(part, names) for m in kind]) for kind, part in self.parts(value)):
            return False
        self.seen = True
        return True

    def is_of(self, value, names):
        if self.name == "unknown":
            return True
        if self.name == "instance":
            wanted = names.get(self.argument.split(".")[-1]) or find_class(self.argument)
            return isinstance(value, wanted)
        if self.name in WIDE:
            right = isinstance(value, WIDE[self.name])
            wanted = self.argument and self.argument.split(".")[-1]
            return right and (not wanted or value.__name__.split(".")[-1] == wanted)
        if self.name == "tuple" and self.inner and self.inner[-1] is not ... and type(value) is tuple:
            return len(value) == len(self.inner)
        return type(value) is SIMPLE[self.name]

    def parts(self, value):
        if not self.inner:
            return []
        if self.name == "tuple" and self.inner[-1] is not ...:
            return list(zip(self.inner, value))
        if self.name in ("dict", "defaultdict"):
            return [(self.inner[at], part) for pair in value.items() for at, part in enumerate(pair)]
        if self.name == "items":
            return [(self.inner[at], part) for pair in value for at, part in enumerate(pair)]
        return [(self.inner[0], part) for part in value]

    def unseen(self):
        """The members, here and inside, that no run showed though nothing excuses them."""
        if self.excused:
            return
        if not self.seen:
            yield self.name
        elif self.name not in NEVER_LOOKED_INTO:
            for kind in self.inner:
                for member in kind if kind is not ... else ():
                    yield from member.unseen()


def excuse(kind):
    for member in kind:
        member.excused = True


def find_class(name):
    module, _, attribute = name.rpartition(".")
    return getattr(__import__(module or "builtins", fromlist=["x"]), attribute)


def read_kind(text):
    """A union as a list of members. ValueError if the text is no kind."""
    kind, rest = read_union(re.findall(r"\.\.\.|[\w.]+|[][()|,?~]", text))
    if rest:
        raise ValueError(f"not a kind: {text!r}")
    return kind


def read_union(tokens):
    members = []
    while True:
        if tokens[0] == "~":
            tokens = tokens[1:]
        member, tokens = read_member(tokens)
        members.append(member)
        if tokens[:1] != ["|"]:
            return members, tokens
        tokens = tokens[1:]


def read_member(tokens):
    name, tokens = tokens[0], tokens[1:]
    if name not in SIMPLE and name not in WIDE and name not in ("unknown", "instance"):
        raise ValueError(f"not a kind: {name!r}")
    inner, argument = [], None
    if tokens[:1] == ["("]:
        argument, tokens = tokens[1], tokens[3:]
    if tokens[:1] == ["["]:
        while tokens[0] in "[,":
            if tokens[1] == "...":
                inner, tokens = inner + [...], tokens[2:]
                continue
            part, tokens = read_union(tokens[1:])
            inner.append(part)
        tokens = tokens[1:]
    excused = tokens[:1] == ["?"]
    return Member(name, inner, argument, excused), tokens[excused:]
