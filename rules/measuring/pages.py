"""Rule pages and the pages of myths: front matter, blocks, and the section with the table."""

import ast
import hashlib
import re

BLOCK = re.compile(r"^```python (bad|good|run)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Page:
    """What has blocks and a table: a rule's page, or one section of a page of myths.

    `bad`, `good` and `run` are the blocks that are measured; `run` is None where there is none. `text` is the whole
    file or the section, `heading` the line above the table. `impact` and `python` say what the table must show;
    the impact of a myth is `none`, and it has a `title`.
    """

    def __init__(self, path, name, text, heading, front):
        self.path = path
        self.name = name
        self.text = text
        self.heading = heading
        self.front = front
        self.bad, self.good, self.run = (next(iter(self.blocks(kind)), None) for kind in ("bad", "good", "run"))
        settings = read_constants(self.run or "")
        self.sizes = settings.get("sizes", [])
        self.requires = settings.get("requires", [])
        self.servers = settings.get("servers", [])
        self.delay = settings.get("delay", 0)
        self.unit = settings.get("unit")
        self.starts = settings.get("starts", False)
        self.oldest = parse_version(settings.get("oldest", "3.8"))
        self.hash = hash_of(self.bad, self.good, self.run)

    def conditions(self):
        """All pairs of a delay and a size that are measured: without delay, and with the page's, if it has one."""
        return [(delay, size) for delay in dict.fromkeys([0, self.delay]) for size in self.sizes]

    def measured(self):
        """The section with the table as it stands, or an empty text."""
        level = self.heading.split()[0]
        pattern = rf"^{self.heading}\n.*?(?=^#{{2,{len(level)}}} |\Z)"
        found = re.search(pattern, self.text, re.MULTILINE | re.DOTALL)
        return found.group() if found else ""

    def blocks(self, kind):
        """The blocks of a kind, in the order of the page."""
        return [body for found, body in BLOCK.findall(self.text) if found == kind]

    def write_measured(self, section):
        """Replace the section with the table; nothing else of the file changes."""
        if not self.measured():
            raise ValueError(f"{self.path}: add a heading `{self.heading}` where the table of {self.name} is to stand")
        changed = self.text.replace(self.measured(), section + "\n", 1)
        whole = self.path.read_text(encoding="utf-8").replace(self.text, changed, 1)
        self.path.write_text(whole.rstrip("\n") + "\n", encoding="utf-8")
        self.text = changed

    def pays_on(self, version):
        """Whether a version, as (3, 11), lies in the page's `python:` range, `3.8` or `3.8..3.10`."""
        first, _, last = self.front["python"].partition("..")
        return parse_version(first) <= version and (not last or version <= parse_version(last))


def read_all(rules, myths):
    """The pages of all rules, `<family>/<name>.md`, in order of their paths, then the myths, page by page."""
    # What explains the tables is no rule, and the rules about suppressions find nothing slow.
    named = sorted(rules.glob("*/*.md"))
    pages = [path for path in named if path.name != "README.md" and path.parent.name != "suppressions"]
    return [rule_page(path) for path in pages] + read_myths(myths)


def read_myths(folder):
    """One page per section with a run block of every file in the folder, in order of the files' names."""
    return [page for path in sorted(folder.glob("*.md")) for page in myth_pages(path)]


def read_rules(rules):
    """The pages of all rules, in order of their paths."""
    return [rule_page(path) for path in sorted(rules.glob("*/*.md")) if path.name != "README.md"]


def rule_page(path):
    text = path.read_text(encoding="utf-8")
    front = read_front_matter(text)
    return Page(path, front["name"], text, "## Measured", front)


def myth_pages(path):
    """One page per section `## TITLE` that has a run block. Its name is `myths/`, the file's, and its title's."""
    sections = re.findall(r"^## .*?(?=^## |\Z)", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [myth_page(path, section) for section in sections if "```python run" in section]


def myth_page(path, section):
    title = section.splitlines()[0].removeprefix("## ")
    name = f"myths/{path.stem}/{anchor(title)}"
    page = Page(path, name, section, "### Measured", {"impact": "none", "python": "3.8"})
    page.title = title
    return page


def anchor(title):
    """What a heading is called in a link: lower case, no signs but `-` and `_`, a hyphen for each space."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def read_front_matter(text):
    _, front, _ = text.split("---\n", 2)
    return dict(line.split(": ", 1) for line in front.splitlines())


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
