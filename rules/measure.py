#!/usr/bin/env python3
"""Measure the slow and the fast form of every rule's page, and write the table `## Measured`.

A page (`rules/<family>/<name>.md`) shows what a rule reports in `python bad` blocks, what to write instead in
`python good` blocks, and names sizes, input and the two calls in one `python run` block. This script runs the first bad
and the first good block on real interpreters, with the names they define changed to `NAME_bad` and `NAME_good`:

* both must return equal results, each from a fresh `setup(n)`, whose time is not counted;
* bad, good, good, bad are timed in turn, again and again, and the medians are taken; where nothing waits, time in which
  the machine did something else does not count;
* each form is compared with itself, every other group of runs against the rest (an A/A control): where they differ by
  more than 25 %, the size is measured again, and left out if it never settles;
* peak memory is traced in runs of its own, without the input.

The pages in `docs/notes/myths` have the same blocks in each of their sections, and a table `### Measured`;
`docs/notes/myths.md` lists them all, with the ratios of their tables.

A run block that sets `unit = "queries"` counts instead: its `bad` and `good` return (count, result). One with a line
`requires = ["Django"]` runs in a virtual environment with these packages, one per interpreter, kept in the cache.
One with a line `servers = ["redis"]` is given the address of a real server, started on loopback for the time of the run;
where there is none, the page keeps its rows; with a line `delay = 0.001` as well, it is measured a second time through a
proxy that brings each answer a millisecond later, and has a second table. One with a line `oldest = "3.10"` is measured from that version on. One with
a line `starts = True` measures programs: its two calls get `start_bad(PATH, ARGUMENTS…)` and `start_good`, which run a
file of the form (`example.py`, or what its lines `# --- PATH` say) in a fresh interpreter and return what it prints; the
time is that of the processor.
"""

import argparse
import os
import sys
from pathlib import Path

from measuring import checking, index, interpreters, pages, running, table

RULES = Path(__file__).resolve().parent
MYTHS = RULES.parent / "docs" / "notes" / "myths"
INDEX = MYTHS.with_suffix(".md")


def main():
    arguments = parse_arguments()
    found = interpreters.find_or_exit(arguments.python, "measure.py")
    chosen = [page for page in pages.read_all(RULES, MYTHS) if is_named(page, arguments.only)]
    if not chosen:
        sys.exit(f"measure.py: there is no page {arguments.only!r} below {RULES}, nor such a section in {MYTHS}")
    work = check if arguments.check else measure
    failures = [failure for page in chosen for failure in work(page, found, arguments)]
    if arguments.check:
        failures += index.problems(INDEX, MYTHS)
    else:
        index.write(INDEX, MYTHS)
    for failure in failures:
        print(failure, file=sys.stderr)
    sys.exit(1 if failures else 0)


def is_named(page, name):
    return name is None or page.name == name or page.name.startswith(name + "/")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--python",
        action="append",
        metavar="PATH",
        help="an interpreter to measure on; may be repeated; the table then holds these alone "
        "(default: python3.8 to python3.13 from PATH or pyenv)",
    )
    parser.add_argument(
        "--only",
        metavar="NAME",
        help="measure one rule (`list-pop-front`), one myth (`myths/PAGE/TITLE`), one page of them (`myths/PAGE`), "
        "or all `myths`",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; fail if a table is missing, out of date, too small to justify its rule, "
        "or contradicted by a quick run of the middle size",
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=1.5,
        metavar="S",
        help="time to spend on the runs of one size on one interpreter (default: %(default)s)",
    )
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "fastpy-lint-measure",
        metavar="FOLDER",
        help="where virtual environments for pages with `requires` are kept (default: %(default)s)",
    )
    return parser.parse_args()


def measure(page, found, arguments):
    """Measure a page on all interpreters and rewrite its table; return what went wrong, as lines for the reader."""
    if page.run is None:
        return [f"{page.name}: has no `python run` block"]
    rows, failures = [], []
    for interpreter in found:
        if interpreter.version < page.oldest:
            continue
        for delay, size in page.conditions():
            row = running.run(page, interpreter, size, arguments.seconds, arguments.cache, delay)
            if isinstance(row, running.Failure):
                failures.append(row.text)
                print(row.text, flush=True)
                if row.whole_interpreter:
                    break
                continue
            rows.append(row)
            print(f"{page.name}: {table.line(row)} A/A {row.deviation:.0%}", flush=True)
    if rows:
        page.write_measured(table.section(page.heading, rows, page.hash))
    return failures


def check(page, found, arguments):
    """Check a page's table without writing; return what is wrong with it."""
    failures = checking.problems_of_table(page)
    if failures:
        return failures
    runs_on = [interpreter for interpreter in found if interpreter.version >= page.oldest]
    in_range = [interpreter for interpreter in runs_on if page.pays_on(interpreter.version)]
    ends = [in_range[0], in_range[-1]] if len(in_range) > 1 else in_range
    for interpreter in ends:
        failures.extend(contradictions(page, interpreter, arguments))
    return failures


def contradictions(page, interpreter, arguments):
    """What a fresh row of the middle size says against the table, if a second one says it too: threads have moods."""
    size, said = page.sizes[len(page.sizes) // 2], []
    for _ in range(2):
        row = running.run(page, interpreter, size, min(arguments.seconds, 0.5), arguments.cache)
        if isinstance(row, running.Failure):
            return [row.text]
        said = checking.contradictions(page, row)
        if not said:
            break
    return said


if __name__ == "__main__":
    main()
