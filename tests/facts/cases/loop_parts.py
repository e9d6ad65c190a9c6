# What stands in a loop's header, what in its body, and how many loops repeat it.

# case: sorted-once-before-the-turns
# run: report([3, 1, 2])
def report(rows):
    for row in sorted(rows):  # header(sorted(rows)); depth(sorted(rows)) = 0
        print(row)
    return 0

# case: header-of-an-inner-loop
# run: report([[2, 1], [4, 3]])
def report(groups):
    for group in groups:
        for row in sorted(group):  # header(sorted(group)); depth(sorted(group)) = 1
            print(str(row))  # depth(str(row)) = 2

# case: while-test-is-repeated
# run: drain([1, 2, 3])
def drain(queue):
    while len(queue) > 0:  # depth(len(queue)) = 1
        queue.pop()  # depth(queue.pop()) = 1

# case: else-stands-outside
# run: scan([1, 2])
def scan(rows):
    for row in rows:
        print(row)
    else:
        size = len(rows)  # depth(len(rows)) = 0
    return size

# case: comprehension-parts
# run: shape([[1, 2], [3]])
def shape(groups):
    return [
        str(row)  # depth(str(row)) = 2
        for group in list(groups)  # depth(list(groups)) = 0
        for row in sorted(group)  # depth(sorted(group)) = 1
        if abs(row)  # depth(abs(row)) = 2
    ]

# case: loop-that-leaves-at-once-adds-no-depth
# run: first([[1, 2], [3]])
def first(groups):
    out = []
    for group in groups:
        for row in group:  # at-most-once
            out.append(str(row))  # depth(str(row)) = 1
            break
    return out

# case: function-made-in-a-loop
# run: [make() for make in makers([1, 2])]
def makers(rows):
    made = []
    for row in rows:
        def make(size=len(rows)):  # depth(len(rows)) = 1
            return str(size)  # depth(str(size)) = 0
        made.append(make)
    return made

# case: enumerate-header
# run: number(["a", "b"])
def number(names):
    for at, name in enumerate(names):  # header(enumerate(names)); depth(enumerate(names)) = 0
        print(at + 1)  # depth(at + 1) = 1
    return 0

# case: outer-loop-leaves-inner-turns
# run: load([["a", "b"], ["c"]])
def load(sources):
    for source in sources:  # at-most-once
        for line in source:  # repeats
            print(line.upper())  # depth(line.upper()) = 1
        return source

# case: condition-in-a-nested-loop
# run: pairs([1, 2, 3])
def pairs(rows):
    found = 0
    for left in rows:
        for right in rows:
            if divmod(left, 2) == divmod(right, 2):  # depth(divmod(left, 2)) = 2
                found += 1
    return found  # depth(found) = 0

# case: generator-body
# run: list(parse(["1", "2"]))
def parse(lines):
    for line in lines:
        yield int(line)  # depth(int(line)) = 1

# case: read-once-split-often
# run: read(textfile)
def read(path):
    words = 0
    with open(path) as source:
        for line in source.read().splitlines():  # header(source.read()); depth(source.read()) = 0
            words += len(line.split())  # depth(line.split()) = 1
    return words

# case: key-function-of-a-sort
# run: rank(["bb", "a", "c"])
def rank(words):
    for word in sorted(words, key=len):  # header(sorted(words, key=len)); depth(sorted(words, key=len)) = 0
        print(word.title())  # depth(word.title()) = 1
    return 0

# case: retry-loop-that-returns-from-finally
# run: attempt([1, 2])
def attempt(hosts):
    for host in hosts:  # at-most-once
        try:
            size = len(str(host))  # depth(str(host)) = 0
        finally:
            break
    return size

# case: setup-between-two-loops
# run: merge([1, 2], [3, 4])
def merge(left, right):
    for row in left:
        print(row)
    index = set(right)  # depth(set(right)) = 0
    for row in left:
        print(row in index)  # depth(row in index) = 1
    return 0
