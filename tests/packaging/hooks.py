#!/usr/bin/env python3
"""The hooks for pre-commit: installed by the real program from a repository with a tag, run on commits of a project."""

import sys
import tempfile
from pathlib import Path

from support import FIXED, SLOW, UNUSED, commit_all, copy_of_repository, environment, run, tools, version

CONFIGURATION = """\
repos:
  - repo: {repository}
    rev: v{version}
    hooks:
      - id: {hook}
        args: [{arguments}]
"""


def main():
    pre_commit = tools() / "pre-commit"
    with tempfile.TemporaryDirectory(prefix="fastpy-lint-") as folder:
        folder = Path(folder)
        (folder / "origin").mkdir()
        origin = copy_of_repository(folder / "origin")
        own = environment(PRE_COMMIT_HOME=str(folder / "pre-commit"))
        project = new_project(folder / "project")

        def hook(name, code, *arguments):
            text = CONFIGURATION.format(
                repository=origin, version=version(), hook=name, arguments=", ".join(arguments)
            )
            (project / ".pre-commit-config.yaml").write_text(text)
            return run([pre_commit, "run", "--all-files", "--verbose"], code, cwd=project, env=own).stdout

        check_findings(hook)
        check_fixes(hook, project)
        check_trouble(hook, project)
    print("the hooks for pre-commit work")


def new_project(folder):
    """Files of every kind that the hooks ask for, one that is excluded, one that is no Python."""
    (folder / "generated").mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[tool.fastpy-lint]\nextend-exclude = ["generated"]\n')
    (folder / "slow.py").write_text(SLOW)
    (folder / "generated" / "slow.py").write_text(SLOW)
    (folder / "unused.py").write_text(UNUSED)
    (folder / "types.pyi").write_text("half: float\n")
    (folder / "notes.txt").write_text("not = python (\n")
    # pre-commit knows a program by its first line too.
    (folder / "program").write_text("#!/usr/bin/env python3\n" + UNUSED)
    (folder / "program").chmod(0o755)
    commit_all(folder)
    return folder


def check_findings(hook):
    """Findings fail the hook; what the settings exclude is not checked, though pre-commit names it."""
    said = hook("fastpy-lint", 1, "--confidence=low", "--output-format=concise")
    assert "slow.py:3:" in said and "[list-membership-in-loop]" in said, said
    assert "unused.py:1:" in said and "program:2:" in said, said
    assert "generated" not in said and "notes.txt" not in said, said
    assert "Passed" in hook("fastpy-lint", 0, "--ignore=all"), "nothing is left to find"


def check_fixes(hook, project):
    """The fixing hook writes, which pre-commit tells by the changed files; the next run has nothing to do."""
    said = hook("fastpy-lint-fix", 1)
    assert "files were modified by this hook" in said, said
    assert (project / "unused.py").read_text() == FIXED, (project / "unused.py").read_text()
    assert (project / "slow.py").read_text() == SLOW
    commit_all(project)
    assert "Passed" in hook("fastpy-lint-fix", 0)


def check_trouble(hook, project):
    """A file that cannot be checked fails the hook."""
    (project / "broken.py").write_text("def (\n")
    commit_all(project)
    said = hook("fastpy-lint", 1)
    assert "exit code: 2" in said and "broken.py:1:" in said, said


if __name__ == "__main__":
    sys.exit(main())
