//! The measured programs.

use serde::Deserialize;
use serde_json::Value;

use crate::support::{read, repository};

/// The programs of one library.
#[derive(Deserialize)]
pub struct Library {
    /// What stands above each program.
    pub header: String,
    pub cells: Vec<Cell>,
}

#[derive(Deserialize)]
pub struct Cell {
    /// `rows`, `handed`, `serializer`, `protocol` or `template`.
    pub kind: String,
    pub code: String,
    /// Per version: the queries per row, the exception, or nothing where it was no whole number.
    pub queries: Vec<Value>,
}

impl Cell {
    /// The numbers of queries per row, of the versions that have one.
    pub fn numbers(&self) -> Vec<u32> {
        let numbers = self.queries.iter().filter_map(Value::as_u64);
        numbers.map(|number| u32::try_from(number).expect("few queries a row")).collect()
    }
}

pub fn library(name: &str) -> Library {
    let text = read(&repository().join("tests/conformance/cells.json"));
    let mut libraries: Value = serde_json::from_str(&text).expect("the cells are JSON");
    serde_json::from_value(libraries[name].take()).expect("the cells have their fields")
}
