# Qualified names: aliases, rebinding, fallbacks, shadows.

# case: plain-module
# run: decode("[1]")
import json
def decode(body):
    return json.loads(body)  # resolves(json.loads) = json.loads; resolves(json) = json

# case: renamed-module
# run: decode("[1]")
import json as codec
def decode(body):
    return codec.loads(body)  # resolves(codec.loads) = json.loads

# case: renamed-member
# run: copy_tree({"a": [1]})
from copy import deepcopy as clone
def copy_tree(tree):
    return clone(tree)  # resolves(clone) = copy.deepcopy

# case: dotted-import-binds-the-package
# run: where("a")
import os.path
def where(name):
    return os.path.join("etc", name)  # resolves(os.path.join) = os.path.join; resolves(os) = os

# case: dotted-import-with-alias
# run: where("a")
import os.path as paths
def where(name):
    return paths.join("etc", name)  # resolves(paths) = os.path; resolves(paths.join) = os.path.join

# case: local-alias-of-a-function
# run: many(["[1]", "[2]"])
import json
def many(bodies):
    load = json.loads
    return [load(body) for body in bodies]  # resolves(load) = json.loads

# case: sleep-by-name
# run: pause()
from time import sleep
def pause():
    sleep(0)  # resolves(sleep) = time.sleep; effect(sleep(0)) = sleep

# case: parameter-hides-the-module
# run: decode("[1]", Codec)
import json
class Codec:
    @staticmethod
    def loads(body):
        return body
def decode(body, json):
    return json.loads(body)  # resolves(json.loads) = unknown; scope(json) = parameter

# case: module-function-hides-a-builtin
# run: first([3, 1])
def sorted(rows):
    return rows
def first(rows):
    return sorted(rows)[0]  # resolves(sorted) = .sorted; scope(sorted) = global

# case: missing-fast-module-falls-back
# run: decode("[1]")
try:
    import surely_not_installed_codec as codec
except ImportError:
    import json as codec
def decode(body):
    return codec.loads(body)  # resolves(codec.loads) = surely_not_installed_codec.loads? | json.loads

# case: name-rebound-between-calls
# run: run("[1]")
from json import loads
def run(body):
    first = loads(body)  # resolves(loads) = json.loads
    return first

# case: branch-chooses-the-function
# run: choose(True, "[1]"); choose(False, "[1]")
import ast
import json
def choose(strict, body):
    if strict:
        load = json.loads
    else:
        load = ast.literal_eval
    return load(body)  # resolves(load) = json.loads | ast.literal_eval

# case: method-of-a-class-here
# run: Reader.build().read()
class Reader:
    @staticmethod
    def build():
        return Reader()  # resolves(Reader) = .Reader; kind(Reader) = type(Reader)
    def read(self):
        return 1

# case: builtin-stays-a-builtin
# run: total([1])
def total(rows):
    count = len(rows)  # resolves(len) = builtins.len; reaching(len) = builtin
    return sum(rows) / count  # resolves(sum) = builtins.sum; kind(count) = int

# case: import-in-a-loop-body
# run: repeat([1, 2])
def repeat(items):
    for item in items:
        from math import sqrt
        print(sqrt(item))  # resolves(sqrt) = math.sqrt; depth(sqrt(item)) = 1; effect(sqrt(item)) = none
    return 0
