//! `merged = {**merged, …}`, `merged = merged | …` or `merged = dict(merged, …)` in a loop over which the dict grows,
//! and in which nobody else gets to hold it.

use crate::cx::{Cx, Remade, Report};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr, Operator};

pub static RULE: Rule = rule!("collections/dict-merge-in-loop", Hook::Assign(check));

fn check<'a>(assignment: &'a ast::StmtAssign, cx: &mut Cx<'a>) {
    let [target @ (Expr::Name(_) | Expr::Attribute(_))] = &*assignment.targets else { return };
    let Some(merge) = merge(target, &assignment.value, cx) else { return };
    if !is_dict_before(&merge, cx) {
        return;
    }
    let Some(growing) = cx.loop_remaking(assignment, target, &merge) else { return };
    let (name, turn) = (cx.source(target).to_owned(), cx.turn_of(growing));
    let confidence = if cx.takes_in_data(growing) { Confidence::High } else { Confidence::Medium };
    let rewrite = cx.as_update(assignment);
    let report = Report {
        at: assignment.range(),
        label: format!("copies all of `{name}`"),
        message: format!("`{name}` is copied into a new dict on every turn"),
        note: format!("O(n²): each turn copies all that `{name}` holds so far"),
        help: instead(&name, &merge, growing, cx),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    };
    cx.report_with_fix(report, rewrite);
}

fn merge<'a>(target: &Expr, value: &'a Expr, cx: &Cx<'a>) -> Option<Remade<'a>> {
    let name = cx.source(target);
    let is_old = |it: &&'a Expr| cx.source(*it) == name;
    match value {
        Expr::Dict(it) => {
            let unpacked = it.items.iter().filter(|item| item.key.is_none()).map(|item| &item.value);
            let old = unpacked.into_iter().find(is_old)?;
            let keys = it.items.iter().map(|item| item.key.as_ref().unwrap_or(&item.value));
            Some(Remade { old, added: keys.filter(|keys| id_of(*keys) != id_of(old)).collect() })
        }
        Expr::BinOp(it) if it.op == Operator::BitOr => match (&*it.left, &*it.right) {
            (old, added) | (added, old) if is_old(&old) => Some(Remade { old, added: vec![added] }),
            _ => None,
        },
        Expr::Call(it) if cx.facts.is_builtin(&it.func, "dict") => {
            let unpacked = it.arguments.keywords.iter().filter(|it| it.arg.is_none()).map(|it| &it.value);
            let parts: Vec<&Expr> = it.arguments.args.iter().chain(unpacked).collect();
            let old = parts.iter().copied().find(is_old)?;
            Some(Remade { old, added: parts.into_iter().filter(|part| id_of(*part) != id_of(old)).collect() })
        }
        _ => None,
    }
}

/// Whether the place holds a dict before the first turn: sets are joined with `|` too, and counters in another way.
fn is_dict_before(merge: &Remade, cx: &Cx) -> bool {
    let is_dict = |kind: &Kind| kind.all(|it| matches!(it, Kind::Dict(..) | Kind::Defaultdict(..)));
    match merge.old {
        Expr::Name(name) => cx.bindings(name).into_iter().any(|binding| is_dict(&cx.kind_of_binding(binding).kind)),
        place => is_dict(&cx.kind(place).kind),
    }
}

fn instead(name: &str, merge: &Remade, growing: LoopId, cx: &Cx) -> String {
    let extent = cx.facts.loop_extent(growing);
    if cx.starts_new(merge.old, extent) {
        format!("add to it in place, with `{name}.update(…)` or `{name}[key] = value`")
    } else {
        format!("copy it once, before the loop, and add to the copy in place with `{name}.update(…)`")
    }
}
