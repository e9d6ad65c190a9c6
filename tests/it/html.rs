//! The HTML report: whole, well-formed, cut off from the world, and harmless whatever the sources hold.

use std::collections::{BTreeSet, HashSet};
use std::process::Stdio;

use data_encoding::BASE64;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::{Project, SLOW, read, repository, repository_files};

const REPORT: [&str; 4] = ["--confidence", "low", "--output-format", "html"];

/// A report as a browser reads it, which must find nothing to mend.
fn parsed(text: &str) -> Html {
    let html = Html::parse_document(text);
    assert!(html.errors.is_empty(), "{:?}", html.errors);
    html
}

fn report_of(project: &Project) -> Html {
    parsed(&project.run(&REPORT).out)
}

fn all<'h>(html: &'h Html, selector: &str) -> Vec<ElementRef<'h>> {
    html.select(&Selector::parse(selector).expect("the selector is one")).collect()
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect()
}

/// The text of the one element that a selector finds.
fn text_at(html: &Html, selector: &str) -> String {
    let found = all(html, selector);
    assert_eq!(found.len(), 1, "{selector}");
    text(found[0])
}

/// The projects of fixtures, as one.
fn fixtures() -> Project {
    let project = Project::new(&[]);
    for extension in ["py", "html", "toml"] {
        for path in repository_files("fixtures", extension) {
            let name = path.strip_prefix(repository()).expect("it stands in the repository").to_string_lossy();
            project.put(&name.replace('\\', "/"), &std::fs::read(&path).expect("fixtures can be read"));
        }
    }
    project
}

#[test]
fn every_finding_stands_there_with_all_that_is_known_of_it() {
    let project = fixtures();
    let html = report_of(&project);
    let json = project.run(&["--confidence", "low", "--output-format", "json"]).out;
    let json: Value = serde_json::from_str(&json).expect("the output is JSON");
    let findings = json["findings"].as_array().expect("a list");
    assert!(findings.len() > 20 && findings.len() == all(&html, "#findings article").len());
    let plain = |value: &Value| value.as_str().unwrap_or("").replace('`', "");
    for finding in findings {
        let id = plain(&finding["fingerprint"]);
        let whole = text_at(&html, &format!("[id='{id}']"));
        let (line, column) = (&finding["start"]["line"], &finding["start"]["column"]);
        let place = format!("{}:{line}:{column}", plain(&finding["path"]));
        let related = finding["related"].as_array().expect("a list").iter().map(|it| plain(&it["message"]));
        let known = ["message", "note", "help", "rule"].map(|name| plain(&finding[name]));
        let fix = finding["fix"]["message"].as_str().map(|it| it.replace('`', ""));
        for part in known.into_iter().chain(related).chain(fix).chain([place]) {
            assert!(whole.contains(&part), "{part:?} is not in\n{whole}");
        }
        let page = all(&html, &format!("[id='rule-{}'] h3", plain(&finding["rule"])));
        assert_eq!(page.len(), 1, "each page is there once");
    }
}

#[test]
fn counts_and_places_to_begin_are_those_of_the_findings() {
    let html = report_of(&fixtures());
    let sections = |level: &str| all(&html, &format!("section[data-impact='{level}'] article")).len();
    let tiles: Vec<String> = all(&html, ".tiles b").into_iter().map(text).collect();
    assert_eq!(tiles, ["high", "medium", "low"].map(|level| sections(level).to_string()));
    for box_ in all(&html, "#filters input[name=rule]") {
        let rule = box_.attr("value").expect("a box has a value");
        let item = box_.ancestors().nth(1).and_then(ElementRef::wrap).expect("a box stands in an item");
        let count = all(&html, &format!("#findings article[data-rule='{rule}']")).len();
        assert!(text(item).trim().ends_with(&format!(" {count}")), "{rule}: {count}");
    }
    let first = all(&html, "#findings article")[0].attr("data-confidence");
    assert_eq!(first, Some("high"), "what is costly and sure comes first");
    let begin: Vec<&str> = all(&html, ".first li a").iter().filter_map(|it| it.attr("data-only-rule")).collect();
    assert!(begin.len() == 5 && begin.contains(&"django-n-plus-one"), "{begin:?}");
}

#[test]
fn source_is_marked_where_the_finding_is() {
    let html = report_of(&Project::new(&[("a.py", SLOW)]));
    assert_eq!(text_at(&html, "#findings article mark:not(.related)"), "word[1:] in words");
    assert_eq!(text_at(&html, "#findings article .at .path"), "a.py:2:39");
    assert_eq!(text_at(&html, "#findings article .at code:not(.path)"), "unknown");
    assert!(text_at(&html, "#findings article pre").contains("2 "), "lines have numbers");
}

#[test]
fn places_in_other_files_and_fixes_are_shown() {
    let html = report_of(&fixtures());
    assert!(!all(&html, "#findings article figure figcaption .path").is_empty());
    let lines = |selector: &str| all(&html, selector).into_iter().map(text).collect::<String>();
    assert!(lines("#findings .fix del").contains("- ") && lines("#findings .fix del").contains("amounts = [int("));
    assert!(lines("#findings .fix ins").contains("+ ") && lines("#findings .fix ins").contains("amounts = (int("));
}

#[test]
fn nothing_is_loaded_and_no_link_is_dead() {
    let html = report_of(&fixtures());
    let loading = "link, img, iframe, object, embed, video, audio, source, base, [src], [srcset], [style], [action]";
    assert!(all(&html, loading).is_empty());
    let style = text_at(&html, "style");
    assert!(!style.contains("url(") && !style.contains("@import"));
    let ids: Vec<&str> = all(&html, "[id]").iter().filter_map(|it| it.attr("id")).collect();
    let known: HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), known.len(), "two elements share an id");
    let links: BTreeSet<&str> = all(&html, "[href]").iter().filter_map(|it| it.attr("href")).collect();
    let dead: Vec<&&str> = links
        .iter()
        .filter(|link| !link.starts_with("https://") && !link.strip_prefix('#').is_some_and(|id| known.contains(id)))
        .collect();
    assert!(links.len() > 40 && dead.is_empty(), "{dead:?}");
}

#[test]
fn the_policy_allows_the_script_and_the_style_of_the_report_only() {
    let html = report_of(&Project::new(&[("a.py", SLOW)]));
    let policy = all(&html, "meta[http-equiv='Content-Security-Policy']")[0].attr("content").expect("there is one");
    let hash = |name: &str| BASE64.encode(&Sha256::digest(text_at(&html, name)));
    let allowed = format!("style-src 'sha256-{}'; script-src 'sha256-{}';", hash("style"), hash("script"));
    assert!(policy.starts_with("default-src 'none'; ") && policy.contains(&allowed), "{policy}");
}

#[test]
fn hostile_names_and_sources_do_nothing() {
    let name = "<img src=x onerror=alert(1)>'\"&amp;{{script}}.py";
    let hostile = "</script></code><script>alert(1)</script>{{style}} \u{202e}\u{1b}[31m\u{9b}0m ##[group]x &lt; \\";
    let source = format!(
        "def f():\n    return [w for w in words if w[1:] in words]  # {hostile}\nwords = open('w').readlines()\n"
    );
    let project = Project::new(&[(name, &source), ("b\u{202e}.py", "x = (\n"), ("c\".py", "'\u{7}</li>' ++\n")]);
    let out = project.run(&REPORT).out;
    let html = parsed(&out);
    assert_eq!((all(&html, "script").len(), all(&html, "style").len(), all(&html, "img").len()), (1, 1, 0));
    assert!(all(&html, "*").iter().all(|it| it.value().attrs().all(|(name, _)| !name.starts_with("on"))));
    assert_eq!(all(&html, "#findings article")[0].attr("data-path"), Some(name));
    let shown = hostile.replace(['\u{202e}', '\u{9b}'], "\u{fffd}").replace('\u{1b}', "\u{241b}");
    assert!(text_at(&html, "#findings article pre").contains(&shown), "{}", text_at(&html, "#findings article pre"));
    let is_raw = |it: char| it.is_control() && it != '\n' || it == '\u{202e}';
    assert!(!out.contains(is_raw) && !out.contains("##["));
    assert_eq!(all(&html, ".troubles li").len(), 2);
}

#[test]
fn what_could_not_be_checked_comes_first() {
    let html = report_of(&Project::new(&[("a.py", SLOW), ("broken.py", "x = (\n")]));
    let sections = all(&html, "main > section");
    assert_eq!(sections[0].attr("class"), Some("troubles"));
    assert!(text(sections[0]).contains("broken.py:") && text(sections[0]).contains("syntax"));
    let html = report_of(&Project::new(&[("broken.py", "x = (\n")]));
    assert_eq!((all(&html, ".troubles li").len(), all(&html, "article").len()), (1, 0));
    let html = report_of(&Project::new(&[("a.py", "")]));
    assert_eq!((all(&html, ".troubles").len(), all(&html, "article").len()), (0, 0));
    assert!(text_at(&html, "#findings").contains("Nothing was found"));
}

#[test]
fn the_same_findings_make_the_same_bytes() {
    let project = Project::new(&[("a.py", SLOW), ("broken.py", "x = (\n")]);
    let said = project.run(&REPORT);
    assert_eq!(said.code, Some(2));
    assert_eq!(said.out, project.run_with(&REPORT, &[("CI", "true")], Stdio::null()).out);
    project.run(&["--output-format", "html=report.html", "--confidence", "low"]);
    assert_eq!(said.out, read(&project.path("report.html")));
}

#[test]
fn what_is_left_out_is_said() {
    let many = format!("words = open('w').readlines()\n{}", "[it for it in words if it[1:] in words]\n".repeat(5_001));
    let html = report_of(&Project::new(&[("a.py", &many)]));
    assert_eq!(all(&html, "#findings article").len(), 5_000);
    assert!(text_at(&html, ".left-out").contains("1 more"));
}
