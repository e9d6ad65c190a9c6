"""Runs inside the interpreter that is asked: a task comes as JSON, and the answer goes as JSON to standard output.

Uses nothing but the standard library of Python 3.8.
"""

import ast
import asyncio
import contextlib
import inspect
import io
import json
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import ModuleType

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from measuring import child as measuring  # noqa: E402
from proving.values import CannotMake, make  # noqa: E402

CASES = 40
MOST_DIFFERENCES = 5
MOST_ITEMS = 10_000


def main():
    task = json.load(sys.stdin)
    proof = Proof(task["is_safe"])
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        if task["run"]:
            run_measured(task, proof)
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
        raises = "raised" in one or "raised" in other
        self.raised += raises
        if one != other and (self.is_safe or not raises) and len(self.differences) < MOST_DIFFERENCES:
            self.differences.append(f"{name}: {str(one)[:400]} became {str(other)[:400]}")


def run_measured(task, proof):
    """Both forms on the page's own input."""
    names = measuring.load({"run": task["run"], "bad": task["bad"], "good": task["fixed"]})
    setup, size = names["setup"], task["size"]
    proof.compare("run", *(observe(names[form], [setup(size)]) for form in ("bad", "good")))


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
    # A safe fix must do the same on any input, an unsafe one on the kind of input that is declared.
    for hostile in (False, True) if proof.is_safe else (False,):
        for case in range(CASES):
            try:
                # Made twice from one seed: what the first call changes does not reach the second.
                given = [[make(it, random.Random(f"{case}/{it.arg}"), hostile) for it in parameters] for _ in calls]
            except CannotMake:
                return
            proof.compare(name, *(observe(call, [values]) for call, values in zip(calls, given)))


def load(name, text):
    module = sys.modules[name] = ModuleType(name)
    measuring.execute(ast.parse(text), module.__dict__)
    return module


def observe(call, arguments):
    """What can be seen of a call: its result or exception, what it prints, what it does to its arguments."""
    out = io.StringIO()
    seen = {}
    with contextlib.redirect_stdout(out):
        try:
            result = call(*arguments)
            if inspect.iscoroutine(result):
                result = asyncio.run(result)
            seen["result"] = shown(result)
        except Exception as error:
            seen["raised"] = f"{type(error).__name__}: {error}"
    seen["out"] = out.getvalue()
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
    plain = value is None or isinstance(value, (bool, int, float, complex, str, bytes))
    return repr(value) if plain else type(value).__name__


if __name__ == "__main__":
    main()
