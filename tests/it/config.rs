//! Settings files: what they change, and how faults in them are shown.

use crate::support::{Project, SLOW, read, repository};

/// Checks that the settings are refused: exit 2, and every part is said on standard error.
fn refused(files: &[(&str, &str)], parts: &[&str]) {
    let project = Project::new(files);
    project.put("a.py", SLOW.as_bytes());
    let said = project.run(&[]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert_eq!(said.out, "", "nothing is checked with settings that are not understood");
    for part in parts {
        assert!(said.err.contains(part), "{part:?} is not in {}", said.err);
    }
}

/// Checks that the shown settings of `a.py` hold a line.
fn shows(files: &[(&str, &str)], arguments: &[&str], line: &str) {
    let project = Project::new(files);
    let said = project.run(&[arguments, &["--show-settings"]].concat());
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains(line), "{line:?} is not in {}", said.out);
}

#[test]
fn an_unknown_key() {
    let text = "[tool.fastpy-lint]\nselct = [\"high\"]\n";
    let parts = ["unknown key `selct`; did you mean `select`?", "pyproject.toml:2:1", "^^^^^", "selct = "];
    refused(&[("pyproject.toml", text)], &parts);
}

#[test]
fn an_unknown_rule() {
    let text = "select = [\"list-membership-in-lop\"]\n";
    let parts = ["unknown rule `list-membership-in-lop`; did you mean `list-membership-in-loop`?", ":1:11"];
    refused(&[("fastpy-lint.toml", text)], &parts);
}

#[test]
fn a_wrong_type() {
    refused(
        &[("fastpy-lint.toml", "select = \"high\"\n")],
        &["expected a sequence", "fastpy-lint.toml:1:10", "^^^^^^"],
    );
}

#[test]
fn a_wrong_value() {
    refused(&[("fastpy-lint.toml", "target-version = \"2.7\"\n")], &["`2.7` is not a version of Python", ":1:18"]);
    refused(&[("fastpy-lint.toml", "confidence = \"hgh\"\n")], &["unknown variant `hgh`", ":1:14"]);
    refused(&[("fastpy-lint.toml", "exclude = [\"a[\"]\n")], &["invalid glob `a[`", ":1:12"]);
}

#[test]
fn a_declared_call_of_an_unknown_shape() {
    let text = "[calls.\"shop.fetch\"]\neffects = [\"htp\"]\n";
    refused(&[("fastpy-lint.toml", text)], &["htp", "fastpy-lint.toml:2:"]);
    refused(&[("fastpy-lint.toml", "[calls.\"shop.fetch\"]\nblock = true\n")], &["did you mean `blocks`?"]);
}

#[test]
fn control_characters_are_not_echoed() {
    let project = Project::new(&[("fastpy-lint.toml", "select = [\"\\u001b[31mX\"]\n"), ("a.py", "")]);
    let said = project.run(&[]);
    assert_eq!(said.code, Some(2));
    assert!(!said.err.contains('\u{1b}'), "{}", said.err);
}

#[test]
fn extend_takes_what_is_not_said() {
    let files = [
        ("base.toml", "target-version = \"3.9\"\nconfidence = \"low\"\n"),
        ("fastpy-lint.toml", "extend = \"base.toml\"\nconfidence = \"medium\"\n"),
    ];
    shows(&files, &[], "\"target-version\": \"3.9\"");
    shows(&files, &[], "\"confidence\": \"medium\"");
}

#[test]
fn extend_in_a_circle() {
    refused(&[("fastpy-lint.toml", "extend = \"fastpy-lint.toml\"\n")], &["a circle"]);
    let files = [("fastpy-lint.toml", "extend = \"b.toml\"\n"), ("b.toml", "extend = \"fastpy-lint.toml\"\n")];
    refused(&files, &["a circle"]);
}

#[test]
fn a_file_outside_the_project_is_not_quoted() {
    let outside = Project::new(&[("secret.toml", "password-of-somebody\n")]);
    let path = outside.path("secret.toml");
    let project = Project::new(&[("fastpy-lint.toml", &format!("extend = '{}'\n", path.display())), ("a.py", "")]);
    let said = project.run(&[]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("secret.toml") && !said.err.contains("password"), "{}", said.err);
}

#[test]
fn the_nearest_file_decides() {
    let project = Project::new(&[
        ("fastpy-lint.toml", "ignore = [\"list-membership-in-loop\"]\n"),
        ("near/fastpy-lint.toml", ""),
        ("near/a.py", SLOW),
        ("far/a.py", SLOW),
    ]);
    let said = project.run(&["--output-format", "concise", "-q"]);
    assert_eq!((said.out.lines().count(), said.code), (1, Some(1)), "{said:?}");
    assert!(said.out.starts_with("near/a.py:2:"), "{}", said.out);
}

#[test]
fn isolated_reads_no_file() {
    let project = Project::new(&[("fastpy-lint.toml", "nonsense = 1\n"), ("a.py", SLOW)]);
    assert_eq!(project.run(&[]).code, Some(2));
    assert_eq!(project.run(&["--isolated"]).code, Some(1));
}

#[test]
fn the_target_comes_from_the_project() {
    let project = ("pyproject.toml", "[project]\nrequires-python = \">=3.9,<4\"\n");
    shows(&[project], &[], "\"target-version\": \"3.9\"");
    shows(&[project], &["--target-version", "3.12"], "\"target-version\": \"3.12\"");
    shows(&[project, ("fastpy-lint.toml", "target-version = \"3.11\"")], &[], "\"target-version\": \"3.11\"");
    shows(&[project, ("fastpy-lint.toml", "confidence = \"low\"")], &[], "\"target-version\": \"3.9\"");
    shows(&[], &[], "\"target-version\": \"3.13\"");
}

#[test]
fn inline_options_hold_over_files() {
    let file = ("fastpy-lint.toml", "max-file-size = 10\n");
    shows(&[file], &["--config", "max-file-size = 20"], "\"max-file-size\": 20");
    shows(&[file], &["--config", "confidence = 'low'", "--confidence", "medium"], "\"confidence\": \"medium\"");
}

#[test]
fn a_wrong_inline_option() {
    let said = Project::new(&[]).run(&["--config", "max-file-sise = 20"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("did you mean `max-file-size`?") && said.err.contains("--config"), "{}", said.err);
}

#[test]
fn per_file_ignores() {
    let settings = "[per-file-ignores]\n\"slow/*.py\" = [\"all\"]\n\"b.py\" = [\"collections\"]\n";
    let files = [("fastpy-lint.toml", settings), ("slow/a.py", SLOW), ("b.py", SLOW), ("c.py", SLOW)];
    let said = Project::new(&files).run(&["--output-format", "concise", "-q"]);
    assert_eq!(said.out.lines().count(), 1, "{}", said.out);
    assert!(said.out.starts_with("c.py:"), "{}", said.out);
}

#[test]
fn tests_and_migrations_are_left_alone_unless_included() {
    let files = [
        ("tests/helpers.py", SLOW),
        ("shop/test_shop.py", SLOW),
        ("shop/migrations/0001_initial.py", SLOW),
        ("vendor/other.py", SLOW),
        ("schema_pb2.py", SLOW),
        ("made.py", &format!("# @generated by a tool\n{SLOW}")),
        ("shop/management/commands/fill.py", SLOW),
    ];
    let project = Project::new(&files);
    let found = |arguments: &[&str]| {
        let said = project.run(&[arguments, &["-q", "--output-format", "concise"]].concat());
        said.out.lines().map(|line| line.split(':').next().unwrap_or("").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found(&[]), ["shop/management/commands/fill.py"]);
    let tests = ["shop/management/commands/fill.py", "shop/test_shop.py", "tests/helpers.py"];
    assert_eq!(found(&["--config", "include-tests = true"]), tests);
    let migrations = ["shop/management/commands/fill.py", "shop/migrations/0001_initial.py"];
    assert_eq!(found(&["--config", "include-migrations = true"]), migrations);
}

#[test]
fn declared_calls_are_read() {
    let settings = "[calls.\"shop.prices.fetch\"]\nreturns = \"list[str]\"\neffects = [\"http\"]\nblocks = true\n\
                    async = \"shop.prices.fetch_soon\"\nbatch = \"shop.prices.fetch_many\"\nlimit = 50\nmutates = 0\n";
    shows(&[("fastpy-lint.toml", settings)], &[], "\"shop.prices.fetch\"");
    shows(&[("fastpy-lint.toml", settings)], &[], "\"returns\": \"list[str]\"");
}

/// `fastpy-lint schema > docs/fastpy-lint.schema.json` writes it anew.
#[test]
fn the_committed_schema_is_that_of_the_types() {
    let committed = read(&repository().join("docs/fastpy-lint.schema.json"));
    assert_eq!(committed, fastpy_lint::config::schema());
    assert_eq!(Project::new(&[]).run(&["schema"]).out, committed);
}

#[test]
fn every_option_is_documented() {
    let documentation = read(&repository().join("docs/configuration.md"));
    let schema: serde_json::Value = serde_json::from_str(&fastpy_lint::config::schema()).expect("a schema is JSON");
    let options = schema["properties"].as_object().expect("the settings are an object");
    for option in options.keys() {
        assert!(documentation.contains(&format!("`{option}`")), "docs/configuration.md does not name `{option}`");
    }
}

#[test]
fn declared_calls_are_known() {
    let code = "from shop.prices import fetch\n\n\nasync def price(name: str) -> int:\n    return fetch(name)\n";
    let declared =
        "[calls.\"shop.prices.fetch\"]\neffects = [\"http\"]\nblocks = true\nasync = \"shop.prices.fetch_soon\"\n";
    let said = |settings: &str| {
        let project = Project::new(&[("a.py", code), ("fastpy-lint.toml", settings)]);
        project.run(&[]).out
    };
    assert!(!said("").contains("blocking-in-async"));
    let found = said(declared);
    assert!(found.contains("error[blocking-in-async]") && found.contains("await `shop.prices.fetch_soon`"), "{found}");
}

#[test]
fn declared_round_trips_are_found_in_loops() {
    let code = "from shop.prices import fetch\n\n\ndef prices(path: str) -> list[int]:\n    with open(path) as names:\n        \
                return [fetch(name.strip()) for name in names]\n";
    let said = |effect: &str| {
        let settings = format!(
            "[calls.\"shop.prices.fetch\"]\neffects = [\"{effect}\"]\nblocks = true\nbatch = \"shop.prices.fetch_many\"\n"
        );
        Project::new(&[("a.py", code), ("fastpy-lint.toml", &settings)]).run(&[]).out
    };
    for (effect, rule) in [("http", "http-in-loop"), ("db", "sql-execute-in-loop")] {
        let found = said(effect);
        assert!(found.contains(&format!("error[{rule}]")) && found.contains("`shop.prices.fetch_many`"), "{found}");
    }
    assert!(!said("log").contains("-in-loop"));
}
