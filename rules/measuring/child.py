"""Runs inside the interpreter that is measured: a task comes as JSON, and the answer goes as JSON to standard output.

Uses nothing but the standard library of Python 3.8.
"""

import __future__

import ast
import gc
import json
import statistics
import sys
import tracemalloc
from time import perf_counter, thread_time
from types import ModuleType

try:
    import resource
except ImportError:  # there is none on Windows
    resource = None

FEWEST_GROUPS = 4
MOST_GROUPS = 2_000


def main():
    task = json.load(sys.stdin)
    names = load(task)
    setup, bad, good = names["setup"], names["bad"], names["good"]
    size = task["size"]
    result_bad, result_good = bad(setup(size)), good(setup(size))
    counts = None
    if task["unit"]:
        counts, (result_bad, result_good) = zip(result_bad, result_good)
    if result_bad != result_good:
        sys.exit("the bad and the good form return different results")
    peaks = [peak_of(call, setup, size) for call in (bad, good)]
    waits = any([does_wait(call, setup(size)) for call in (bad, good)])
    seconds, deviation = time_both(bad, good, setup, size, task["seconds"], waits)
    answer = {
        "seconds": seconds,
        "deviation": deviation,
        "peaks": peaks,
        "counts": counts,
        "packages": versions_of(task["requires"]),
    }
    print(json.dumps(answer))


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


def time_both(bad, good, setup, size, seconds, waits):
    """The medians of both calls in seconds, and by how much two halves of equal runs differ, as a fraction.

    The order is bad, good, good, bad, so drift of the machine and what the caches hold meet both alike. The groups of
    four go to the first and the second half in turn.
    """
    times = {(call, half): [] for call in (bad, good) for half in (0, 1)}
    end = perf_counter() + seconds
    groups = 0
    gc.collect()
    gc.disable()
    while groups < FEWEST_GROUPS or (perf_counter() < end and groups < MOST_GROUPS):
        for call in (bad, good, good, bad):
            times[call, groups % 2].append(seconds_of(call, setup(size), waits))
        groups += 1
    gc.enable()
    deviation = max(
        difference(statistics.median(times[call, 0]), statistics.median(times[call, 1])) for call in (bad, good)
    )
    return [statistics.median(times[call, 0] + times[call, 1]) for call in (bad, good)], deviation


def difference(first, second):
    return max(first, second) / min(first, second) - 1


def versions_of(requires):
    if not requires:
        return []
    from importlib.metadata import version

    return [f"{name} {version(name)}" for name in requires]


if __name__ == "__main__":
    main()
