"""What the counting of several libraries has in common."""

import json
import sys
import types

ROWS = 4


def load(folder, name, file):
    """A module of a folder, under a name of its own."""
    module = types.ModuleType(name)
    sys.modules[name] = module
    package = name.rpartition(".")[0]
    if package:
        sys.modules[package] = types.ModuleType(package)
    exec(compile((folder / file).read_text(encoding="utf-8"), file, "exec"), module.__dict__)
    return module


def answer(library, versions, programs, fill, count):
    """Prints what each program costs per row: counted with few rows, and again with more."""
    texts = list(programs.programs())
    fill(0)
    few = [count(programs.HEADER + text) for _, text in texts]
    fill(ROWS)
    many = [count(programs.HEADER + text) for _, text in texts]
    cells = [
        {"kind": kind, "code": text, "queries": per_row(before, after)}
        for (kind, text), before, after in zip(texts, few, many)
    ]
    json.dump({"library": library, "versions": versions, "header": programs.HEADER, "cells": cells}, sys.stdout)


def per_row(few, many):
    """What a row more costs; what the program raises; None where it is no whole number."""
    if isinstance(few, str) or isinstance(many, str):
        return few if isinstance(few, str) else many
    whole, rest = divmod(many - few, ROWS)
    return None if rest else whole
