//! `found = found | more`, `found = found.union(more)` or `found = {*found, item}` in a loop over which the set grows,
//! and in which nobody else gets to hold it.

use crate::cx::{Cx, Remade, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr, Operator};

pub static RULE: Rule = rule!("collections/set-union-in-loop", Hook::Assign(check));

fn check<'a>(assignment: &'a ast::StmtAssign, cx: &mut Cx<'a>) {
    let [target @ (Expr::Name(_) | Expr::Attribute(_))] = &*assignment.targets else { return };
    let Some(union) = union(target, &assignment.value, cx) else { return };
    if cx.facts.nodes.get(id_of(assignment)).in_loop.is_none() || !is_set_before(union.old, cx) {
        return;
    }
    let Some(growing) = cx.loop_remaking(assignment, target, &union) else { return };
    let (name, turn) = (cx.source(target).to_owned(), cx.turn_of(growing));
    let in_place = match cx.starts_new(union.old, cx.facts.loop_extent(growing)) {
        true => format!("add to it in place, with `{name} |= …`, `{name}.update(…)` or `{name}.add(…)`"),
        false => format!("copy it once, before the loop, and add to the copy in place with `{name}.update(…)`"),
    };
    cx.report(Report {
        at: assignment.range(),
        label: format!("copies all of `{name}`"),
        message: format!("`{name}` is copied into a new set on every turn"),
        note: format!("O(n²): each turn copies all that `{name}` holds so far"),
        help: in_place,
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence: cx.confidence_in_growth(assignment, growing),
    });
}

fn union<'a>(target: &Expr, value: &'a Expr, cx: &Cx<'a>) -> Option<Remade<'a>> {
    let name = cx.source(target);
    let is_old = |it: &Expr| cx.source(it) == name;
    match value {
        Expr::BinOp(it) if it.op == Operator::BitOr => match (&*it.left, &*it.right) {
            (old, added) | (added, old) if is_old(old) => Some(Remade { old, added: vec![added] }),
            _ => None,
        },
        Expr::Call(it) => {
            let Expr::Attribute(method) = &*it.func else { return None };
            let is_union = method.attr.as_str() == "union" && is_old(&method.value);
            is_union.then(|| Remade { old: &method.value, added: it.arguments.args.iter().collect() })
        }
        Expr::Set(it) => {
            let old =
                it.elts.iter().filter_map(|item| item.as_starred_expr()).map(|it| &*it.value).find(|it| is_old(it))?;
            Some(Remade { old, added: it.elts.iter().filter(|item| cx.source(*item) != format!("*{name}")).collect() })
        }
        _ => None,
    }
}

/// Whether the place holds a set before the first turn: dicts, flags and queries are joined with `|` too.
fn is_set_before(old: &Expr, cx: &Cx) -> bool {
    let is_set = |kind: &Kind| kind.all(|it| matches!(it, Kind::Set(_) | Kind::Frozenset(_)));
    match old {
        Expr::Name(name) => cx.bindings(name).into_iter().any(|binding| is_set(&cx.kind_of_binding(binding).kind)),
        place => is_set(&cx.kind(place).kind),
    }
}
