# Whose name it is: parameters, locals, closures, class bodies, globals, builtins.

# case: throttle-reads-module-limit
# run: throttle([3, 9, 40])
LIMIT = 10
def throttle(requests):  # scope(requests) = parameter; scope(LIMIT) = global; scope(len) = builtin
    kept = []  # scope(kept) = local
    for request in requests:
        if request < LIMIT:
            kept.append(request)
    return len(kept)

# case: shadowed-builtin-is-a-local
# run: busiest({"a": 3, "b": 5}); busiest({})
def busiest(hits):
    max = 0  # scope(max) = local; kind(max) = int
    for host in hits:  # scope(host) = local
        if hits[host] > max:
            max = hits[host]
    return max  # reaching(max) = 4, 7

# case: local-hides-builtin-before-its-binding
# raises: widest([[1], [2, 3]])
def widest(rows):
    sizes = [len(row) for row in rows[:0]]  # scope(len) = local
    size = len(rows)
    len = size
    return sizes

# case: closure-counts-through-nonlocal
# run: tick = make_meter(); tick(); tick()
def make_meter():  # captured(ticks); scope(ticks) = local
    ticks = 0
    def tick():  # scope(ticks) = free
        nonlocal ticks
        ticks += 1
        return ticks  # kind(ticks) = int
    return tick

# case: memo-table-is-global
# run: [square(4), square(4)]
MEMO = {}
def square(number):
    if number not in MEMO:  # scope(MEMO) = global
        MEMO[number] = number * number
    return MEMO[number]  # scope(number) = parameter

# case: global-statement-moves-the-name
# run: connect(); connect()
POOL = None
def connect():  # scope(POOL) = global
    global POOL
    if POOL is None:
        POOL = ["socket"]
    return POOL  # kind(POOL) = list[str]

# case: class-body-is-not-seen-by-methods
# run: Page().rows()
size = "module"
class Page:
    size = 25  # scope(size) = class
    def rows(self):  # scope(size) = global; scope(self) = parameter
        return [size] * self.size  # kind(size) = str; kind(self.size) = int

# case: method-named-like-a-builtin
# run: Shelf([1, 2]).total([4, 5])
class Shelf:
    def __init__(self, books):
        self.books = books
    def list(self):
        return self.books
    def total(self, extra):  # scope(list) = builtin
        return len(list(extra)) + len(self.list())  # resolves(list) = builtins.list

# case: star-parameters
# run: emit("a", "b", level=2)
def emit(*parts, **options):  # scope(parts) = parameter; scope(options) = parameter
    text = "-".join(parts)  # kind(parts) = tuple[str, ...]; kind(options) = dict[str, int]
    return text, options

# case: walrus-in-a-comprehension-leaks
# run: parse(["1", "x", "23"])
def parse(fields):
    good = [digits for field in fields if (digits := field.strip()).isdigit()]
    return good, digits  # scope(digits) = local; kind(digits) = str; kind(good) = list[str]

# case: comprehension-target-does-not-leak
# run: spread([4, 5])
row = "outer"
def spread(rows):
    doubled = [row * 2 for row in rows]
    return doubled, row  # scope(row) = global; kind(row) = str

# case: loop-lambda-captures-the-target
# run: [job() for job in jobs("ab")]
def jobs(names):  # captured(name)
    made = []
    for name in names:
        made.append(lambda: name)
    return made

# case: import-inside-a-handler
# run: handle("[1]")
def handle(body):
    import json  # scope(json) = local; resolves(json) = json
    return json.loads(body)  # resolves(json.loads) = json.loads

# case: except-name-is-local
# run: to_number("x")
def to_number(text):
    try:
        return int(text)
    except ValueError as problem:  # scope(problem) = local; kind(problem) = instance(ValueError)
        return 0

# case: inner-parameter-hides-outer-name
# run: outer([1])(2)
def outer(item):
    def inner(item):  # scope(item) = parameter
        return item + 1
    return inner
