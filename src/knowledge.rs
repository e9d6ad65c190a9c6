//! What is known of other people's functions, as data: results, effects, purity, blocking. One file per top-level
//! package under rules/knowledge, each line of it read when it is asked for. A fact that is absent is unknown.

pub mod entries;
pub mod import_costs;
mod kinds;
mod packages;
mod schema;
mod table;
mod waits;

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::model::Kind;
pub use kinds::{Given, class_of, result, result_given};
use packages::PACKAGES;
pub use schema::{Callable, Mutates};
use table::Table;
pub use waits::{is_known_package, waiting_names};

/// What a user's settings say of functions, by their qualified names.
pub type Declared = FxHashMap<String, Callable>;

static TABLES: [OnceLock<Table>; PACKAGES.len()] = [const { OnceLock::new() }; PACKAGES.len()];

/// Bases are followed this far.
const MOST_BASES: usize = 12;

/// What is known of a function or class by its qualified name: `json.loads`, `builtins.len`, `builtins.str.upper`.
pub fn callable(qualified: &str) -> Option<&'static Callable> {
    let (package, name) = match qualified.strip_prefix("builtins.") {
        // Methods of builtin classes stand in the tables of their classes: `str.upper`.
        Some(name) => ("builtins", if name.contains('.') { name } else { qualified }),
        None => (qualified.split('.').next()?, qualified),
    };
    let known = table(package)?.get(name);
    known.or_else(|| inherited(package, name))
}

/// A method or property of a kind's class, looked up through its bases.
pub fn method(kind: &Kind, name: &str) -> Option<&'static Callable> {
    member(&class_of(kind)?, name, MOST_BASES)
}

/// Whether a dotted name is a module of which something is known.
pub fn is_module(qualified: &str) -> bool {
    let Some(package) = qualified.split('.').next() else { return false };
    let Some(table) = table(package) else { return false };
    let is_class = table.get(qualified).is_some_and(|known| known.is_class);
    !is_class && table.has_members(qualified)
}

/// `requests.Session.get` by way of the class, and methods that stand under `"*"`.
fn inherited(package: &str, name: &str) -> Option<&'static Callable> {
    let (class, method) = name.rsplit_once('.')?;
    if class == package {
        return None;
    }
    member(class, method, MOST_BASES)
}

fn member(class: &str, name: &str, left: usize) -> Option<&'static Callable> {
    let package = if is_builtin_class(class) { "builtins" } else { class.split('.').next()? };
    let table = table(package)?;
    if let Some(known) = table.get(&format!("{class}.{name}")) {
        return Some(known);
    }
    if let Some(any) = table.get(&format!("{class}.*")).filter(|_| !name.starts_with('_')) {
        return Some(any);
    }
    let Some(own) = table.get(&if package == "builtins" { format!("builtins.{class}") } else { class.to_owned() })
    else {
        return of_family(table, class, name);
    };
    if left == 0 {
        return None;
    }
    own.bases.iter().find_map(|base| member(base, name, left - 1))
}

/// Classes that are made by name, as `boto3.client("sqs")` makes `boto3.client.sqs`, have the members of their family
/// besides their own.
fn of_family(table: &'static Table, class: &str, name: &str) -> Option<&'static Callable> {
    let (family, _) = class.rsplit_once('.')?;
    let is_public = !name.starts_with('_');
    let own = table.get(&format!("{family}.{name}")).filter(|known| !known.is_class);
    table.get(&format!("{family}.*")).filter(|_| is_public).and_then(|any| own.or(Some(any)))
}

/// Builtin classes are named without their module in the tables.
fn is_builtin_class(class: &str) -> bool {
    !class.contains('.') && !PACKAGES.iter().any(|(package, _)| *package == class)
}

fn table(package: &str) -> Option<&'static Table> {
    let at = PACKAGES.binary_search_by_key(&package, |(name, _)| name).ok()?;
    Some(TABLES[at].get_or_init(|| Table::of(PACKAGES[at].1)))
}
