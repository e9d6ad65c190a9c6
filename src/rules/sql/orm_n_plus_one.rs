//! A relation that is read of each row of a query of Peewee, Tortoise or MongoEngine, and loaded for none.

use crate::cx::{LinkCx, lazy_relation};
use crate::hooks::Hook;
use crate::project::Project;
use crate::project::libraries::Library;
use crate::rule;
use crate::rule::Rule;

pub static RULE: Rule = rule!("sql/orm-n-plus-one", Hook::Link(check));

fn check(project: &Project, cx: &mut LinkCx) {
    for lazy in project.lazy_of_others() {
        if lazy.is_of_its_own() && project.library(lazy.model).is_some_and(|library| library != Library::Alchemy) {
            cx.report(lazy_relation(project, lazy));
        }
    }
}
