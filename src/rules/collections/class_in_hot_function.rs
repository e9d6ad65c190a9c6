//! A class that is defined in a loop, or in a function that a loop calls, though it depends on neither.

use crate::cx::{Cx, Repeats, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast;
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("collections/class-in-hot-function", Hook::Class(check));

fn check(class: &ast::StmtClassDef, cx: &mut Cx) {
    if cx.function(class).is_none() {
        return;
    }
    // A class that declares names of its function's changes them.
    let declares = |it: AnyNodeRef| matches!(it, AnyNodeRef::StmtNonlocal(_) | AnyNodeRef::StmtGlobal(_));
    if cx.facts.nodes.within(id_of(class)).any(|(_, it)| declares(it.node)) {
        return;
    }
    let Some(repeats) = cx.repeats_of(class) else { return };
    let often = match repeats {
        Repeats::Loop(_) => "on every turn",
        Repeats::CallInLoop(_) => "on every call, and a loop makes the calls",
        Repeats::Calls => return,
    };
    cx.report(Report {
        at: class.name.range(),
        label: "is made anew each time".to_owned(),
        message: format!("the class `{}` is defined {often}", class.name),
        note: "tens of microseconds for a class, hundreds for a dataclass; each is a stranger to the one before"
            .to_owned(),
        help: "define the class once, at the top of the module".to_owned(),
        related: cx.place_of_repeats(&repeats),
        impact: Impact::Medium,
        confidence: cx.confidence_in_repeats(&repeats),
    });
}
