"""One page, one interpreter, one size: a child process measures, this module asks again while the control fails."""

import json
import os
import subprocess
from pathlib import Path

from . import interpreters, servers

CHILD = Path(__file__).with_name("child.py")
ATTEMPTS = 4
LARGEST_DEVIATION = 0.25


class Row:
    """What was measured: medians in seconds, peak memory in bytes, counts (None unless the page counts)."""

    def __init__(self, page, interpreter, size, delay, answer):
        self.version = interpreter.version
        self.build = interpreter.build
        self.size = size
        self.delay = delay
        self.unit = page.unit
        self.bad, self.good = answer["seconds"]
        self.memory_bad, self.memory_good = answer["peaks"]
        self.count_bad, self.count_good = answer["counts"] or (None, None)
        self.deviation = answer["deviation"]
        self.packages = answer["packages"]
        self.starts = page.starts

    def ratio(self):
        """How much the good form saves: a ratio of counts where the page counts, else of times."""
        if self.unit:
            return self.count_bad / max(self.count_good, 1)
        return self.bad / self.good


class Failure:
    """Why there is no row. `whole_interpreter`: other sizes would fail the same way."""

    def __init__(self, text, whole_interpreter):
        self.text = text
        self.whole_interpreter = whole_interpreter


def run(page, interpreter, size, seconds, cache, delay=0):
    """Measure one size, `seconds` long, with servers that answer `delay` seconds later. Returns a Row, or a Failure."""
    place = f"{page.name} on CPython {interpreter.build}, n = {size}"
    python, reason = interpreters.with_packages(interpreter, page.requires, cache)
    if reason:
        return Failure(f"{place}: skipped, {reason}", True)
    variables, reason = servers.environment(page.servers, delay)
    if reason:
        return Failure(f"{place}: skipped, {reason}", True)
    task = {
        "bad": page.bad,
        "good": page.good,
        "run": page.run,
        "size": size,
        "seconds": seconds,
        "unit": page.unit,
        "starts": page.starts,
        "requires": page.requires,
    }
    for _ in range(ATTEMPTS):
        answer = ask_child(python, task, variables)
        if isinstance(answer, str):
            return Failure(f"{place}: {answer}", True)
        if answer["deviation"] <= LARGEST_DEVIATION:
            return Row(page, interpreter, size, delay, answer)
    return Failure(f"{place}: left out, equal runs differ by {answer['deviation']:.0%}", False)


def ask_child(python, task, variables):
    """The child's answer, or the last line of its complaint. The fixed hash seed makes runs alike."""
    environment = dict(os.environ, PYTHONHASHSEED="0", **variables)
    # -I would ignore the hash seed along with the rest of the environment.
    child = subprocess.run(
        [python, str(CHILD)],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        env=environment,
    )
    if child.returncode != 0:
        return (child.stderr.strip() or f"the child ended with {child.returncode}").splitlines()[-1]
    return json.loads(child.stdout.splitlines()[-1])
