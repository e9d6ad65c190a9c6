#!/usr/bin/env python3
"""Measure objects, hash tables and exceptions, for memory-model.md, dicts-and-hashing.md and exceptions.md.

    python3.13 docs/notes/figures_objects.py [WORD]

Prints bytes per item first, as tracemalloc sees them, then ratios.
"""

import array
import collections
import copy
import gc
import sys
import time
import traceback
import tracemalloc

from figures import measure

ITEMS = 100_000
NUMBERS = list(range(1_000))


class Plain:
    def __init__(self, x, y, z):
        self.x, self.y, self.z = x, y, z


class Slotted:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x, self.y, self.z = x, y, z


class Key:
    def __init__(self, number):
        self.number = number

    def __eq__(self, other):
        return self.number == other.number

    def __hash__(self):
        return hash(self.number)


class SameHash(Key):
    def __hash__(self):
        return 1


MAKERS = [
    ("float in a list", lambda: [number + 0.5 for number in range(ITEMS)]),
    ("float in an array", lambda: array.array("d", (number + 0.5 for number in range(ITEMS)))),
    ("dict of 3", lambda: [{"x": None, "y": None, "z": None} for _ in range(ITEMS)]),
    ("instance of 3", lambda: [Plain(None, None, None) for _ in range(ITEMS)]),
    ("instance of 3 with __slots__", lambda: [Slotted(None, None, None) for _ in range(ITEMS)]),
    ("tuple of 3", lambda: [(None, None, number) for number in NUMBERS * (ITEMS // 1_000)]),
]

ROWS = [{"name": "n%d" % number, "tags": [], "price": number} for number in range(1_000)]
BYTES = bytes(1_000_000)


def bytes_per_item(make):
    tracemalloc.start()
    made = make()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return size / len(made)


def pieces_of(data):
    return [data[start:] for start in range(0, 1_000_000, 10_000)]


def make_records():
    return [{"number": [number]} for number in range(100_000)]


def make_records_collected():
    gc.enable()
    make_records()
    gc.disable()


BY_NUMBER = {number: str(number) for number in NUMBERS}
BY_TEXT = {str(number): number for number in NUMBERS}
BY_TUPLE = {(number, str(number)): number for number in NUMBERS}
BY_KEY = {Key(number): number for number in NUMBERS}
TUPLE, KEY = (500, "500"), Key(500)
WORDS = ["w%d" % (number * 7 % 100) for number in range(10_000)]


def merge_each():
    found = {}
    for number in NUMBERS:
        found = {**found, number: number}


def store_each():
    found = {}
    for number in NUMBERS:
        found[number] = number


def fill(kind, count):
    return {kind(number): number for number in range(count)}


def count_by_hand():
    counts = {}
    for word in WORDS:
        counts[word] = counts.get(word, 0) + 1


def group_setdefault():
    groups = {}
    for word in WORDS:
        groups.setdefault(word, []).append(word)


def group_defaultdict():
    groups = collections.defaultdict(list)
    for word in WORDS:
        groups[word].append(word)


def look_up_try(keys):
    for key in keys:
        try:
            BY_NUMBER[key]
        except KeyError:
            pass


def look_up_in(keys):
    for key in keys:
        if key in BY_NUMBER:
            BY_NUMBER[key]


def look_up_get(keys):
    for key in keys:
        BY_NUMBER.get(key)


def missing(percent):
    """A thousand keys, of which so many per cent are not in the table."""
    return [number if number % 100 >= percent else -1 for number in NUMBERS]


NONE_MISSING, ONE_MISSING, TENTH_MISSING, HALF_MISSING, ALL_MISSING = map(missing, (0, 1, 10, 50, 100))


def fail_at(depth):
    if depth == 0:
        raise ValueError
    fail_at(depth - 1)


def give_back(depth):
    if depth == 0:
        return None
    return give_back(depth - 1)


def caught(depth):
    try:
        fail_at(depth)
    except ValueError:
        pass


def caught_and_shown():
    try:
        fail_at(0)
    except ValueError:
        traceback.format_exc()


PAIRS = [
    ("noise: dict", "500 in BY_NUMBER", "500 in BY_NUMBER"),
    ("deepcopy / dict(row) for 1000 rows", "copy.deepcopy(ROWS)", "[dict(row) for row in ROWS]"),
    ("slices of bytes / of a memoryview, 1 MB", "pieces_of(BYTES)", "pieces_of(memoryview(BYTES))"),
    ("collector on / off, 200000 containers", "make_records_collected()", "make_records()"),
    ("in d.values() / in d, middle of 1000", "'500' in BY_NUMBER.values()", "500 in BY_NUMBER"),
    ("in list(d) / in d, middle of 1000", "500 in list(BY_NUMBER)", "500 in BY_NUMBER"),
    ("tuple key / str key", "BY_TUPLE[TUPLE]", "BY_TEXT['500']"),
    ("key with own __eq__ and __hash__ / str key", "BY_KEY[KEY]", "BY_TEXT['500']"),
    ("same hash / own hash, 100 keys", "fill(SameHash, 100)", "fill(Key, 100)"),
    ("same hash / own hash, 1000 keys", "fill(SameHash, 1_000)", "fill(Key, 1_000)"),
    ("{**d, k: v} / d[k] = v, 1000", "merge_each()", "store_each()"),
    ("count with get / Counter, 10000", "count_by_hand()", "collections.Counter(WORDS)"),
    ("setdefault / defaultdict, 10000", "group_setdefault()", "group_defaultdict()"),
    ("in and item / get, all there", "look_up_in(NONE_MISSING)", "look_up_get(NONE_MISSING)"),
    ("try / get, none missing", "look_up_try(NONE_MISSING)", "look_up_get(NONE_MISSING)"),
    ("try / get, 1 % missing", "look_up_try(ONE_MISSING)", "look_up_get(ONE_MISSING)"),
    ("try / get, 10 % missing", "look_up_try(TENTH_MISSING)", "look_up_get(TENTH_MISSING)"),
    ("try / get, 50 % missing", "look_up_try(HALF_MISSING)", "look_up_get(HALF_MISSING)"),
    ("try / get, all missing", "look_up_try(ALL_MISSING)", "look_up_get(ALL_MISSING)"),
    ("raise and catch / return, same function", "caught(0)", "give_back(0)"),
    ("raise and catch / return, 20 calls down", "caught(20)", "give_back(20)"),
    ("format_exc / catch alone", "caught_and_shown()", "caught(0)"),
]

if __name__ == "__main__":
    for maker_name, maker in MAKERS:
        if len(sys.argv) < 2 or sys.argv[1] in maker_name:
            print("%s: %.0f bytes" % (maker_name, bytes_per_item(maker)))
    measure(PAIRS, globals(), time.process_time)
