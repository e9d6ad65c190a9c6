# Who reads a value later, and how often.

# case: total-is-needed
# run: total([1, 2])
def total(rows):
    amount = 0
    for row in rows:  # used-after(amount); dead-after(row)
        amount += row
    return amount

# case: total-is-forgotten
# run: total([1, 2])
def total(rows):
    amount = 0
    for row in rows:  # dead-after(amount)
        amount += row
    return 0

# case: last-row-is-needed
# run: last([1, 2])
def last(rows):
    for row in rows:  # used-after(row)
        pass
    return row

# case: name-reused-by-a-second-loop
# run: twice([1, 2])
def twice(rows):
    for row in rows:  # dead-after(row)
        print(row)
    for row in rows:  # dead-after(row)
        print(row)

# case: read-on-one-path-only
# run: report([1], True); report([1], False)
def report(rows, verbose):
    count = 0
    for row in rows:  # used-after(count)
        count += 1
    if verbose:
        print(count)

# case: read-in-the-next-outer-turn
# run: follow([[1], [2]])
def follow(groups):
    previous = None
    for group in groups:
        print(previous)
        for row in group:  # used-after(previous)
            previous = row

# case: reset-before-the-next-outer-turn
# run: follow([[1], [2]])
def follow(groups):
    for group in groups:
        previous = None
        print(previous)
        for row in group:  # dead-after(previous)
            previous = row

# case: read-by-a-closure-later
# run: bind([1, 2])
def bind(rows):
    for row in rows:  # used-after(row)
        pass
    def show():
        return row
    return show()

# case: list-built-to-be-joined
# run: line(["a", "b"])
def line(parts):
    upper = [part.upper() for part in parts]  # single-use(upper)
    return ",".join(upper)

# case: list-read-twice
# run: line(["a", "b"])
def line(parts):
    upper = [part.upper() for part in parts]  # multi-use(upper)
    return ",".join(upper), len(upper)

# case: tested-then-walked
# run: walk([1, 2])
def walk(rows):
    found = [row for row in rows if row]  # multi-use(found)
    if found:
        for row in found:
            print(row)

# case: read-in-every-turn
# run: filter_rows([1, 2, 3], [2])
def filter_rows(rows, allowed):
    wanted = list(allowed)  # multi-use(wanted)
    for row in rows:
        print(row in wanted)

# case: walked-once
# run: walk([1, 2])
def walk(rows):
    pairs = list(zip(rows, rows))  # single-use(pairs)
    for pair in pairs:
        print(pair)

# case: header-of-an-inner-loop-reads-each-time
# run: cross([1, 2], [3])
def cross(left, right):
    columns = list(right)  # multi-use(columns)
    for row in left:
        for column in columns:
            print(row, column)

# case: one-read-on-each-path
# run: send([1], True); send([1], False)
def send(rows, quick):
    body = str(rows)  # single-use(body)
    if quick:
        return body.upper()
    return len(body)
