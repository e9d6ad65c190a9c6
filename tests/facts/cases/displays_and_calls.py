# Kinds of displays, comprehensions, operators and known calls.

# case: plain-displays
# run: build()
def build():
    ids = [1, 2]  # kind(ids) = list[int]
    tags = {"a", "b"}  # kind(tags) = set[str]
    ages = {"ann": 3}  # kind(ages) = dict[str, int]
    point = (1, "x")  # kind(point) = tuple[int, str]
    return ids, tags, ages, point

# case: literals
# run: build()
def build():
    raw = b"ab"  # kind(raw) = bytes
    ratio = 0.5  # kind(ratio) = float
    flag = True  # kind(flag) = bool
    nothing = None  # kind(nothing) = none
    return raw, ratio, flag, nothing

# case: comprehensions
# run: build(["a", "bb"])
def build(words):
    sizes = [len(word) for word in words]  # kind(sizes) = list[int]
    index = {1: "a" for word in words}  # kind(index) = dict[int, str]
    lazy = (len(word) for word in words)  # kind(lazy) = generator[int]
    return sizes, index, lazy

# case: builtin-calls
# run: build(["b", "a"])
def build(words):
    size = len(words)  # kind(size) = int
    text = str(size)  # kind(text) = str
    numbers = range(size)  # kind(numbers) = range
    parts = text.split(",")  # kind(parts) = list[str]
    return parts, numbers

# case: join-gives-text
# run: join(["a", "b"])
def join(names):
    line = ",".join(names)  # kind(line) = str
    head, found, tail = line.partition(",")  # kind(head) = str; kind(tail) = str
    return line.encode()  # kind(line.encode()) = bytes

# case: starred-target-is-a-list
# run: split([1, 2, 3])
def split(row):
    first, *rest = row  # kind(rest) = list
    return rest

# case: arithmetic
# run: mean([1, 2])
def mean(values: list):
    total = len(values) + 1  # kind(total) = int
    share = total / 2  # kind(share) = float
    half = total // 2  # kind(half) = int
    return share, half

# case: comparison-results
# run: check("a", ["a"])
def check(name, names):
    known = name in names  # kind(known) = bool
    same = name is names  # kind(same) = bool
    return not known  # kind(not known) = bool

# case: text-plus-text
# run: label("a")
def label(name: str):
    left = name + "!"  # kind(left) = str
    wide = "%s-%s" % (left, 1)  # kind(wide) = str
    shown = f"{wide} {left}"  # kind(shown) = str
    return shown * 2  # kind(shown * 2) = str

# case: list-plus-unknown-is-unknown
# run: extend([2])
def extend(more):
    rows = [1] + more  # kind(rows) = unknown
    return rows

# case: list-augmented-by-unknown-stays-a-list
# run: extend([2]); extend("ab")
def extend(more):
    rows = [1]
    rows += more
    return rows  # kind(rows) = list

# case: collections-constructors
# run: build()
from collections import Counter, defaultdict, deque
def build():
    queue = deque([1])  # kind(queue) = deque[int]
    tally = Counter("ab")  # kind(tally) = counter[str]
    groups = defaultdict(int)
    groups["a"] += 1  # kind(groups) = defaultdict[str, int]
    return queue, tally, groups

# case: read-a-file
# run: lines(textfile)
def lines(path):
    with open(path) as source:  # kind(source) = file
        text = source.read()  # kind(text) = str
        source.seek(0)
        rows = source.readlines()  # kind(rows) = list[str]
    return rows, text

# case: regex-results
# run: find("a1"); find("b")
import re
NUMBER = re.compile(r"\d")
def find(text):
    hit = NUMBER.search(text)  # kind(hit) = match | none; kind(NUMBER) = regex
    return hit

# case: dict-views
# run: views({"a": 1})
def views(prices: dict):
    table = {"x": 1}
    names = table.keys()  # kind(names) = keys[str]
    totals = table.values()  # kind(totals) = values[int]
    both = table.items()  # kind(both) = items[str, int]
    return names, totals, both

# case: conversions-between-containers
# run: convert()
def convert():
    rows = [3, 1]
    ordered = sorted(rows)  # kind(ordered) = list[int]
    unique = set(rows)  # kind(unique) = set[int]
    fixed = tuple(rows)  # kind(fixed) = tuple[int, ...]
    frozen = frozenset(rows)  # kind(frozen) = frozenset[int]
    return ordered, unique, fixed, frozen
