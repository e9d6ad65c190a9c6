"""The list of all myths: one line each, with the ratios of its table."""

from . import pages, table

MARK = "<!-- What follows is written by `rules/measure.py`. -->"
COLUMNS = [(3, 8), (3, 11), (3, 13)]


def write(path, folder):
    """Write the list anew below the mark; what stands above it is left alone."""
    path.write_text(expected(path, folder), encoding="utf-8")


def problems(path, folder):
    """What is wrong with the list as it stands, as lines for the reader."""
    if path.read_text(encoding="utf-8") == expected(path, folder):
        return []
    return [f"{path.name}: the list does not say what the tables say; any run of measure.py writes it"]


def expected(path, folder):
    head, mark, _ = path.read_text(encoding="utf-8").partition(MARK)
    if not mark:
        raise ValueError(f"{path}: add a line `{MARK}` where the list is to begin")
    themes = [theme_lines(page, folder.name) for page in sorted(folder.glob("*.md"))]
    return head + mark + "\n\n" + "\n\n".join(themes) + "\n"


def theme_lines(path, folder):
    """A page of myths as a heading and a table, a line per section."""
    title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    address = f"{folder}/{path.name}"
    header = " | ".join(["advice", *(f"{major}.{minor}" for major, minor in COLUMNS)])
    lines = [f"## [{title}]({address})", "", f"| {header} |", "|---" * (1 + len(COLUMNS)) + "|"]
    return "\n".join(lines + [myth_line(page, address) for page in pages.myth_pages(path)])


def myth_line(page, address):
    rows = table.read(page.measured())
    cells = [spread([row["ratio"] for row in rows if row["version"] == version]) for version in COLUMNS]
    return " | ".join([f"| [{page.title}]({address}#{pages.anchor(page.title)})", *cells]) + " |"


def spread(ratios):
    """From the least to the largest ratio, or a dash where nothing was measured."""
    if not ratios:
        return "–"
    least, largest = (f"{table.digits(ratio)}" for ratio in (min(ratios), max(ratios)))
    return f"{least}×" if least == largest else f"{least} to {largest}×"
