"""What the checks of the packages share: tools of fixed versions, commands that are run, skipping with a word."""

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR") or REPOSITORY / "target").resolve()
TOOLS = Path(__file__).with_name("tools.txt")
SLOW = "def unknown(words):\n    known = list(words)\n    return [word for word in words if word[1:] in known]\n"
# A suppression that silences nothing: one finding, with a safe fix, at every confidence.
UNUSED = "half = 1 / 2  # fastpy: ignore[list-membership-in-loop] ten words\n"
FIXED = "half = 1 / 2\n"


def is_ci():
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def skip(reason):
    """Ends the script: with success where a person runs it, with failure in CI, where nothing may be left out."""
    print(f"{'failed' if is_ci() else 'skipped'}: {Path(sys.argv[0]).name}: {reason}", file=sys.stderr)
    sys.exit(1 if is_ci() else 0)


def environment(**more):
    """What commands run with: no colour, no runner around, no settings of the user for pip."""
    gone = ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_TARGET")
    kept = {name: value for name, value in os.environ.items() if name not in gone}
    return {**kept, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "CARGO_TARGET_DIR": str(TARGET), **more}


def run(command, code=0, **options):
    """Runs a command and returns what it said; AssertionError, with all it said, if it ends with another code."""
    command = [str(part) for part in command]
    options.setdefault("env", environment())
    result = subprocess.run(command, capture_output=True, encoding="utf-8", **options)
    said = f"{' '.join(command)}\nended with {result.returncode}, not {code}\n{result.stdout}{result.stderr}"
    assert result.returncode == code, said
    return result


def tools():
    """The folder of programs of an environment with maturin and what tools.txt lists, made anew when these change."""
    folder = TARGET / "packaging-tools"
    wanted = [line for line in TOOLS.read_text().splitlines() if not line.startswith("#")]
    wanted.append(re.search(r'"(maturin==.+)"', (REPOSITORY / "pyproject.toml").read_text()).group(1))
    complete = folder / "complete.txt"
    if not complete.is_file() or complete.read_text().split() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        try:
            run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", *wanted])
        except AssertionError as error:
            skip(f"its tools cannot be installed\n{error}")
        complete.write_text("\n".join(wanted))
    return folder / "bin"


def version():
    """The version in Cargo.toml."""
    manifest = (REPOSITORY / "Cargo.toml").read_text(encoding="utf-8")
    return re.search(r'^version = "(.+)"$', manifest, re.MULTILINE).group(1)


def copy_of_repository(folder):
    """A Git repository of its own with the files as they stand, tagged with the version; the path of it."""
    listed = run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=REPOSITORY).stdout
    for name in filter(None, listed.split("\0")):
        if (REPOSITORY / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, folder / name)
    commit_all(folder)
    run(["git", "tag", f"v{version()}"], cwd=folder)
    return folder


def commit_all(folder):
    """Commits everything in a folder, which becomes a repository if it is none; the commit."""
    if not (folder / ".git").exists():
        run(["git", "init", "--quiet", "--initial-branch=main"], cwd=folder)
    who = ["-c", "user.name=Test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false"]
    run(["git", "add", "--all"], cwd=folder)
    run(["git", *who, "commit", "--quiet", "--message", "All of it"], cwd=folder)
    return run(["git", "rev-parse", "HEAD"], cwd=folder).stdout.strip()
