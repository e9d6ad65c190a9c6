//! `text += piece` in a loop, for a str whose name is shared with an inner function or belongs to the module.

use crate::cx::{Cx, Report, confidence_of};
use crate::facts::nodes::id_of;
use crate::facts::scopes::{ScopeId, ScopeKind};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr, Operator};

pub static RULE: Rule = rule!("strings/str-concat-captured-in-loop", Hook::AugAssign(check));

fn check(assignment: &ast::StmtAugAssign, cx: &mut Cx) {
    let Expr::Name(name) = &*assignment.target else { return };
    if assignment.op != Operator::Add {
        return;
    }
    let Some(growing) = cx.growing_loop(assignment) else { return };
    let Some(why) = why_shared(name, cx) else { return };
    let inferred = cx.facts.kind_before(id_of(name), name.id.as_str());
    let extent = cx.facts.loop_extent(growing);
    let target = &*assignment.target;
    if !inferred.kind.is_str() || cx.is_reset_within(target, extent) || cx.is_seen_within(target, extent) {
        return;
    }
    let (text, turn) = (name.id.to_string(), cx.turn_of(growing));
    cx.report(Report {
        at: assignment.range(),
        label: format!("copies all of `{text}`: {why}"),
        message: format!("`{text} +=` copies the whole text on every turn"),
        note: "O(n²) since Python 3.11, which extends only plain local names in place".to_owned(),
        help: "append the pieces to a list and join it once, or gather them in a local name first".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        // How long a text gets is not written in the code, unless it takes in data.
        confidence: if cx.takes_in_data(growing) { confidence_of(inferred.certainty) } else { Confidence::Medium },
    });
}

/// Why a name is no plain local; `None` when it is one.
fn why_shared(name: &ast::ExprName, cx: &Cx) -> Option<String> {
    let scope = cx.facts.nodes.get(id_of(name)).scope;
    let owner = cx.facts.scopes.owner(scope, name.id.as_str())?;
    match cx.facts.scopes.get(owner).kind {
        ScopeKind::Module => Some("it is a name of the module".to_owned()),
        ScopeKind::Function if owner != cx.facts.scopes.running(scope) => {
            Some(format!("it belongs to `{}`", cx.facts.function_definition(owner)?.name))
        }
        ScopeKind::Function => is_captured(owner, name.id.as_str(), cx)
            .then(|| "an inner function reads it, so it is no plain local".to_owned()),
        ScopeKind::Lambda | ScopeKind::Class | ScopeKind::Comprehension => None,
    }
}

fn is_captured(owner: ScopeId, name: &str, cx: &Cx) -> bool {
    cx.facts.reads_of(owner, name).into_iter().any(|read| {
        let runs_in = cx.facts.scopes.running(cx.facts.nodes.get(read).scope);
        runs_in != owner
    })
}
