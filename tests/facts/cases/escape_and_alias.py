# Where objects go, and which names share one.

# case: handed-back
# run: build()
def build():
    rows = [1]  # escapes(rows)
    return rows

# case: only-counted
# run: build([1, 1, 2])
def build(items):
    seen = set()  # confined(seen)
    for item in items:
        seen.add(item)
    return len(seen)

# case: kept-by-the-object
# run: Store().load()
class Store:
    def load(self):
        rows = [1]  # escapes(rows)
        self.rows = rows
        return self

# case: put-in-the-cache
# run: load("a")
CACHE = {}
def load(key):
    rows = [key]  # escapes(rows)
    CACHE[key] = rows
    return len(rows)

# case: given-to-a-callback
# run: load(KEPT.append)
KEPT = []
def load(callback):
    rows = [1]  # escapes(rows)
    callback(rows)

# case: given-to-a-builtin-that-reads
# run: load()
def load():
    rows = [2, 1]  # confined(rows)
    return sum(rows) + max(rows)

# case: closure-that-leaves
# run: make()
def make():
    rows = []  # escapes(rows)
    def add(row):
        rows.append(row)
    return add

# case: closure-that-stays
# run: total([1, 2])
def total(items):
    rows = []  # confined(rows)
    def add(row):
        rows.append(row)
    for item in items:
        add(item)
    return len(rows)

# case: copy-leaves-original-stays
# run: snapshot([1])
def snapshot(items):
    rows = [items]  # confined(rows)
    return list(rows)

# case: lazy-pipeline-leaves
# run: pipeline()
def pipeline():
    rows = [1, 2]  # escapes(rows)
    return map(str, rows)

# case: yielded
# run: list(batches())
def batches():
    batch = [1]  # escapes(batch)
    yield batch

# case: appended-to-a-parameter
# run: kept = []; share(kept); globals().update(kept=kept)
def share(into):
    rows = [1]  # escapes(rows)
    into.append(rows)

# case: printed-only
# run: show()
def show():
    rows = [1]  # confined(rows)
    print(rows)
    text = f"{rows}"
    return text

# case: two-names-one-list
# run: share()
def share():
    first = second = []  # aliased(first, second)
    third = first
    third.append(1)  # aliased(third, second)
    return second

# case: fallback-may-be-the-same
# run: choose([1]); choose([])
def choose(rows):
    default = [0]
    chosen = rows or default  # may-alias(chosen, rows); may-alias(chosen, default)
    return chosen

# case: copies-are-others
# run: copies([1])
def copies(rows: list):
    sliced = rows[:]  # distinct(sliced, rows)
    listed = list(rows)  # distinct(listed, rows); distinct(listed, sliced)
    ordered = sorted(rows)  # distinct(ordered, rows)
    return len(sliced + listed + ordered)

# case: augmented-list-stays-the-same
# run: grow()
def grow():
    rows = [1]
    same = rows
    rows += [2]  # aliased(rows, same)
    return same

# case: added-list-is-another
# run: grow()
def grow():
    rows = [1]
    same = rows
    rows = rows + [2]  # distinct(rows, same)
    return same

# case: augmented-tuple-is-another
# run: grow()
def grow():
    path = (1,)
    same = path
    path += (2,)  # distinct(path, same)
    return same

# case: inner-list-of-setdefault
# run: bucket()
def bucket():
    index = {}
    rows = index.setdefault("a", [])
    again = index.setdefault("a", [])  # aliased(rows, again)
    return len(rows)

# case: result-of-a-function-that-passes-on
# run: chain()
def passed(rows):
    return rows
def chain():
    first = [1]
    second = passed(first)  # aliased(first, second)
    return len(second)
