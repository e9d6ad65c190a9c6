# Kinds of attributes, results of functions here, and what containers hold.

# case: list-set-in-the-constructor
# run: Cart().add("a")
class Cart:
    def __init__(self):
        self.items = []
    def add(self, name: str):
        self.items.append(name)
        return len(self.items)  # kind(self.items) = list[str]; kind(self) = instance(Cart)

# case: attribute-reassigned-in-another-method
# run: cart = Cart(); cart.size(); cart.freeze(); cart.size()
class Cart:
    def __init__(self):
        self.items = [1]
    def freeze(self):
        self.items = tuple(self.items)
    def size(self):
        return len(self.items)  # kind(self.items) = list[int] | tuple[int, ...]

# case: attribute-starts-as-none
# run: c = Client(); c.get(); c.open(); c.get()
class Client:
    rows = None
    def open(self):
        self.rows = {"a": 1}
    def get(self):
        return self.rows  # kind(self.rows) = dict[str, int] | none

# case: attribute-given-by-the-caller
# run: Cart([1]).size()
class Cart:
    def __init__(self, items):
        self.items = items
    def size(self):
        return len(self.items)  # kind(self.items) = unknown

# case: dataclass-fields
# run: total(Order("a", [1, 2]))
from dataclasses import dataclass, field
from typing import List
@dataclass
class Order:
    name: str
    rows: List[int] = field(default_factory=list)
def total(order: Order):  # kind(order) = instance(Order)
    amount = sum(order.rows)  # kind(order.rows) = list[int]; kind(order.name) = str
    return amount  # kind(amount) = int

# case: property-gives-its-result
# run: Settings().size()
class Settings:
    @property
    def hosts(self):
        return {"a", "b"}
    def size(self):
        return len(self.hosts)  # kind(self.hosts) = set[str]

# case: subclass-of-list-is-no-list
# run: build()
class Rows(list):
    pass
def build():
    rows = Rows()  # kind(rows) = instance(Rows)
    rows.append(1)
    return rows

# case: result-with-two-returns
# run: use("a"); use("")
def parse(text):
    if not text:
        return None
    return [1]
def use(text):
    rows = parse(text)  # kind(rows) = list[int] | none
    return rows

# case: end-can-be-reached
# run: use(True); use(False)
def lookup(found):
    if found:
        return "row"
def use(found):
    row = lookup(found)  # kind(row) = str | none
    return row

# case: generator-function
# run: use([1])
def numbers(rows):
    for row in rows:
        yield 1
def use(rows):
    source = numbers(rows)  # kind(source) = generator[int]
    return list(source)  # kind(list(source)) = list[int]

# case: annotated-result
# run: use("a,b")
from typing import List
def cells(line: str) -> List[str]:
    return line.split(",")
def use(line: str):
    for cell in cells(line):  # kind(cell) = str; header(cells(line))
        print(cell)

# case: passed-through
# run: use()
def same(rows):
    return rows
def use():
    kept = same([1])  # kind(kept) = list[int]
    return kept

# case: undecided-decorator
# run: use()
def swap(function):
    return lambda: (1,)
@swap
def build():
    return [1]
def use():
    rows = build()  # kind(rows) = unknown
    return rows

# case: cached-result
# run: use()
from functools import lru_cache
@lru_cache(maxsize=None)
def table():
    return {"a": 1}
def use():
    prices = table()  # kind(prices) = dict[str, int]
    return prices

# case: elements-from-append
# run: build(["a", "b"])
def build(words):
    sizes = []
    for word in words:
        sizes.append(len(word))
    return sizes  # kind(sizes) = list[int]

# case: elements-of-two-kinds
# run: build()
def build():
    mixed = [1]
    mixed.append("a")
    return mixed  # kind(mixed) = list[int | str]

# case: elements-through-an-alias
# run: build()
def build():
    rows = [1]
    same = rows
    same.append(0.5)
    return rows  # kind(rows) = list[int | float]

# case: nested-lists
# run: build()
def build():
    grid = [[0] * 2 for _ in range(3)]  # kind(grid) = list[list[int]]
    for line in grid:  # kind(line) = list[int]; bounded = 3
        print(line)

# case: index-of-lists
# run: index({"a": 1})
def index(source):
    table = {}
    for key in source:
        table[str(key)] = [1]
    for key, rows in table.items():  # kind(key) = str; kind(rows) = list[int]
        print(key, rows)

# case: enumerate-and-zip-items
# run: walk()
def walk():
    names = ["a", "b"]
    for at, name in enumerate(names):  # kind(at) = int; kind(name) = str
        print(at, name)
    for name, size in zip(names, [1, 2]):  # kind(size) = int; bounded = 2
        print(name, size)

# case: module-list-extended-elsewhere
# run: add("a"); known()
NAMES = [1]
def add(name):
    NAMES.append(name)
def known():
    return len(NAMES)  # kind(NAMES) = list
