//! `sum(1 for item in items if item == wanted)` of a list or tuple, which can count by itself.

use crate::cx::{Cx, Replacement, Report, Rewrite, confidence_of};
use crate::facts::nodes::id_of;
use crate::facts::sizes::integer;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, CmpOp, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("iterators/count-idiom", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let [Expr::Generator(ones)] = &*call.arguments.args else { return };
    let ([clause], true) = (&*ones.generators, call.arguments.keywords.is_empty()) else { return };
    let (Expr::Name(item), Some(1), false) = (&clause.target, integer(&ones.elt), clause.is_async) else { return };
    let Some(wanted) = wanted(item, &clause.ifs) else { return };
    if !cx.facts.is_builtin(&call.func, "sum") || !matches!(clause.iter, Expr::Name(_) | Expr::Attribute(_)) {
        return;
    }
    let inferred = cx.kind(&clause.iter);
    let counts = |kind: &Kind| matches!(kind, Kind::List(_) | Kind::TupleOf(_) | Kind::Deque(_));
    if !inferred.kind.all(counts) || cx.is_small(&clause.iter) || reads(wanted, item, cx) || !cx.facts.is_pure(wanted) {
        return;
    }
    let instead = format!("{}.count({})", cx.source(&clause.iter), cx.source(wanted));
    let report = Report {
        at: call.range(),
        label: "a turn of a generator for each item".to_owned(),
        message: "equal items are counted one by one in Python".to_owned(),
        note: "the list compares its items in C".to_owned(),
        help: format!("write `{instead}`"),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: confidence_of(inferred.certainty),
    };
    let rewrite = Rewrite {
        // Items may be unequal to themselves, or decide for themselves what they equal.
        safety: Safety::Unsafe,
        message: "let the list count".to_owned(),
        edits: vec![Replacement::replace(call.range(), instead)],
        relies_on: None,
    };
    cx.report_with_fix(report, Some(rewrite));
}

/// What the items have to equal.
fn wanted<'a>(item: &ast::ExprName, tests: &'a [Expr]) -> Option<&'a Expr> {
    let [Expr::Compare(test)] = tests else { return None };
    let ([CmpOp::Eq], [right]) = (&*test.ops, &*test.comparators) else { return None };
    let is_item = |side: &Expr| matches!(side, Expr::Name(it) if it.id == item.id);
    match (is_item(&test.left), is_item(right)) {
        (true, false) => Some(right),
        (false, true) => Some(&test.left),
        _ => None,
    }
}

fn reads(wanted: &Expr, item: &ast::ExprName, cx: &Cx) -> bool {
    let mut within = cx.facts.nodes.within(id_of(wanted));
    within.any(|(_, it)| matches!(it.node, AnyNodeRef::ExprName(name) if name.id == item.id))
}
