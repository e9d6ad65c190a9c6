"""Forms that are measured as programs: their files in a folder, and fresh interpreters that run them.

Uses nothing but the standard library of Python 3.8.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

FILE = re.compile(r"^# --- (\S+)$", re.MULTILINE)
ONLY_FILE = "example.py"


class Program:
    """The files of a block. Counts the processor time of all its starts in seconds, and the most memory of one."""

    def __init__(self, text, folder):
        self.folder = folder
        self.seconds = 0.0
        self.peak = 0
        _, *parts = FILE.split(text) if FILE.search(text) else ("", ONLY_FILE, text)
        for path, body in zip(parts[::2], parts[1::2]):
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(body, encoding="utf-8")

    def start(self, path, *arguments):
        """Run one of the files in a fresh interpreter; return what it prints."""
        command = [sys.executable, path, *arguments]
        child = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE)
        printed = child.stdout.read()
        child.stdout.close()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = status
        if status:
            sys.exit(f"{' '.join([path, *arguments])} ends with status {status}")
        self.seconds += usage.ru_utime + usage.ru_stime
        # Linux counts kilobytes, macOS bytes.
        self.peak = max(self.peak, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))
        return printed.decode()
