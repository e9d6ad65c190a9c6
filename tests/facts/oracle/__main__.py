"""Checks the marks of the conformance cases against what the Python that runs this really does.

    python tests/facts/oracle [--unchecked | --falsify] [FILE ...]

Prints `file:case:line mark: why` for each failure and a summary. Exit status: 0 if none failed, 1 if some did,
2 if a case cannot be read.
"""

import argparse
import pathlib
import sys

import recorder
from falsify import falsified
from judge import UNCHECKED, judge
from kinds import read_kind
from notation import CaseError, cases_of

CASES = pathlib.Path(__file__).resolve().parent.parent / "cases"


def main():
    options = arguments()
    recorder.start_listening()
    try:
        cases = [case for path in options.files or sorted(CASES.glob("*.py")) for case in cases_of(path)]
    except CaseError as error:
        print(error, file=sys.stderr)
        return 2
    if options.falsify:
        return survivors(cases)
    verdicts = [verdict for case in cases for verdict in verdicts_of(case)]
    failed = [line for line, why in verdicts if why not in (None, UNCHECKED)]
    unchecked = [line for line, why in verdicts if why == UNCHECKED]
    for line in unchecked * options.unchecked + failed:
        print(line)
    checked = len(verdicts) - len(unchecked)
    print(f"{len(verdicts)} marks, {checked} checked, {len(unchecked)} unchecked, {len(failed)} failed")
    return 1 if failed else 0


def survivors(cases):
    """Falsifies each mark in turn and prints those that the oracle then confirms: there should be none."""
    twins = [(twin, mark) for case in cases if sys.version_info >= case.python for twin, mark in falsified(case)]
    confirmed = []
    for twin, mark in twins:
        line, why = list(verdicts_of(twin))[twin.marks.index(mark)]
        confirmed += [line] if why in (None, UNCHECKED) else []
    for line in confirmed:
        print(line)
    print(f"{len(twins)} marks falsified, {len(confirmed)} not noticed")
    return 1 if confirmed else 0


def arguments():
    parser = argparse.ArgumentParser(prog="oracle", description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=pathlib.Path, help="case files (default: all)")
    parser.add_argument("--unchecked", action="store_true", help="also list the marks that no run can check")
    parser.add_argument("--falsify", action="store_true", help="check the oracle: make each mark wrong in turn")
    return parser.parse_args()


def verdicts_of(case):
    """For each mark of the case its line of output and its verdict; nothing for a case of a later Python."""
    if sys.version_info < case.python:
        return
    place = f"{case.path.name}:{case.name}"
    try:
        for mark in case.marks:
            if mark.fact == "kind":
                mark.kind = read_kind(mark.value)
        recorded = recorder.run(case)
        found = [(mark, judge(mark, case, recorded)) for mark in case.marks]
    except Exception as error:  # any error of a case is its failure, and must not hide the others
        why = f"{type(error).__name__}: {error}"
        found = [(mark, why) for mark in case.marks]
    for mark, why in found:
        yield f"{place}:{mark.line} {mark.text}: {why}", why


sys.exit(main())
