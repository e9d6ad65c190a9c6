# Which bindings a read may see, through branches, loops, handlers and leaving early.

# case: retry-keeps-the-last-answer
# run: fetch([0, 0, 7]); fetch([0]); fetch([])
def fetch(replies):
    answer = None
    for reply in replies:
        answer = reply
        if reply:
            break
    return answer  # reaching(answer) = 4, 6

# case: retry-flag-comes-round
# run: drain([1, 2, 3])
def drain(pages):
    cursor = 0
    for page in pages:
        print(cursor)  # reaching(cursor) = 4, 7
        cursor = page
    return page  # reaching(page) = 5

# case: both-branches-rebind
# run: encode(1); encode("a")
def encode(value):
    text = value
    if isinstance(value, str):
        text = value.encode()
    else:
        text = str(value)
    return text  # reaching(text) = 6, 8; kind(text) = bytes | str

# case: guard-clause-drops-a-binding
# run: clean(None); clean(["a"])
def clean(names):
    result = []
    if names is None:
        result = "nothing"
        return result  # reaching(result) = 6
    for name in names:
        result.append(name)
    return result  # reaching(result) = 4

# case: target-rebound-in-the-body
# run: strip_all([" a", "b "])
def strip_all(lines):
    for line in lines:  # reaching(line) = 4
        line = line.strip()
        print(line)  # reaching(line) = 5
    return 0

# case: skipping-turns
# run: last_good([1, -1, 2]); last_good([-1]); last_good([])
def last_good(samples):
    state = "none"
    for sample in samples:
        if sample < 0:
            state = "bad"
            continue
        state = "good"
    return state  # reaching(state) = 4, 7, 9

# case: search-with-else
# run: locate([1, 2], 2); locate([1], 9)
def locate(rows, wanted):
    for row in rows:
        if row == wanted:
            found = row
            break
    else:
        found = None
    return found  # reaching(found) = 6, 9; kind(found) = int | none

# case: handler-after-failing-parse
# run: parse("12"); parse("x")
def parse(text):
    value = -1
    try:
        value = int(text)
    except ValueError:  # reaching(value) = 4
        value = 0
    return value  # reaching(value) = 6, 8

# case: handler-sees-each-step
# run: load({"a": "1"}); load({}); load({"a": "z"})
def load(config):
    step = 0
    try:
        text = config["a"]
        step = 1
        number = int(text)
        step = 2
    except (KeyError, ValueError):
        return step  # reaching(step) = 4, 7
    return step  # reaching(step) = 9

# case: finally-sees-both-ways
# run: close(True); close(False)
# raises: close(None)
def close(ok):
    status = "open"
    try:
        if ok is None:
            raise ValueError
        status = "closed"
    finally:
        print(status)  # reaching(status) = 5, 9
    return status  # reaching(status) = 9

# case: except-name-is-gone-afterwards
# run: attempt("x"); attempt("1")
def attempt(text):
    try:
        int(text)
    except ValueError as error:
        print(error)  # reaching(error) = 6
    return text  # reaching(error) = unbound

# case: del-unbinds
# run: release([1])
def release(buffer):
    copy = list(buffer)
    del copy
    return buffer  # reaching(copy) = unbound; reaching(buffer) = 3

# case: while-walrus-reader
# run: read(iter(["a", "b", ""])); read(iter([""]))
def read(source):
    total = 0
    while chunk := next(source):  # reaching(chunk) = 5
        total += len(chunk)
    return total  # reaching(total) = 4, 6; reaching(chunk) = 5

# case: endless-loop-leaves-by-break
# run: poll(iter([None, None, 4]))
def poll(source):
    got = "start"
    while True:
        got = next(source)
        if got is not None:
            break
    return got  # reaching(got) = 6

# case: with-target
# run: head(textfile)
def head(path):
    with open(path) as lines:  # reaching(lines) = 4
        first = lines.readline()
    return first  # reaching(first) = 5; kind(first) = str

# case: default-replaced-by-a-list
# run: gather(None); gather([1])
def gather(into=None):
    if into is None:
        into = []
    return into  # reaching(into) = 3, 5; kind(into) = unknown

# case: unpacking-two-names
# run: bounds([(1, 2), (3, 4)])
def bounds(pairs):
    low = high = 0
    for low, high in pairs:  # reaching(low) = 5; reaching(high) = 5
        print(low, high)
    return low, high  # reaching(low) = 4?, 5

# case: definition-in-a-branch
# run: pick(True)(1); pick(False)(1)
def pick(fast):
    if fast:
        def convert(x):
            return x
    else:
        convert = str
    return convert  # reaching(convert) = 5, 8

# case: builtin-until-shadowed
# run: render([1], False); render([1], True)
def render(rows, plain):
    text = "".join(map(str, rows))  # reaching(text) = 4
    if plain:
        text += "\n"
    return text  # reaching(text) = 4, 6

# case: module-name-or-builtin
# run: count([1])
def count(rows):
    return sum(rows)  # reaching(sum) = builtin

# case: match-arms
# python: 3.10
# run: area(("box", 2, 3)); area(("dot",)); area(5)
def area(shape):
    size = 0
    match shape:
        case ("box", width, height):
            size = width * height
        case ("dot",):
            size = 1
        case other:  # reaching(other) = 11
            pass
    return size  # reaching(size) = 5, 8, 10

# case: suppressed-failure-keeps-the-old-value
# run: read({"port": "1"}); read({})
from contextlib import suppress
def read(config):
    port = 80
    with suppress(KeyError):
        port = config["port"]
    return port  # reaching(port) = 5, 7

# case: else-of-a-try
# run: parse("1"); parse("x")
def parse(text):
    try:
        number = int(text)
    except ValueError:
        source = "default"
    else:
        source = "text"
    return source  # reaching(source) = 7, 9; kind(source) = str

# case: accumulator-moved-into-the-loop
# run: lengths([["a"], ["b", "c"]])
def lengths(groups):
    total = 0
    for group in groups:
        total = 0
        for name in group:
            total += len(name)  # reaching(total) = 8
        print(total)  # reaching(total) = 6?, 8
    return 0
