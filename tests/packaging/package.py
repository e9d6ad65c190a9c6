#!/usr/bin/env python3
"""The wheel and the source distribution: built, installed in fresh environments in every way pip knows, and run."""

import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

from support import REPOSITORY, SLOW, environment, run, skip, tools, version

sys.path.insert(0, str(REPOSITORY / "rules"))
from measuring import interpreters  # noqa: E402

LARGEST_SOURCE = 2_000_000


def main():
    found = interpreters.find(None)
    if not found:
        skip("no CPython from 3.8 on was found")
    programs = tools()
    with tempfile.TemporaryDirectory(prefix="fastpy-lint-") as folder:
        folder = Path(folder)
        run([programs / "maturin", "build", "--release", "--out", folder], cwd=REPOSITORY)
        run([programs / "maturin", "sdist", "--out", folder], cwd=REPOSITORY)
        wheel, source = next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))
        (folder / "a.py").write_text(SLOW)
        for interpreter in {it.version: it for it in (found[0], found[-1])}.values():
            check_wheel(interpreter, wheel, folder / interpreter.build)
            print(f"the wheel works on CPython {interpreter.build}")
        check_source(source)
        check_installed_from_source(found[-1], source, folder / "from-source")
        print(f"the source distribution builds and works on CPython {found[-1].build}")
        uv = [programs / "uv", "tool", "run", "--offline", "--no-cache", "--python", found[-1].path]
        assert run([*uv, "--from", wheel, "fastpy-lint", "--version"]).stdout == version_line()
        print("uvx runs it")


def version_line():
    return f"fastpy-lint {version()}\n"


def fresh_environment(interpreter, folder):
    """The folder of programs of a new virtual environment."""
    run([interpreter.path, "-m", "venv", folder])
    return folder / "bin"


def pip_install(python, *arguments):
    run([python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", *arguments])


def check_wheel(interpreter, wheel, folder):
    programs = fresh_environment(interpreter, folder / "environment")
    pip_install(programs / "python", wheel)
    check_both_forms(programs)
    check_signals(programs / "python")
    check_binary_is_gone(programs)
    check_elsewhere(interpreter, wheel, folder)


def check_both_forms(programs):
    """`fastpy-lint` and `python -m fastpy_lint` say the same and end the same, for all three exit codes."""
    above = programs.parents[2]
    for arguments, code in [
        (["--version"], 0),
        (["--isolated", "--confidence=low", "--output-format=concise", "a.py"], 1),
        (["--isolated", "no-such-file.py"], 2),
        (["--no-such-option"], 2),
    ]:
        direct = run([programs / "fastpy-lint", *arguments], code, cwd=above)
        shim = run([programs / "python", "-m", "fastpy_lint", *arguments], code, cwd=above)
        assert (direct.stdout, direct.stderr) == (shim.stdout, shim.stderr), (direct, shim)
        assert direct.stdout or direct.stderr, arguments
    assert run([programs / "fastpy-lint", "--version"]).stdout == version_line()


def check_signals(python):
    """The process that the caller started is the one that a signal ends."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # It waits for its standard input.
        command = [python, "-m", "fastpy_lint", "--isolated", "-"]
        waiting = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment())
        until_it_is(waiting.pid, "fastpy-lint")
        waiting.send_signal(number)
        waiting.stdin.close()
        assert waiting.wait(60) == -number, (waiting.returncode, number)


def until_it_is(process, name):
    """Waits until a process has become this program; where that cannot be seen, long enough."""
    command = Path(f"/proc/{process}/comm")
    if not command.exists():
        time.sleep(5)
        return
    ends = time.monotonic() + 60
    while command.read_text().strip() != name:
        assert time.monotonic() < ends, command.read_text()
        time.sleep(0.01)


def check_binary_is_gone(programs):
    (programs / "fastpy-lint").rename(programs / "moved")
    said = run([programs / "python", "-m", "fastpy_lint", "--version"], 2)
    assert "fastpy-lint is not in" in said.stderr and "install the package again" in said.stderr, said
    (programs / "moved").rename(programs / "fastpy-lint")


def check_elsewhere(interpreter, wheel, folder):
    """Installed where no environment is: for the user, under a prefix, into a folder."""
    user, prefix, target = folder / "user", folder / "prefix", folder / "target"
    packages = prefix / "lib" / f"python{interpreter.version[0]}.{interpreter.version[1]}" / "site-packages"
    for arguments, where in [
        (["--user"], {"PYTHONUSERBASE": str(user)}),
        (["--prefix", prefix, "--ignore-installed"], {"PYTHONPATH": str(packages)}),
        (["--target", target], {"PYTHONPATH": str(target)}),
    ]:
        install = [interpreter.path, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", *arguments, wheel]
        # The interpreter may belong to the system, which pip would not touch; nothing is written to it here.
        own = environment(PIP_BREAK_SYSTEM_PACKAGES="1", **where)
        run(install, env=own)
        said = run([interpreter.path, "-m", "fastpy_lint", "--version"], env=own)
        assert said.stdout == version_line(), said


def check_source(source):
    """It has what a build needs, and nothing of what only the repository needs."""
    with tarfile.open(source) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
    for needed in ("Cargo.toml", "Cargo.lock", "pyproject.toml", "LICENSE", "src/main.rs", "docs/notes/asyncio.md"):
        assert needed in names, f"{needed} is not in {source.name}"
    kept = ("Cargo", "LICENSE", "PKG-INFO", "README.md", "docs/notes/", "pyproject.toml", "rules/", "src/")
    spare = [name for name in names if not name.startswith(kept) or "__pycache__" in name]
    assert not spare, f"{source.name} has what no build needs: {', '.join(spare)}"
    assert source.stat().st_size < LARGEST_SOURCE, f"{source.name} has {source.stat().st_size} bytes"


def check_installed_from_source(interpreter, source, folder):
    """pip builds it by what its pyproject.toml names, and nothing else."""
    programs = fresh_environment(interpreter, folder)
    run([programs / "python", "-m", "pip", "install", "--quiet", "--no-deps", source])
    assert run([programs / "fastpy-lint", "--version"]).stdout == version_line()
    assert run([programs / "python", "-m", "fastpy_lint", "--version"]).stdout == version_line()


if __name__ == "__main__":
    main()
