# What calls do beside giving a result.

# case: pure-calls
# run: shape([3, 1], "A b")
def shape(rows: list, text: str):
    size = len(rows)  # effect(len(rows)) = none
    ordered = sorted(rows)  # effect(sorted(rows)) = none
    words = text.split()  # effect(text.split()) = none
    number = int("3")  # effect(int("3")) = none
    return size, ordered, words, number

# case: method-that-changes-its-list
# run: push([3])
def push(rows: list):
    rows.append(2)  # effect(rows.append(2)) = mutates(rows)
    rows.sort()  # effect(rows.sort()) = mutates(rows)
    last = rows.pop()  # effect(rows.pop()) = mutates(rows)
    return last

# case: opening-and-reading
# run: read(textfile)
def read(path):
    source = open(path)  # effect(open(path)) = file
    source.close()
    return path

# case: helper-that-opens
# run: count([textfile, textfile])
def load(path):
    with open(path) as source:
        return source.read()
def count(paths):
    size = 0
    for path in paths:
        size += len(load(path))  # effect(load(path)) = file; depth(load(path)) = 1
    return size

# case: backoff-sleeps
# run: retry()
import time
def backoff(attempt):
    time.sleep(0.001 * attempt)
def retry():
    for attempt in range(2):  # bounded = 2
        backoff(attempt)  # effect(backoff(attempt)) = sleep
    return 0

# case: logger-call
# run: note([1])
import logging
logger = logging.getLogger("shop")
def note(rows):
    logger.info("rows: %s", rows)  # effect(logger.info("rows: %s", rows)) = log
    return rows

# case: process-helper
# run: build()
import subprocess
import sys
def launch():
    return subprocess.call([sys.executable, "-S", "-c", ""])
def build():
    code = launch()  # effect(launch()) = subprocess; kind(code) = int
    return code

# case: dice
# run: roll()
import random
def roll():
    face = random.randint(1, 6)  # effect(random.randint(1, 6)) = random; kind(face) = int
    return face

# case: stamps
# run: stamp()
import time
def stamp():
    now = time.perf_counter()  # effect(time.perf_counter()) = clock; kind(now) = float
    return now

# case: callback-is-unknown
# run: apply([1], abs)
def apply(rows, convert):
    first = convert(rows[0])  # effect(convert(rows[0])) = unknown
    return first

# case: helper-without-effect
# run: price([1, 2])
def add_tax(amount):
    return [amount, len("ab")]
def price(rows):
    for row in rows:
        gross = add_tax(row)  # effect(add_tax(row)) = none; depth(add_tax(row)) = 1
    return gross

# case: helper-that-fills-its-argument
# run: collect()
def put(into):
    into.append(1)
def collect():
    rows = []
    put(rows)  # effect(put(rows)) = mutates(rows)
    return rows

# case: next-consumes
# run: head()
def head():
    source = iter([1, 2, 3])
    first = next(source)  # effect(next(source)) = mutates(source)
    return first

# case: property-hides-a-file
# run: Page(textfile).size()
class Page:
    def __init__(self, path):
        self.path = path
    @property
    def text(self):
        with open(self.path) as source:
            return source.read()
    def weigh(self):
        return len(self.text)
    def size(self):
        return self.weigh()  # effect(self.weigh()) = file

# case: method-of-this-file-opens
# run: measure(Page(textfile))
class Page:
    def __init__(self, path):
        self.path = path
    def size(self):
        with open(self.path) as source:
            return len(source.read())
def measure(page: Page):
    return page.size()  # effect(page.size()) = file

# case: lock-is-taken
# run: enter()
import threading
guard = threading.Lock()
def enter():
    guard.acquire()  # effect(guard.acquire()) = lock
    guard.release()
    return guard
