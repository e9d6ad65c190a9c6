#!/usr/bin/env python3
"""Measure what importing costs, and write it to `rules/knowledge/costs/imports.toml`.

Each package is installed alone, with what it requires, into an environment of its own. Then fresh interpreters import
one of its modules and nothing else, in turn with interpreters that import nothing. How many times their processor time
(user and system) it takes, as the median of these pairs, gives the cost; so a machine that is slower while it is busy
slows both alike. A first run writes the bytecode and is not counted. What a module loads of the other packages measured
here is noted too: whoever imports that one has paid for these.

Rows of modules that were not asked for, or that cannot be installed, stay as they are.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

from measuring import import_names, interpreters

TABLE = Path(__file__).resolve().parent / "knowledge" / "costs" / "imports.toml"
BARE = re.compile(r"^bare_ms = (\d+)$", re.MULTILINE)
ROW = re.compile(r'^"?(?P<name>[\w.]+)"? = \{ ms = (?P<ms>\d+)')
# What a start has loaded besides, by the names that were asked for on the command line.
LOADED = "import sys; import {module}; print(' '.join(name for name in sys.argv[1:] if name in sys.modules))"
LIBRARY = "import sys; print(*sorted(name for name in sys.stdlib_module_names if name[0] != '_'), '__future__')"
# Whatever the caller has set: a run without bytecode compiles what it imports, which takes twice as long.
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
VERSION = "from importlib.metadata import version; import sys; print(version(sys.argv[1]))"


def main():
    arguments = parse_arguments()
    interpreter = interpreters.find_or_exit([arguments.python], "measure_imports.py")[0]
    rows = read_rows(TABLE)
    bare = bare_start(interpreter)
    for package, modules in chosen(arguments.packages):
        with tempfile.TemporaryDirectory() as folder:
            python, reason = environment(interpreter, package, Path(folder))
            if reason:
                print(f"{package or 'the standard library'}: {reason}", file=sys.stderr)
                continue
            for module in modules:
                line = measure(python, package, module, arguments.runs, bare)
                print(line or f"{module}: cannot be imported", flush=True)
                if line:
                    rows[module] = line
                    TABLE.write_text(written(interpreter, bare, rows), encoding="utf-8")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="*", help="as they are installed; `standard` for the standard library")
    parser.add_argument("--python", default=sys.executable, metavar="PATH", help="the interpreter to measure on")
    parser.add_argument("--runs", type=int, default=7, metavar="N", help="interpreters per module (default: %(default)s)")
    return parser.parse_args()


def chosen(packages):
    """Pairs of a package, None for the standard library, and its modules; in the order of the command line."""
    everything = {"standard": (None, import_names.STANDARD)}
    everything.update((package, (package, modules)) for package, modules in import_names.PACKAGES.items())
    return [everything[package] for package in packages or everything if package in everything]


def environment(interpreter, package, folder):
    """The python of a fresh environment with one package: (path, None), or (None, the reason)."""
    python = folder / "bin" / "python"
    steps = [[interpreter.path, "-m", "venv", "--without-pip", str(folder)]]
    if package:
        pip = [interpreter.path, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", str(python)]
        steps.append([*pip, "install", "--no-compile", "--only-binary", ":all:", package])
    for step in steps:
        result = subprocess.run(step, capture_output=True, text=True)
        if result.returncode != 0:
            return None, (result.stderr.strip() or "no message").splitlines()[-1]
    return str(python), None


def measure(python, package, module, runs, bare):
    """The row of a module, or None if it cannot be imported."""
    loads = ask(python, LOADED.format(module=module), *import_names.all_modules())
    if loads is None:
        return None
    code = f"import {module}"
    ratios = [milliseconds(python, code) / milliseconds(python, "pass") for _ in range(runs)]
    cost = max(statistics.median(ratios) - 1, 0) * bare
    facts = f"ms = {cost:.0f}"
    # What stands around a module is loaded with it anyway.
    own = module.split(".")[0]
    others = sorted({name.split(".")[0] for name in loads.split()} - {own}, key=str.lower)
    if others:
        facts += ", loads = [" + ", ".join(f'"{name}"' for name in others) + "]"
    if package:
        facts += f', version = "{ask(python, VERSION, package)}"'
    return f"{quoted(module)} = {{ {facts} }}"


def ask(python, code, *arguments):
    """What a program prints, without the line's end; None if it fails."""
    result = subprocess.run([python, "-c", code, *arguments], capture_output=True, text=True, env=CLEAN)
    return result.stdout.splitlines()[-1] if result.returncode == 0 else None


def milliseconds(python, code):
    """The processor time of one interpreter."""
    command = [python, "-c", code]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=CLEAN)
    _, _, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    return 1000 * (usage.ru_utime + usage.ru_stime)


def quoted(name):
    return f'"{name}"' if "." in name else name


def read_rows(path):
    """The rows of the table by module, as they are written."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {found["name"]: line for line in lines if (found := ROW.match(line))}


def bare_start(interpreter):
    """What an interpreter takes that imports nothing: as the table says, so that all its rows count alike."""
    known = BARE.search(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else None
    if known:
        return int(known[1])
    return round(statistics.median(milliseconds(interpreter.path, "pass") for _ in range(25)))


def written(interpreter, bare, rows):
    """The whole table: what it was measured on, the modules of packages, and those of the standard library."""
    library = ask(interpreter.path, LIBRARY).split()
    lines = textwrap.wrap(", ".join(f'"{name}"' for name in library), 116)
    python = ".".join(map(str, interpreter.version))
    parts = [import_names.HEADER, f"bare_ms = {bare}", f'python = "{python}"', "library = ["]
    parts += [*(f"    {line}" for line in lines), "]", ""]
    standard = {name: line for name, line in rows.items() if name in import_names.STANDARD}
    packages = {name: line for name, line in rows.items() if name not in standard}
    parts += ["[packages]", *sorted(packages.values(), key=sort_key)]
    parts += ["", "[standard]", *sorted(standard.values(), key=sort_key)]
    return "\n".join(parts) + "\n"


def sort_key(line):
    return line.lstrip('"').lower()


if __name__ == "__main__":
    main()
