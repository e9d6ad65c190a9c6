"""Reads case files: text in, cases with their marks out. `CaseError` for a file that breaks the notation."""

import ast
import io
import re
import tokenize

ONE_EXPRESSION = {
    "scope", "reaching", "captured", "resolves", "kind", "known-small", "any-size", "header", "depth", "varies",
    "invariant", "unsettled", "accumulates", "reset", "mutated", "unmutated", "escapes", "confined", "used-after",
    "dead-after", "single-use", "multi-use", "effect",
}
TWO_EXPRESSIONS = {"aliased", "may-alias", "distinct"}
ABOUT_A_LOOP = {"at-most-once", "repeats", "bounded", "unbounded", "consumer"}
WITH_A_VALUE = {"scope", "reaching", "resolves", "kind", "depth", "bounded", "effect"}


class CaseError(Exception):
    """A case is written wrongly; says where and what."""


class Mark:
    """One claim: `fact(expressions) = value` on a line of its case, and what the runs saw of it."""

    def __init__(self, text, line, fact, expressions, value, loop_line):
        self.text, self.line, self.fact = text, line, fact
        self.expressions, self.value, self.loop_line = expressions, value, loop_line
        self.seen = []


class Case:
    """One module with its runs, its lowest Python and its marks."""

    def __init__(self, path, text):
        self.path, self.text = path, text
        lines = text.splitlines()
        self.name = lines[0].partition(":")[2].strip()
        self.runs, self.python = [], (3, 8)
        for line in lines[1:]:
            head, _, rest = line.partition(":")
            if head in ("# run", "# raises"):
                self.runs.append((rest.strip(), head == "# raises"))
            elif head == "# python":
                self.python = tuple(int(part) for part in rest.split("."))
        self.marks = list(marks_of(text))
        if not self.marks:
            raise CaseError(f"{path.name}:{self.name}: no marks")


def cases_of(path):
    """The cases of one file, in order."""
    pieces = re.split(r"^(?=# case:)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for piece in pieces[1:]:
        try:
            yield Case(path, piece)
        except (CaseError, SyntaxError, tokenize.TokenError) as error:
            raise CaseError(f"{path.name}: {piece.splitlines()[0]}: {error}") from error


def marks_of(text):
    """Every mark of every trailing comment."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and token.line[: token.start[1]].strip():
            for part in token.string.lstrip("#").split(";"):
                yield mark_of(part.strip(), token.start[0])


def mark_of(text, line):
    """`fact`, `fact(e)`, `fact(e, LINE)`, `fact(a, b)`, each with ` = value` where the fact has one."""
    fact = re.match(r"[a-z-]*", text).group()
    inner, rest = parenthesised(text[len(fact):])
    expressions = ast.parse(f"f({inner})", mode="eval").body.args
    loop_line = None
    if fact in ONE_EXPRESSION and len(expressions) == 2:
        loop_line = ast.literal_eval(expressions.pop())
    wanted = 1 if fact in ONE_EXPRESSION else 2 if fact in TWO_EXPRESSIONS else 0 if fact in ABOUT_A_LOOP else None
    equals, value = rest[:1] == "=", rest[1:].strip()
    if len(expressions) != wanted or equals != (fact in WITH_A_VALUE) or (rest and not equals):
        raise CaseError(f"line {line}: not a mark: {text!r}")
    return Mark(text, line, fact, expressions, value, loop_line)


def parenthesised(text):
    """What the leading parentheses hold, and what follows them."""
    if not text.startswith("("):
        return "", text.strip()
    level = 0
    for at, character in enumerate(text):
        level += (character in "([{") - (character in ")]}")
        if level == 0:
            return text[1:at], text[at + 1:].strip()
    raise CaseError(f"unbalanced: {text!r}")
