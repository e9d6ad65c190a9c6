#!/usr/bin/env python3
"""What is built on: workflows and the action (zizmor, actionlint), scripts (shellcheck), crates (cargo-deny).

actionlint and cargo-deny are programs of other ecosystems. They are taken from PATH, else, where the means are there,
installed; where they are not, the script says so, and in CI it fails.
"""

import os
import re
import shutil
import sys

from support import REPOSITORY, TARGET, is_ci, run, tools

ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"
CARGO_DENY = "0.20.2"


def main():
    left_out = []
    check_versions()
    programs = tools()
    run([programs / "zizmor", "--offline", "--persona=pedantic", "."], cwd=REPOSITORY)
    print("zizmor has no findings")
    scripts = sorted((REPOSITORY / ".ci").iterdir())
    run([programs / "shellcheck", *scripts], cwd=REPOSITORY)
    print("shellcheck has no findings")
    check_workflows(left_out)
    check_crates(left_out)
    for reason in left_out:
        print(f"{'failed' if is_ci() else 'left out'}: supply_chain.py: {reason}", file=sys.stderr)
    sys.exit(1 if left_out and is_ci() else 0)


def check_versions():
    """The release builds with the maturin that everybody else gets from pyproject.toml."""
    pinned = re.search(r'"maturin==(.+)"', (REPOSITORY / "pyproject.toml").read_text()).group(1)
    release = (REPOSITORY / ".github" / "workflows" / "release.yml").read_text()
    assert f"maturin-version: v{pinned}\n" in release, f"release.yml builds with another maturin than {pinned}"


def check_workflows(left_out):
    actionlint = shutil.which("actionlint") or TARGET / "packaging-programs" / "actionlint"
    if not os.path.exists(actionlint):
        if not shutil.which("go"):
            return left_out.append("the workflows were not checked: there is neither actionlint nor go")
        try:
            run(["go", "install", ACTIONLINT], env={**os.environ, "GOBIN": str(TARGET / "packaging-programs")})
        except AssertionError as error:
            return left_out.append(f"the workflows were not checked: actionlint cannot be installed\n{error}")
    run([actionlint], cwd=REPOSITORY)
    print("actionlint has no findings")


def check_crates(left_out):
    cargo_deny = shutil.which("cargo-deny") or TARGET / "packaging-programs" / "bin" / "cargo-deny"
    if not os.path.exists(cargo_deny):
        if not is_ci():
            # Compiling it takes longer than all the rest.
            return left_out.append("crates were not checked: run `cargo install --locked cargo-deny` for that")
        root = ["--root", TARGET / "packaging-programs"]
        run(["cargo", "install", "--quiet", "--locked", "--version", CARGO_DENY, *root, "cargo-deny"])
    run([cargo_deny, "--locked", "check", "bans", "licenses", "sources"], cwd=REPOSITORY)
    print("cargo-deny has no findings on licences, bans and sources")
    try:
        run([cargo_deny, "--locked", "check", "advisories"], cwd=REPOSITORY)
        print("cargo-deny has no findings on advisories")
    except AssertionError as error:
        if "failed to fetch advisory database" not in str(error):
            raise
        left_out.append("advisories were not checked: their database cannot be fetched")


if __name__ == "__main__":
    main()
