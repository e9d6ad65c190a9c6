#!/usr/bin/env python3
"""Measure how many queries real libraries send per row, and write `cells.json`.

Each folder beside this script holds models, the programs to measure, and `count.py`, which runs every program on SQLite
twice, with few rows and with more, and counts what each row more costs. This script runs them in virtual environments,
one per line of LIBRARIES, and puts the answers together:

    python3 tests/conformance/measure.py --python python3.12

With `--check` it writes nothing, and fails where the answers differ from `cells.json` by more than the versions.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
CELLS = HERE / "cells.json"

# The folder, and what is installed for it.
LIBRARIES = [
    ("django", ["Django~=4.2.0", "djangorestframework"]),
    ("django", ["Django~=5.2.0", "djangorestframework"]),
    ("peewee", ["peewee~=4.5.0"]),
    ("sqlalchemy", ["SQLAlchemy~=2.0.0", "Jinja2~=3.1.0"]),
    ("sqlmodel", ["sqlmodel==0.0.50", "SQLAlchemy~=2.0.0"]),
    ("strawberry", ["strawberry-graphql==0.341.2", "strawberry-graphql-django==0.93.0", "Django~=5.2.0"]),
    ("tortoise", ["tortoise-orm~=1.1.0"]),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable, help="the interpreter to measure on (default: this one)")
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path.home() / ".cache" / "fastpy-lint-conformance",
        help="where virtual environments are kept (default: %(default)s)",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail where cells.json says otherwise")
    arguments = parser.parse_args()
    text = written(join([answer(arguments, *library) for library in LIBRARIES]))
    if not arguments.check:
        CELLS.write_text(text, encoding="utf-8")
    elif queries(text) != queries(CELLS.read_text(encoding="utf-8")):
        sys.exit(f"measure.py: {CELLS} is not what was measured now; run without --check and look at the difference")


def answer(arguments, folder, packages):
    """What `count.py` of a folder says in an environment with some packages."""
    environment = arguments.cache / "-".join([folder, *packages]).replace("~=", "-")
    python = environment / "bin" / "python"
    if not (environment / "complete").exists():
        run([arguments.python, "-m", "venv", "--clear", environment])
        run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages])
        (environment / "complete").touch()
    # Warnings tell of what will change in versions that are measured themselves.
    return json.loads(run([python, "-W", "ignore", HERE / folder / "count.py"]))


def run(command):
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"measure.py: {command[0]} failed:\n{result.stderr}")
    return result.stdout


def join(answers):
    """One list of cells per library: of each cell the answers of all versions, in the order of LIBRARIES."""
    libraries = {}
    for it in answers:
        known = libraries.setdefault(it["library"], {"header": it["header"], "versions": [], "cells": {}})
        known["versions"].append(it["versions"])
        for cell in it["cells"]:
            known["cells"].setdefault((cell["kind"], cell["code"]), []).append(cell["queries"])
    return libraries


def written(libraries):
    """JSON with one cell a line, so that a difference can be read."""
    parts = []
    for name, it in libraries.items():
        cells = [
            json.dumps({"kind": kind, "code": code, "queries": queries})
            for (kind, code), queries in it["cells"].items()
        ]
        head = f'"versions": {json.dumps(it["versions"])},\n"header": {json.dumps(it["header"])}'
        parts.append(f'"{name}": {{\n{head},\n"cells": [\n' + ",\n".join(cells) + "\n]\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def queries(text):
    """The cells of a text without the versions they were measured on."""
    return {name: it["cells"] for name, it in json.loads(text).items()}


if __name__ == "__main__":
    main()
