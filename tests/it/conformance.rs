//! What the linked project says of queries per row, against what real libraries send.
//!
//! `tests/conformance/cells.json` holds small programs with the number of queries per row that each version of a
//! library was measured to send; `measure.py` beside it writes it. No claim may contradict a measured number; what is
//! not claimed is counted, and may not become more.

mod answers;
mod cells;

use std::path::Path;
use std::process::Command;

use answers::{Claim, claims_alone, claims_of, django_claims, serializer_claims, template_claims};
use cells::{Cell, Library, library};

use crate::support::{repository, skipped};

/// How the claims about some cells stand to what was measured.
#[derive(Default)]
struct Tally {
    measured: usize,
    claimed: usize,
    /// Cells that send queries per row, and those of them of which that is said.
    slow: usize,
    found: usize,
    contradicted: Vec<String>,
}

fn tally(cells: &[Cell], claims: &[Claim]) -> Tally {
    assert_eq!(cells.len(), claims.len());
    let mut tally = Tally::default();
    for (cell, claim) in cells.iter().zip(claims).filter(|(cell, _)| !cell.numbers().is_empty()) {
        tally.measured += 1;
        tally.claimed += usize::from(*claim != Claim::Unknown);
        let is_slow = cell.numbers().iter().all(|number| *number > 0);
        tally.slow += usize::from(is_slow);
        tally.found += usize::from(is_slow && claim.is_slow());
        if !cell.numbers().iter().all(|number| claim.allows(*number)) {
            tally.contradicted.push(format!("{claim:?}, measured {:?}:\n{}", cell.queries, cell.code));
        }
    }
    println!(
        "{} measured, {} claimed, {} of {} slow ones found, {} contradicted",
        tally.measured,
        tally.claimed,
        tally.found,
        tally.slow,
        tally.contradicted.len()
    );
    tally
}

#[test]
fn what_is_said_of_query_sets_is_what_django_does() {
    let Library { header, cells } = library("django");
    let (serialized, others): (Vec<Cell>, Vec<Cell>) = cells.into_iter().partition(|cell| cell.kind == "serializer");
    let (shown, others): (Vec<Cell>, Vec<Cell>) = others.into_iter().partition(|cell| cell.kind == "protocol");
    let (handed, rows): (Vec<Cell>, Vec<Cell>) = others.into_iter().partition(|cell| cell.kind == "handed");
    let of_rows = tally(&rows, &django_claims(&header, &rows));
    assert_eq!(of_rows.contradicted, Vec::<String>::new());
    assert!(of_rows.measured >= 625 && of_rows.claimed >= 570 && of_rows.found >= 385, "fewer cells than before");
    let of_serializers = tally(&serialized, &serializer_claims(&header, &serialized));
    assert_eq!(of_serializers.contradicted, Vec::<String>::new());
    assert!(of_serializers.measured >= 60 && of_serializers.found >= 33, "fewer cells than before");
    let rules = ["django-admin-n-plus-one", "django-formset-queries", "django-n-plus-one"];
    let of_shown = tally(&shown, &claims_alone(&rules, "django/library", &header, &shown));
    assert_eq!(of_shown.contradicted, Vec::<String>::new());
    assert!(of_shown.measured >= 95 && of_shown.found >= 30, "fewer cells than before");
    let of_handed = tally(&handed, &claims_of("django-n-plus-one", "django/library", &header, &handed));
    assert_eq!(of_handed.contradicted, Vec::<String>::new());
    assert!(of_handed.measured >= 80 && of_handed.found >= 32, "fewer cells than before");
}

/// Holds what a rule says of a library's programs against what was measured.
fn tally_of(rule: &str, name: &str) -> Tally {
    let Library { header, cells } = library(name);
    let tally = tally(&cells, &claims_of(rule, name, &header, &cells));
    assert_eq!(tally.contradicted, Vec::<String>::new());
    tally
}

#[test]
fn what_is_said_of_mapped_classes_is_what_sqlalchemy_does() {
    let rule = "sqlalchemy-n-plus-one";
    let Library { header, cells } = library("sqlalchemy");
    let (rendered, rows): (Vec<Cell>, Vec<Cell>) = cells.into_iter().partition(|cell| cell.kind == "template");
    let of_rows = tally(&rows, &claims_of(rule, "sqlalchemy", &header, &rows));
    assert_eq!(of_rows.contradicted, Vec::<String>::new());
    assert!(of_rows.measured >= 290 && of_rows.found >= 130, "fewer cells than before");
    let of_templates = tally(&rendered, &template_claims(rule, "sqlalchemy", &header, &rendered));
    assert_eq!(of_templates.contradicted, Vec::<String>::new());
    assert!(of_templates.measured >= 35 && of_templates.found >= 15, "fewer cells than before");
}

#[test]
fn what_is_said_of_sqlmodel_is_what_it_does() {
    let tally = tally_of("sqlalchemy-n-plus-one", "sqlmodel");
    assert!(tally.measured >= 60 && tally.found >= 30, "fewer cells than before");
}

#[test]
fn what_is_said_of_peewee_is_what_it_does() {
    let tally = tally_of("orm-n-plus-one", "peewee");
    assert!(tally.measured >= 300 && tally.found >= 150, "fewer cells than before");
}

#[test]
fn what_is_said_of_tortoise_is_what_it_does() {
    let tally = tally_of("orm-n-plus-one", "tortoise");
    assert!(tally.measured >= 150 && tally.found >= 60, "fewer cells than before");
}

#[test]
fn what_is_said_of_types_of_strawberry_is_what_they_do() {
    let Library { header, cells } = library("strawberry");
    let claims = claims_alone(&["graphql-n-plus-one"], "strawberry/library", &header, &cells);
    let tally = tally(&cells, &claims);
    assert_eq!(tally.contradicted, Vec::<String>::new());
    assert!(tally.measured >= 180 && tally.found >= 58, "fewer cells than before");
}

/// The measured numbers can be measured again where Python and the network are at hand.
#[test]
fn the_programs_are_those_that_were_measured() {
    let folder = repository().join("tests/conformance");
    for name in ["django", "peewee", "sqlalchemy", "sqlmodel", "strawberry", "tortoise"] {
        let listed = match programs(&folder.join(name)) {
            Ok(listed) => listed,
            Err(why) => return skipped(&why),
        };
        let measured: Vec<String> = library(name).cells.into_iter().map(|cell| cell.code).collect();
        assert_eq!(listed, measured, "run tests/conformance/measure.py");
    }
}

/// The programs that a folder lists now.
fn programs(folder: &Path) -> Result<Vec<String>, String> {
    let script = "import json, programs; print(json.dumps([code for _, code in programs.programs()]))";
    let output = Command::new("python3").args(["-B", "-c", script]).current_dir(folder).output();
    let output = output.map_err(|error| format!("python3 cannot be run: {error}"))?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(serde_json::from_slice(&output.stdout).expect("the programs are a list of texts"))
}
