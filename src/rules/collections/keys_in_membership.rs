//! `key in mapping.keys()`, of what is known to be a dict.

use crate::cx::{Cx, Replacement, Report, Rewrite, confidence_of};
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, CmpOp, Expr};
use crate::syntax::{Ranged, TextRange};

pub static RULE: Rule = rule!("collections/keys-in-membership", Hook::Compare(check));

fn check(compare: &ast::ExprCompare, cx: &mut Cx) {
    let ([CmpOp::In | CmpOp::NotIn], [keys @ Expr::Call(call)]) = (&*compare.ops, &*compare.comparators) else {
        return;
    };
    let Expr::Attribute(method) = &*call.func else { return };
    if method.attr.as_str() != "keys" || !call.arguments.is_empty() {
        return;
    }
    let inferred = cx.kind(&method.value);
    if !inferred.kind.is_mapping() {
        return;
    }
    let name = cx.source(&*method.value).to_owned();
    let report = Report {
        at: keys.range(),
        label: "makes a view for this one test".to_owned(),
        message: "a view of all keys is made to look for one".to_owned(),
        note: "a call and an object more for each test; the dict answers it by itself".to_owned(),
        help: format!("test `in {name}`"),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: confidence_of(inferred.certainty),
    };
    let rewrite = Rewrite {
        safety: if cx.is_exactly(&method.value, Kind::is_mapping) { Safety::Safe } else { Safety::Unsafe },
        message: "ask the dict itself".to_owned(),
        edits: vec![Replacement::delete(TextRange::new(method.value.end(), keys.end()))],
        relies_on: None,
    };
    cx.report_with_fix(report, Some(rewrite));
}
