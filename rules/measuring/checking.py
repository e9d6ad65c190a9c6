"""What may be wrong with the table of a page."""

from . import table

FEWEST_VERSIONS = 3
TIME_GAIN, MEMORY_GAIN = 1.25, 2.0
PAYS, HARMS = 1.25, 0.8


def problems_of_table(page):
    """What can be seen without running anything, as lines for the reader."""
    if page.run is None:
        return [f"{page.name}: has no `python run` block"]
    section = page.measured()
    rows = table.read(section)
    if not rows:
        return [f"{page.name}: has not been measured"]
    problems = []
    if len({row["version"] for row in rows}) < FEWEST_VERSIONS:
        problems.append(f"{page.name}: is measured on fewer than {FEWEST_VERSIONS} versions of CPython")
    if table.STAMP.format(page.hash) not in section:
        problems.append(f"{page.name}: the measured blocks have changed since the table was written")
    if page.delay and table.DELAYED.format(table.digits(page.delay * 1000)) not in section:
        problems.append(f"{page.name}: has not been measured with its delay")
    problems.extend(problems_of_gain(page, rows))
    return problems


def problems_of_gain(page, rows):
    """A rule that is on by default must gain somewhere; advice that is called a myth must not gain everywhere."""
    impact = page.front["impact"]
    if impact == "none":
        newest = max(row["version"] for row in rows)
        if all(row["ratio"] >= TIME_GAIN for row in rows if row["version"] == newest):
            return [f"{page.name}: is called a myth, and every row of the newest version gains {TIME_GAIN}× or more"]
    elif impact != "low" and not any(gains(row) for row in rows if page.pays_on(row["version"])):
        gain = f"{TIME_GAIN}× in time or {MEMORY_GAIN}× in memory"
        return [f"{page.name}: is on by default, and no row shows {gain}"]
    return []


def gains(row):
    return row["ratio"] >= TIME_GAIN or row["saved"] >= MEMORY_GAIN


def contradictions(page, row):
    """Whether a fresh row says the opposite of the table: a gain where that shows a loss, or a loss for a gain."""
    written = next(
        (old for old in table.read(page.measured()) if (old["version"], old["size"]) == (row.version, row.size)), None
    )
    if written is None:
        return []
    before, now = written["ratio"], row.ratio()
    if (before >= PAYS and now <= HARMS) or (before <= HARMS and now >= PAYS):
        return [f"{page.name}: the table says {before}× for {row.build}, n = {row.size}; measured now: {now:.2f}×"]
    return []
