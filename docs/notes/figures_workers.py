#!/usr/bin/env python3
"""Measure threads, processes, queues and program starts, for the notes of these names, cpu-bound-or-io-bound.md and
more-machines.md.

    python3.13 docs/notes/figures_workers.py [WORD]

Two workers compute side by side only if two processors are free: run it on a machine that does nothing else.
"""

import asyncio
import bisect
import collections
import concurrent.futures
import heapq
import importlib.util
import multiprocessing
import pickle
import queue
import random
import resource
import subprocess
import sys
import threading
import time
import zlib

from figures import measure

NUMBERS = list(range(1_000))
TEXT = b"".join(b"%d" % (number * number % 9973) for number in range(60_000))
THREADS = concurrent.futures.ThreadPoolExecutor(8)
LOCK = threading.Lock()


def wait():
    time.sleep(0.02)


async def wait_asynchronously():
    await asyncio.sleep(0.02)


def compute(rounds=60_000):
    total = 0
    for number in range(rounds):
        total += number * number % 7
    return total


def compress():
    zlib.compress(TEXT, 6)


def add_one(number):
    return number + 1


def add_one_to_all(numbers):
    return [number + 1 for number in numbers]


def in_turn(work, times):
    for _ in range(times):
        work()


def in_threads(work, times):
    for future in [THREADS.submit(work) for _ in range(times)]:
        future.result()


async def gathered(times):
    await asyncio.gather(*(wait_asynchronously() for _ in range(times)))


def thread_of_its_own():
    thread = threading.Thread(target=add_one, args=(1,))
    thread.start()
    thread.join()


def locked():
    total = 0
    for number in NUMBERS:
        with LOCK:
            total += number


def unlocked():
    total = 0
    for number in NUMBERS:
        total += number


def in_processes(work, times):
    for future in [POOL.submit(work) for _ in range(times)]:
        future.result()


def mapped(chunk):
    return list(POOL.map(add_one, NUMBERS, chunksize=chunk))


def child(method):
    process = multiprocessing.get_context(method).Process(target=add_one, args=(1,))
    process.start()
    process.join()


def through(line):
    for number in NUMBERS:
        line.put(number)
    for _ in NUMBERS:
        line.get()


def through_deque():
    line = collections.deque()
    for number in NUMBERS:
        line.append(number)
    for _ in NUMBERS:
        line.popleft()


def one_by_one(line):
    for number in NUMBERS:
        line.put(number)
    return [line.get() for _ in NUMBERS]


def by_hundreds(line):
    for start in range(0, len(NUMBERS), 100):
        line.put(NUMBERS[start : start + 100])
    return [number for _ in range(10) for number in line.get()]


SHUFFLED = random.Random(7).sample(range(1_000_000), 1_000)


def sorted_each_time():
    line = []
    for number in SHUFFLED:
        line.append(number)
        line.sort()
        if len(line) > 500:
            line.pop(0)


def kept_as_heap():
    line = []
    for number in SHUFFLED:
        heapq.heappush(line, number)
        if len(line) > 500:
            heapq.heappop(line)


def kept_sorted():
    line = []
    for number in SHUFFLED:
        bisect.insort(line, number)
        if len(line) > 500:
            line.pop(0)


def run(code):
    subprocess.run([sys.executable, "-I", "-c", code], check=True)


def import_in_function():
    import json

    return json


def imported_before():
    return pickle


def mean_wait(load, customers=1_000_000):
    """Mean time in line before one server, in units of the mean service, both at random: Lindley's recursion."""
    chance = random.Random(11)
    waited = total = 0.0
    for _ in range(customers):
        total += waited
        waited = max(0.0, waited + chance.expovariate(1.0) - chance.expovariate(load))
    return total / customers


# A process with threads should not fork, so these come before the pools.
NEW_PROCESSES = [
    ("new process by spawn / by fork", "child('spawn')", "child('fork')"),
    ("new process by fork / new thread", "child('fork')", "thread_of_its_own()"),
]
BETWEEN_WORKERS = [
    ("noise: wait", "wait()", "wait()"),
    ("wait in turn / in threads, 8 of 20 ms", "in_turn(wait, 8)", "in_threads(wait, 8)"),
    ("wait in turn / gather, 8 of 20 ms", "in_turn(wait, 8)", "asyncio.run(gathered(8))"),
    ("compute in turn / in threads, 2", "in_turn(compute, 2)", "in_threads(compute, 2)"),
    ("compute in turn / in processes, 2", "in_turn(compute, 2)", "in_processes(compute, 2)"),
    ("compress in turn / in threads, 2", "in_turn(compress, 2)", "in_threads(compress, 2)"),
    ("thread of its own / thread of a pool", "thread_of_its_own()", "THREADS.submit(add_one, 1).result()"),
    ("thread of a pool / plain call", "THREADS.submit(add_one, 1).result()", "add_one(1)"),
    ("call in a process / plain call", "POOL.submit(add_one, 1).result()", "add_one(1)"),
    ("map in processes / comprehension, 1000 additions", "mapped(1)", "add_one_to_all(NUMBERS)"),
    ("chunksize 1 / 100, 1000 additions", "mapped(1)", "mapped(100)"),
    ("process queue / thread queue, 1000", "one_by_one(BETWEEN)", "one_by_one(queue.Queue())"),
    ("process queue, 1000 items / 10 batches", "one_by_one(BETWEEN)", "by_hundreds(BETWEEN)"),
]
ALONE = [
    ("noise: lock", "locked()", "locked()"),
    ("lock / no lock, 1000 additions", "locked()", "unlocked()"),
    ("pickle and back / copy, 1000 ints", "pickle.loads(pickle.dumps(NUMBERS))", "NUMBERS[:]"),
    ("Queue / deque, 1000 in and out", "through(queue.Queue())", "through_deque()"),
    ("Queue / SimpleQueue, 1000 in and out", "through(queue.Queue())", "through(queue.SimpleQueue())"),
    ("sort each time / heap, 1000", "sorted_each_time()", "kept_as_heap()"),
    ("insort and pop(0) / heap, 1000", "kept_sorted()", "kept_as_heap()"),
    ("import in the function / before", "import_in_function()", "imported_before()"),
]
MODULES = ["re", "json", "argparse", "unittest", "asyncio", "importlib.metadata"]
MODULES += [name for name in ("numpy", "requests") if importlib.util.find_spec(name)]
STARTS = [("noise: start", "run('')", "run('')")]
STARTS += [("start with %s / bare" % name, "run('import %s')" % name, "run('')") for name in MODULES]
SECONDS_BETWEEN_WORKERS = 8.0


def seconds_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main():
    global POOL, BETWEEN
    measure(ALONE, globals(), time.process_time)
    measure(STARTS, globals(), seconds_of_children)
    measure(NEW_PROCESSES, globals(), seconds=SECONDS_BETWEEN_WORKERS)
    context = multiprocessing.get_context("fork")
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as POOL:
        in_processes(compute, 2)
        BETWEEN = context.Queue()
        measure(BETWEEN_WORKERS, globals(), seconds=SECONDS_BETWEEN_WORKERS)
    if "load" in sys.argv[1:] or len(sys.argv) < 2:
        for load in (0.5, 0.76, 0.8, 0.9, 0.95):
            print("mean wait at a load of %.2f: %.1f" % (load, mean_wait(load)))


if __name__ == "__main__":
    main()
