//! `json.dump(rows, file)`, which encodes in Python, piece by piece, what `json.dumps` encodes in C.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::model::PythonVersion;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged, TextRange};

pub static RULE: Rule = rule!("io/json-dump-to-file", Hook::Call(check));

/// The first version that indents in C.
const INDENTS_IN_C: PythonVersion = PythonVersion { major: 3, minor: 13 };

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let name = match &*call.func {
        Expr::Name(it) => it.id.as_str(),
        Expr::Attribute(it) => it.attr.as_str(),
        _ => return,
    };
    let [value, file] = &*call.arguments.args else { return };
    if name != "dump" || cx.qualified(&call.func).as_deref() != Some("json.dump") || !encodes_in_c(call, cx) {
        return;
    }
    if cx.is_small(value) && !holds_collections(value) {
        return;
    }
    let rewrite = written_at_once(call, value, file, cx);
    let report = Report {
        at: call.range(),
        label: "writes piece by piece".to_owned(),
        message: "`json.dump` encodes in Python what `json.dumps` encodes in C".to_owned(),
        note: "each number, text and comma is a turn of a generator and a call of `write`".to_owned(),
        help: format!(
            "`{}.write(json.dumps({}))` holds the whole text for a moment",
            cx.source(file),
            cx.source(value).lines().next().unwrap_or_default()
        ),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: confidence(call, value, cx),
    };
    cx.report_with_fix(report, rewrite);
}

/// Whether `json.dumps` would encode in C: with the encoder of the module, and before 3.13 without an indent.
fn encodes_in_c(call: &ast::ExprCall, cx: &Cx) -> bool {
    call.arguments.keywords.iter().all(|keyword| match keyword.arg.as_ref().map(|it| it.as_str()) {
        Some("indent") => keyword.value.is_none_literal_expr() || cx.target() >= INDENTS_IN_C,
        Some("cls") | None => false,
        Some(_) => true,
    })
}

/// A dict of few keys may hold long lists.
fn holds_collections(value: &Expr) -> bool {
    matches!(value, Expr::Dict(it) if it.items.iter().any(|item| !item.value.is_literal_expr()))
}

/// A dict has its keys, mostly a few; a list has as many items as there are, and as many as the data where it is filled
/// from them.
fn confidence(call: &ast::ExprCall, value: &Expr, cx: &Cx) -> Confidence {
    let is_list = cx.kind(value).kind.is_list();
    if !is_list || cx.function(call).is_none() || cx.is_small(value) {
        return Confidence::Low;
    }
    let is_sure = cx.is_filled_with_data(value, call) && !loads_as_well(call, cx);
    if is_sure { Confidence::High } else { Confidence::Medium }
}

/// Whether the function has read what it writes: it keeps a file up to date, and mostly a short one.
fn loads_as_well(call: &ast::ExprCall, cx: &Cx) -> bool {
    let Some(function) = cx.function(call) else { return false };
    cx.facts.nodes.within(id_of(function)).any(|(_, it)| match it.node {
        AnyNodeRef::ExprCall(other) => match &*other.func {
            Expr::Attribute(method) => matches!(method.attr.as_str(), "load" | "loads"),
            _ => false,
        },
        _ => false,
    })
}

/// `file.write(json.dumps(rows))`. Unsafe: what cannot be encoded raises before anything is written, no longer halfway,
/// and the whole text is in memory.
fn written_at_once(call: &ast::ExprCall, value: &Expr, file: &Expr, cx: &Cx) -> Option<Rewrite> {
    let (Expr::Attribute(dump), Expr::Name(name)) = (&*call.func, file) else { return None };
    if !matches!(cx.parent(call), AnyNodeRef::StmtExpr(_)) {
        return None;
    }
    Some(Rewrite {
        safety: Safety::Unsafe,
        message: "write it at once; what cannot be encoded raises before anything is written".to_owned(),
        edits: vec![
            Replacement::insert(call.start(), format!("{}.write(", name.id)),
            Replacement::replace(dump.attr.range(), "dumps"),
            Replacement::delete(TextRange::new(value.end(), file.end())),
            Replacement::insert(call.end(), ")"),
        ],
        relies_on: None,
    })
}
