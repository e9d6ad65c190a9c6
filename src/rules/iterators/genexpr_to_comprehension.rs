//! `list(… for …)`, `set(… for …)` and `dict((key, value) for …)`: a generator that is used up where it stands.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{Ranged, TextRange};

pub static RULE: Rule = rule!("iterators/genexpr-to-comprehension", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let (Expr::Name(function), [Expr::Generator(items)]) = (&*call.func, &*call.arguments.args) else { return };
    let name = function.id.as_str();
    let brackets = match name {
        "list" => ("[", "]"),
        "set" | "dict" => ("{", "}"),
        _ => return,
    };
    // `identity-comprehension` knows better where items are handed on as they are.
    let is_passed_on = cx.clause_passed_on(&items.elt, &items.generators).is_some();
    if is_passed_on || !call.arguments.keywords.is_empty() || !cx.facts.is_builtin(&call.func, name) {
        return;
    }
    let is_small = items.generators.iter().all(|clause| cx.is_small(&clause.iter));
    let pair = pair(&items.elt);
    if is_small || items.generators.iter().any(|clause| clause.is_async) || name == "dict" && pair.is_none() {
        return;
    }
    let report = Report {
        at: call.range(),
        label: "each item is handed over by a generator".to_owned(),
        message: format!("`{name}` uses up a generator that could be a comprehension"),
        note: "a comprehension puts the items where they belong; a generator is left and entered again for each"
            .to_owned(),
        help: format!("write a {name} comprehension, in `{}` and `{}`", brackets.0, brackets.1),
        related: Vec::new(),
        impact: Impact::Low,
        confidence: Confidence::Medium,
    };
    // A StopIteration that the items raise becomes a RuntimeError in a generator only.
    let safety = if cx.facts.may_run_unknown(id_of(items)) { Safety::Unsafe } else { Safety::Safe };
    let edits = match pair.filter(|_| name == "dict") {
        Some(pair) => edits_of_dict(call, items, pair, cx),
        None => edits(call, items, brackets, cx),
    };
    let message = format!("make it a {name} comprehension");
    let rewrite = edits.map(|edits| Rewrite { safety, message, edits, relies_on: None });
    cx.report_with_fix(report, rewrite);
}

/// `(key, value)`
fn pair(item: &Expr) -> Option<&ast::ExprTuple> {
    item.as_tuple_expr().filter(|it| it.elts.len() == 2 && !it.elts.iter().any(Expr::is_starred_expr))
}

/// What stands in a generator's brackets, or in those of the call that it is the only argument of.
fn inside(call: &ast::ExprCall, items: &ast::ExprGenerator, cx: &Cx) -> Option<TextRange> {
    let opened = cx.facts.text[TextRange::new(call.arguments.start(), items.end())]
        .find(|it: char| it != '(' && !it.is_whitespace())?;
    let start = call.arguments.start().to_usize() + opened;
    let last = items.generators.last()?;
    let end = last.ifs.last().unwrap_or(&last.iter).end();
    let rest = cx.facts.text[TextRange::new(end, call.end())].trim();
    let is_plain = rest.chars().all(|it| it == ')' || it.is_whitespace());
    let starts_with_item = start == items.elt.start().to_usize();
    (is_plain && starts_with_item).then(|| TextRange::new(items.elt.start(), end))
}

fn edits(
    call: &ast::ExprCall,
    items: &ast::ExprGenerator,
    brackets: (&str, &str),
    cx: &Cx,
) -> Option<Vec<Replacement>> {
    let inside = inside(call, items, cx)?;
    // A bracket that belongs to the last clause would be lost with those of the call.
    let closing = cx.facts.text[TextRange::new(inside.end(), call.end())].matches(')').count();
    let opening = cx.facts.text[TextRange::new(call.arguments.start(), inside.start())].matches('(').count();
    (closing == opening).then(|| {
        vec![
            Replacement::replace(TextRange::new(call.start(), inside.start()), brackets.0),
            Replacement::replace(TextRange::new(inside.end(), call.end()), brackets.1),
        ]
    })
}

fn edits_of_dict(
    call: &ast::ExprCall,
    items: &ast::ExprGenerator,
    pair: &ast::ExprTuple,
    cx: &Cx,
) -> Option<Vec<Replacement>> {
    let (key, value) = (&pair.elts[0], &pair.elts[1]);
    let between = cx.facts.text[TextRange::new(key.end(), value.start())].trim();
    let before = &cx.facts.text[TextRange::new(pair.start(), key.start())];
    let after = &cx.facts.text[TextRange::new(value.end(), pair.end())];
    if between != "," || before.trim() != "(" || after.trim().trim_start_matches(',') != ")" {
        return None;
    }
    let mut edits = edits(call, items, ("{", "}"), cx)?;
    edits.push(Replacement::delete(TextRange::new(pair.start(), key.start())));
    edits.push(Replacement::replace(TextRange::new(key.end(), value.start()), ": "));
    edits.push(Replacement::delete(TextRange::new(value.end(), pair.end())));
    Some(edits)
}
