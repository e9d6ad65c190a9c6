//! `[item for item in items]`, `list(item for item in items)` and `{key: value for key, value in mapping.items()}`:
//! copies, made item by item.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{HasNodeIndex, Ranged, TextRange};

pub static RULE: Rule = rule!(
    "iterators/identity-comprehension",
    Hook::ListComp(check_list),
    Hook::SetComp(check_set),
    Hook::DictComp(check_dict),
    Hook::Call(check_call)
);

fn check_list(list: &ast::ExprListComp, cx: &mut Cx) {
    if let Some(clause) = cx.clause_passed_on(&list.elt, &list.generators) {
        check(list, "list", clause.iter.range(), clause, cx);
    }
}

fn check_set(set: &ast::ExprSetComp, cx: &mut Cx) {
    if let Some(clause) = cx.clause_passed_on(&set.elt, &set.generators) {
        check(set, "set", clause.iter.range(), clause, cx);
    }
}

/// `list(item for item in items)`
fn check_call(call: &ast::ExprCall, cx: &mut Cx) {
    let (Expr::Name(function), [Expr::Generator(items)]) = (&*call.func, &*call.arguments.args) else { return };
    if !matches!(function.id.as_str(), "list" | "set") || !call.arguments.keywords.is_empty() {
        return;
    }
    if let Some(clause) = cx.clause_passed_on(&items.elt, &items.generators) {
        check(call, function.id.as_str(), clause.iter.range(), clause, cx);
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
    let rewrite = Rewrite {
        safety: if cx.is_exactly(&clause.iter, |kind| !kind.is_unknown()) { Safety::Safe } else { Safety::Unsafe },
        message: format!("copy with `{function}`"),
        edits: vec![
            Replacement::replace(TextRange::new(copy.start(), copied.start()), format!("{function}(")),
            Replacement::replace(TextRange::new(copied.end(), copy.end()), ")"),
        ],
        relies_on: None,
    };
    cx.report_with_fix(report, Some(rewrite));
}
