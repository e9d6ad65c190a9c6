"""Turns the tree of a case into one that reports: probes at the marked moments, counters in loops, binding tokens.

For every name that a mark asks about, each binding of it is followed by a binding of a shadow name to a token that
carries the line, so Python's own scoping decides which token a read sees. Every injected name is `__like_this__`
or starts with `token_of_`.
"""

import ast
import copy

from notation import ABOUT_A_LOOP, CaseError
from places import LOOPS, loops_around, occurrence, place_of

LEAVES = (ast.Return, ast.Raise, ast.Break, ast.Continue)
AT_THE_LOOP = {"mutated", "unmutated", "accumulates", "reset", "used-after", "dead-after"}
BY_OCCURRENCE = {"header", "depth", "effect"}
BY_TOKEN = {"reaching", "single-use", "multi-use", "used-after", "dead-after"}
BY_READS = BY_TOKEN - {"reaching"}
ON_PAPER = {"scope", "captured", "consumer"}


def expression(text, **parts):
    """An expression from a template whose names in `parts` are replaced by the given nodes."""
    return Fill(parts).visit(ast.parse(text, mode="eval").body)


def statements(text, **parts):
    """The same for statements; a statement that is only a name of `parts` may stand for a list."""
    module = Fill(parts).visit(ast.parse(text))
    return module.body


class Fill(ast.NodeTransformer):
    def __init__(self, parts):
        self.parts = parts

    def visit_Name(self, node):
        return copy.deepcopy(self.parts[node.id]) if node.id in self.parts else node

    def visit_Expr(self, node):
        if isinstance(node.value, ast.Name) and isinstance(self.parts.get(node.value.id), list):
            return self.parts[node.value.id]
        return self.generic_visit(node)


def shadow(name):
    return "token_of_" + name


class Plan:
    """What goes where, keyed by the identity of nodes and blocks of the original tree."""

    def __init__(self, case):
        self.tree = ast.parse(case.text)
        self.loops = [n for n in ast.walk(self.tree) if isinstance(n, LOOPS) or isinstance(n, ast.comprehension)]
        self.number = {id(loop): at for at, loop in enumerate(self.loops)}
        self.names, self.read_names = set(), set()
        self.before, self.after, self.starts = {}, {}, {}
        self.turns, self.outs, self.wraps, self.calls = {}, {}, {}, {}
        self.loops_of = {}
        for at, mark in enumerate(case.marks):
            if mark.fact in BY_TOKEN:
                self.names.add(mark.expressions[0].id)
            if mark.fact in BY_READS:
                self.read_names.add(mark.expressions[0].id)
            if mark.fact not in ON_PAPER:
                self.place(at, mark)

    def place(self, at, mark):
        place = place_of(self.tree, mark.line)
        where = place.owner if place.block is not None else place.statement
        header = place.block is not None and place.block is getattr(place.owner, "body", None)
        loop = self.loop_of(mark, place, where, header)
        if mark.fact in ABOUT_A_LOOP:
            self.loops_of[at] = [self.number[id(self.need(loop, mark))]]
        elif mark.fact in AT_THE_LOOP and (loop or mark.fact not in BY_READS):
            self.at_loop(at, mark, loop or (place.owner if header else None))
        elif self.is_occurrence(mark, place, where, header):
            self.at_occurrence(at, mark, where)
        else:
            self.loops_of[at] = [self.number[id(loop)]] if loop else []
            self.at_moment(at, mark, place)

    def loop_of(self, mark, place, where, header):
        if mark.loop_line:
            return next(loop for loop in self.loops if isinstance(loop, LOOPS) and loop.lineno == mark.loop_line)
        if header and isinstance(place.owner, LOOPS):
            return place.owner
        if mark.fact in BY_READS:
            return None
        around = [loop for loop in loops_around(self.tree, where) if isinstance(loop, LOOPS)]
        return around[-1] if around and not isinstance(where, (ast.FunctionDef, ast.AsyncFunctionDef)) else None

    def need(self, found, mark):
        if found is None:
            raise CaseError(f"line {mark.line}: nothing here that {mark.text!r} could speak of")
        return found

    def is_occurrence(self, mark, place, where, header):
        if mark.fact in BY_OCCURRENCE or not place.ends:
            return True
        if mark.fact in ("varies", "invariant", "unsettled") and header and isinstance(place.owner, LOOPS):
            return False
        plain = len(mark.expressions) != 1 or isinstance(mark.expressions[0], (ast.Name, ast.Attribute))
        return not plain and occurrence(where, mark.expressions[0], mark.line) is not None

    def at_loop(self, at, mark, loop):
        """Held at the entry, looked at in each turn and at the end; of a function, at its start and end."""
        value = mark.expressions[0]
        kind = "hold" if mark.fact in ("mutated", "unmutated") else "size"
        self.need(loop, mark)
        if mark.fact in BY_READS:
            self.outs.setdefault(id(loop), []).extend(token_probe(at, value.id))
            return
        probe = statements(f"try:\n    __{kind}__({at}, VALUE)\nexcept Exception:\n    pass", VALUE=value)
        self.turns.setdefault(id(loop), []).extend(probe)
        if kind == "hold":
            self.before.setdefault(id(loop), []).extend(statements(f"__forget__({at})") + copy.deepcopy(probe))
            self.turns[id(loop)] = statements(f"__compare__({at})") + self.turns[id(loop)]
            self.outs.setdefault(id(loop), []).extend(statements(f"__compare__({at})"))
        else:
            self.before.setdefault(id(loop), []).extend(statements(f"__entry__({at})"))
            self.outs.setdefault(id(loop), []).extend(copy.deepcopy(probe))

    def at_occurrence(self, at, mark, where):
        node = self.need(occurrence(where, mark.expressions[0], mark.line), mark)
        self.loops_of[at] = [self.number[id(loop)] for loop in loops_around(self.tree, node)]
        self.wraps.setdefault(id(node), []).append((at, mark))

    def at_moment(self, at, mark, place):
        probe = moment_probe(at, mark)
        if place.block is not None:
            self.starts.setdefault(id(place.block), []).extend(probe)
        elif isinstance(place.statement, LEAVES):
            self.before.setdefault(id(place.statement), []).extend(probe)
        else:
            self.after.setdefault(id(place.statement), []).extend(probe)


def token_probe(at, name):
    return statements(f"try:\n    __token__({at}, {shadow(name)})\nexcept NameError:\n    pass")


def moment_probe(at, mark):
    if mark.fact == "reaching":
        name = mark.expressions[0].id
        return statements(
            f"try:\n    __token__({at}, {shadow(name)})\nexcept NameError:\n"
            f"    try:\n        __unbound__({at}, '{name}', {name})\n"
            f"    except NameError:\n        __unbound__({at}, '{name}')"
        )
    if mark.fact in BY_READS:
        return token_probe(at, mark.expressions[0].id)
    return statements(f"__see__({at}, VALUES)", VALUES=ast.Tuple(elts=mark.expressions, ctx=ast.Load()))
