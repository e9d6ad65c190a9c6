"""Rule pages: front matter, blocks, and the section `## Measured`."""

import ast
import hashlib
import re

BLOCK = re.compile(r"^```python (bad|good|run)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MEASURED = re.compile(r"^## Measured\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)


class Page:
    """One page. `bad`, `good` and `run` are the blocks that are measured; `run` is None where there is none."""

    def __init__(self, path):
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.front = read_front_matter(self.text)
        self.name = self.front["name"]
        blocks = BLOCK.findall(self.text)
        self.bad, self.good, self.run = (first_block(blocks, kind) for kind in ("bad", "good", "run"))
        settings = read_constants(self.run or "")
        self.sizes = settings.get("sizes", [])
        self.requires = settings.get("requires", [])
        self.unit = settings.get("unit")
        self.hash = hash_of(self.bad, self.good, self.run)

    def measured(self):
        """The section `## Measured` as it stands, or an empty text."""
        found = MEASURED.search(self.text)
        return found.group() if found else ""

    def write_measured(self, section):
        """Replace the section `## Measured`; nothing else of the page changes."""
        if not self.measured():
            raise ValueError(f"{self.path}: add a heading `## Measured` where the table is to stand")
        self.text = MEASURED.sub(lambda _: section + "\n", self.text, count=1)
        self.path.write_text(self.text, encoding="utf-8")

    def pays_on(self, version):
        """Whether a version, as (3, 11), lies in the page's `python:` range, `3.8` or `3.8..3.10`."""
        first, _, last = self.front["python"].partition("..")
        return parse_version(first) <= version and (not last or version <= parse_version(last))


def read_all(folder):
    """All pages below a folder, `<family>/<name>.md`, in order of their paths."""
    return [Page(path) for path in sorted(folder.glob("*/*.md"))]


def read_front_matter(text):
    _, front, _ = text.split("---\n", 2)
    return dict(line.split(": ", 1) for line in front.splitlines())


def first_block(blocks, kind):
    return next((body for found, body in blocks if found == kind), None)


def read_constants(source):
    """The names a run block sets to literals at its top level. The block itself is run by the child only."""
    constants = {}
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            try:
                constants[statement.targets[0].id] = ast.literal_eval(statement.value)
            except ValueError:
                continue
    return constants


def hash_of(*blocks):
    """Twelve hexadecimal digits that change with the measured blocks, so that an old table is known as such."""
    return hashlib.sha256("\0".join(block or "" for block in blocks).encode()).hexdigest()[:12]


def parse_version(text):
    major, minor = text.strip().split(".")
    return int(major), int(minor)
