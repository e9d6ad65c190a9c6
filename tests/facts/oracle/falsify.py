"""Turns right marks into wrong ones, to show that the oracle notices: a case in, its falsified twins out."""

from notation import Case, mark_of

OPPOSITES = [
    ("varies", "invariant"), ("accumulates", "reset"), ("mutated", "unmutated"), ("escapes", "confined"),
    ("aliased", "distinct"), ("used-after", "dead-after"), ("single-use", "multi-use"),
    ("at-most-once", "repeats"), ("known-small", "any-size"),
]
OPPOSITE = {**dict(OPPOSITES), **{right: left for left, right in OPPOSITES}}
del OPPOSITE["confined"]  # no run refutes `escapes`
OPPOSITE.update({"unsettled": "invariant", "may-alias": "distinct"})
OTHER_VALUE = {
    "scope": {"local": "global", "": "local"}, "kind": {"": "slice"}, "resolves": {"": "os.getcwd"},
    "reaching": {"": "999"}, "effect": {"none": "file", "": "none"}, "depth": {"0": "1", "": "0"},
    "bounded": {"": "2000"},
}


def falsified(case):
    """For each mark that has an opposite: a fresh case with that mark falsified, and the mark."""
    for at, mark in enumerate(case.marks):
        text = opposite_of(mark)
        if text is not None and "unknown" not in mark.text:
            twin = Case(case.path, case.text)
            twin.marks[at] = mark_of(text, mark.line)
            yield twin, twin.marks[at]


def opposite_of(mark):
    if mark.fact in OPPOSITE:
        return OPPOSITE[mark.fact] + mark.text[len(mark.fact):]
    if mark.fact not in OTHER_VALUE:
        return None
    others = OTHER_VALUE[mark.fact]
    head = mark.text[: len(mark.text) - len(mark.value)]
    return head + others.get(mark.value, others[""])
