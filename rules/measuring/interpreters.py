"""The interpreters to measure on, and their virtual environments."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST, NEWEST = 8, 13
ASK = (
    "import json, platform, sys;"
    "print(json.dumps([sys.implementation.name, list(sys.version_info[:2]), platform.python_version()]))"
)


class Interpreter:
    """A CPython. `version` is (3, 11), `build` is "3.11.7"."""

    def __init__(self, path, version, build):
        self.path = path
        self.version = version
        self.build = build


def find_or_exit(paths, program):
    """`find` for the script of this name, which ends with a message where there is nothing to run on."""
    try:
        found = find(paths)
    except ValueError as error:
        sys.exit(f"{program}: {error}")
    if not found:
        sys.exit(f"{program}: no CPython from 3.8 on was found; name one with --python PATH")
    return found


def find(paths):
    """The interpreters at these paths, or, without any, the first of each version on PATH or in pyenv's folder.

    Raises ValueError for a path that holds no CPython from 3.8 on.
    """
    found = [named(path) for path in paths or []]
    if not found:
        found = [first_of(minor) for minor in range(OLDEST, NEWEST + 1)]
    return sorted((interpreter for interpreter in found if interpreter), key=lambda it: it.version)


def named(path):
    interpreter = ask(path)
    if interpreter is None:
        raise ValueError(f"{path} is no CPython from 3.{OLDEST} on")
    return interpreter


def first_of(minor):
    candidates = [shutil.which(f"python3.{minor}")]
    builds = (Path.home() / ".pyenv" / "versions").glob(f"3.{minor}.*/bin/python")
    candidates += sorted(builds, key=patch_number, reverse=True)
    for candidate in candidates:
        # pyenv puts launchers on PATH that fail for versions which are installed but not selected.
        interpreter = ask(candidate) if candidate else None
        if interpreter:
            return interpreter
    return None


def patch_number(path):
    patch = path.parts[-3].split(".")[2]
    return int(patch) if patch.isdigit() else -1


def ask(path):
    """What the program at this path is; None if it is no CPython from 3.8 on."""
    try:
        answer = subprocess.run([str(path), "-c", ASK], capture_output=True, text=True, timeout=60)
    except OSError:
        return None
    if answer.returncode != 0:
        return None
    implementation, version, build = json.loads(answer.stdout)
    if implementation != "cpython" or tuple(version) < (3, OLDEST):
        return None
    return Interpreter(str(path), tuple(version), build)


def with_packages(interpreter, requires, cache):
    """The path of a python that has these packages, in a virtual environment made on first use.

    Returns (path, None), or (None, the reason) if the packages cannot be installed.
    """
    if not requires:
        return interpreter.path, None
    key = hashlib.sha256(" ".join(requires).encode()).hexdigest()[:8]
    folder = cache / f"{interpreter.build}-{key}"
    python = folder / "bin" / "python"
    if (folder / "complete").exists():
        return str(python), None
    steps = [
        [interpreter.path, "-m", "venv", "--clear", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requires],
    ]
    for step in steps:
        result = subprocess.run(step, capture_output=True, text=True)
        if result.returncode != 0:
            last_line = (result.stderr.strip() or "no message").splitlines()[-1]
            return None, f"cannot install {', '.join(requires)} for CPython {interpreter.build}: {last_line}"
    (folder / "complete").touch()
    return str(python), None
