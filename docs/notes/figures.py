#!/usr/bin/env python3
"""Measure the figures that the notes in this folder quote, on the interpreter that runs this script.

    python3.13 docs/notes/figures.py [WORD]

The scripts beside it measure what takes other means: memory, profilers, workers, HTTP, Django. Each
prints one line per pair whose name contains WORD: how many times longer the first form takes than the second. Both
forms run in turn in one process, the garbage collector off; the ratio is that of the best of the runs, which the
load of the machine disturbs least. Pairs named `noise` compare a form with itself: what they are away from 1.00 is
what a figure of this run can be wrong by.
"""

import asyncio
import collections
import functools
import gc
import sqlite3
import sys
import time
import timeit

ROUNDS = 400
FEWEST_ROUNDS = 4
SECONDS_A_SAMPLE = 0.0004
SECONDS_A_PAIR = 2.0


class Account:
    def __init__(self):
        self.balance = 7
        self.kept = {}

    def get(self):
        return self.balance

    @property
    def read(self):
        return self.balance

    @functools.cached_property
    def total(self):
        return sum(range(100))

    @property
    def total_again(self):
        return sum(range(100))


ACCOUNT = Account()
NUMBERS = list(range(1_000))
EIGHT = list(range(8))
EIGHT_SET = set(EIGHT)
WORDS = [str(number) for number in range(10_000)]
RATE = 3


def add_one(number):
    return number + 1


def add_positional(first, second):
    return first


@functools.lru_cache(maxsize=None)
def remembered(number):
    return number


def call_in_loop():
    for number in NUMBERS:
        add_one(number)


def no_call_in_loop():
    for number in NUMBERS:
        number + 1


def comprehension_of_calls():
    return [add_one(number) for number in NUMBERS]


def one_call_for_all():
    return [number + 1 for number in NUMBERS]


def read_global():
    total = 0
    for number in NUMBERS:
        total += number * RATE


def read_local():
    total, rate = 0, RATE
    for number in NUMBERS:
        total += number * rate


def count_with_while():
    index = 0
    total = 0
    while index < len(NUMBERS):
        total += NUMBERS[index]
        index += 1


def count_with_for():
    total = 0
    for number in NUMBERS:
        total += number


def count_with_sum():
    return sum(NUMBERS)


def try_in_loop():
    for number in NUMBERS:
        try:
            number + 1
        except ValueError:
            pass


def raise_in_loop():
    for number in NUMBERS:
        try:
            raise ValueError
        except ValueError:
            pass


def pop_front(n):
    queue = list(range(n))
    while queue:
        queue.pop(0)


def pop_left(n):
    queue = collections.deque(range(n))
    while queue:
        queue.popleft()


def concat_local():
    text = ""
    for word in WORDS:
        text += word
    return text


def concat_two():
    text = ""
    for word in WORDS:
        text = text + word + ","
    return text


def concat_join():
    parts = []
    for word in WORDS:
        parts.append(word)
    return "".join(parts)


def concat_join_two():
    parts = []
    for word in WORDS:
        parts.append(word)
        parts.append(",")
    return "".join(parts)


PIECES = [b"0123456789abcdef"] * 10_000


def bytes_concat():
    data = b""
    for piece in PIECES:
        data += piece
    return data


def bytes_array():
    data = bytearray()
    for piece in PIECES:
        data += piece
    return bytes(data)


async def one_wait():
    await asyncio.sleep(0.001)


async def waits_in_turn():
    for _ in range(30):
        await one_wait()


async def waits_together():
    await asyncio.gather(*(one_wait() for _ in range(30)))


async def nothing():
    pass


async def thirty_nothings():
    for _ in range(30):
        await nothing()


def a_loop_each():
    for _ in range(30):
        asyncio.run(nothing())


def rows_one_by_one():
    connection = sqlite3.connect(":memory:")
    connection.execute("create table item (number integer)")
    for number in NUMBERS:
        connection.execute("insert into item values (?)", (number,))
    connection.close()


def rows_at_once():
    connection = sqlite3.connect(":memory:")
    connection.execute("create table item (number integer)")
    connection.executemany("insert into item values (?)", [(number,) for number in NUMBERS])
    connection.close()


TABLE = sqlite3.connect(":memory:")
TABLE.execute("create table item (number integer primary key, name text)")
TABLE.executemany("insert into item values (?, ?)", [(number, str(number)) for number in NUMBERS])


def select_each():
    return [
        TABLE.execute("select name from item where number = ?", (number,)).fetchone()[0]
        for number in range(500)
    ]


def select_once():
    marks = ",".join("?" * 500)
    found = TABLE.execute("select number, name from item where number in (%s)" % marks, list(range(500)))
    names = dict(found)
    return [names[number] for number in range(500)]


PAIRS = [
    ("noise: call", "call_in_loop()", "call_in_loop()"),
    ("noise: join", "concat_join()", "concat_join()"),
    ("in list of 8, last / in set", "7 in EIGHT", "7 in EIGHT_SET"),
    ("in list of 8, first / in set", "0 in EIGHT", "0 in EIGHT_SET"),
    ("set(list of 1000) for one test / in list, middle", "500 in set(NUMBERS)", "500 in NUMBERS"),
    ("pop(0) / popleft, 100", "pop_front(100)", "pop_left(100)"),
    ("pop(0) / popleft, 10000", "pop_front(10_000)", "pop_left(10_000)"),
    ("pop(0) / popleft, 100000", "pop_front(100_000)", "pop_left(100_000)"),
    ("str += plain local / append and join, 10000", "concat_local()", "concat_join()"),
    ("str = str + a + b / append and join, 10000", "concat_two()", "concat_join_two()"),
    ("bytes += / bytearray, 10000", "bytes_concat()", "bytes_array()"),
    (
        "any(list) / any(generator), first item decides",
        "any([n >= 0 for n in NUMBERS])",
        "any(n >= 0 for n in NUMBERS)",
    ),
    ("any(list) / any(generator), no item decides", "any([n < 0 for n in NUMBERS])", "any(n < 0 for n in NUMBERS)"),
    ("sum(generator) / sum(list)", "sum(n * 2 for n in NUMBERS)", "sum([n * 2 for n in NUMBERS])"),
    ("list(x)[0] / next(iter(x)), 1000", "list(NUMBERS)[0]", "next(iter(NUMBERS))"),
    ("loop with a call / without, 1000", "call_in_loop()", "no_call_in_loop()"),
    ("comprehension with a call / without, 1000", "comprehension_of_calls()", "one_call_for_all()"),
    ("keyword call / positional", "add_positional(first=1, second=2)", "add_positional(1, 2)"),
    ("*args call / positional", "add_positional(*(1, 2))", "add_positional(1, 2)"),
    ("method / attribute", "ACCOUNT.get()", "ACCOUNT.balance"),
    ("property / attribute", "ACCOUNT.read", "ACCOUNT.balance"),
    ("map(lambda) / comprehension", "list(map(lambda n: n + 1, NUMBERS))", "one_call_for_all()"),
    ("lru_cache hit / plain call", "remembered(7)", "add_one(7)"),
    ("property / cached_property, sum of 100", "ACCOUNT.total_again", "ACCOUNT.total"),
    ("asyncio.run each / once, 30", "a_loop_each()", "asyncio.run(thirty_nothings())"),
    ("execute each / executemany, 1000 rows in memory", "rows_one_by_one()", "rows_at_once()"),
    ("select each / one IN, 500 rows in memory", "select_each()", "select_once()"),
    ("global / local read in a loop", "read_global()", "read_local()"),
    ("while with index / for", "count_with_while()", "count_with_for()"),
    ("for / sum()", "count_with_for()", "count_with_sum()"),
    ("try in loop / none", "try_in_loop()", "no_call_in_loop()"),
    ("raise and catch / try alone", "raise_in_loop()", "try_in_loop()"),
]
WAITING = [
    ("await in turn / gather, 30 waits of 1 ms", "asyncio.run(waits_in_turn())", "asyncio.run(waits_together())"),
]


def measure(pairs, namespace, clock=time.perf_counter, seconds=SECONDS_A_PAIR):
    """Print the ratio of each pair of expressions over the names in `namespace`, if its name contains the word asked.

    With `time.process_time` for `clock`, what other programs take of the processor is not counted, nor is waiting.
    More `seconds` a pair find the moments at which a busy machine has several processors free.
    """
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    gc.disable()
    for name, first, second in pairs:
        if wanted in name:
            print("%s: %s" % (name, shown(ratio(timers(first, second, namespace, clock), seconds))), flush=True)
    print("best of interleaved rounds, CPython %s" % sys.version.split()[0])


def timers(first, second, namespace, clock):
    return [timeit.Timer(form, timer=clock, globals=namespace) for form in (first, second)]


def ratio(pair, seconds):
    """How many times longer the first timer's form takes than the second's: best run against best run."""
    numbers = [runs_in_a_sample(timer) for timer in pair]
    best = [float("inf"), float("inf")]
    started = time.perf_counter()
    for turn in range(ROUNDS):
        for form in (0, 1) if turn % 2 == 0 else (1, 0):
            best[form] = min(best[form], pair[form].timeit(numbers[form]) / numbers[form])
        if turn >= FEWEST_ROUNDS and time.perf_counter() - started > seconds:
            break
    return best[0] / best[1]


def runs_in_a_sample(timer):
    """Short samples: a run that fits between two turns of the scheduler is not disturbed by other programs."""
    timer.timeit(1)
    number = 1
    while timer.timeit(number) < SECONDS_A_SAMPLE:
        number *= 4
    return number


def shown(value):
    return "%.2f" % value if value < 10 else "%.0f" % value


if __name__ == "__main__":
    measure(PAIRS, globals(), time.process_time)
    measure(WAITING, globals())
