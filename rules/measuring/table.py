"""The table of a page: written from rows, and read back."""

import re

HEADER = "| python | n | bad | good | ratio | memory |\n|---|---|---|---|---|---|"
DELAYED = "With {} ms before each answer of the server, as from another machine (a proxy on loopback):"
STAMP = "<!-- measured: {} -->"
TIME_UNITS = [("s", 1), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9)]
MEMORY_UNITS = [("MB", 1e6), ("kB", 1e3), ("B", 1)]
LINE = re.compile(
    r"^\| (\d)\.(\d+) \| (\d+) \| .+? \| .+? \| ([\d.]+)× \| ([\d.]+) (\w+) → ([\d.]+) (\w+) \|$", re.MULTILINE
)


def section(heading, rows, blocks_hash):
    """The whole section, heading included. Rows with a delay stand in a table of their own, below its condition."""
    near, far = ([row for row in rows if bool(row.delay) == is_far] for is_far in (False, True))
    tables = table_of(near)
    if far:
        tables += f"\n\n{DELAYED.format(digits(far[0].delay * 1000))}\n\n{table_of(far)}"
    return f"{heading}\n\n{tables}\n\n{legend(rows)}\n\n{STAMP.format(blocks_hash)}\n"


def table_of(rows):
    return "\n".join([HEADER, *map(line, rows)])


def line(row):
    version = ".".join(map(str, row.version))
    bad, good = time_text(row.bad), time_text(row.good)
    if row.unit:
        bad, good = f"{row.count_bad} ({bad})", f"{row.count_good} ({good})"
    memory = f"{memory_text(row.memory_bad)} → {memory_text(row.memory_good)}"
    return f"| {version} | {row.size} | {bad} | {good} | {digits(row.ratio())}× | {memory} |"


def legend(rows):
    """One line on what was run: builds, packages, method."""
    builds = ", ".join(dict.fromkeys(with_packages(row) for row in rows))
    method = "medians of interleaved runs by `rules/measure.py`; memory is the peak"
    if rows[0].starts:
        return f"CPython {builds}. Times are processor time of n started interpreters, {method} of one."
    unit = rows[0].unit
    counted = f"Bad and good are {unit}, the ratio is theirs, and the times in brackets are" if unit else "Times are"
    return f"CPython {builds}. {counted} {method} without the input."


def with_packages(row):
    return f"{row.build} with {' and '.join(row.packages)}" if row.packages else row.build


def time_text(seconds):
    return with_unit(seconds, TIME_UNITS)


def memory_text(size):
    return with_unit(size, MEMORY_UNITS)


def with_unit(value, units):
    unit, scale = next((pair for pair in units if value >= pair[1]), units[-1])
    return f"{digits(value / scale)} {unit}"


def digits(value):
    """Two or three significant digits, never an exponent: 0.43, 5.31, 43, 1204."""
    if value >= 100 or value == int(value):
        return f"{value:.0f}"
    if value >= 10:
        return f"{value:.1f}".replace(".0", "")
    return f"{value:.2f}"


def read(text):
    """The rows of a section's first table as dicts: version, size, ratio, and `saved`, the ratio of peak memories."""
    scales = dict(MEMORY_UNITS)
    rows = []
    for major, minor, size, ratio, before, unit_before, after, unit_after in LINE.findall(first_table(text)):
        peak_bad, peak_good = float(before) * scales[unit_before], float(after) * scales[unit_after]
        row = {
            "version": (int(major), int(minor)),
            "size": int(size),
            "ratio": float(ratio),
            "saved": peak_bad / peak_good if peak_good else 1.0,
        }
        rows.append(row)
    return rows


def first_table(text):
    """The first table of a text, and none that shows other conditions."""
    found = re.search(r"^\|.*?(?=\n\n|\Z)", text, re.MULTILINE | re.DOTALL)
    return found.group() if found else ""
