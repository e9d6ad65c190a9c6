"""Runs inside the interpreter that is measured: a task comes as JSON, and the answer goes as JSON to standard output.

Uses nothing but the standard library of Python 3.8.
"""

import __future__

import ast
import gc
import json
import os
import statistics
import sys
import tempfile
import tracemalloc
from time import perf_counter, thread_time
from types import ModuleType

import starts

try:
    import resource
except ImportError:  # there is none on Windows
    resource = None

FEWEST_GROUPS = 4
MOST_GROUPS = 2_000


def main():
    task = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        measure = measure_starts if task["starts"] else measure_calls
        answer = measure(task, folder)
        os.chdir(os.path.dirname(__file__))  # some systems delete no folder that a process stands in
    print(json.dumps({**answer, "packages": versions_of(task["requires"])}))


def measure_calls(task, folder):
    """What two functions of this process take, and hold. The files that they make are gone with the folder."""
    os.chdir(folder)
    tempfile.tempdir = folder
    names = load(task)
    setup, calls, size = names["setup"], (names["bad"], names["good"]), task["size"]
    counts = compare(task, setup, calls)
    peaks = [peak_of(call, setup, size) for call in calls]
    waits = any([does_wait(call, setup(size)) for call in calls])
    timed = [lambda given, call=call: seconds_of(call, given, waits) for call in calls]
    seconds, deviation = time_both(timed, lambda: setup(size), task["seconds"])
    return {"seconds": seconds, "deviation": deviation, "peaks": peaks, "counts": counts}


def measure_starts(task, folder):
    """What the interpreters take that two functions start: processor time, and the memory of the largest."""
    programs = [starts.Program(task[kind], f"{folder}/{kind}") for kind in ("bad", "good")]
    names = {"__name__": "run", "start_bad": programs[0].start, "start_good": programs[1].start}
    execute(ast.parse(task["run"]), names)
    setup, calls, size = names["setup"], (names["bad"], names["good"]), task["size"]
    compare(task, setup, calls)
    timed = [lambda given, pair=pair: seconds_of_starts(*pair, given) for pair in zip(programs, calls)]
    seconds, deviation = time_both(timed, lambda: setup(size), task["seconds"])
    return {"seconds": seconds, "deviation": deviation, "peaks": [it.peak for it in programs], "counts": None}


def compare(task, setup, calls):
    """Run both forms once, and end where their results differ; return what they count, where the page counts."""
    results = [call(setup(task["size"])) for call in calls]
    counts = None
    if task["unit"]:
        counts, results = zip(*results)
    if results[0] != results[1]:
        sys.exit("the bad and the good form return different results")
    return counts


def load(task):
    """Run the three blocks. The run block comes first: it may configure what the others import."""
    names = {"__name__": "run"}
    execute(ast.parse(task["run"]), names)
    for kind in ("bad", "good"):
        code, others = files_of(task[kind])
        names["files_" + kind] = others
        tree = ast.parse(code)
        rename(tree, "_" + kind)
        # A module of its own each, so that equal constants and imports do not meet; dataclasses look theirs up.
        module = sys.modules[kind + "_form"] = ModuleType(kind + "_form")
        execute(tree, module.__dict__)
        names.update((name, value) for name, value in vars(module).items() if name.endswith("_" + kind))
    return names


def files_of(block):
    """The Python of a block, and what else it holds, by path: `# --- PATH` begins a file, all Python is one module."""
    code, others, path = [], {}, ""
    for line in block.splitlines(keepends=True):
        if line.startswith("# --- "):
            path = line[len("# --- "):].strip()
        elif path.endswith(".py") or not path:
            code.append(line)
        else:
            others[path] = others.get(path, "") + line
    return "".join(code), others


def rename(tree, suffix):
    """Add a suffix to the functions and classes that a block defines at its top level, wherever they are named."""
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    defined = {statement.name for statement in tree.body if isinstance(statement, definitions)}
    for statement in tree.body:
        if isinstance(statement, definitions):
            statement.name += suffix
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in defined:
            node.id += suffix


def execute(tree, names):
    # Annotations stay unevaluated: `list[int]` is good style in a page and an error on 3.8.
    flags = __future__.annotations.compiler_flag
    exec(compile(tree, "<page>", "exec", flags=flags, dont_inherit=True), names)


def peak_of(call, setup, size):
    """The most bytes that a call holds at one time beyond its input."""
    given = setup(size)
    gc.collect()
    tracemalloc.start()
    call(given)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def does_wait(call, given):
    """Whether a call gives the processor away by itself: for a timer, the disk, the network, another thread."""
    if resource is None:
        return True
    before = resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw
    call(given)
    return resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw > before


def seconds_of(call, given, waits):
    """What a call takes: the time that passes, or its time on the processor where others had that in between.

    A long call is interrupted on a busy machine and a short one is not, which would make their ratio too large.
    """
    processor, start = thread_time(), perf_counter()
    call(given)
    passed = perf_counter() - start
    return passed if waits else min(passed, thread_time() - processor)


def seconds_of_starts(program, call, given):
    before = program.seconds
    call(given)
    return program.seconds - before


def time_both(timed, setup, seconds):
    """The medians of both forms in seconds, and by how much two halves of equal runs differ, as a fraction.

    The order is bad, good, good, bad, so drift of the machine and what the caches hold meet both alike. The groups of
    four go to the first and the second half in turn.
    """
    bad, good = timed
    times = {(form, half): [] for form in timed for half in (0, 1)}
    end = perf_counter() + seconds
    groups = 0
    gc.collect()
    gc.disable()
    while groups < FEWEST_GROUPS or (perf_counter() < end and groups < MOST_GROUPS):
        for form in (bad, good, good, bad):
            times[form, groups % 2].append(form(setup()))
        groups += 1
    gc.enable()
    deviation = max(
        difference(statistics.median(times[form, 0]), statistics.median(times[form, 1])) for form in timed
    )
    return [statistics.median(times[form, 0] + times[form, 1]) for form in timed], deviation


def difference(first, second):
    return max(first, second) / min(first, second) - 1


def versions_of(requires):
    if not requires:
        return []
    from importlib.metadata import version

    return [f"{name} {version(name)}" for name in requires]


if __name__ == "__main__":
    main()
