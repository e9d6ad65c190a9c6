//! Notebooks: what of them is checked, where findings stand, what is said of those that cannot be read.

use std::process::Stdio;

use serde_json::{Value, json};

use crate::json::conforms;
use crate::support::{Project, SLOW, Said, command, said};

/// The line of `SLOW` that is found, and what finds it.
const FOUND: &str = ":2:39: error[list-membership-in-loop]";

pub fn code(source: &str) -> Value {
    let lines: Vec<&str> = source.split_inclusive('\n').collect();
    json!({"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": lines})
}

fn markdown(source: &str) -> Value {
    json!({"cell_type": "markdown", "metadata": {}, "source": source})
}

/// A notebook in Python, as Jupyter writes it.
pub fn notebook(cells: &[Value]) -> String {
    of_language("python", cells)
}

fn of_language(language: &str, cells: &[Value]) -> String {
    let metadata = json!({"kernelspec": {"name": "a", "language": language}, "language_info": {"name": language}});
    let whole = json!({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5});
    serde_json::to_string_pretty(&whole).expect("a value can be written") + "\n"
}

fn run(cells: &[Value]) -> Said {
    Project::new(&[("a.ipynb", &notebook(cells))]).run(&["--output-format", "concise"])
}

/// Checks that slow code in the last of some cells is found, and no fault with the others.
fn is_found_below(cells: &[&str]) {
    let cells: Vec<Value> = cells.iter().map(|cell| code(cell)).chain([code(SLOW)]).collect();
    let said = run(&cells);
    let place = format!("a.ipynb:cell {}{FOUND}", cells.len());
    assert!(said.out.starts_with(&place) && said.code == Some(1), "no {place} in {said:?}");
    assert!(!said.out.contains("error[syntax]"), "{}", said.out);
}

/// Checks that a loop over `words`, a list of a first cell, is not reported if other cells come between.
fn is_unknown_after(cells: &[&str]) {
    let words = "words = open('words.txt').readlines()";
    let search = "def unknown():\n    return [word for word in words if word[1:] in words]";
    let with =
        |between: &[&str]| run(&[&[words], between, &[search]].concat().into_iter().map(code).collect::<Vec<_>>());
    assert_eq!(with(&["pass"]).code, Some(1), "the loop is found where nothing comes between");
    let said = with(cells);
    assert_eq!(said.code, Some(0), "{cells:?}: {said:?}");
}

#[test]
fn names_flow_from_cell_to_cell() {
    let (function, words) = SLOW.split_at(SLOW.rfind("words =").expect("the words come last"));
    let said = run(&[markdown("# Words"), code(words.trim_end()), code(&format!("\n{function}"))]);
    assert!(said.out.starts_with("a.ipynb:cell 3:3:39: error[list-membership-in-loop]"), "{said:?}");
}

#[test]
fn the_source_may_be_one_string_and_lines_may_end_in_any_way() {
    for source in [SLOW.to_owned(), SLOW.replace('\n', "\r\n"), SLOW.replace('\n', "\r")] {
        let said = run(&[json!({"cell_type": "code", "metadata": {}, "outputs": [], "source": source})]);
        assert!(said.out.starts_with(&format!("a.ipynb:cell 1{FOUND}")), "{said:?}");
    }
}

#[test]
fn what_is_said_to_ipython_is_no_fault() {
    is_found_below(&[
        "%matplotlib inline\n%load_ext autoreload\n%autoreload 2",
        "!ls -l | wc\n!!ls",
        "x = !ls\ny = %pwd",
    ]);
    is_found_below(&["len?\nlen??\n?len\n??len\n%time?", "%cd ..\n%env A=b\n%timeit -n 3 [i for i in x]"]);
    is_found_below(&[
        "if True:\n    %matplotlib inline\n    !ls\nfor i in range(3):\n    %timeit i",
        "/print 1\n,print a b\n;print a",
    ]);
    is_found_below(&[
        "!pip install \\\n  numpy \\\n  pandas\nimport csv",
        "%time x = 1; y = 2\n%time for i in x: print(i)",
    ]);
    is_found_below(&["import asyncio\nawait asyncio.sleep(1)\nasync with a as b:\n    pass\n[x async for x in y]"]);
}

#[test]
fn cells_that_are_no_python_are_skipped() {
    is_found_below(&[
        "%%bash\nfor i in *; do echo $i; done",
        "%%html\n<b>{x}</b>",
        "\n%%javascript\nlet a = {",
        "%%\n(",
    ]);
    is_found_below(&["%%writefile a.py\nx = (", "%%sql result <<\nselect * from t", "# a comment\n%%bash\nls -l *"]);
    is_found_below(&["pip install numpy pandas", "ls -l", "cd ..", "conda install -y numpy", "time f(x) if"]);
    let foreign = |language: &str| {
        let metadata = json!({"vscode": {"languageId": language}});
        json!({"cell_type": "code", "metadata": metadata, "source": SLOW})
    };
    assert_eq!(run(&[foreign("sql")]).code, Some(0));
    assert_eq!(run(&[foreign("python")]).code, Some(1));
}

#[test]
fn magics_that_run_their_cell_keep_it() {
    for magic in ["%%time", "%%capture out", "%%prun -s cumulative", "%%timeit -n 10 x = 1", "%%debug"] {
        let said = run(&[code(&format!("{magic}\n{SLOW}"))]);
        assert!(said.out.starts_with("a.ipynb:cell 1:3:39: error["), "{magic}: {said:?}");
    }
    let said = run(&[code(&SLOW.replace("words =", "%time words ="))]);
    assert!(said.out.starts_with(&format!("a.ipynb:cell 1{FOUND}")), "{said:?}");
}

#[test]
fn a_name_that_a_magic_may_bind_is_known_no_more() {
    is_unknown_after(&["%time words = set(words)"]);
    is_unknown_after(&["%capture words"]);
    is_unknown_after(&["%run other.py"]);
    is_unknown_after(&["run other.py"]);
    is_unknown_after(&["time words = set(words)"]);
    is_unknown_after(&["%sql words << select word from words"]);
    is_unknown_after(&["words = !cat words.txt"]);
    is_unknown_after(&["%%sql words <<\nselect word from words"]);
    // A cell that is no Python may have bound it too; and only that is said of it.
    let words = "words = open('words.txt').readlines()";
    let search = "def unknown():\n    return [word for word in words if word[1:] in words]";
    let said = run(&[code(words), code("words = set(words) = ="), code(search)]);
    assert!(said.out.starts_with("a.ipynb:cell 2:1:22: error[syntax]"), "{said:?}");
}

#[test]
fn what_timeit_binds_is_its_own() {
    let (function, words) = SLOW.split_at(SLOW.rfind("words =").expect("the words come last"));
    let said =
        run(&[code(words), code("%%timeit\nwords = set()\nfor word in words:\n    word in words"), code(function)]);
    assert_eq!(said.out.matches("error[").count(), 1, "{said:?}");
    assert!(said.out.starts_with(&format!("a.ipynb:cell 3{FOUND}")), "{said:?}");
}

#[test]
fn notebooks_in_other_languages_are_skipped() {
    let cells = [code("for i in 1:10\n  println(i)\nend")];
    let project = Project::new(&[("a.ipynb", &of_language("julia", &cells)), ("b.ipynb", &of_language("R", &cells))]);
    let said = project.run(&[]);
    assert_eq!((said.out.as_str(), said.code), ("no findings in 0 files\n", Some(0)));
}

#[test]
fn empty_notebooks_are_fine() {
    for text in ["", "\n", &notebook(&[]), &notebook(&[code("")]), r#"{"cells": [], "metadata": {}, "nbformat": 4}"#] {
        let said = Project::new(&[("a.ipynb", text)]).run(&[]);
        assert_eq!(said.code, Some(0), "{text}: {said:?}");
    }
}

#[test]
fn a_cell_that_is_no_python_is_said_and_the_others_are_checked() {
    let said = run(&[code(SLOW), code("x = 1\ny = (\n"), markdown("z"), code("if")]);
    let lines: Vec<&str> = said.out.lines().collect();
    assert!(lines[0].starts_with(&format!("a.ipynb:cell 1{FOUND}")), "{said:?}");
    assert!(lines[1].starts_with("a.ipynb:cell 2:3:1: error[syntax]"), "{said:?}");
    assert!(lines[1].ends_with("; cell 4 has a syntax error too"), "{said:?}");
    assert_eq!(said.code, Some(2));
    // A suppression may silence what would be found without the broken cell.
    let ignored = SLOW.replace("in words]", "in words]  # fastpy: ignore[list-membership-in-loop] few words");
    let said = run(&[code(&ignored), code("words = = words")]);
    assert!(said.out.starts_with("a.ipynb:cell 2:1:9: error[syntax]"), "{said:?}");
    let deep = run(&[code("pass"), code(&format!("x = {}", "(".repeat(2_000)))]);
    assert!(deep.out.starts_with("a.ipynb:cell 2:") && deep.out.contains("error[too-deep]"), "{deep:?}");
}

/// Checks that bytes are no notebook, and what is said of them; a neighbour is checked all the same.
fn is_damaged(bytes: &[u8], message: &str) {
    let project = Project::new(&[("neighbour.py", SLOW)]);
    project.put("a.ipynb", bytes);
    let said = project.run(&["--output-format", "concise"]);
    assert!(said.out.contains(message) && said.code == Some(2), "no {message:?} in {said:?}");
    assert!(said.out.contains("neighbour.py:2:"), "{said:?}");
}

#[test]
fn damaged_notebooks_are_said_with_the_place_and_the_remedy() {
    let whole = notebook(&[code(SLOW)]);
    is_damaged(&whole.as_bytes()[..whole.len() / 2], "restore it, or save it anew in Jupyter");
    is_damaged(b"{\"cells\": [\n  }", "a.ipynb:2:3: error[notebook] is no notebook: ");
    is_damaged(b"version https://git-lfs.github.com/spec/v1\n", "a.ipynb:1:1: error[notebook] is no notebook: ");
    is_damaged(b"[]", "error[notebook] is no notebook");
    is_damaged(b"{\"nbformat\": 4}", "a.ipynb: error[notebook] is no notebook: it has no `cells`");
    is_damaged(b"{\"cells\": []}", "a.ipynb: error[notebook] is no notebook: it has no `nbformat`");
    is_damaged(b"{\"nbformat\": 3, \"worksheets\": []}", "is a notebook of format 3; `jupyter nbconvert --to notebook");
    is_damaged(b"{\"nbformat\": 5, \"cells\": []}", "is a notebook of format 5; only format 4 is known");
    is_damaged(
        b"{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": 1}]}",
        "source of cell 1 is no text",
    );
    is_damaged(b"{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\"}]}", "source of cell 1 is no text");
    is_damaged(&[b"\xef\xbb\xbf", whole.as_bytes()].concat(), "error[notebook] starts with a byte order mark");
    is_damaged(whole.replace("words", "w\0rds").as_bytes(), "error[notebook] is no notebook: control character");
    is_damaged(b"{\"nbformat\": 4, \"cells\": \"\xff\"}", "error[encoding] invalid UTF-8 at byte offset 26");
    is_damaged(&[0xff, 0xfe, b'{', 0], "error[encoding] invalid UTF-8 at byte offset 0");
    is_damaged("[".repeat(1_000_000).as_bytes(), "error[notebook]");
    is_damaged(notebook(&[code("x = '\0'")]).as_bytes(), "error[syntax]");
}

#[test]
fn outputs_may_be_large_and_deep_and_anything() {
    let mut cell = code(SLOW);
    cell["outputs"] = json!([{"data": {"image/png": "A".repeat(6_000_000), "a": "\u{202e}\u{0}"}}]);
    let deep = format!("\"outputs\": [{}{}],", "[".repeat(100_000), "]".repeat(100_000));
    let half = "\"outputs\": [\"\\ud800\", 1e999, -0, {\"a\": {\"a\": 1}, \"a\": 2}],";
    for outputs in ["\"outputs\": [],", &deep, half] {
        let text = notebook(&[cell.clone(), code("pass")]).replacen("\"outputs\": [],", outputs, 1);
        let said = Project::new(&[("a.ipynb", &text)]).run(&["--output-format", "concise"]);
        assert!(said.out.starts_with(&format!("a.ipynb:cell 1{FOUND}")) && said.code == Some(1), "{:?}", said.err);
    }
    let said = run(&[code(&format!("x = '{}'", "a".repeat(5_000_000)))]);
    assert!(said.out.starts_with("a.ipynb: error[too-large]") && said.code == Some(2), "{}", said.out);
}

#[test]
fn many_cells_and_long_ones() {
    let cells: Vec<Value> = (0..3_000).map(|_| code("x = 1\n")).chain([code(SLOW)]).collect();
    assert!(run(&cells).out.starts_with(&format!("a.ipynb:cell 3001{FOUND}")));
    let (function, words) = SLOW.split_at(SLOW.rfind("words =").expect("the words come last"));
    let said = run(&[code(&(function.repeat(2_000) + words + &"x = 1\n".repeat(20_000)))]);
    assert_eq!(said.out.matches("error[list-membership-in-loop]").count(), 2_000, "{}", said.err);
    assert!(said.out.contains("a.ipynb:cell 1:4000:39: "), "{}", said.err);
}

#[test]
fn suppressions() {
    let ignored = SLOW.replace("in words]", "in words]  # fastpy: ignore[list-membership-in-loop] few words");
    assert_eq!(run(&[code(&ignored)]).code, Some(0));
    let file = "# fastpy: ignore-file[list-membership-in-loop] few words";
    assert_eq!(run(&[code(SLOW), code(file)]).code, Some(0));
    let (off, on) = ("# fastpy: off[list-membership-in-loop] few words", "# fastpy: on[list-membership-in-loop]");
    assert_eq!(run(&[code(off), code(SLOW), code(on)]).code, Some(0));
    let said = run(&[code(off), code(SLOW), code(on), code(SLOW)]);
    assert!(said.out.starts_with(&format!("a.ipynb:cell 4{FOUND}")), "{said:?}");
    // A comment at the end of a cell does not speak of the next one.
    let above = "# fastpy: ignore[list-membership-in-loop] few words";
    let said = run(&[code(&format!("pass\n{above}")), code("words = open('a').readlines()")]);
    assert!(said.out.starts_with("a.ipynb:cell 1:2:18: info[unused-suppression]"), "{said:?}");
}

#[test]
fn json_has_the_cell() {
    let project = Project::new(&[("a.ipynb", &notebook(&[markdown(""), code(SLOW), code("x = = 1")]))]);
    let said = project.run(&["--output-format", "json"]);
    let document: Value = serde_json::from_str(&said.out).expect("the output is JSON");
    conforms(&document);
    let (finding, error) = (&document["findings"][0], &document["errors"][0]);
    assert_eq!(finding["cell"], 2);
    assert_eq!(finding["start"], json!({"line": 2, "column": 39}));
    assert_eq!(finding["related"][0]["cell"], 2);
    assert_eq!((&error["cell"], &error["start"]), (&json!(3), &json!({"line": 1, "column": 5})));
}

/// Of forms that show files, the line is that of the file which holds the cell's line.
#[test]
fn other_forms_have_the_line_of_the_file_and_the_cell() {
    let text = notebook(&[markdown(""), code(SLOW)]);
    let line = 1 + text.lines().position(|line| line.contains("return [word")).expect("the line is there");
    let project = Project::new(&[("a.ipynb", &text)]);
    let output = |form: &str| project.run(&["--output-format", form]).out;
    let github = output("github");
    let place = format!("::error file=a.ipynb,line={line},endLine={line},title=fastpy-lint (list-membership-in-loop)");
    assert!(github.starts_with(&format!("{place}::cell 2, line 2%0A`in` searches")), "{github}");
    let sarif: Value = serde_json::from_str(&output("sarif")).expect("JSON");
    let result = &sarif["runs"][0]["results"][0];
    let location = &result["locations"][0];
    assert_eq!(location["physicalLocation"]["region"], json!({"startLine": line, "endLine": line}));
    assert_eq!(location["logicalLocations"][0], json!({"name": "cell 2", "kind": "cell"}));
    assert!(result["message"]["text"].as_str().is_some_and(|text| text.starts_with("cell 2, line 2\n")), "{result}");
    let gitlab: Value = serde_json::from_str(&output("gitlab")).expect("JSON");
    assert_eq!(gitlab[0]["location"]["positions"]["begin"], json!({"line": line, "column": 1}));
    assert!(gitlab[0]["description"].as_str().is_some_and(|text| text.starts_with("cell 2, line 2: ")), "{gitlab}");
    let junit = output("junit");
    assert!(junit.contains(&format!("line=\"{line}\"")) && junit.contains("a.ipynb:cell 2:2:39"), "{junit}");
    assert!(output("markdown").contains("`` a.ipynb:cell 2:2 ``"));
    assert!(output("full").contains("--> a.ipynb:cell 2:2:39\n"));
    assert!(output("html").contains("<code class=\"path\">a.ipynb:cell 2:2:39</code>"));
}

#[test]
fn baselines_know_findings_in_cells_that_moved() {
    let project = Project::new(&[("a.ipynb", &notebook(&[code(SLOW)]))]);
    let run = |arguments: &[&str]| project.run(&[&["--baseline", "known.json"], arguments].concat());
    assert_eq!(run(&["--update-baseline"]).code, Some(0));
    project.put("a.ipynb", notebook(&[markdown("# Words"), code("x = 1\n"), code(SLOW)]).as_bytes());
    let said = run(&[]);
    assert_eq!(said.code, Some(0), "{said:?}");
    project.put("a.ipynb", notebook(&[code(SLOW), code(&SLOW.replace("words", "others"))]).as_bytes());
    let said = run(&["--output-format", "concise"]);
    assert!(said.out.contains("a.ipynb:cell 2") && !said.out.contains("a.ipynb:cell 1"), "{said:?}");
}

#[test]
fn suppressions_are_not_written_into_notebooks() {
    let before = notebook(&[code(SLOW)]);
    let project = Project::new(&[("a.ipynb", &before)]);
    let said = project.run(&["--add-ignore"]);
    assert!(said.err.contains("put the comment into the cell"), "{said:?}");
    assert_eq!(crate::support::read(&project.path("a.ipynb")), before);
}

#[test]
fn standard_input_and_the_list_of_files() {
    let project = Project::new(&[("b.ipynb", &notebook(&[])), ("c/.ipynb_checkpoints/d.ipynb", "(")]);
    project.put("in", notebook(&[code(SLOW)]).as_bytes());
    let file = std::fs::File::open(project.path("in")).expect("the file is there");
    let arguments = ["-", "--stdin-filename", "a.ipynb", "--output-format", "concise"];
    let said = project.run_with(&arguments, &[], Stdio::from(file));
    assert!(said.out.starts_with(&format!("a.ipynb:cell 1{FOUND}")), "{said:?}");
    assert_eq!(project.run(&["--show-files"]).out, "b.ipynb\n");
    assert_eq!(project.run(&["--show-files", "--config", "extend-exclude = ['*.ipynb']"]).out, "");
}

/// What a notebook imports is followed; a module of its name is not taken for it, and nobody reads one that is not named.
#[test]
fn notebooks_are_linked_but_not_imported() {
    let models = "from django.db import models\n\nclass Author(models.Model):\n    name = models.TextField()\n\n\
                  class Book(models.Model):\n    author = models.ForeignKey(Author, on_delete=models.CASCADE)\n";
    let views = "from shop import Book\n\ndef names():\n    return [book.author.name for book in Book.objects.all()]\n";
    let cells = notebook(&[code("%time import os"), code(views)]);
    let project = Project::new(&[("shop.py", models), ("shop.ipynb", "damaged"), ("a.ipynb", &cells), ("a.py", views)]);
    project.put("fastpy-lint.toml", b"");
    let found = |path: &str| project.run(&[path, "--output-format", "concise"]);
    let (notebook, module) = (found("a.ipynb"), found("a.py"));
    assert!(module.out.starts_with("a.py:4:13: error[django-n-plus-one]"), "{module:?}");
    assert_eq!(notebook.out.replace("a.ipynb:cell 2:", "a.py:"), module.out);
}

#[test]
fn stubs_are_read_and_have_no_findings() {
    let project = Project::new(&[("a.pyi", SLOW), ("b.pyi", "def f(a: list[int]) -> int: ...\n")]);
    assert_eq!(project.run(&[]).out, "no findings in 2 files\n");
    project.put("c.pyi", b"def f(\n");
    let output = command(project.folder.path()).args(["--output-format", "concise"]).output();
    let said = said(output.expect("the binary starts"));
    assert!(said.out.starts_with("c.pyi:2:1: error[syntax]") && said.code == Some(2), "{said:?}");
}
