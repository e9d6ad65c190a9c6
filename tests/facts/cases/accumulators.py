# What keeps growing over the turns of a loop, and what starts anew.

# case: text-joined-by-hand
# run: join(["a", "b", "c"])
def join(parts):
    text = ""
    for part in parts:  # accumulates(text); dead-after(part)
        text += part
    return text

# case: row-text-starts-anew
# run: table([["a", "b", "c"], ["c", "d", "e"], ["f", "g", "h"]])
def table(rows):
    for row in rows:  # reset(line)
        line = ""
        for cell in row:  # accumulates(line)
            line += cell
        print(line)

# case: batch-is-flushed
# run: send(range(11), print)
def send(rows, post):
    batch = []
    for row in rows:  # reset(batch)
        batch.append(row)
        if len(batch) == 3:
            post(batch)
            batch = []
    post(batch)

# case: batch-is-cleared-in-place
# run: send(range(11), print)
def send(rows, post):
    batch = []
    for row in rows:  # reset(batch); mutated(batch)
        batch.append(row)
        if len(batch) == 3:
            post(batch)
            batch.clear()

# case: seen-list-in-a-dedup
# run: dedup([3, 1, 3, 2])
def dedup(rows):
    seen = []
    for row in rows:  # accumulates(seen); mutated(seen); used-after(seen)
        if row not in seen:
            seen.append(row)
    return seen

# case: tuple-rebuilt
# run: chain([1, 2, 3])
def chain(rows):
    path = ()
    for row in rows:  # accumulates(path); unmutated(path)
        path = path + (row,)
    return path

# case: list-in-an-attribute
# run: Log().fill(["a", "b", "c"])
class Log:
    def __init__(self):
        self.lines = []
    def fill(self, rows):
        for row in rows:  # accumulates(self.lines); mutated(self.lines)
            self.lines.append(row)

# case: text-in-an-attribute-replaced
# run: Buffer().fill(["aaa", "bb", "c"])
class Buffer:
    def __init__(self):
        self.text = ""
    def fill(self, rows):
        for row in rows:  # reset(self.text)
            self.text = row
        return self.text

# case: groups-in-a-dict
# run: group([("a", 1), ("b", 2), ("a", 3)])
def group(pairs):
    index = {}
    for key, value in pairs:  # accumulates(index); mutated(index)
        index.setdefault(key, []).append(value)
    return index

# case: sliding-window
# run: window([1, 2, 3, 4, 5])
def window(rows):
    recent = []
    for row in rows:  # reset(recent)
        recent.append(row)
        if len(recent) > 2:
            del recent[:2]
    return recent

# case: prepended
# run: reverse(["a", "b", "c"])
def reverse(parts):
    text = ""
    for part in parts:  # accumulates(text)
        text = part + text
    return text

# case: inner-and-outer-growth
# run: flatten([[1, 2], [3, 4], [5, 6]])
def flatten(groups):
    flat = []
    for group in groups:  # accumulates(flat)
        for row in group:  # accumulates(flat)
            flat.append(row)
    return flat

# case: last-match-only
# run: latest(["aaa", "bb", "c"])
def latest(lines):
    found = ""
    for line in lines:  # reset(found); used-after(found)
        found = line
    return found

# case: walked-to-the-end
# run: consume([1, 2, 3])
def consume(queue):
    while queue:  # reset(queue); mutated(queue)
        queue.pop()
    return queue

# case: fresh-list-for-each-page
# run: pages([[1, 2, 3], [3, 4, 5], [5, 6, 7]])
def pages(chunks):
    for chunk in chunks:  # reset(rows)
        rows = []
        for item in chunk:  # accumulates(rows); unmutated(chunk)
            rows.append(item)
