#!/usr/bin/env python3
"""Prove fixes: run every page's slow code and what the fixes make of it, and compare what they do.

A page whose front matter promises a fix (`fix: safe` or `fix: unsafe`) has `python bad` blocks. This script lets
fastpy-lint fix each of them, and runs both texts on real interpreters:

* with the page's own input, from its `python run` block, where the block is the one that is measured;
* with input that hypothesis makes from the annotations of the block's functions, and files of lines for a `path`; what
  has no annotation is a collection that says when its items are taken.

A fix that is safe must give equal results, exceptions, output, changed arguments and order of what is taken, on hostile
input too: values of other types, items that raise, files that are no text. A fix that is unsafe must give equal results,
output and changed arguments wherever the slow code raises nothing. Where both texts parse to equal trees (a comment is
gone), nothing is left to run.

hypothesis is installed into a virtual environment per interpreter, kept in the cache. Where that cannot be done, only
the pages' own input is run, and the script says so; with CI=true in the environment it fails.
"""

import argparse
import ast
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from measuring import interpreters, pages

RULES = Path(__file__).resolve().parent
CHILD = RULES / "proving" / "child.py"
LONGEST = 120
LARGEST = 2_000


def main():
    arguments = parse_arguments()
    found = interpreters.find_or_exit(arguments.python, "prove_fixes.py")
    if not arguments.tool.is_file():
        sys.exit(f"prove_fixes.py: there is no {arguments.tool}; build it with `cargo build --release`")
    failures = []
    for page in pages.read_rules(RULES):
        if page.front["fix"] != "none" and arguments.only in (None, page.name):
            failures.extend(prove(page, found, arguments))
    for failure in failures:
        print(failure, file=sys.stderr)
    sys.exit(1 if failures else 0)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", action="append", metavar="PATH", help="an interpreter to run on; may be repeated")
    parser.add_argument("--only", metavar="NAME", help="prove the fixes of one rule")
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "fastpy-lint-measure",
        metavar="FOLDER",
        help="where virtual environments are kept (default: %(default)s)",
    )
    target = Path(os.environ.get("CARGO_TARGET_DIR", RULES.parent / "target"))
    parser.add_argument(
        "--tool",
        type=Path,
        default=target / "release" / "fastpy-lint",
        metavar="PATH",
        help="the program that fixes (default: %(default)s)",
    )
    return parser.parse_args()


def prove(page, found, arguments):
    """Prove the fixes of a page; return what is wrong, as lines for the reader."""
    failures, proved, called = [], 0, 0
    for number, bad in enumerate(page.blocks("bad"), start=1):
        place = f"{page.name}, bad block {number}"
        if "# --- " in bad:
            print(f"{place}: left out, since it has several files")
            continue
        text, is_safe = fixed(arguments.tool, page.name, bad)
        if text == bad:
            print(f"{place}: has no fix")
            continue
        proved += 1
        if ast.dump(ast.parse(text)) == ast.dump(ast.parse(bad)):
            called += 1
            print(f"{place}: equal but for comments")
            continue
        is_measured = bad == page.bad and page.run is not None and not page.unit and not page.requires
        task = {"bad": bad, "fixed": text, "is_safe": is_safe, "run": page.run if is_measured else None}
        task["sizes"] = [size for size in page.sizes if size <= LARGEST]
        runs_on = [it for it in found if page.pays_on(it.version) and it.version >= page.oldest]
        for interpreter in runs_on:
            calls, differences = compare(place, interpreter, task, arguments.cache)
            called += calls
            failures.extend(differences)
    if not proved:
        failures.append(f"{page.name}: promises a fix, and no bad block has one")
    elif not called:
        failures.append(f"{page.name}: no fixed block could be called")
    return failures


def fixed(tool, rule, text):
    """What the fixes of one rule make of a text, and whether all of them are safe."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "example.py"
        safe = with_fixes(tool, rule, path, text, [])
        every = with_fixes(tool, rule, path, text, ["--unsafe-fixes"])
    return every, safe == every


def with_fixes(tool, rule, path, text, more):
    path.write_text(text, encoding="utf-8")
    options = ["--isolated", "--select", "all", "--confidence", "low", "--fixable", rule, "--fix-only", *more]
    result = subprocess.run([str(tool), *options, str(path)], cwd=path.parent, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"prove_fixes.py: fixing a block of {rule} fails: {result.stdout}{result.stderr}")
    return path.read_text(encoding="utf-8")


def compare(place, interpreter, task, cache):
    """Run both texts on one interpreter; return the number of calls, and what differs and may not."""
    place = f"{place} on CPython {interpreter.build}"
    python, reason = interpreters.with_packages(interpreter, ["hypothesis"], cache)
    if reason and os.environ.get("CI") == "true":
        return 0, [f"{place}: {reason}"]
    if reason:
        print(f"{place}: no input is generated, {reason}", flush=True)
    task = dict(task, generates=not reason)
    environment = dict(os.environ, PYTHONHASHSEED="0")
    try:
        child = subprocess.run(
            [python or interpreter.path, str(CHILD)],
            input=json.dumps(task),
            capture_output=True,
            text=True,
            env=environment,
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired:
        return 0, [f"{place}: still runs after {LONGEST} s"]
    if child.returncode != 0:
        return 0, [f"{place}: {(child.stderr.strip() or 'no message').splitlines()[-1]}"]
    answer = json.loads(child.stdout.splitlines()[-1])
    kind = "safe" if task["is_safe"] else "unsafe"
    print(f"{place}: {answer['calls']} calls, {answer['raised']} of them raise, {kind}", flush=True)
    return answer["calls"], [f"{place}: {difference}" for difference in answer["differences"]]


if __name__ == "__main__":
    main()
