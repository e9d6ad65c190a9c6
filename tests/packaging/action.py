#!/usr/bin/env python3
"""action.yml: its steps, run as a runner does, on checkouts as actions/checkout makes them."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from support import REPOSITORY, SLOW, commit_all, copy_of_repository, environment, run, tools

# Stands in for the program: writes down what it was called with.
RECORDER = """\
#!{python}
import json, os, sys
json.dump([os.getcwd(), sys.argv[1:]], open(os.environ["RECORD"], "w"))
sys.exit(int(os.environ.get("RECORD_CODE", "0")))
"""
SHELL = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail"]
INPUT = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")
COMMITS_OF_MAIN = 90


class Action:
    """The action, and a folder to run it in."""

    def __init__(self, folder):
        self.steps, self.defaults = read_action()
        self.temporary = folder / "temporary"
        self.program = self.temporary / "fastpy-lint" / "bin" / "fastpy-lint"
        self.record = folder / "record.json"
        self.place = folder / "action"

    def run_step(self, step, checkout, inputs=(), **variables):
        """Runs a step in a checkout: (exit code, all that it printed)."""
        values = {**self.defaults, **dict(inputs)}
        own = {name: INPUT.fullmatch(value) for name, value in step.get("env", {}).items()}
        assert all(own.values()), f"{step['name']}: only whole inputs go into the environment"
        own = {name: values[match.group(1)] for name, match in own.items()}
        script = self.temporary / "step.sh"
        script.parent.mkdir(exist_ok=True)
        script.write_text(step["run"])
        runner = {"GITHUB_BASE_REF": "", "GITHUB_ACTION_PATH": str(self.place), "RUNNER_TEMP": str(self.temporary)}
        result = subprocess.run(
            [*SHELL, str(script)],
            cwd=checkout / values["working-directory"],
            env=environment(**{**runner, "RECORD": str(self.record), **own, **variables}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
        )
        return result.returncode, result.stdout + result.stderr

    def arguments(self, checkout, inputs=(), **variables):
        """What the second step calls the program with, in a checkout."""
        self.record.unlink(missing_ok=True)
        code, said = self.run_step(self.steps[1], checkout, inputs, **variables)
        assert code == 0, said
        return json.loads(self.record.read_text())[1]

    def refuses(self, words, checkout, inputs=(), **variables):
        """Checks that the second step ends in an error with these words, and does not call the program."""
        self.record.unlink(missing_ok=True)
        code, said = self.run_step(self.steps[1], checkout, inputs, **variables)
        errors = [line for line in said.splitlines() if line.startswith("::error::") and words in line]
        assert code == 2 and errors and not self.record.exists(), (code, said)


def main():
    with tempfile.TemporaryDirectory(prefix="fastpy-lint-") as folder:
        folder = Path(folder)
        action = Action(folder)
        check_scripts(action, folder)
        history = History(folder / "origin")
        put_recorder(action)
        check_arguments(action, history, folder)
        check_bases(action, history, folder)
        check_refusals(action, history, folder)
        action.program.unlink()
        check_build(action, folder)
        check_program(action, history, folder)
    print("the action works")


def read_action():
    """(steps, the inputs' defaults) of action.yml, which is read by an environment that has a YAML parser."""
    parse = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)"
    text = (REPOSITORY / "action.yml").read_text(encoding="utf-8")
    action = json.loads(run([tools() / "python", "-c", parse], input=text).stdout)
    return action["runs"]["steps"], {name: it["default"] for name, it in action["inputs"].items()}


def check_scripts(action, folder):
    """No input becomes part of a script, and shellcheck has nothing to say."""
    for number, step in enumerate(action.steps):
        assert step["shell"] == "bash" and "${{" not in step["run"], step["name"]
        script = folder / f"{number}.sh"
        script.write_text(step["run"])
        run([tools() / "shellcheck", "--shell=bash", script])


class History:
    """A repository whose branch `feature` left `main` a while ago, and the merge of both that a runner checks out."""

    def __init__(self, folder):
        folder.mkdir()
        self.url = folder.as_uri()
        (folder / "old.py").write_text(SLOW)
        self.parting = commit_all(folder)
        git(folder, "tag", "first")
        git(folder, "checkout", "--quiet", "-b", "feature")
        (folder / "new file.py").write_text(SLOW)
        self.feature = commit_all(folder)
        git(folder, "checkout", "--quiet", "main")
        for number in range(COMMITS_OF_MAIN):
            git(folder, "commit", "--quiet", "--allow-empty", "--message", f"{number}")
            if number == 1:
                git(folder, "checkout", "--quiet", "--detach")
                git(folder, "merge", "--quiet", "--no-ff", "--message", "Merge", "feature")
                self.merge = git(folder, "rev-parse", "HEAD")
                self.merged_base = git(folder, "rev-parse", "HEAD^1")
                git(folder, "update-ref", "refs/pull/1/merge", self.merge)
                git(folder, "checkout", "--quiet", "main")
        git(folder, "checkout", "--quiet", "--orphan", "stranger")
        commit_all(folder)
        git(folder, "checkout", "--quiet", "main")

    def checkout(self, folder, commit, depth=1):
        """What actions/checkout leaves; depth 0 stands for everything."""
        folder.mkdir()
        git(folder, "init", "--quiet", "--initial-branch=trunk")
        git(folder, "remote", "add", "origin", self.url)
        what = [f"--depth={depth}", f"+{commit}:refs/remotes/pull/1/merge"]
        everything = ["+refs/heads/*:refs/remotes/origin/*", "+refs/pull/1/merge:refs/remotes/pull/1/merge"]
        git(folder, "fetch", "--quiet", "--no-tags", "origin", *(what if depth else everything))
        git(folder, "checkout", "--quiet", "--force", "--detach", commit)
        return folder


def git(folder, *arguments):
    who = ["-c", "user.name=Test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false"]
    return run(["git", *who, *arguments], cwd=folder).stdout.strip()


def put_recorder(action):
    action.program.parent.mkdir(parents=True)
    action.program.write_text(RECORDER.format(python=sys.executable))
    action.program.chmod(0o755)


def check_arguments(action, history, folder):
    """Inputs become arguments as they are; nothing in them is run or expanded."""
    checkout = history.checkout(folder / "arguments", history.merge)
    assert action.arguments(checkout) == ["--", "."]
    inputs = {"paths": "old.py\n\nnew file.py\n$(touch run)\n-x.py\n", "args": " --exit-zero\n--select=`touch${IFS}run` *;"}
    assert action.arguments(checkout, inputs) == [
        *("--exit-zero", "--select=`touch${IFS}run`", "*;", "--", "old.py", "new file.py", "$(touch run)", "-x.py")
    ]
    (checkout / "part of it").mkdir()
    action.arguments(checkout, {"working-directory": "part of it"})
    assert json.loads(action.record.read_text())[0] == str((checkout / "part of it").resolve())
    assert not (checkout / "run").exists()
    for code in (1, 2):
        assert action.run_step(action.steps[1], checkout, RECORD_CODE=str(code))[0] == code


def check_bases(action, history, folder):
    """`--since` gets a commit whose parting from HEAD is known here, however little was checked out."""

    def parting(name, commit, depth, inputs=(), base="main"):
        checkout = history.checkout(folder / name, commit, depth)
        since, reference, *rest = action.arguments(checkout, inputs, GITHUB_BASE_REF=base)
        assert (since, rest) == ("--since", ["--", "."]), (since, rest)
        return git(checkout, "merge-base", reference, "HEAD")

    assert parting("merge", history.merge, 1) == history.merged_base
    assert parting("merge-full", history.merge, 0) == history.merged_base
    assert parting("head", history.feature, 1) == history.parting
    assert parting("head-full", history.feature, 0) == history.parting
    assert parting("tag", history.feature, 1, {"since": "first"}) == history.parting
    assert parting("branch", history.feature, 1, {"since": "main"}, base="") == history.parting
    assert parting("commit", history.merge, 2, {"since": history.merged_base}, base="") == history.merged_base
    checkout = history.checkout(folder / "everything", history.merge)
    assert action.arguments(checkout, {"since": ""}, GITHUB_BASE_REF="main") == ["--", "."]


def check_refusals(action, history, folder):
    """What cannot be found is an error with a remedy, never a run over something else."""
    checkout = history.checkout(folder / "refusals", history.merge)
    action.refuses("`refs/heads/gone` cannot be fetched; set `fetch-depth: 0`", checkout, GITHUB_BASE_REF="gone")
    action.refuses("`gone` cannot be fetched", checkout, {"since": "gone"})
    action.refuses("is no branch, tag or commit", checkout, {"since": f"--upload-pack=touch {checkout / 'run'}"})
    action.refuses("no history in common", checkout, GITHUB_BASE_REF="stranger")
    git(checkout, "remote", "remove", "origin")
    action.refuses("cannot be fetched", checkout, GITHUB_BASE_REF="main")
    (folder / "no-repository").mkdir()
    action.refuses("cannot be fetched", folder / "no-repository", GITHUB_BASE_REF="main")
    assert not (checkout / "run").exists()


def check_build(action, folder):
    """The program is built from the action's own folder, whatever the checkout says to cargo."""
    action.place.mkdir()
    copy_of_repository(action.place)
    hostile = folder / "hostile"
    (hostile / ".cargo").mkdir(parents=True)
    (hostile / ".cargo" / "config.toml").write_text('[build]\nrustc-wrapper = "/bin/false"\n')
    code, said = action.run_step(action.steps[0], hostile)
    assert code == 0 and action.program.is_file(), said
    without_cargo = folder / "path"
    without_cargo.mkdir()
    for name in ("sed", "bash"):
        (without_cargo / name).symlink_to(run(["which", name]).stdout.strip())
    code, said = action.run_step(action.steps[0], hostile, PATH=str(without_cargo))
    assert code == 2 and "::error::fastpy-lint was not built. It needs Rust 1." in said, (code, said)


def check_program(action, history, folder):
    """The program itself: on a pull request it tells of the new file only, on a push of both."""
    checkout = history.checkout(folder / "program", history.merge)
    inputs = {"args": "--isolated --confidence=low --output-format=concise"}
    code, said = action.run_step(action.steps[1], checkout, inputs)
    assert code == 1 and "old.py:3:" in said and "new file.py:3:" in said, (code, said)
    code, said = action.run_step(action.steps[1], checkout, inputs, GITHUB_BASE_REF="main")
    assert code == 1 and "old.py" not in said and "new file.py:3:" in said, (code, said)


if __name__ == "__main__":
    main()
