"""Opens an HTML report in headless Chromium and compares what its script shows with what addresses ask for.

python3 tests/browser/report.py --tool PATH_OF_FASTPY_LINT

Says that it was skipped where no Chromium is installed.
"""

import argparse
import html.parser
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Dict, List

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=5000",
    "--dump-dom",
]


@dataclass
class Finding:
    attributes: Dict[str, str]
    text: str = ""

    @property
    def is_shown(self) -> bool:
        return "hidden" not in self.attributes


@dataclass
class Document(html.parser.HTMLParser):
    """The findings of a report, and what it says of how many are shown."""

    findings: List[Finding] = field(default_factory=list)
    root: Dict[str, str] = field(default_factory=dict)
    status: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.is_finding = self.is_status = False

    def handle_starttag(self, tag: str, attrs: list) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.root = attributes
        self.is_status |= attributes.get("id") == "shown"
        if tag == "article" and "data-rule" in attributes:
            self.is_finding = True
            self.findings.append(Finding(attributes))

    def handle_endtag(self, tag: str) -> None:
        self.is_status &= tag != "span"
        self.is_finding &= tag != "article"

    def handle_data(self, data: str) -> None:
        if self.is_status:
            self.status += data
        if self.is_finding:
            self.findings[-1].text += data


def opened(browser: str, report: Path, address: str) -> Document:
    """What stands in the report once its script has run at an address."""
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, *FLAGS, f"--user-data-dir={profile}", report.as_uri() + address]
        dump = subprocess.run(command, capture_output=True, check=True, timeout=300).stdout.decode()
    document = Document()
    document.feed(dump)
    return document


def check(browser: str, report: Path, address: str, expected: Callable[[Finding], bool]) -> Document:
    """Fails unless exactly the expected findings are shown."""
    document = opened(browser, report, address)
    shown = [finding.attributes["id"] for finding in document.findings if finding.is_shown]
    wanted = [finding.attributes["id"] for finding in document.findings if expected(finding)]
    total = len(document.findings)
    status = f"{total} findings" if not address or len(wanted) == total else f"{len(wanted)} of {total} findings"
    if not wanted or shown != wanted or document.status != status or "js" not in document.root.get("class", ""):
        sys.exit(f"{address!r}: {len(shown)} are shown, not {len(wanted)}, and it says {document.status!r}")
    print(f"{address or 'as it is'}: {document.status}")
    return document


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", type=Path, required=True)
    tool = parser.parse_args().tool.resolve()
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print("skipped: no Chromium is installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.html"
        arguments = ["--confidence", "low", "--exit-zero", "--output-format", f"html={report}", "fixtures"]
        subprocess.run([str(tool), *arguments], cwd=ROOT, check=True)
        everything = check(browser, report, "", lambda finding: True).findings
        check(browser, report, "?rule=list-pop-front", lambda it: it.attributes["data-rule"] == "list-pop-front")
        check(browser, report, "?q=LOOP+shop", lambda it: "loop" in it.text.lower() and "shop" in it.text.lower())
        check(browser, report, "?path=fixtures/shop/", lambda it: it.attributes["data-path"].startswith("fixtures/shop/"))
        sure = [it for it in everything if it.attributes["data-confidence"] == "high"]
        ids = {it.attributes["id"] for it in sure}
        check(browser, report, "?confidence=high", lambda it: it.attributes["id"] in ids)
        # A finding that the filters hide is shown where the address leads to it.
        hidden = next(it for it in everything if it.attributes["data-rule"] != "list-pop-front").attributes["id"]
        check(browser, report, f"?rule=list-pop-front#{hidden}", lambda it: True)


if __name__ == "__main__":
    main()
