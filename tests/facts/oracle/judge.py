"""Judges marks by what the runs recorded: `None` if confirmed, a reason if not, `UNCHECKED` if no run can tell."""

import ast
import builtins
import gc
import importlib
import symtable
import types

from recorder import Kept

UNCHECKED = "unchecked"
NO_EVENT = {"unknown", "query", "lock", "cpu"}


def judge(mark, case, recorder):
    """The verdict on one mark."""
    if mark.fact == "consumer" or mark.value == "unknown":
        return UNCHECKED
    if mark.fact in ("scope", "captured"):
        return on_paper(mark, case)
    if mark.fact in TURNS:
        return TURNS[mark.fact](mark, most_turns(mark, case, recorder))
    if not mark.seen:
        return "no run reaches it"
    return JUDGES[mark.fact](mark, case, recorder)


# ------------------------------------------------------------------------------------------------- names


def on_paper(mark, case):
    table, name = table_of_line(case.text, mark.line), mark.expressions[0].id
    if mark.fact == "captured":
        return None if captured(table, name) else "no inner function reads it"
    actual = scope_of(table, name, symtable.symtable(case.text, "case", "exec"))
    return None if actual == mark.value else f"the compiler says {actual}"


def table_of_line(text, line):
    """The symbol table of the innermost function or class whose header or body holds the line."""
    table = symtable.symtable(text, "case", "exec")
    nodes = ast.parse(text).body
    while True:
        inner = [n for top in nodes for n in walk_own(top) if n.lineno <= line <= n.end_lineno]
        if not inner:
            return table
        table = next(t for t in table.get_children() if t.get_name() == inner[0].name and t.get_lineno() <= line
                     and t.get_lineno() in range(inner[0].lineno - len(inner[0].decorator_list), inner[0].lineno + 1))
        nodes = inner[0].body


def walk_own(node):
    """The outermost definitions in a statement, itself included."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node
        return
    for child in ast.iter_child_nodes(node):
        yield from walk_own(child)


def scope_of(table, name, module):
    symbol = table.lookup(name)
    if symbol.is_parameter():
        return "parameter"
    if symbol.is_free():
        return "free"
    if table.get_type() == "class" and symbol.is_local():
        return "class"
    if symbol.is_local() and table.get_type() != "module":
        return "local"
    own = name in module.get_identifiers() and (module.lookup(name).is_assigned() or module.lookup(name).is_imported())
    declared = symbol.is_declared_global()
    return "builtin" if hasattr(builtins, name) and not own and not declared else "global"


def captured(table, name):
    for child in table.get_children():
        known = name in child.get_identifiers()
        if known and child.lookup(name).is_free() or (not known and captured(child, name)):
            return True
    return False


def reaching(mark, case, recorder):
    parts = {part.strip().rstrip("?"): part.strip().endswith("?") for part in mark.value.split(",")}
    seen = {str(token.line) for token, _ in mark.seen}
    return differences(seen - set(parts), {part for part in parts if not parts[part]} - seen)


def differences(unmarked, unshown):
    if unmarked:
        return "also seen: " + ", ".join(sorted(unmarked))
    return "never seen: " + ", ".join(sorted(unshown)) if unshown else None


def resolves(mark, case, recorder):
    parts = [part.strip() for part in mark.value.split("|")]
    values = [values[0] for _, values in mark.seen]
    shown = set()
    for value in values:
        names = {part for part in parts if is_named(value, part.rstrip("?"), recorder.names)}
        if not names:
            return f"is {value!r}"
        shown |= names
    return differences(set(), {part for part in parts if not part.endswith("?")} - shown)


def is_named(value, name, names):
    if name.startswith("."):
        return value is follow(names[name[1:].split(".")[0]], name[1:].split(".")[1:])
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            return follow(importlib.import_module(".".join(parts[:length])), parts[length:]) == value
        except (ImportError, AttributeError):
            continue
    return False


def follow(value, attributes):
    for attribute in attributes:
        value = getattr(value, attribute)
    return value


# ---------------------------------------------------------------------------------------- values and loops


def kind(mark, case, recorder):
    wrong = {name for _, name in mark.seen if name is not True}
    if wrong:
        return "also seen: " + ", ".join(sorted(wrong))
    unseen = [name for member in mark.kind for name in member.unseen()]
    return UNCHECKED if unseen == ["unknown"] else differences(set(), set(unseen))


def known_small(mark, case, recorder):
    largest = max(length for _, length in mark.seen)
    return None if largest <= 8 else f"{largest} items"


def any_size(mark, case, recorder):
    largest = max(length for _, length in mark.seen)
    return None if largest > 8 else f"no run has more than {largest} items"


def repeats_in(mark, loop_index):
    """True if one entry of that loop around the mark evaluates it in more than one turn."""
    turns = {}
    for position, _ in mark.seen:
        outer = tuple(position[:loop_index])
        turns.setdefault((outer, position[loop_index][:2]), set()).add(position[loop_index][2])
    return any(len(seen) > 1 for seen in turns.values())


def depth(mark, case, recorder):
    loops = len(mark.seen[0][0])
    found = sum(repeats_in(mark, index) for index in range(loops))
    return None if found == int(mark.value) else f"repeated in {found} loops"


def header(mark, case, recorder):
    positions = [position[-1] for position, _ in mark.seen if position]
    if len({entry for _, entry, _ in positions}) < len(positions):
        return "evaluated again within one entry"
    loop = positions[0][0] if positions else None
    most = max(recorder.most_turns.get(loop, {0: 0}).values())
    return None if most > 1 else "no run turns the loop twice"


def changes(mark):
    """Whether a value differs within one entry of the innermost loop, and whether one entry shows two at all."""
    entries = {}
    for position, values in mark.seen:
        entries.setdefault(position[-1][:2] if position else None, []).append(values)
    different = any(one != seen[0] for seen in entries.values() for one in seen)
    return different, any(len(seen) > 1 for seen in entries.values())


def varies(mark, case, recorder):
    return None if changes(mark)[0] else "the same in every turn"


def invariant(mark, case, recorder):
    different, repeated = changes(mark)
    return "differs from turn to turn" if different else None if repeated else "no run looks twice"


def mutated(mark, case, recorder):
    return None if any(mark.seen) else "no run changes it"


def unmutated(mark, case, recorder):
    return "changed" if any(mark.seen) else None


def grows(sizes):
    steps = [after - before for before, after in zip(sizes, sizes[1:])]
    return sum(step > 0 for step in steps) > 1 and all(step >= 0 for step in steps)


def accumulates(mark, case, recorder):
    wrong = [sizes for sizes in mark.seen if any(after < before for before, after in zip(sizes, sizes[1:]))]
    if wrong:
        return f"shrinks: {wrong[0]}"
    return None if any(grows(sizes) for sizes in mark.seen) else "no run shows it growing"


def reset(mark, case, recorder):
    wrong = [sizes for sizes in mark.seen if grows(sizes)]
    if wrong:
        return f"keeps growing: {wrong[0]}"
    return None if any(len(sizes) > 2 for sizes in mark.seen) else "no run turns the loop twice"


def most_turns(mark, case, recorder):
    loop = recorder.loops_of[case.marks.index(mark)][0]
    return max(recorder.most_turns.get(loop, {0: 0}).values())


TURNS = {
    "at-most-once": lambda mark, most: None if most == 1 else f"turns {most} times",
    "repeats": lambda mark, most: None if most > 1 else f"turns {most} times",
    "bounded": lambda mark, most: None if most == int(mark.value) else f"turns {most} times",
    "unbounded": lambda mark, most: None if most > 8 else f"turns only {most} times",
}


# -------------------------------------------------------------------------------------- objects and effects


def outlives(mark, case, recorder):
    """True if something other than the recorder still refers to an object the mark saw."""
    kept = [one for other in case.marks if other.fact in ("escapes", "confined") for _, one in other.seen]
    return any(is_held(one.value, kept, recorder.results) for _, one in mark.seen)


def is_held(value, kept, results):
    if is_one_of(value, results):
        return True
    values = [one.value for one in kept]
    for holder in gc.get_referrers(value):
        ours = holder is values or isinstance(holder, (Kept, types.FrameType))
        if not ours and not is_one_of(holder, values):
            return True
    return False


def is_one_of(value, others):
    """A function of its own: here a cell refers to `value`, which its caller would count as a holder."""
    return any(value is other for other in others)


def escapes(mark, case, recorder):
    return None if outlives(mark, case, recorder) else UNCHECKED


def confined(mark, case, recorder):
    return "still referred to after the run" if outlives(mark, case, recorder) else None


def pairs_equal(mark):
    return [left is right for _, (left, right) in mark.seen]


def aliased(mark, case, recorder):
    return None if all(pairs_equal(mark)) else "two objects"


def distinct(mark, case, recorder):
    return "one object" if any(pairs_equal(mark)) else None


def may_alias(mark, case, recorder):
    return None if len(set(pairs_equal(mark))) == 2 else "every run shows the same"


def used_after(mark, case, recorder):
    return None if any(token.reads > then for token, then in mark.seen) else "never read again"


def dead_after(mark, case, recorder):
    return "read again" if any(token.reads > then for token, then in mark.seen) else None


def single_use(mark, case, recorder):
    wrong = {token.reads for token, _ in mark.seen} - {1}
    return f"read {max(wrong)} times" if wrong else None


def multi_use(mark, case, recorder):
    most = max(token.reads for token, _ in mark.seen)
    return None if most > 1 else f"read {most} times"


def effect(mark, case, recorder):
    marked = {part.strip().split("(")[0] for part in mark.value.split(",")} - {"none"}
    if "unknown" in marked:
        return UNCHECKED
    seen = set().union(*mark.seen)
    return differences(seen - marked, marked - seen - NO_EVENT) or (UNCHECKED if marked & NO_EVENT else None)


JUDGES = {
    "reaching": reaching, "resolves": resolves, "kind": kind, "known-small": known_small, "any-size": any_size,
    "depth": depth, "header": header, "varies": varies, "invariant": invariant, "unsettled": varies,
    "mutated": mutated, "unmutated": unmutated, "accumulates": accumulates, "reset": reset, "escapes": escapes,
    "confined": confined, "aliased": aliased, "distinct": distinct, "may-alias": may_alias,
    "used-after": used_after, "dead-after": dead_after, "single-use": single_use, "multi-use": multi_use,
    "effect": effect,
}
