//! `text.startswith("a") or text.startswith("b")`, and the same with `endswith`, in a loop.

use crate::cx::{Cx, Replacement, Report, Rewrite, is_text};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, BoolOp, Expr};
use crate::syntax::{Ranged, TextRange};

pub static RULE: Rule = rule!("strings/startswith-chain", Hook::BoolOp(check));

fn check<'a>(chain: &'a ast::ExprBoolOp, cx: &mut Cx<'a>) {
    if chain.op != BoolOp::Or {
        return;
    }
    let tests: Vec<Option<Test>> = chain.values.iter().map(|value| Test::of(value, cx)).collect();
    // The first two or more neighbours that ask the same of the same text.
    let runs =
        tests.chunk_by(|one, other| one.as_ref().zip(other.as_ref()).is_some_and(|(one, other)| one.suits(other)));
    let Some(run) = runs.map(|run| run.iter().flatten().collect::<Vec<_>>()).find(|run| run.len() > 1) else { return };
    let Some(growing) = cx.growing_loop(chain) else { return };
    let (first, last) = (run[0], run[run.len() - 1]);
    if !cx.kind(first.text).kind.is_str() {
        return;
    }
    let constants: Vec<&str> = run.iter().map(|test| cx.source(test.constant)).collect();
    let one_call = format!("{}.{}(({}))", cx.source(first.text), first.method, constants.join(", "));
    let at = TextRange::new(first.call.start(), last.call.end());
    let turn = cx.turn_of(growing);
    let report = Report {
        at,
        label: format!("{} calls where one will do", run.len()),
        message: format!("`{}` is asked for each of several texts in a call of its own", first.method),
        note: "a call for each text, on every turn".to_owned(),
        help: format!("ask for all in one call: `{one_call}`"),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::Low,
        confidence: if cx.takes_in_data(growing) { Confidence::Medium } else { Confidence::Low },
    };
    let safety = if cx.is_exactly(first.text, is_text) { Safety::Safe } else { Safety::Unsafe };
    let edits = vec![Replacement::replace(at, one_call)];
    let message = format!("one `{}` for all", first.method);
    cx.report_with_fix(report, Some(Rewrite { safety, message, edits, relies_on: None }));
}

/// `text.startswith("constant")`
struct Test<'a> {
    call: &'a ast::ExprCall,
    text: &'a Expr,
    source: &'a str,
    method: &'a str,
    constant: &'a Expr,
}

impl<'a> Test<'a> {
    fn of(value: &'a Expr, cx: &Cx<'a>) -> Option<Self> {
        let Expr::Call(call) = value else { return None };
        let Expr::Attribute(method) = &*call.func else { return None };
        let [constant @ Expr::StringLiteral(_)] = &*call.arguments.args else { return None };
        let is_such = matches!(method.attr.as_str(), "startswith" | "endswith") && call.arguments.keywords.is_empty();
        let text = &*method.value;
        let is_plain = matches!(text, Expr::Name(_) | Expr::Attribute(_));
        (is_such && is_plain).then(|| Self { call, text, source: cx.source(text), method: &method.attr, constant })
    }

    fn suits(&self, other: &Self) -> bool {
        self.source == other.source && self.method == other.method
    }
}
