# What differs from turn to turn, what cannot, and what nobody can tell.

# case: limit-outside-the-loop
# run: clip([1, 2, 3])
def clip(rows: list):
    limits = [1, 2]
    for row in rows:  # invariant(limits); varies(row)
        size = len(limits)  # invariant(len(limits))
        print(row, size)

# case: list-that-grows-in-the-loop
# run: collect([1, 2, 3])
def collect(rows):
    out = []
    for row in rows:
        out.append(row)
        size = len(out)  # varies(len(out)); varies(size)
    return size

# case: list-that-grows-through-an-alias
# run: collect([1, 2, 3])
def collect(rows):
    out = []
    same = out
    for row in rows:
        same.append(row)
        print(len(out))  # varies(len(out)); aliased(same, out)

# case: name-rebound-in-the-loop
# run: follow([[1], [2, 3]])
def follow(groups):
    current = []
    for group in groups:
        print(len(current))  # varies(len(current))
        current = group

# case: rebound-to-the-same-constant
# run: mark([1, 2, 3])
def mark(rows):
    for row in rows:
        width = 80
        print(row, width)  # invariant(width)

# case: pattern-built-again-and-again
# run: match(["a1", "b"])
import re
def match(lines):
    prefix = "[a-z]"
    for line in lines:
        text = prefix + "+"  # invariant(prefix + "+"); invariant(text)
        print(re.match(text, line))

# case: inner-loop-and-outer-name
# run: cross([[1, 2], [3, 4]])
def cross(groups):
    for group in groups:
        for row in group:
            print(len(group), row)  # invariant(group); varies(group, 4); varies(row)

# case: counter-of-the-loop
# run: number(["a", "b"])
def number(names):
    at = 0
    for name in names:
        at += 1  # varies(at)
        print(f"{at}:{name}")  # varies(name)

# case: attribute-set-in-the-loop
# run: Cursor().scan([1, 2, 3])
class Cursor:
    def __init__(self):
        self.seen = 0
        self.limit = 9
    def scan(self, rows):
        for row in rows:
            self.seen = row
            print(self.seen)  # varies(self.seen)

# case: attribute-changed-by-another-method
# run: Pump().drain([1, 2, 3])
class Pump:
    def __init__(self):
        self.left = []
    def push(self, row):
        self.left = self.left + [row]
    def drain(self, rows):
        for row in rows:
            self.push(row)
            print(len(self.left))  # varies(len(self.left))

# case: callback-may-change-anything
# run: visit([1, 2], NAMES.append)
NAMES = []
def visit(rows, callback):
    for row in rows:
        callback(row)
        print(len(NAMES))  # unsettled(len(NAMES))

# case: callback-cannot-rebind-a-local-text
# run: visit([1, 2], print)
def visit(rows, callback):
    prefix = "row"
    for row in rows:
        callback(row)
        print(prefix.upper())  # invariant(prefix.upper())

# case: callback-receives-the-list
# run: visit([1, 2], lambda rows: rows.append(0))
def visit(rows, callback):
    shared = [1]
    for row in rows:
        callback(shared)
        print(len(shared))  # unsettled(len(shared))

# case: config-read-in-a-comprehension
# run: scale([1, 2, 3])
FACTORS = (2, 3)
def scale(rows):
    return [
        row * len(FACTORS)  # invariant(len(FACTORS)); varies(row)
        for row in rows
    ]

# case: random-value
# run: draw([1] * 20)
import random
def draw(rows):
    for row in rows:
        pick = random.random()  # varies(pick)
        print(row, pick)

# case: dictionary-filled-in-the-loop
# run: group(["a", "b", "a"])
def group(words):
    index = {}
    for word in words:
        index.setdefault(word, []).append(word)
        print(len(index))  # varies(len(index)); invariant(words)

# case: parameter-list-left-alone
# run: intersect([1, 2], [2, 3])
def intersect(left: list, right: list):
    both = []
    for row in left:
        if row in right:
            both.append(row)
        print(len(right))  # invariant(len(right)); varies(both)
    return both

# case: while-condition-value
# run: halve(9)
def halve(number):
    while number > 1:  # varies(number)
        number //= 2
    return number
