# Kinds through annotations, branches, narrowing and what ends it.

# case: annotated-parameters
# run: handle([1], {"a": [2]}, None)
from typing import Dict, List, Optional
def handle(rows: List[int], index: Dict[str, List[int]], note: Optional[str]):  # kind(rows) = list[int]
    size = len(rows)  # kind(index) = dict[str, list[int]]; kind(note) = str? | none
    return size

# case: quoted-and-union
# run: handle([1], "a"); handle([2], 3)
from typing import Union
def handle(rows: "list[int]", key: Union[str, int]):  # kind(rows) = list[int]; kind(key) = str | int
    return rows, key

# case: pipe-union
# python: 3.10
# run: handle(None); handle({"a"})
def handle(tags: set[str] | None = None):  # kind(tags) = set[str] | none
    return tags

# case: unannotated-is-unknown
# run: handle([1])
def handle(rows):  # kind(rows) = unknown
    return rows

# case: default-is-a-hint
# run: handle(); handle("b")
def handle(name="a"):  # kind(name) = ~str
    return name

# case: isinstance-narrows
# run: handle("a"); handle([1]); handle(3)
def handle(value):
    if isinstance(value, str):  # kind(value) = str
        return value
    if isinstance(value, list):  # kind(value) = list
        return value
    return None  # kind(value) = unknown

# case: none-is-ruled-out
# run: handle(None); handle([1])
from typing import List, Optional
def handle(rows: Optional[List[int]]):
    if rows is None:  # kind(rows) = none
        return 0
    return len(rows)  # kind(rows) = list[int]

# case: truth-rules-out-none
# run: handle(None); handle([1]); handle([])
from typing import List, Optional
def handle(rows: Optional[List[int]]):
    if rows:  # kind(rows) = list[int]
        return 1
    return 0  # kind(rows) = list[int?] | none

# case: rebinding-ends-narrowing
# run: handle("a", [1])
def handle(value, other):
    if isinstance(value, str):
        value = other
        return value  # kind(value) = unknown
    return 0

# case: converted-under-a-check
# run: handle("a"); handle(["b"])
from typing import List, Union
def handle(names: Union[str, List[str]]):
    if isinstance(names, str):
        names = [names]  # kind(names) = list[str]
    return names  # kind(names) = list[str]

# case: assert-narrows
# run: handle({"a": 1})
def handle(config):
    assert isinstance(config, dict)
    size = len(config)  # kind(config) = dict; kind(size) = int
    return size

# case: early-exit-in-a-loop
# run: handle([1, None, 2])
from typing import List, Optional
def handle(rows: List[Optional[int]]):
    for row in rows:  # kind(row) = int | none
        if row is None:
            continue
        print(row)  # kind(row) = int

# case: equality-does-not-narrow
# run: handle("a"); handle(["a"])
def handle(value):
    if value == "a":  # kind(value) = unknown
        return 1
    return 0

# case: loop-joins-kinds
# run: handle([1, 2]); handle([])
def handle(rows):
    last = None
    for row in rows:
        last = str(row)
    return last  # kind(last) = str | none

# case: rebound-from-list-to-set
# run: dedup(["a"])
def dedup(words):
    seen = []
    seen = set(seen)  # distinct(seen, words)
    for word in words:
        seen.add(word)
    return seen  # kind(seen) = set

# case: conditional-expression
# run: pick(True); pick(False)
def pick(many):
    rows = [1] if many else {1}  # kind(rows) = list[int] | set[int]
    return rows

# case: fallback-with-or
# run: pick(None); pick(["a"])
from typing import List, Optional
def pick(rows: Optional[List[str]]):
    kept = rows or ["x"]  # kind(kept) = list[str]
    return kept

# case: while-test-and-its-negation
# run: read([1, 2])
def read(rows: list):
    item = 0
    while item is not None:  # kind(item) = int
        item = 1 if rows.pop() > 1 else None
    return item  # kind(item) = none

# case: abstract-annotation-iterates
# run: handle([1]); handle({1})
from typing import Iterable
def handle(rows: Iterable[int]):
    for row in rows:  # kind(row) = int; kind(rows) = unknown[int]
        print(row)

# case: elif-test-reads-what-it-tests
# run: f(True, [1]); f(False, [1]); f(False, None)
def f(done, rows: "list[int] | None"):
    if done:
        return 0
    elif (
        rows  # kind(rows) = list[int] | none
    ):
        return len(rows)
    return 1
