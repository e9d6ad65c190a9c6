"""Finds what a mark speaks of: the statement or block of its line, the occurrence of its expression, its loops."""

import ast

from notation import CaseError

LOOPS = (ast.For, ast.AsyncFor, ast.While)
DISPLAYS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
BLOCKS = ("body", "handlers", "cases", "orelse", "finalbody")


class Place:
    """Where a mark's line is: `block` is a list of statements whose header it ends, or `statement` a simple one."""

    def __init__(self, owner, statement, block, ends):
        self.owner, self.statement, self.block, self.ends = owner, statement, block, ends


def place_of(tree, line):
    """The place of a line. `ends`: the line is the last of its statement or header."""
    found = None
    for owner in ast.walk(tree):
        found = place_within(owner, line) or found
    if found is None:
        raise CaseError(f"line {line}: a mark must stand on a statement or on a header")
    return found


def place_within(owner, line):
    before = getattr(owner, "lineno", None) or getattr(getattr(owner, "pattern", None), "lineno", 0)
    for field in BLOCKS:
        block = getattr(owner, field, None)
        if not isinstance(block, list) or not block:
            continue
        first = first_line(block[0])
        if not isinstance(owner, ast.Module) and before <= line < first and field not in ("handlers", "cases"):
            return Place(owner, None, block, line == first - 1 or isinstance(block[0], ast.stmt) and field != "body")
        for statement in block:
            if isinstance(statement, ast.stmt) and not hasattr(statement, "body"):
                if statement.lineno <= line <= statement.end_lineno:
                    return Place(owner, statement, None, line == statement.end_lineno)
        before = last_line(block[-1]) + 1
    return None


def first_line(node):
    if hasattr(node, "pattern"):
        return node.pattern.lineno
    return min([node.lineno] + [decorator.lineno for decorator in getattr(node, "decorator_list", [])])


def last_line(node):
    return node.end_lineno if hasattr(node, "end_lineno") else last_line(node.body[-1])


def occurrence(tree, expression, line):
    """The node on `line` that is this very expression, being read; None if there is none."""
    wanted = ast.dump(expression)
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and node.lineno <= line <= node.end_lineno and ast.dump(node) == wanted:
            return node
    return None


def loops_around(tree, target):
    """Every loop, outermost first, that holds the node `target` in any of its parts, in its own function."""
    path = path_to(tree, target)
    for at, node in reversed(list(enumerate(path[:-1]))):
        if isinstance(node, FUNCTIONS) and is_in_body(node, path[at + 1]):
            path = path[at + 1:]
            break
    loops = []
    for node in path:
        if isinstance(node, LOOPS):
            loops.append(node)
        elif isinstance(node, DISPLAYS):
            loops += clauses_around(node, target)
    return loops


def is_in_body(function, child):
    return child is function.body if isinstance(function, ast.Lambda) else child in function.body


def clauses_around(display, target):
    """The clauses that repeat `target`: those before its own clause, with its own if it is a condition."""
    around = []
    for clause in display.generators:
        if any(node is target for node in ast.walk(clause.iter)):
            return around
        around.append(clause)
        if any(node is target for test in clause.ifs for node in ast.walk(test)):
            return around
    return around


def path_to(node, target):
    """The nodes from `node` down to `target`, both included; empty if it is not below."""
    if node is target:
        return [node]
    for child in ast.iter_child_nodes(node):
        below = path_to(child, target)
        if below:
            return [node] + below
    return []
