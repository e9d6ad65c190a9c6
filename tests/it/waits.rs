//! Waits are followed through functions and files of the project; doubt on the way lowers the confidence.

use std::path::PathBuf;

use fastpy_lint::knowledge::{self, waiting_names};

use crate::support::{Project, read, repository_files};

const RULE: &str = "blocking-in-async-indirect";
const SLOW: &str = "import time\n\n\ndef settle():\n    time.sleep(1)\n";

/// The findings of a project of some files, as JSON.
fn findings(files: &[(&str, &str)]) -> Vec<serde_json::Value> {
    let project = Project::new(&[&[("fastpy-lint.toml", "")], files].concat());
    let said = project.run(&["--select", RULE, "--confidence", "low", "--output-format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&said.out).expect("the output is JSON");
    document["findings"].as_array().expect("a list of findings").clone()
}

/// The confidence of the only finding of a project that answers requests.
fn confidence(files: &[(&str, &str)]) -> String {
    let found = findings(&[files, &[("app/server.py", "import fastapi\n")]].concat());
    assert_eq!(found.len(), 1, "{found:?}");
    found[0]["confidence"].as_str().expect("a text").to_owned()
}

/// The confidence of the only finding in a module beside one whose function `settle` sleeps.
fn confidence_of(module: &str) -> String {
    confidence(&[("app/__init__.py", ""), ("app/slow.py", SLOW), ("app/module.py", module)])
}

#[test]
fn every_step_is_shown_with_its_file() {
    let found = findings(&[
        ("app/__init__.py", "from .middle import through\n"),
        ("app/slow.py", SLOW),
        ("app/middle.py", "from app import slow\n\n\ndef through():\n    slow.settle()\n"),
        ("app/view.py", "import app\n\n\nasync def view():\n    app.through()\n"),
    ]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0]["path"].as_str(), found[0]["start"]["line"].as_u64()), (Some("app/view.py"), Some(5)));
    assert_eq!(found[0]["message"], "`through` blocks the event loop in `async def view`");
    let related = found[0]["related"].as_array().expect("a list of places");
    let steps: Vec<_> = related.iter().map(|it| (it["path"].as_str(), it["message"].as_str())).collect();
    let expected =
        [(Some("app/middle.py"), Some("calls `settle`")), (Some("app/slow.py"), Some("`time.sleep` sleeps"))];
    assert_eq!(steps, expected);
}

#[test]
fn nobody_may_be_there_to_wait_in_a_program_that_serves_nothing() {
    let module = "from app.slow import settle\n\n\nasync def view():\n    settle()\n";
    let files = [("app/__init__.py", ""), ("app/slow.py", SLOW), ("app/module.py", module)];
    let alone = findings(&files);
    assert_eq!(alone[0]["confidence"], "low");
    assert_eq!(confidence(&files), "high");
}

#[test]
fn doubt_about_one_step_lowers_the_confidence() {
    let import = "from app.slow import settle\n\n\n";
    let plain = "async def view():\n    settle()\n";
    assert_eq!(confidence_of(&format!("{import}{plain}")), "high");
    let handler = "async def view():\n    try:\n        await go()\n    except OSError:\n        settle()\n";
    assert_eq!(confidence_of(&format!("{import}{handler}")), "medium");
    let switched = "async def view(patient=False):\n    if patient:\n        settle()\n";
    assert_eq!(confidence_of(&format!("{import}{switched}")), "medium");
    let once = "class View:\n    ready = None\n\n    async def view(self):\n        if self.ready is None:\n            settle()\n";
    assert_eq!(confidence_of(&format!("{import}{once}")), "medium");
    let system = "import sys\n\n\nasync def view():\n    if sys.platform == 'win32':\n        settle()\n";
    assert_eq!(confidence_of(&format!("{import}{system}")), "medium");
    let option = "def pause(wait: bool | None):\n    if not wait:\n        return\n    settle()\n\n\nasync def view():\n    pause(True)\n";
    assert_eq!(confidence_of(&format!("{import}{option}")), "medium");
    let kept = "def token(cache):\n    known = cache.get('token')\n    if known is not None:\n        return known\n    settle()\n\n\nasync def view(cache):\n    token(cache)\n";
    assert_eq!(confidence_of(&format!("{import}{kept}")), "medium");
    let raised = "async def view(n):\n    if n > 3:\n        raise ValueError(settle())\n";
    assert_eq!(confidence_of(&format!("{import}{raised}")), "medium");
    let retry = "import time\n\n\ndef ask(client):\n    while True:\n        if client.ready:\n            return client\n        time.sleep(1)\n\n\nasync def view(client):\n    ask(client)\n";
    assert_eq!(confidence_of(retry), "medium");
    let short = "import time\n\n\ndef step_back():\n    time.sleep(0.001)\n\n\nasync def view():\n    step_back()\n";
    assert_eq!(confidence_of(short), "medium");
    let start = "async def startup():\n    settle()\n";
    assert_eq!(confidence_of(&format!("{import}{start}")), "low");
    let decorated = "@registry.wrap\ndef pause():\n    settle()\n\n\nasync def view():\n    pause()\n";
    assert_eq!(confidence_of(&format!("import registry\n{import}{decorated}")), "medium");
    let cached =
        "import functools\n\n\n@functools.lru_cache\ndef pause():\n    settle()\n\n\nasync def view():\n    pause()\n";
    assert_eq!(confidence_of(&format!("{import}{cached}")), "medium");
}

#[test]
fn a_method_that_a_class_below_overrides_may_be_another() {
    let base = "from app.slow import settle\n\n\nclass Base:\n    def pause(self):\n        settle()\n\n    async def run(self):\n        self.pause()\n";
    assert_eq!(confidence_of(base), "high");
    let below = "from app.module import Base\n\n\nclass Quick(Base):\n    def pause(self):\n        pass\n";
    let files = [("app/__init__.py", ""), ("app/slow.py", SLOW), ("app/module.py", base), ("app/quick.py", below)];
    assert_eq!(confidence(&files), "medium");
}

#[test]
fn an_instance_of_another_module_has_the_methods_of_its_class() {
    let client = "import requests\n\n\nclass Client:\n    def fetch(self):\n        return requests.get('https://a.example')\n\n\nclient = Client()\n";
    let view = "from app.client import client\n\n\nasync def view():\n    return client.fetch()\n";
    assert_eq!(confidence(&[("app/__init__.py", ""), ("app/client.py", client), ("app/view.py", view)]), "high");
}

#[test]
fn the_disk_counts_little() {
    let files = [
        ("app/__init__.py", ""),
        ("app/files.py", "from pathlib import Path\n\n\ndef load(path: Path):\n    return path.read_text()\n"),
        ("app/view.py", "from app.files import load\n\n\nasync def view(path):\n    return load(path)\n"),
    ];
    assert_eq!(confidence(&files), "low");
}

#[test]
fn functions_that_call_each_other_come_to_an_end() {
    let circle = "import time\n\n\ndef one(n):\n    if n > 3:\n        two(n)\n\n\ndef two(n):\n    time.sleep(1)\n    one(n)\n\n\nasync def view():\n    one(2)\n    three(2)\n\n\ndef three(n):\n    three(n)\n";
    assert_eq!(confidence(&[("app/circle.py", circle)]), "high");
}

#[test]
fn a_wait_is_followed_through_a_handful_of_functions() {
    let chain = |length: usize| {
        let step = |at: usize| format!("def f{at}():\n    f{}()\n\n\n", at + 1);
        let steps: String = (0..length).map(step).collect();
        format!("import time\n\n\n{steps}def f{length}():\n    time.sleep(1)\n\n\nasync def view():\n    f0()\n")
    };
    assert_eq!(findings(&[("app/chain.py", &chain(5))]).len(), 1);
    assert_eq!(findings(&[("app/chain.py", &chain(20))]).len(), 0);
}

#[test]
fn the_names_of_waits_miss_no_function_that_waits() {
    let mut waits = 0;
    let is_package = |path: &PathBuf| path.parent().is_some_and(|folder| folder.ends_with("knowledge"));
    for path in repository_files("rules/knowledge", "toml").into_iter().filter(is_package) {
        let package = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        let names = waiting_names(&package).expect("every table is embedded");
        let table: toml::Table = read(&path).parse().expect("the table is sound");
        for (class, members) in &table {
            for member in members.as_table().expect("a table of members").keys() {
                let Some(known) = knowledge::callable(&format!("{class}.{member}")) else { continue };
                let is_half =
                    ["read", "read1", "readinto", "readline", "readlines", "peek", "write", "open", "iter_bytes"]
                        .contains(&member.as_str());
                if known.wait().is_some() && !is_half {
                    assert!(names.contains(member.as_str()), "{class}.{member} waits");
                    waits += 1;
                }
            }
        }
    }
    assert!(waits > 300, "only {waits} functions wait");
}
