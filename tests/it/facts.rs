//! The conformance cases of `tests/facts`: every mark is asked of the facts. A wrong answer fails; an answer that only
//! says less than the mark is listed in `tests/facts/careful.txt`, which must be up to date in both directions.

mod ask;
mod cases;
mod kinds;
mod places;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use cases::Case;
use kinds::Fit;

use crate::support::skipped;

/// How the marks of one fact were answered.
#[derive(Default)]
struct Tally {
    marks: usize,
    exact: usize,
    careful: Vec<String>,
    wrong: Vec<String>,
}

fn tests_directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/facts")
}

fn ask_all(cases: &[Case]) -> BTreeMap<String, Tally> {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for case in cases {
        for mark in &case.marks {
            let verdict = ask::ask(case, mark);
            let tally = tallies.entry(mark.fact.clone()).or_default();
            tally.marks += 1;
            let line = format!("{}:{}: {}", case.name, mark.line, mark.text);
            match verdict.fit {
                Fit::Exact => tally.exact += 1,
                Fit::Careful => tally.careful.push(format!("{line} ({})", verdict.answer)),
                Fit::Wrong => tally.wrong.push(format!("{line} ({})", verdict.answer)),
            }
        }
    }
    tallies
}

fn collect(tallies: &BTreeMap<String, Tally>, which: impl Fn(&Tally) -> &Vec<String>) -> Vec<String> {
    let mut lines: Vec<String> = tallies.values().flat_map(|tally| which(tally).clone()).collect();
    lines.sort();
    lines
}

fn print(tallies: &BTreeMap<String, Tally>) {
    for (fact, tally) in tallies {
        let Tally { marks, exact, careful, wrong } = tally;
        println!("{fact:14} {marks:4} marks {exact:4} exact {:4} careful {:4} wrong", careful.len(), wrong.len());
    }
    let sum = |count: fn(&Tally) -> usize| tallies.values().map(count).sum::<usize>();
    let (marks, exact, careful) = (sum(|it| it.marks), sum(|it| it.exact), sum(|it| it.careful.len()));
    println!("{marks} marks, {exact} exact, {careful} careful");
}

#[test]
fn the_facts_give_every_marked_answer() {
    if let Some(elsewhere) = std::env::var_os("FACTS_CASES") {
        let tallies = ask_all(&cases::read(Path::new(&elsewhere)));
        print(&tallies);
        collect(&tallies, |it| &it.wrong).iter().for_each(|line| println!("wrong: {line}"));
        collect(&tallies, |it| &it.careful).iter().for_each(|line| println!("careful: {line}"));
        return;
    }
    let tallies = ask_all(&cases::read(&tests_directory().join("cases")));
    print(&tallies);
    let wrong = collect(&tallies, |it| &it.wrong);
    assert!(wrong.is_empty(), "{} answers may mislead a rule:\n{}", wrong.len(), wrong.join("\n"));
    let listed = std::fs::read_to_string(tests_directory().join("careful.txt")).expect("the list of careful answers");
    let careful = collect(&tallies, |it| &it.careful);
    let added: Vec<&String> = careful.iter().filter(|line| !listed.lines().any(|it| it == *line)).collect();
    let gone: Vec<&str> = listed.lines().filter(|line| !careful.iter().any(|it| it == line)).collect();
    assert!(added.is_empty() && gone.is_empty(), "careful.txt lacks {added:#?}\nand should no longer list {gone:#?}");
}

#[test]
fn every_mark_holds_under_python() {
    let oracle = tests_directory().join("oracle");
    let output = match Command::new("python3").arg(&oracle).output() {
        Ok(output) => output,
        Err(error) => {
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "python3 is needed: {error}");
            skipped("there is no python3");
            return;
        }
    };
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}
