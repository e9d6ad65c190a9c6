"""Carries a plan out: the original tree in, the instrumented tree out."""

import ast

from instrument import Plan, expression, shadow, statements
from places import FUNCTIONS

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def instrumented(case):
    """The instrumented module of a case, and for each mark the numbers of the loops around it."""
    plan = Plan(case)
    tree = Rewriter(plan).visit(plan.tree)
    return ast.fix_missing_locations(tree), plan.loops_of


class Rewriter(ast.NodeTransformer):
    def __init__(self, plan):
        self.plan = plan

    def visit(self, node):
        # The call itself must still be a call when its effect is wrapped.
        wraps = sorted(self.plan.wraps.get(id(node), ()), key=lambda wrap: wrap[1].fact != "effect")
        done = super().visit(node)
        for at, mark in wraps:
            done = self.wrapped(done, at, mark)
        return done

    def wrapped(self, node, at, mark):
        if mark.fact != "effect":
            return expression(f"__value__({at}, NODE)", NODE=node)
        changed = mark.value[len("mutates("):-1] if mark.value.startswith("mutates(") else ""
        watched = expression(f"({changed},)" if changed else "()")
        return ast.Call(
            func=ast.Name(id="__effect__", ctx=ast.Load()),
            args=[ast.Constant(value=at, kind=None), watched, node.func] + node.args, keywords=node.keywords,
        )

    def block(self, body, first=()):
        """The statements of one block, with what stands before and after each."""
        out = list(first) + self.plan.starts.get(id(body), [])
        for statement in body:
            key, bound = id(statement), self.bound_by(statement)
            before, after = self.plan.before.get(key, []), self.plan.after.get(key, [])
            is_function = isinstance(statement, FUNCTIONS)
            done = self.visit(statement)
            out += [] if is_function else before
            out += self.reads_of_augmented(statement)
            out += done if isinstance(done, list) else [done]
            out += bound + after
        return out

    def generic_visit(self, node):
        if isinstance(node, (ast.If, ast.Try, ast.With, ast.AsyncWith, ast.ClassDef)) or hasattr(node, "pattern"):
            first = []
            if isinstance(node, (ast.With, ast.AsyncWith)):
                first = self.bindings([item.optional_vars for item in node.items], node.lineno)
            self.blocks(node, first)
        return self.children(node)

    def children(self, node):
        """Visits what is below, except blocks that are done."""
        done = [(field, value) for field, value in ast.iter_fields(node) if isinstance(value, Done)]
        for field, _ in done:
            setattr(node, field, [])
        node = super().generic_visit(node)
        for field, value in done:
            setattr(node, field, value)
        return node

    def blocks(self, node, first):
        for field in ("body", "orelse", "finalbody"):
            body = getattr(node, field, None)
            if isinstance(body, list) and body:
                setattr(node, field, Done(self.block(body, first if field == "body" else ())))

    def visit_Module(self, node):
        docstring_and_future = [s for s in node.body if isinstance(s, ast.ImportFrom) and s.module == "__future__"]
        rest = [s for s in node.body if s not in docstring_and_future]
        node.body = docstring_and_future + self.block(rest)
        return node

    # ------------------------------------------------------------------------------------- functions and loops

    def visit_FunctionDef(self, node):
        arguments = node.args
        every = getattr(arguments, "posonlyargs", []) + arguments.args + arguments.kwonlyargs
        every += [one for one in (arguments.vararg, arguments.kwarg) if one]
        first = [s for one in every for s in self.token(one.arg, one.lineno)]
        declared = [s for s in node.body if isinstance(s, (ast.Global, ast.Nonlocal))]
        inside = self.plan.before.get(id(node), []) + self.plan.turns.get(id(node), [])
        outs = self.plan.outs.get(id(node), [])
        node.decorator_list = [self.visit(one) for one in node.decorator_list]
        node.args = self.visit(arguments)
        body = self.block(node.body, first + inside)
        moved = [s for s in body if s in declared]
        body = [s for s in body if s not in declared]
        node.body = moved + (statements("try:\n    BODY\nfinally:\n    OUTS", BODY=body, OUTS=outs) if outs else body)
        return node

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_For(self, node):
        number, key = self.plan.number[id(node)], id(node)
        first = statements(f"__turn__({number})")
        if not isinstance(node, ast.While):
            first += self.bindings([node.target], node.lineno)
        self.blocks(node, first + self.plan.turns.get(key, []))
        done = self.children(node)
        outs = self.plan.outs.get(key, []) + statements("pass")
        return statements(f"__enter__({number})\ntry:\n    LOOP\nfinally:\n    OUTS", LOOP=[done], OUTS=outs)

    visit_AsyncFor = visit_While = visit_For

    def visit_comprehension(self, node):
        number = self.plan.number[id(node)]
        done = self.children(node)
        done.iter = expression(f"__enter__({number}, ITER)", ITER=done.iter)
        done.ifs.insert(0, expression(f"__turn__({number})"))
        return done

    def visit_ExceptHandler(self, node):
        first = self.token(node.name, node.lineno) if node.name else []
        body = self.block(node.body, first)
        if first:
            ending = statements(f"try:\n    del {shadow(node.name)}\nexcept NameError:\n    pass")
            body = statements("try:\n    BODY\nfinally:\n    ENDING", BODY=body, ENDING=ending)
        node.body = Done(body)
        return self.children(node)

    def visit_match_case(self, node):
        line = node.pattern.lineno
        names = [getattr(part, field, None) for part in ast.walk(node.pattern) for field in ("name", "rest")]
        tokens = [expression(f"({shadow(n)} := __bind__({line}))") for n in names if n in self.plan.names]
        self.blocks(node, [])
        done = self.children(node)
        if tokens:
            last = done.guard or ast.Constant(value=True, kind=None)
            done.guard = expression("ALL[-1]", ALL=ast.Tuple(elts=tokens + [last], ctx=ast.Load()))
        return done

    # ------------------------------------------------------------------------------------- bindings and reads

    def token(self, name, line):
        return statements(f"{shadow(name)} = __bind__({line})") if name in self.plan.names else []

    def bindings(self, targets, line):
        names = [n.id for t in targets if t for n in ast.walk(t) if isinstance(n, ast.Name) and is_store(n)]
        return [s for name in names for s in self.token(name, line)]

    def bound_by(self, statement):
        line = statement.lineno
        if isinstance(statement, ast.Assign):
            return self.bindings(statement.targets, line)
        if isinstance(statement, ast.AugAssign) or isinstance(statement, ast.AnnAssign) and statement.value:
            return self.bindings([statement.target], line)
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            names = [(one.asname or one.name.split(".")[0]) for one in statement.names]
            return [s for name in names for s in self.token(name, line)]
        if isinstance(statement, DEFINITIONS):
            return self.token(statement.name, line)
        if isinstance(statement, ast.Delete):
            names = [t.id for t in statement.targets if isinstance(t, ast.Name) and t.id in self.plan.names]
            return [s for name in names for s in statements(f"del {shadow(name)}")]
        return []

    def reads_of_augmented(self, statement):
        if isinstance(statement, ast.AugAssign) and getattr(statement.target, "id", "") in self.plan.read_names:
            return statements(f"__read__(0, {shadow(statement.target.id)})")
        return []

    def visit_Global(self, node):
        node.names += [shadow(name) for name in node.names if name in self.plan.names]
        return node

    visit_Nonlocal = visit_Global

    def visit_NamedExpr(self, node):
        name, line = node.target.id, node.lineno
        done = self.children(node)
        if name not in self.plan.names:
            return done
        return expression(f"(NODE, {shadow(name)} := __bind__({line}))[0]", NODE=done)

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load) and node.id in self.plan.read_names:
            return expression(f"__read__({node.id}, {shadow(node.id)})")
        return node


class Done(list):
    """A block that is rewritten already."""


def is_store(node):
    return isinstance(node.ctx, ast.Store)
