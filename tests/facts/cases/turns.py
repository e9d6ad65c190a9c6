# How often a loop turns, and how large a collection can be.

# case: leaves-at-once
# run: first([1, 2, 3])
def first(rows):
    for row in rows:  # at-most-once
        return row

# case: leaves-sometimes
# run: find([1, 2, 3], 2)
def find(rows, wanted):
    for row in rows:  # repeats
        if row == wanted:
            return row

# case: both-arms-leave
# run: sign([1, -1]); sign([-1, 1])
def sign(rows):
    for row in rows:  # at-most-once
        if row > 0:
            return "plus"
        else:
            raise_or_not = False
            break

# case: continue-keeps-turning
# run: pick([0, 0, 3])
def pick(rows):
    for row in rows:  # repeats
        if not row:
            continue
        return row

# case: swallowed-failure-keeps-turning
# run: attempt(["x", "y", "3"])
def attempt(texts):
    for text in texts:  # repeats
        try:
            return int(text)
        except ValueError:
            pass

# case: retry-three-times
# run: retry(iter([0, 0, 0, 0]))
def retry(replies):
    for attempt in range(3):  # bounded = 3
        if next(replies):
            return attempt

# case: thousand-turns-cost
# run: burn()
def burn():
    for step in range(1000):  # unbounded; varies(step)
        str(step)

# case: constant-columns
# run: header({"id": 1, "name": 2, "age": 3})
COLUMNS = ("id", "name", "age")
def header(record):
    for column in COLUMNS:  # bounded = 3; known-small(COLUMNS)
        print(record[column])

# case: literal-in-the-header
# run: check({})
def check(config):
    for key in ["host", "port"]:  # bounded = 2
        config.setdefault(key, None)

# case: shortest-bounds-a-zip
# run: label(range(20))
def label(rows):
    for row, name in zip(rows, ("a", "b")):  # bounded = 2
        print(row, name)

# case: counted-while
# run: wait(lambda: False)
def wait(ready):
    tries = 0
    while tries < 4:  # bounded = 4
        tries += 1
        ready()

# case: rows-of-a-parameter
# run: walk(list(range(12)))
def walk(rows):
    for row in rows:  # unbounded; repeats; any-size(rows)
        print(row)

# case: default-does-not-make-it-small
# run: choose(); choose(list(range(10)))
def choose(options=("a", "b")):
    return len(options)  # any-size(options)

# case: small-display-stays-small
# run: build()
def build():
    keys = ["a", "b"]
    keys.append("c")
    return len(keys)  # known-small(keys)

# case: grown-in-a-loop
# run: build(range(10))
def build(rows):
    keys = ["a"]
    for row in rows:
        keys.append(row)
    return len(keys)  # any-size(keys)

# case: grown-through-an-alias
# run: build(range(10))
def build(rows):
    keys = ["a"]
    other = keys
    for row in rows:
        other.append(row)
    return len(keys)  # any-size(keys); aliased(keys, other)

# case: grown-by-another-function
# run: register(range(10)); known()
NAMES = ["id"]
def register(names):
    for name in names:
        NAMES.append(name)
def known():
    return len(NAMES)  # any-size(NAMES)

# case: slice-with-a-constant-end
# run: top(range(20))
def top(rows):
    ordered = sorted(rows)
    best = ordered[:3]  # known-small(best); any-size(ordered)
    return best

# case: sorted-of-a-small-one
# run: order()
def order():
    names = {"b", "a"}
    ordered = sorted(names)  # known-small(ordered); known-small(names)
    return ordered

# case: split-at-most-twice
# run: fields("a b c d e")
def fields(line: str):
    parts = line.split(" ", 2)  # known-small(parts)
    words = (line * 4).split(" ")  # any-size(words)
    return parts, words

# case: unknown-inbox-turns-again
# run: serve(Inbox([1, 2, None]))
class Inbox:
    def __init__(self, items):
        self.items = items
    def get(self):
        return self.items.pop(0)
def serve(inbox):
    while True:  # repeats
        message = inbox.get()
        if message is None:
            return

# case: blocking-queue-is-a-consumer
# run: pending.put(1); pending.put(None); serve()
import queue
pending = queue.Queue()
def serve():
    while True:  # consumer; repeats
        message = pending.get()
        if message is None:
            break

# case: worklist-is-no-consumer
# run: walk({1: [2, 3, 4, 5], 2: [6, 7, 8, 9, 10]})
def walk(edges):
    todo = [1]
    while todo:  # unbounded; repeats
        node = todo.pop()
        todo.extend(edges.get(node, []))
    return edges

# case: while-emptied-at-once
# run: flush([1, 2])
def flush(rows):
    while rows:  # at-most-once
        rows = []
    return rows
