#!/usr/bin/env python3
"""Measure what profilers add to the programs they look at, for measuring-first.md.

    python3.13 docs/notes/figures_profilers.py [WORD]

The pairs of line_profiler are left out where it is not installed.
"""

import cProfile
import importlib.util
import time
import tracemalloc

from figures import measure

MANY = range(100_000)


def add_one(number):
    return number + 1


def call_many():
    for number in MANY:
        add_one(number)


def add_many():
    total = 0
    for number in MANY:
        total += number


def make_many():
    return [[number] for number in MANY]


def profiled(work):
    profile = cProfile.Profile()
    profile.enable()
    work()
    profile.disable()


def traced(work):
    tracemalloc.start()
    work()
    tracemalloc.stop()


def line_by_line(work):
    import line_profiler

    line_profiler.LineProfiler(work).runcall(work)


PAIRS = [
    ("noise: additions", "add_many()", "add_many()"),
    ("cProfile / none, 100000 calls", "profiled(call_many)", "call_many()"),
    ("cProfile / none, 100000 additions", "profiled(add_many)", "add_many()"),
    ("tracemalloc / none, 100000 lists", "traced(make_many)", "make_many()"),
]
if importlib.util.find_spec("line_profiler"):
    PAIRS += [("line_profiler / none, 100000 additions", "line_by_line(add_many)", "add_many()")]

if __name__ == "__main__":
    measure(PAIRS, globals(), time.process_time)
