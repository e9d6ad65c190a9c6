//! Baselines: what they hold back, what survives which edits, what becomes of what is gone.

use crate::support::{Project, SLOW, Said};

/// Two findings in a method and a function, and code around them.
const SHOP: &str = r#"import csv


class Shop:
    def unknown(self, path: str) -> list[str]:
        names = open(path).readlines()
        found = []
        for line in open("orders.csv"):
            if line.strip("'") in names:
                found.append(line)
        return found


def missing(path: str) -> list[str]:
    numbers = open(path).readlines()
    return [line for line in open("sales.csv") if line[1:] in numbers]


def half(number: int) -> float:
    return number / 2
"#;

fn concise(project: &Project, arguments: &[&str]) -> Said {
    project.run(&[&["--output-format", "concise", "--baseline", "known.json"], arguments].concat())
}

/// A project whose findings all stand in its baseline.
fn adopted(files: &[(&str, &str)]) -> Project {
    let project = Project::new(files);
    let said = concise(&project, &["--update-baseline"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    project
}

/// Checks that after an edit of the shop so many findings are new and so many are gone.
fn after(edit: impl Fn(&str) -> String, new: usize, gone: usize) {
    let project = adopted(&[("shop.py", SHOP)]);
    project.put("shop.py", edit(SHOP).as_bytes());
    counts(&project, new, gone, &edit(SHOP));
}

fn counts(project: &Project, new: usize, gone: usize, what: &str) {
    let said = project.run(&["--output-format", "json", "--baseline", "known.json"]);
    let document: serde_json::Value = serde_json::from_str(&said.out).expect("JSON is written");
    let number = |member: &str| document["summary"][member].as_u64().map(|it| it as usize);
    assert_eq!((number("findings"), number("gone")), (Some(new), Some(gone)), "{what}\n{said:?}");
    assert_eq!(document["errors"].as_array().map(Vec::len), Some(0), "{what}");
    assert_eq!(said.code, Some(i32::from(new > 0)));
}

#[test]
fn edits_around_findings_leave_them_known() {
    let edits: [(&str, &str); 17] = [
        ("import csv\n", "# A licence.\n\nimport csv\nimport json\n\nLIMIT = 3\n"),
        ("            if line", "            # why not\n            if line"),
        ("in names:", "in names:  # slow"),
        ("line.strip(\"'\") in names", "(line.strip('\\'') in names)"),
        ("line.strip(\"'\") in names", "line.strip(\n                \"'\",\n            ) in names"),
        (
            "if line.strip(\"'\") in names",
            "if (\n                line.strip('''\\'''')\n                in names\n            )",
        ),
        ("line.strip(\"'\") in names", "line.strip(\"'\") \\\n                in names"),
        ("[line for line", "[\n        line\n        for line"),
        ("class Shop", "class Store"),
        ("def missing", "def not_there"),
        ("def unknown(self, path: str)", "def not_known(self, path: str, *, limit: int = 3)"),
        ("        names = ", "        \"\"\"Finds what is unknown.\"\"\"\n        names = "),
        ("def half", "def third(number: int) -> float:\n    return number / 3\n\n\ndef half"),
        ("def half(number: int) -> float:\n    return number / 2\n", ""),
        ("found.append(line)", "found.append(line.strip())"),
        ("line[1:] in numbers", "line[2:] in numbers"),
        ("        found = []\n", "\n\n        found = []\n\n"),
    ];
    for (old, new) in edits {
        assert!(SHOP.contains(old), "{old}");
        after(|text| text.replace(old, new), 0, 0);
    }
    after(|text| text.replace('\n', "\r\n"), 0, 0);
    after(|text| format!("\u{feff}{text}"), 0, 0);
    after(|text| text.replace("    ", "\t"), 0, 0);
    after(|text| text.replace("    ", "  ").replace('"', "'").replace("strip(''')", "strip('\\'')"), 0, 0);
}

#[test]
fn code_that_moves_stays_known() {
    let (class, function) = SHOP.split_at(SHOP.find("def missing").expect("it is there"));
    let import = "import csv\n\n\n";
    after(|_| format!("{import}{function}\n\n{}", class.trim_start_matches(import)), 0, 0);
    let method = function.replace("\n    ", "\n        ").replace("def ", "    @staticmethod\n    def ");
    after(|_| format!("{class}class Missing:\n{method}"), 0, 0);
    let project = adopted(&[("shop.py", SHOP)]);
    std::fs::create_dir(project.path("store")).expect("folders can be made");
    std::fs::rename(project.path("shop.py"), project.path("store/shops.py")).expect("files can be renamed");
    counts(&project, 0, 0, "the file is renamed");
    project.put("shop.py", class.as_bytes());
    project.put("store/shops.py", format!("{import}{function}").as_bytes());
    counts(&project, 0, 0, "a part moves to another file");
    // The finding stands in the last statement of what moves: another one follows it now.
    let project = adopted(&[("shop.py", SHOP)]);
    let half = SHOP.split_at(SHOP.find("def half").expect("it is there")).1;
    project.put("shop.py", format!("{class}{half}").as_bytes());
    project.put("missing.py", format!("{import}{function}\n\nMISSING = missing(\"known.txt\")\n").as_bytes());
    counts(&project, 0, 0, "a function moves in front of other code");
}

#[test]
fn what_is_new_is_reported_and_what_is_gone_is_said() {
    let copy = SHOP[SHOP.find("def missing").expect("it is there")..].replace("missing", "absent");
    after(|text| format!("{text}\n\n{copy}"), 1, 0);
    after(|text| text.replace("def missing", &format!("{copy}\n\ndef missing")), 1, 0);
    after(|text| text.replace(" in numbers]", "]"), 0, 1);
    after(|text| text.replace(" in numbers]", "]").replace("def half", &format!("{copy}\n\ndef half")), 0, 0);
}

#[test]
fn of_equal_findings_the_one_with_other_surroundings_is_new() {
    let loops = "        for line in open('more.csv'):\n            if line.strip(\"'\") in names:\n                print(line)\n";
    let project = adopted(&[("shop.py", SHOP)]);
    project.put("shop.py", SHOP.replace("        found = []\n", &format!("        found = []\n{loops}")).as_bytes());
    let said = concise(&project, &[]);
    assert!(said.out.starts_with("shop.py:9:16: error[list-membership-in-loop]"), "{said:?}");
    assert!(said.out.ends_with("1 finding in 1 file; 2 held back by the baseline\n"), "{said:?}");
}

#[test]
fn the_file_is_sorted_and_readable() {
    let project = adopted(&[("src/b.py", SLOW), ("src/a.py", SHOP)]);
    let text = || std::fs::read_to_string(project.path("known.json")).expect("the baseline is there");
    let first = text();
    let lines: Vec<&str> = first.lines().collect();
    assert_eq!(lines[..3], ["{", "  \"version\": 1,", "  \"findings\": ["]);
    let start = |line: &str| line.split(",\"fingerprint\"").next().map(str::to_owned);
    let rule = "\"rule\":\"list-membership-in-loop\"";
    assert_eq!(start(lines[3]), Some(format!("    {{\"path\":\"src/a.py\",{rule},\"function\":\"Shop.unknown\"")));
    assert_eq!(start(lines[4]), Some(format!("    {{\"path\":\"src/a.py\",{rule},\"function\":\"missing\"")));
    assert_eq!((start(lines[5]).is_some_and(|it| it.contains("src/b.py")), lines.len()), (true, 8));
    assert_eq!(concise(&project, &["--update-baseline"]).code, Some(0));
    assert_eq!(text(), first);
    // Paths count from the file's own folder, wherever the run starts.
    let said = crate::support::command(&project.path("src")).args(["--baseline", "../known.json"]).output();
    assert_eq!(crate::support::said(said.expect("the binary starts")).code, Some(0));
}

#[test]
fn prune_takes_out_what_this_run_knows_to_be_gone() {
    let files = [("a.py", SLOW), ("b.py", SHOP), ("c/d.py", SLOW)];
    let prune = |arguments: &[&str]| {
        let project = adopted(&files);
        project.put("a.py", b"x = 1\n");
        project.put("b.py", SHOP.replace(" in numbers]", "]").as_bytes());
        std::fs::remove_file(project.path("c/d.py")).expect("it is there");
        let said = concise(&project, &[arguments, &["--prune"]].concat());
        assert_eq!(said.code, Some(0), "{said:?}");
        said.err
    };
    assert_eq!(prune(&[]), "known.json: 1 finding left, 3 taken out\n");
    assert_eq!(prune(&["a.py"]), "known.json: 3 findings left, 1 taken out\n");
    assert_eq!(prune(&["c"]), "warning: no Python files found\nknown.json: 3 findings left, 1 taken out\n");
    assert_eq!(prune(&["--select", "strings"]), "known.json: 3 findings left, 1 taken out\n");
    let said = concise(&adopted(&[("a.py", SLOW)]), &["--prune", "--select", "low"]);
    assert_eq!((said.err.as_str(), said.code), ("known.json: 1 finding left, 0 taken out\n", Some(0)));
}

#[test]
fn what_is_not_asked_for_is_not_gone() {
    let project = Project::new(&[("a.py", SLOW), ("b.py", "def double(x):\n    return [y for y in x]\n")]);
    assert_eq!(concise(&project, &["--update-baseline", "--confidence", "low"]).code, Some(0));
    let said = concise(&project, &["--confidence", "high", "--ignore", "low"]);
    assert!(!said.out.contains("gone") && said.code == Some(0), "{said:?}");
    // Without `--prune` what is gone is only mentioned.
    project.put("a.py", b"x = 1\n");
    let said = concise(&project, &[]);
    assert_eq!(said.out, "no findings in 2 files; 1 finding of the baseline gone, which `--prune` takes out\n");
    assert_eq!(said.code, Some(0));
}

#[test]
fn an_update_keeps_what_the_run_did_not_see() {
    let project = adopted(&[("a.py", SLOW), ("b.py", SHOP)]);
    project.put("a.py", b"x = 1\n");
    let said = concise(&project, &["--update-baseline", "a.py"]);
    assert_eq!((said.err.as_str(), said.code), ("known.json: 2 findings written, 1 taken out\n", Some(0)));
    project.put("b.py", b"def\n");
    let said = concise(&project, &["--update-baseline"]);
    assert_eq!((said.err.as_str(), said.code), ("known.json: 2 findings written, 0 taken out\n", Some(2)));
}

#[test]
fn the_settings_may_name_the_baseline() {
    let settings = ("fastpy-lint.toml", "baseline = 'ci/known.json'\n");
    let project = Project::new(&[settings, ("a.py", SLOW), ("ci/.keep", "")]);
    assert_eq!(project.run(&[]).code, Some(2));
    assert_eq!(project.run(&["--update-baseline"]).code, Some(0));
    assert!(project.path("ci/known.json").is_file());
    assert_eq!(project.run(&[]).code, Some(0));
    assert_eq!(project.run(&["--no-baseline"]).code, Some(1));
    assert_eq!(project.run(&["--fix"]).code, Some(0));
    let text = std::fs::read_to_string(project.path("ci/known.json")).expect("the baseline is there");
    assert!(text.contains("\"path\":\"../a.py\""), "{text}");
}

#[test]
fn bad_baselines_are_refused_and_not_overwritten() {
    let line = r#"{"path":"a.py","rule":"x","function":null,"fingerprint":"1-2-z","message":""}"#;
    let unreadable = format!("{{\"version\": 1, \"findings\": [{line}]}}");
    for (text, why) in [
        ("", "is no baseline: EOF while parsing"),
        ("{\"version\": 2, \"findings\": []}", "is a baseline of version 2; this program reads version 1"),
        ("{\n<<<<<<< ours\n", "holds the marks of a merge conflict"),
        ("[]", "is no baseline"),
        (unreadable.as_str(), "is no baseline: `1-2-z` is no fingerprint"),
        ("\u{1b}]0;x", "is no baseline: expected value at line 1"),
    ] {
        for arguments in [[].as_slice(), &["--update-baseline"], &["--prune"]] {
            let project = Project::new(&[("a.py", SLOW), ("known.json", text)]);
            let said = concise(&project, arguments);
            assert!(said.err.starts_with(&format!("error: known.json: {why}")) && said.out.is_empty(), "{said:?}");
            assert_eq!(said.code, Some(2));
            assert_eq!(std::fs::read_to_string(project.path("known.json")).expect("it is there"), text);
        }
    }
    let project = Project::new(&[("a.py", SLOW)]);
    let said = concise(&project, &[]);
    let missing = "error: known.json: there is no such baseline; `--update-baseline` writes it\n";
    assert_eq!((said.err.as_str(), said.code), (missing, Some(2)));
    for arguments in [["--prune"].as_slice(), &["--update-baseline"], &["--update-baseline", "-", "--baseline", "b"]] {
        assert_eq!(project.run(arguments).code, Some(2), "{arguments:?}");
    }
}
