"""Values for a parameter: strategies of hypothesis, by the kind that its annotation declares.

A value is drawn as a recipe, since each form must get one of its own: `made(recipe)` makes it, equal each time.
"""

import ast

from hypothesis import strategies as st

from proving import tracing

DIGITS = ["0", "3", "12", "-7", " 5 "]
TEXTS = ["", "a", "b", "ab", "12", "x y", " x y \n", "Hello", "a,b", "--c", "\u00e9", "a\x0cb", "a\u2028b"]
LINES = ["", "a", "b,c", "12", "-7", "# d", "--e", "a\x0cb", "a\rb", "\u00e9", "\u2028", "ERROR f"]
FILE = "input.txt"
SEQUENCES = {"list", "List", "Sequence", "Iterable", "Collection", "Iterator"}
SETS = {"set": set, "Set": set, "frozenset": frozenset}
MAPPINGS = {"dict", "Dict", "Mapping"}
LARGEST = 6

numbers = st.integers(-2, 12)
texts = st.one_of(st.sampled_from(TEXTS), st.text(max_size=4))
files = st.lists(st.sampled_from(LINES), max_size=LARGEST).map(lambda lines: "\n".join(lines).encode())
# Some of these bytes are no text.
hostile_files = st.one_of(files, st.lists(st.sampled_from([b"a\n", b"b,c\n", b"\xff\n", b"\r", b"#"]), max_size=LARGEST).map(b"".join))
hostile_values = st.sampled_from([None, "x", 1.5, tracing.WillRaise()])
PLAIN = {
    "int": numbers,
    "float": st.sampled_from([0.0, 1.5, -2.25, 3.0, float("inf")]),
    "str": texts,
    "bytes": st.binary(max_size=4),
    "bool": st.booleans(),
    "None": st.none(),
    "object": st.one_of(numbers, texts),
}


class CannotMake(Exception):
    """The annotation says nothing about what a value looks like."""


def of_parameter(parameter, hostile):
    """A strategy for recipes of a parameter's values."""
    if parameter.arg in ("path", "filename"):
        return st.tuples(st.just("file"), hostile_files if hostile else files)
    if parameter.annotation is None:
        # Nothing is declared: items that say when they are taken.
        return st.tuples(st.just("traced"), st.lists(st.one_of(numbers, texts), max_size=LARGEST))
    return st.tuples(st.just("value"), of(parameter.annotation, hostile))


def of(annotation, hostile):
    declared = of_declared(annotation, hostile)
    return st.one_of(declared, declared, declared, hostile_values) if hostile else declared


def of_declared(annotation, hostile):
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return of_declared(ast.parse(annotation.value, mode="eval").body, hostile)
    if isinstance(annotation, ast.Constant) and annotation.value is None:
        return st.none()
    if isinstance(annotation, ast.BinOp):
        return st.one_of(of(annotation.left, hostile), of(annotation.right, hostile))
    if isinstance(annotation, ast.Subscript):
        # Python 3.8 wraps what stands in the brackets.
        is_wrapped = type(annotation.slice).__name__ == "Index"
        inside = annotation.slice.value if is_wrapped else annotation.slice
        return of_many(name_of(annotation.value), inside.elts if isinstance(inside, ast.Tuple) else [inside], hostile)
    return of_one(name_of(annotation), hostile)


def name_of(annotation):
    if isinstance(annotation, ast.Name):
        return annotation.id
    if isinstance(annotation, ast.Attribute):
        return annotation.attr
    raise CannotMake


def of_one(name, hostile):
    if name in PLAIN:
        return PLAIN[name]
    if name in SEQUENCES or name in SETS or name in MAPPINGS or name == "tuple":
        inside = ast.Name("object")
        return of_many(name, [inside, inside if name in MAPPINGS else ast.Constant(...)], hostile)
    if name == "Callable":
        return st.builds(tracing.Function)
    if name in ("TextIO", "IO"):
        return files.map(lambda content: tracing.TextFile(content.decode()))
    raise CannotMake


def of_many(name, arguments, hostile):
    if name == "Callable":
        return st.builds(tracing.Function)
    if name == "Optional":
        return st.one_of(st.none(), of(arguments[0], hostile))
    if name in MAPPINGS:
        return st.dictionaries(of(arguments[0], False), of(arguments[1], hostile), max_size=LARGEST)
    if name in SETS:
        return st.lists(of(arguments[0], False), max_size=LARGEST).map(SETS[name])
    if name in ("tuple", "Tuple") and not is_ellipsis(arguments[-1]):
        return st.tuples(*(of(it, hostile) for it in arguments))
    items = lists_of(arguments[0], hostile)
    if name in ("tuple", "Tuple"):
        return items.map(tuple)
    if name in SEQUENCES:
        return items
    raise CannotMake


def lists_of(annotation, hostile):
    items = st.lists(of(annotation, hostile), max_size=LARGEST)
    if isinstance(annotation, ast.Name) and annotation.id == "str":
        # Much code reads numbers from texts.
        return st.one_of(items, st.lists(st.sampled_from(DIGITS), max_size=LARGEST))
    return items


def is_ellipsis(annotation):
    return isinstance(annotation, ast.Constant) and annotation.value is Ellipsis


def made(recipe):
    """A new value from a recipe."""
    kind, content = recipe
    if kind == "file":
        with open(FILE, "wb") as file:
            file.write(content)
        return FILE
    return tracing.Traced(content) if kind == "traced" else tracing.copied(content)
