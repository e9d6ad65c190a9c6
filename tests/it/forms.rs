//! The forms that other tools read: SARIF, GitLab, JUnit, Markdown, the annotations of GitHub; and where they go.

use std::process::Stdio;

use serde_json::Value;

use crate::support::{Project, SLOW, read, repository};

/// A finding, a file that cannot be parsed, and names that every form has to escape.
fn project() -> Project {
    Project::new(&[("a.py", SLOW), ("b b/<c>&%.py", SLOW), ("broken.py", "x = (\n")])
}

fn json(form: &str) -> Value {
    let said = project().run(&["--output-format", form]);
    assert_eq!(said.code, Some(2));
    serde_json::from_str(&said.out).expect("the output is JSON")
}

/// Checks a document against a schema of tests/schemas.
fn holds(document: &Value, schema: &str) {
    let schema: Value = serde_json::from_str(&read(&repository().join("tests/schemas").join(schema))).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let faults: Vec<String> =
        validator.iter_errors(document).map(|it| format!("{}: {it}", it.instance_path())).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn sarif_is_what_the_standard_says() {
    let document = json("sarif");
    holds(&document, "sarif-2.1.0.json");
    let run = &document["runs"][0];
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "list-membership-in-loop");
    assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "list-membership-in-loop");
    let help = run["tool"]["driver"]["rules"][0]["help"]["markdown"].as_str().expect("a rule has its page");
    assert!(help.contains("## Left alone"));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"], serde_json::json!({"uri": "a.py", "uriBaseId": "%SRCROOT%"}));
    assert_eq!(place["region"]["startLine"], 2);
    assert_eq!(place["region"]["startColumn"], 39);
    assert!(result["partialFingerprints"]["fastpyLint/v1"].is_string());
    assert!(result["relatedLocations"][0]["message"]["text"].is_string());
    assert_eq!(
        run["results"][1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "b%20b/%3Cc%3E%26%25.py"
    );
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notification = &invocation["toolExecutionNotifications"][0];
    assert_eq!(notification["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "broken.py");
}

#[test]
fn sarif_keeps_five_thousand_results() {
    let many = format!("words = open('w').readlines()\n{}", "[it for it in words if it[1:] in words]\n".repeat(5_001));
    let said = Project::new(&[("a.py", &many)]).run(&["--output-format", "sarif", "--confidence", "low"]);
    let document: Value = serde_json::from_str(&said.out).expect("the output is JSON");
    assert_eq!(document["runs"][0]["results"].as_array().map(Vec::len), Some(5_000));
}

#[test]
fn gitlab_is_what_its_documentation_says() {
    let document = json("gitlab");
    holds(&document, "gitlab-code-quality.json");
    let of = |index: usize, name: &str| document[index][name].as_str().unwrap_or("").to_owned();
    assert_eq!((of(0, "check_name"), of(0, "severity")), ("syntax".to_owned(), "blocker".to_owned()));
    assert_eq!((of(1, "check_name"), of(1, "severity")), ("list-membership-in-loop".to_owned(), "major".to_owned()));
    assert_ne!(of(1, "fingerprint"), of(2, "fingerprint"));
}

#[test]
fn junit_counts_findings_as_failures_and_troubles_as_errors() {
    let said = project().run(&["--output-format", "junit"]);
    let report = quick_junit::Report::deserialize_from_str(&said.out).expect("the output is JUnit");
    assert_eq!((report.tests, report.failures, report.errors), (3, 2, 1));
    let names: Vec<&str> = report.test_suites.iter().map(|suite| suite.name.as_str()).collect();
    assert_eq!(names, ["a.py", "b b/<c>&%.py", "broken.py"]);
    let clean = Project::new(&[("a.py", "")]).run(&["--output-format", "junit"]);
    let report = quick_junit::Report::deserialize_from_str(&clean.out).expect("the output is JUnit");
    assert_eq!((report.tests, report.failures, report.errors, clean.code), (1, 0, 0, Some(0)));
}

#[test]
fn markdown_is_a_table_that_no_text_breaks_out_of() {
    let project = Project::new(&[("a|b.py", SLOW), ("broken.py", "x = (\n")]);
    let said = project.run(&["--output-format", "markdown"]);
    let rows: Vec<&str> = said.out.lines().filter(|line| line.starts_with("| ")).collect();
    assert_eq!(rows.len(), 3, "{}", said.out);
    assert!(rows[1].starts_with("| error | `` broken.py:2 `` |"), "{}", rows[1]);
    assert!(rows[2].starts_with("| high | `` a\\|b.py:2 `` | `` list-membership-in-loop ``: "), "{}", rows[2]);
}

/// One function with so many findings, or so many functions with one.
fn functions(count: usize) -> String {
    let one = |number| format!("def unknown{number}():\n    return [it for it in words if it[1:] in words]\n");
    format!("words = open('w').readlines()\n{}", (0..count).map(one).collect::<String>())
}

#[test]
fn annotations_use_the_slots_of_all_levels() {
    let said = Project::new(&[("a.py", &functions(40))]).run(&["--output-format", "github"]);
    let count = |level: &str| said.out.lines().filter(|line| line.starts_with(level)).count();
    assert_eq!((count("::error "), count("::warning "), count("::notice "), count("a.py:")), (10, 10, 10, 10));
}

#[test]
fn annotations_tell_once_what_repeats_in_a_function() {
    let text = "def unknown():\n    words = open('w').readlines()\n    a = [it for it in words if it[1:] in words]\n    \
                b = [it for it in words if it[2:] in words]\n    return a, b\n";
    let said = Project::new(&[("a.py", text)]).run(&["--output-format", "github"]);
    assert_eq!(said.out.lines().count(), 1, "{}", said.out);
    assert!(said.out.contains("line=3,") && said.out.contains("the same in this function, line 4"), "{}", said.out);
}

#[test]
fn in_actions_annotations_and_the_summary_of_the_job_are_written() {
    let project = project();
    project.put("summary.md", "before\n".as_bytes());
    let path = project.path("summary.md").display().to_string();
    let environment = [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", path.as_str())];
    let said = project.run_with(&[], &environment, Stdio::null());
    assert!(said.out.contains("::error file=a.py,line=2,"), "{}", said.out);
    let summary = read(&project.path("summary.md"));
    assert!(summary.starts_with("before\n## fastpy-lint\n") && summary.contains("`` a.py:2 ``"), "{summary}");
    let said = project.run_with(&["--output-format", "concise"], &environment, Stdio::null());
    assert!(said.out.starts_with("a.py:2:39: "), "what is asked for comes first: {}", said.out);
}

#[test]
fn the_summary_of_a_job_stays_below_what_the_runner_keeps() {
    let project = Project::new(&[("a.py", &functions(9_000))]);
    project.put("summary.md", &[b'x'; 1_000]);
    let path = project.path("summary.md").display().to_string();
    let environment = [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", path.as_str())];
    project.run_with(&[], &environment, Stdio::null());
    let summary = read(&project.path("summary.md"));
    assert!(summary.len() <= 1024 * 1024 && summary.len() > 1_000_000, "{}", summary.len());
    assert!(summary.trim_end().ends_with(" more"), "{}", &summary[summary.len() - 100..]);
}

#[test]
fn several_forms_in_one_run() {
    let project = project();
    let said = project.run(&["--output-format", "sarif=out/found.sarif,concise"]);
    assert_eq!(said.code, Some(2), "the folder is not there");
    assert!(said.err.contains("out/found.sarif cannot be written"), "{}", said.err);
    let said = project.run(&["--output-format", "sarif=found.sarif,concise", "--output-format", "junit=found.xml"]);
    assert!(said.out.starts_with("a.py:2:39: "), "{}", said.out);
    assert!(read(&project.path("found.sarif")).contains("\"2.1.0\""));
    assert!(read(&project.path("found.xml")).contains("<testsuites"));
    let said = project.run(&["--output-format", "sarif=found.sarif"]);
    assert_eq!(said.out, "");
    let said = project.run(&["--output-format", "json,github"]);
    assert!(said.code == Some(2) && said.err.contains("two forms of output"), "{}", said.err);
    let said = project.run(&["--output-format", "sariff"]);
    assert!(said.code == Some(2) && said.err.contains("the forms are full, concise, json"), "{}", said.err);
}
