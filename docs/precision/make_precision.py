#!/usr/bin/env python3
"""Write docs/precision.md from what was found on real projects and from how its readers judged it.

    python3 docs/precision/make_precision.py [--check]

reads, beside this script:

* `verdicts.jsonl`, one JSON object a line and one line a finding that was read: project, version, path, line, rule,
  confidence (`high`, `medium`, `low`), verdict (`right`: true and worth acting on; else `wrong`), why;
* `firing.json`: {project: {"version": text, "lines": lines of Python, "rules": {rule: findings of a run with the default
  settings}, "medium": {rule: findings that `--select all --confidence medium` adds}}}.

Either may be missing; the page then says that nothing was read or run. `--check` writes nothing, and fails if the page
is not what would be written. Faults in the input are named with their line, and end the run with 2.
"""

import json
import sys
from collections import Counter
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PAGE = FOLDER.parent / "precision.md"
KEYS = {"project", "version", "path", "line", "rule", "confidence", "verdict", "why"}
CONFIDENCES = ("high", "medium", "low")
VERDICTS = ("right", "wrong")
# With fewer findings read, one more could move the share by more than two points.
FEW = 50

HEAD = """\
# Precision

How often a finding is right *and worth acting on*, on projects that the rules were not written for. Each finding was
read in its source, with the question what the owner of that code would do about it. A finding that is true but that
nobody would act on counts as wrong. Confidence is what the finding has today; wrong findings that are no longer made
are left out, they stand under "Left alone" in the pages. The tables are written by `docs/precision/make_precision.py` from the verdicts in
`docs/precision/verdicts.jsonl`.
"""


def main():
    try:
        page = page_of(read_verdicts(FOLDER / "verdicts.jsonl"), read_firing(FOLDER / "firing.json"))
    except ValueError as error:
        print(f"make_precision.py: {error}", file=sys.stderr)
        sys.exit(2)
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(page, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        sys.exit("make_precision.py: docs/precision.md is stale; run this script without --check")


def read_verdicts(path):
    """The verdicts as dicts. Raises ValueError for a line that is not one, or that judges a finding again."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    verdicts, judged = [], set()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        verdict = verdict_of(line, f"{path.name}:{number}")
        finding = tuple(verdict[key] for key in ("project", "version", "path", "line", "rule"))
        if finding in judged:
            raise ValueError(f"{path.name}:{number}: this finding is judged twice")
        judged.add(finding)
        verdicts.append(verdict)
    return verdicts


def verdict_of(line, place):
    try:
        verdict = json.loads(line)
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from error
    if not isinstance(verdict, dict) or set(verdict) != KEYS:
        raise ValueError(f"{place}: is no object with the keys {', '.join(sorted(KEYS))}")
    for key, allowed in (("confidence", CONFIDENCES), ("verdict", VERDICTS)):
        if verdict[key] not in allowed:
            raise ValueError(f"{place}: {key} is {verdict[key]!r}, not one of {', '.join(allowed)}")
    if not str(verdict["why"]).strip():
        raise ValueError(f"{place}: says no why")
    return verdict


def read_firing(path):
    """The projects of firing.json. Raises ValueError where one lacks one of its keys."""
    if not path.exists():
        return {}
    firing = json.loads(path.read_text(encoding="utf-8"))
    for project, run in firing.items():
        if not isinstance(run, dict) or set(run) != {"version", "lines", "rules", "medium"}:
            raise ValueError(f"{path.name}: {project} is no object with the keys lines, medium, rules, version")
    return firing


def page_of(verdicts, firing):
    """The whole page."""
    parts = [HEAD, precision(verdicts), frequency(firing), wrong(verdicts)]
    return "\n".join(part for part in parts if part)


def precision(verdicts):
    if not verdicts:
        return "## By rule\n\nNo finding has been read yet, so nothing is known.\n"
    projects = len({(verdict["project"], verdict["version"]) for verdict in verdicts})
    rows = []
    for rule in sorted({verdict["rule"] for verdict in verdicts}):
        of_rule = [verdict for verdict in verdicts if verdict["rule"] == rule]
        rows.append([f"`{rule}`", *(share(with_confidence(of_rule, level)) for level in CONFIDENCES)])
    rows.append(["all", *(share(with_confidence(verdicts, level)) for level in CONFIDENCES)])
    table = table_of(["rule", *(f"{level} confidence" for level in CONFIDENCES)], rows)
    shown = len(with_confidence(verdicts, "high"))
    caveat = f" With {shown} of them at high confidence, the shares are rough." if shown < FEW else ""
    read = f"{plural(len(verdicts), 'finding')} of {plural(projects, 'project')} were read: right of read."
    return f"## By rule\n\n{read} Findings of high confidence are shown by default.{caveat}\n\n{table}"


def frequency(firing):
    if not firing:
        return "## By project\n\nNo project has been run yet.\n"
    rows = []
    for project, run in sorted(firing.items()):
        rows.append([project, run["version"], f"{run['lines']:,}", counts(run["rules"]), counts(run["medium"])])
    total, more = Counter(), Counter()
    for run in firing.values():
        total.update(run["rules"])
        more.update(run["medium"])
    lines = sum(run["lines"] for run in firing.values())
    rows.append(["all", "", f"{lines:,}", counts(total), counts(more)])
    table = table_of(["project", "version", "lines of Python", "by default", "with `--select all --confidence medium`, more"], rows)
    return f"## By project\n\nHow often each rule fires.\n\n{table}"


def counts(rules):
    most = sorted(rules.items(), key=lambda it: (-it[1], it[0]))
    return ", ".join(f"`{rule}` {count}" for rule, count in most) or "none"


def wrong(verdicts):
    faults = [verdict for verdict in verdicts if verdict["verdict"] == "wrong"]
    if not faults:
        return "## What was wrong\n\nNone of the findings that were read was wrong.\n" if verdicts else ""
    faults.sort(key=lambda it: (it["rule"], it["project"], it["path"], it["line"]))
    rows = [
        [f"`{it['rule']}`", it["confidence"], f"{it['project']} {it['version']} `{it['path']}:{it['line']}`", it["why"]]
        for it in faults
    ]
    return f"## What was wrong\n\n{table_of(['rule', 'confidence', 'place', 'why'], rows)}"


def with_confidence(verdicts, level):
    return [verdict for verdict in verdicts if verdict["confidence"] == level]


def share(verdicts):
    """`19/20 (95 %)`, or a dash where none was read."""
    if not verdicts:
        return "–"
    right = sum(verdict["verdict"] == "right" for verdict in verdicts)
    return f"{right}/{len(verdicts)} ({100 * right // len(verdicts)} %)"


def plural(number, word):
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def table_of(head, rows):
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    main()
