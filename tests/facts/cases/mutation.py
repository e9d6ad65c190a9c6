# Whether the object changes during the loop or the call, whoever holds it.

# case: append-while-looping
# run: spread([1, 2])
def spread(rows):
    out = []
    for row in rows:  # mutated(out); unmutated(rows)
        out.append(row)
    return out

# case: rebuilt-is-not-mutated
# run: spread([1, 2])
def spread(rows):
    out = []
    for row in rows:  # unmutated(out)
        out = out + [row]
    return out

# case: through-an-alias
# run: fill([1, 2])
def fill(rows):
    target = []
    view = target
    for row in rows:  # mutated(target); mutated(view)
        view.append(row)
    return target

# case: copy-protects
# run: fill([1, 2])
def fill(rows: list):
    target = [0]
    work = target.copy()
    for row in rows:  # unmutated(target); mutated(work)
        work.append(row)
    return target

# case: through-a-bound-method
# run: fill([1, 2])
def fill(rows):
    target = []
    add = target.append
    for row in rows:  # mutated(target)
        add(row)
    return target

# case: through-a-helper
# run: fill([1, 2])
def put(into, row):
    into.append(row)
def fill(rows):
    target = []
    for row in rows:  # mutated(target)
        put(target, row)
    return target

# case: helper-that-only-reads
# run: fill([1, 2])
def show(rows, row):
    return len(rows) + row
def fill(rows):
    target = [1]
    for row in rows:  # unmutated(target)
        show(target, row)
    return target

# case: elements-of-the-list
# run: stamp([{}, {}])
def stamp(rows):
    for row in rows:  # mutated(row); mutated(rows)
        row["done"] = True

# case: attribute-of-an-object
# run: visit([1, 2])
class Tally:
    def __init__(self):
        self.count = 0
def visit(rows):
    tally = Tally()
    for row in rows:  # mutated(tally)
        tally.count += row
    return tally

# case: defaultdict-read-adds
# run: count(["a", "b"])
from collections import defaultdict
def count(words):
    hits = defaultdict(int)
    for word in words:  # mutated(hits)
        hits[word]
    return hits

# case: plain-dict-read-adds-nothing
# run: price(["a", "a"])
def price(names):
    prices = {"a": 3}
    total = 0
    for name in names:  # unmutated(prices)
        total += prices[name]
    return total

# case: iterator-is-consumed
# run: pair([1, 2])
def pair(rows):
    rest = iter([5, 6, 7])
    for row in rows:  # mutated(rest)
        print(row, next(rest))

# case: text-augmented-is-rebound
# run: grow(["a", "b"])
def grow(parts):
    text = ""
    for part in parts:  # unmutated(text)
        text += part
    return text

# case: list-augmented-is-mutated
# run: grow([[1], [2]])
def grow(parts):
    rows = []
    for part in parts:  # mutated(rows)
        rows += part
    return rows

# case: during-the-call
# run: sort_in_place([2, 1])
def sort_in_place(rows):  # mutated(rows)
    rows.sort()
    return rows

# case: not-during-the-call
# run: sort_copy([2, 1])
def sort_copy(rows: list):  # unmutated(rows)
    return sorted(rows)

# case: subscript-assignment
# run: zero([1, 2])
def zero(rows):
    cells = [1, 2]
    for at in range(2):  # mutated(cells); bounded = 2
        cells[at] = 0
    return cells

# case: closure-called-in-the-loop
# run: tally([1, 2])
def tally(rows):
    seen = set()
    def note(row):
        seen.add(row)
    for row in rows:  # mutated(seen)
        note(row)
    return len(seen)

# case: shallow-copy-shares-elements
# run: stamp()
def stamp():
    rows = [[1], [2]]
    copied = list(rows)
    for row in copied:  # mutated(rows)
        row.append(0)
    return rows

# case: only-read-through-two-names
# run: known([1, 2])
def known(rows):
    allowed = [1]
    also = allowed
    for row in rows:  # unmutated(allowed); unmutated(also)
        print(row in also)

# case: rebound-before-the-append
# run: known([1, 2])
def known(rows):
    first = [1]
    work = first
    work = []
    for row in rows:  # unmutated(first); mutated(work)
        work.append(row)
    return first
