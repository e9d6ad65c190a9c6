"""`python -m fastpy_lint`: the same as `fastpy-lint`, where the folder of scripts is not on the path."""

import os
import sys
import sysconfig
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

BINARY = "fastpy-lint" + (sysconfig.get_config_var("EXE") or "")


def find_binary() -> Path:
    """The binary of this installation; FileNotFoundError if it is gone."""
    places = [*recorded(), beside_package()]
    for place in places:
        if place.is_file():
            return place
    raise FileNotFoundError(f"{BINARY} is not in {' nor in '.join(str(place.parent) for place in places)}")


def recorded():
    """Where the installer says that it put the binary: true in environments, for `--user` and for `--prefix`."""
    try:
        installed = files("fastpy-lint") or []
    except PackageNotFoundError:
        return []
    return [Path(str(file.locate())).resolve() for file in installed if file.name == BINARY]


def beside_package():
    """Where `pip install --target` puts it, whose record names another folder."""
    return Path(__file__).resolve().parent.parent / "bin" / BINARY


def run(binary, arguments):
    """Becomes the binary, so that signals and the exit code are its own."""
    if sys.platform != "win32":
        os.execv(binary, [str(binary), *arguments])
    # Windows cannot replace a process: the caller would go on while the binary runs.
    import signal
    import subprocess

    # The binary hears Ctrl-C too; what it makes of it is what counts.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(subprocess.run([str(binary), *arguments]).returncode)


def main():
    try:
        binary = find_binary()
    except FileNotFoundError as error:
        print(f"fastpy-lint: {error}; install the package again", file=sys.stderr)
        sys.exit(2)
    run(binary, sys.argv[1:])


if __name__ == "__main__":
    main()
