#!/usr/bin/env python3
"""Processor time of two commands, run in turn on the same path, so that a noisy machine is as noisy for both.

    python3 tests/speed/compare.py PATH
    python3 tests/speed/compare.py PATH --other "target/before/fastpy-lint check --isolated"

Without `--other`, the other command is Ruff with its PERF rules, if it is on the path. What counts is the median of the
ratios of neighbouring runs: below 1, the first command takes less. User and system time of all threads are added up.
"""

import argparse
import os
import resource
import shlex
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
TOOL = Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target")) / "release" / "fastpy-lint"
RUFF = "ruff check --isolated --no-cache --select PERF"


def main():
    arguments = parsed()
    one, other = (shlex.split(command) + [str(arguments.path)] for command in (arguments.one, arguments.other))
    for command in (one, other):
        if shutil.which(command[0]) is None:
            sys.exit(f"{command[0]} is not there: build it, or name another command with --one or --other")
        try_out(command)
    pairs = [(seconds_of(one), seconds_of(other)) for _ in range(arguments.runs)]
    for command, times in zip((one, other), zip(*pairs)):
        print(f"{statistics.median(times):.3f} s  {shlex.join(command)}")
    ratios = sorted(first / second for first, second in pairs)
    low, middle, high = statistics.quantiles(ratios, n=4)
    print(f"{middle:.3f} ×  the first to the second, median of {len(ratios)} pairs; half are from {low:.3f} to {high:.3f}")


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path, help="what both commands check")
    parser.add_argument("--one", default=f"{shlex.quote(str(TOOL))} --isolated", help="the first command")
    parser.add_argument("--other", default=RUFF, help="the second command")
    parser.add_argument("--runs", type=int, default=12, help="pairs of runs, after one of each that does not count")
    arguments = parser.parse_args()
    if not arguments.path.exists():
        parser.error(f"{arguments.path} does not exist")
    if arguments.runs < 2:
        parser.error("--runs must be at least 2")
    return arguments


def try_out(command):
    """A run that does not count: files are read from memory after it, and a command that fails says so."""
    done = subprocess.run(command, capture_output=True, text=True)
    # Both tools end with 2 if a file has no syntax, after they have checked the others.
    if done.returncode not in (0, 1, 2) or done.returncode == 2 and not done.stdout:
        sys.exit(f"{shlex.join(command)} ended with {done.returncode}: {done.stderr.strip()}")


def seconds_of(command):
    """Processor time of one run, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
