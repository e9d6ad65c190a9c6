"""Values for a parameter, from its annotation."""

import ast

DIGITS = ["0", "3", "12", "-7", " 5 "]
TEXTS = ["", "a", "b", "ab", "12", "-7", " x y \n", "Hello", "a,b", "\u00e9"]
NUMBERS = [0, 1, 2, 3, 5, 7, -1]
LENGTHS = [0, 1, 2, 4, 6]
FILE = "input.txt"
ITERABLES = {"list", "List", "Sequence", "Iterable", "Collection", "tuple", "Tuple", "set", "Set", "frozenset"}
MAPPINGS = {"dict", "Dict", "Mapping"}


class CannotMake(Exception):
    """There is no annotation, or one that says nothing about what a value looks like."""


class Raising:
    """An item that raises whatever is done with it."""

    def __str__(self):
        raise LookupError("no text")

    def __getattr__(self, name):
        raise LookupError(name)

    __len__ = __iter__ = __int__ = __hash__ = __eq__ = __str__


def make(parameter, source, hostile):
    """A value for a parameter. Equal states of the random `source` give equal values."""
    if parameter.annotation is None:
        raise CannotMake
    if parameter.arg in ("path", "filename"):
        return file_of_lines(source)
    return value(parameter.annotation, source, hostile)


def file_of_lines(source):
    with open(FILE, "w", encoding="utf-8") as file:
        file.writelines(f"{source.choice(TEXTS).strip()}\n" for _ in range(source.choice(LENGTHS)))
    return FILE


def value(annotation, source, hostile):
    if hostile and source.random() < 0.15:
        return source.choice([None, "x", 1.5, [], Raising()])
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return value(ast.parse(annotation.value, mode="eval").body, source, hostile)
    if isinstance(annotation, ast.Constant) and annotation.value is None:
        return None
    if isinstance(annotation, ast.BinOp):
        return value(source.choice([annotation.left, annotation.right]), source, hostile)
    if isinstance(annotation, ast.Subscript):
        # Python 3.8 wraps what stands in the brackets.
        is_wrapped = type(annotation.slice).__name__ == "Index"
        inside = annotation.slice.value if is_wrapped else annotation.slice
        arguments = inside.elts if isinstance(inside, ast.Tuple) else [inside]
        return of_many(name_of(annotation.value), arguments, source, hostile)
    return of_one(name_of(annotation), source)


def name_of(annotation):
    if isinstance(annotation, ast.Name):
        return annotation.id
    if isinstance(annotation, ast.Attribute):
        return annotation.attr
    raise CannotMake


def of_one(name, source):
    choices = {
        "int": NUMBERS,
        "float": [0.0, 1.5, -2.25, 3.0],
        "str": TEXTS,
        "bytes": [b"", b"a", b"\xff"],
        "bool": [False, True],
        "None": [None],
    }
    if name not in choices:
        raise CannotMake
    return source.choice(choices[name])


def of_many(name, arguments, source, hostile):
    length = source.choice(LENGTHS)
    is_fixed = name in ("tuple", "Tuple") and not is_ellipsis(arguments[-1])
    if name == "Optional":
        return source.choice([None, value(arguments[0], source, hostile)])
    if is_fixed:
        return tuple(value(it, source, hostile) for it in arguments)
    if name in MAPPINGS:
        keys = [value(arguments[0], source, False) for _ in range(length)]
        return {key: value(arguments[1], source, hostile) for key in keys}
    if name not in ITERABLES:
        raise CannotMake
    hostile = hostile and name not in ("set", "Set", "frozenset")
    items = [value(arguments[0], source, hostile) for _ in range(length)]
    if source.random() < 0.5 and all(isinstance(it, str) for it in items):
        # Much code reads numbers from texts.
        items = [source.choice(DIGITS) for _ in items]
    kinds = {"tuple": tuple, "Tuple": tuple, "set": set, "Set": set, "frozenset": frozenset}
    return kinds.get(name, list)(items)


def is_ellipsis(annotation):
    return isinstance(annotation, ast.Constant) and annotation.value is Ellipsis
