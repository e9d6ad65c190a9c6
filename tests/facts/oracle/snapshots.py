"""Deep snapshots: a value in, plain hashable data out that is equal exactly when nothing in the value changed."""

import collections
import io
import operator
import types

PLAIN = (type(None), bool, int, float, complex, str, bytes, range, slice, type(...))
LOOKED_AT_BY_IDENTITY = (type, types.FunctionType, types.BuiltinFunctionType, types.ModuleType, types.MethodType)


def freeze(value, above=()):
    """A snapshot of `value`. Iterators are not consumed: what is left of them stands for them."""
    if isinstance(value, PLAIN):
        return type(value).__name__, repr(value)
    if id(value) in above or len(above) > 12:
        return ("cycle",)
    above += (id(value),)
    name = type(value).__name__
    if isinstance(value, dict):
        return name, tuple((freeze(key, above), freeze(item, above)) for key, item in value.items())
    if isinstance(value, (set, frozenset)):
        return name, frozenset(freeze(item, above) for item in value)
    if isinstance(value, (list, tuple, collections.deque, bytearray)):
        return name, tuple(freeze(item, above) for item in value), freeze_attributes(value, above)
    if isinstance(value, LOOKED_AT_BY_IDENTITY):
        return name, id(value)
    if isinstance(value, types.GeneratorType):
        return name, value.gi_frame and value.gi_frame.f_lasti
    if isinstance(value, io.IOBase):
        return name, value.closed or position(value)
    if hasattr(value, "__length_hint__"):
        return name, operator.length_hint(value)
    return name, freeze_attributes(value, above)


def freeze_attributes(value, above):
    names = [name for base in type(value).__mro__ for name in base.__dict__.get("__slots__", ()) if name[:2] != "__"]
    slots = tuple((name, freeze(getattr(value, name), above)) for name in names if hasattr(value, name))
    return slots + tuple((name, freeze(item, above)) for name, item in getattr(value, "__dict__", {}).items())


def position(file):
    """Where a file stands; a text file that is being iterated cannot tell, its buffer can."""
    try:
        return file.tell()
    except OSError:
        return file.buffer.tell()


def size(value):
    """How much a value holds: its number if it is one, else its items, those of its items included."""
    if isinstance(value, (int, float)):
        return value
    return len(value) if isinstance(value, (str, bytes)) else count(freeze(value))


def count(frozen):
    if not isinstance(frozen, (tuple, frozenset)):
        return 0
    return 1 + sum(count(part) for part in frozen)
