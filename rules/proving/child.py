"""Runs inside the interpreter that is asked: a task comes as JSON, and the answer goes as JSON to standard output.

Runs on Python 3.8; input beyond the page's own needs hypothesis.
"""

import ast
import asyncio
import contextlib
import inspect
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import ModuleType

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from measuring import child as measuring  # noqa: E402
from proving import tracing  # noqa: E402

CASES = 60
MOST_DIFFERENCES = 5
MOST_ITEMS = 10_000


def main():
    task = json.load(sys.stdin)
    proof = Proof(task["is_safe"])
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        if task["run"]:
            run_measured(task, proof)
        if task["generates"]:
            run_generated(task, proof)
        os.chdir(os.path.dirname(folder))
    print(json.dumps({"calls": proof.calls, "raised": proof.raised, "differences": proof.differences}))


class Proof:
    """What was compared so far, and what differed."""

    def __init__(self, is_safe):
        self.is_safe = is_safe
        self.calls = self.raised = 0
        self.differences = []

    def compare(self, name, one, other):
        self.calls += 1
        self.raised += "raised" in one
        if not self.is_safe:
            # What is raised may differ, and when things are done; not what comes of it.
            if "raised" in one:
                return
            one, other = ({key: it for key, it in seen.items() if key != "trace"} for seen in (one, other))
        if one != other and len(self.differences) < MOST_DIFFERENCES:
            self.differences.append(f"{name}: {str(one)[:400]} became {str(other)[:400]}")


def run_measured(task, proof):
    """Both forms on the page's own input."""
    names = measuring.load({"run": task["run"], "bad": task["bad"], "good": task["fixed"]})
    for size in task["sizes"]:
        proof.compare("run", *(observe(names[form], [names["setup"](size)]) for form in ("bad", "good")))


def run_generated(task, proof):
    """Every function and method of both texts, on input made from its annotations."""
    old, new = load("old", task["bad"]), load("new", task["fixed"])
    for statement in ast.parse(task["bad"]).body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            calls = (lambda values, module=module: getattr(module, statement.name)(*values) for module in (old, new))
            compare_calls(statement.name, statement.args.args, list(calls), proof)
        elif isinstance(statement, ast.ClassDef):
            compare_methods(statement, old, new, proof)


def compare_methods(definition, old, new, proof):
    functions = [it for it in definition.body if isinstance(it, (ast.FunctionDef, ast.AsyncFunctionDef))]
    start = next((it.args.args[1:] for it in functions if it.name == "__init__"), [])
    for function in (it for it in functions if it.name != "__init__"):
        calls = [method_call(getattr(module, definition.name), function.name, len(start)) for module in (old, new)]
        compare_calls(f"{definition.name}.{function.name}", start + function.args.args[1:], calls, proof)


def method_call(kind, name, count):
    """A function that makes an object of the first values, calls a method with the others, and shows both."""

    def call(values):
        made = kind(*values[:count])
        return getattr(made, name)(*values[count:]), vars(made)

    return call


def compare_calls(name, parameters, calls, proof):
    from hypothesis import HealthCheck, Phase, given, settings, strategies
    from proving.strategies import CannotMake, made, of_parameter

    # A safe fix must do the same on any input, an unsafe one on the kind of input that is declared.
    for hostile in (False, True) if proof.is_safe else (False,):
        try:
            recipes = strategies.tuples(*(of_parameter(it, hostile) for it in parameters))
        except CannotMake:
            return

        # Made once for each call: what the first one changes does not reach the second.
        @settings(
            max_examples=CASES,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        @given(recipes)
        def compare(recipe):
            proof.compare(name, *(observe(call, [[made(it) for it in recipe]]) for call in calls))

        compare()


def load(name, text):
    module = sys.modules[name] = ModuleType(name)
    measuring.execute(ast.parse(text), module.__dict__)
    return module


def observe(call, arguments):
    """What can be seen of a call: its result or exception, what it prints, what it does to its arguments."""
    out = io.StringIO()
    seen = {}
    tracing.log.clear()
    with contextlib.redirect_stdout(out):
        try:
            result = call(*arguments)
            if inspect.iscoroutine(result):
                result = asyncio.run(result)
            seen["result"] = shown(result)
        except Exception as error:
            seen["raised"] = f"{type(error).__name__}: {error}"
    seen["out"] = out.getvalue()
    seen["trace"] = list(tracing.log)
    seen["arguments"] = shown(arguments)
    return seen


def shown(value):
    """A text that equal values share. What is made on demand is made."""
    if isinstance(value, dict):
        return "{%s}" % ", ".join(f"{shown(key)}: {shown(item)}" for key, item in value.items())
    if isinstance(value, (set, frozenset)):
        return "{%s}" % ", ".join(sorted(map(shown, value)))
    if isinstance(value, (list, tuple)) or (isinstance(value, Iterator) and not isinstance(value, io.IOBase)):
        return "%s[%s]" % (type(value).__name__, ", ".join(map(shown, islice(value, MOST_ITEMS))))
    if isinstance(value, tracing.Traced):
        return shown(value.items)
    plain = value is None or isinstance(value, (bool, int, float, complex, str, bytes))
    return repr(value) if plain else type(value).__name__


if __name__ == "__main__":
    main()
