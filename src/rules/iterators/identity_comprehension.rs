//! `[item for item in items]` and `{key: value for key, value in mapping.items()}`: copies, made item by item.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::hooks::Hook;
use crate::model::{Certainty, Kind};
use crate::page::{Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{HasNodeIndex, Ranged, TextRange};

pub static RULE: Rule = rule!(
    "iterators/identity-comprehension",
    Hook::ListComp(check_list),
    Hook::SetComp(check_set),
    Hook::DictComp(check_dict)
);

fn check_list(list: &ast::ExprListComp, cx: &mut Cx) {
    if let Some(clause) = of_items_alone(&list.elt, &list.generators, cx) {
        check(list, "list", clause.iter.range(), clause, cx);
    }
}

fn check_set(set: &ast::ExprSetComp, cx: &mut Cx) {
    if let Some(clause) = of_items_alone(&set.elt, &set.generators, cx) {
        check(set, "set", clause.iter.range(), clause, cx);
    }
}

/// Pairs from elsewhere may have other than two parts, or be lists; what `dict` saves on them is little besides.
fn check_dict(dict: &ast::ExprDictComp, cx: &mut Cx) {
    let (Some(key), [clause]) = (&dict.key, &*dict.generators) else { return };
    let (Expr::Tuple(target), Expr::Call(items)) = (&clause.target, &clause.iter) else { return };
    let ([of_key, of_value], Expr::Attribute(method)) = (&*target.elts, &*items.func) else { return };
    let is_same = cx.source(of_key) == cx.source(&**key) && cx.source(of_value) == cx.source(&*dict.value);
    let names = of_key.is_name_expr() && of_value.is_name_expr() && clause.ifs.is_empty() && !clause.is_async;
    if !is_same || !names || method.attr.as_str() != "items" || !items.arguments.is_empty() {
        return;
    }
    if cx.kind(&method.value).kind.all(|kind| matches!(kind, Kind::Dict(..))) {
        check(dict, "dict", method.value.range(), clause, cx);
    }
}

/// The one clause of a comprehension that gives each item as it is.
fn of_items_alone<'a>(item: &Expr, clauses: &'a [ast::Comprehension], cx: &Cx) -> Option<&'a ast::Comprehension> {
    let [clause] = clauses else { return None };
    let (Expr::Name(item), Expr::Name(target)) = (item, &clause.target) else { return None };
    let is_alone = item.id == target.id && clause.ifs.is_empty() && !clause.is_async;
    (is_alone && !cx.is_small(&clause.iter)).then_some(clause)
}

fn check(
    copy: &(impl Ranged + HasNodeIndex),
    function: &str,
    copied: TextRange,
    clause: &ast::Comprehension,
    cx: &mut Cx,
) {
    if !cx.means_builtin(function, copy) {
        return;
    }
    let of = cx.source(copied).to_owned();
    let inferred = cx.kind(&clause.iter);
    let report = Report {
        at: copy.range(),
        label: "hands over one item at a time, as it is".to_owned(),
        message: format!("this comprehension copies `{of}` item by item"),
        note: format!("a turn of a Python loop for each item; `{function}` copies in C"),
        help: format!("write `{function}({of})`"),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: cx.confidence_in_copying(&clause.iter),
    };
    // Unsafe where the kind is not proved: `list` asks for a length too, which a class may answer in its own way.
    let is_proved = inferred.certainty == Certainty::Proved && !inferred.kind.is_unknown();
    let rewrite = Rewrite {
        safety: if is_proved { Safety::Safe } else { Safety::Unsafe },
        message: format!("copy with `{function}`"),
        edits: vec![
            Replacement::replace(TextRange::new(copy.start(), copied.start()), format!("{function}(")),
            Replacement::replace(TextRange::new(copied.end(), copy.end()), ")"),
        ],
        relies_on: None,
    };
    cx.report_with_fix(report, Some(rewrite));
}
