//! Requests made by functions of a module, which connect anew each time, in a loop. A session keeps what they make.

use crate::cx::{Cx, Report, Service};
use crate::facts::loops::LoopId;
use crate::hooks::Hook;
use crate::model::Effect;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr, InterpolatedStringElement, Operator};

pub static RULE: Rule = rule!("io/http-no-session", Hook::Call(check));

const HTTP: Service = Service { packages: &["aiohttp", "httpx", "requests", "urllib"], effects: &[Effect::Http] };

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(trip) = cx.trip_per_item(call, HTTP) else { return };
    let Some(session) = trip.known.and_then(|it| it.session.as_deref()) else { return };
    let address = call.arguments.find_keyword("url").map(|it| &it.value);
    let address = address.or_else(|| call.arguments.args.iter().find(|it| !it.is_string_literal_expr()));
    let is_one_host = address.is_some_and(|it| is_on_one_host(it, trip.turning, cx));
    let callee = cx.source(&*call.func).to_owned();
    let made =
        if session.starts_with("httpx") { "a client, its certificates and a connection" } else { "a connection" };
    let message = format!("`{callee}` makes {made} anew on every turn");
    let help = format!("make one `{session}` before the loop and call its methods: it keeps connections open");
    let report = trip.report(call, message, help, cx);
    cx.report(Report {
        label: "connects anew, and with TLS shakes hands anew".to_owned(),
        note: "two round trips more for each request, three or four with TLS".to_owned(),
        impact: Impact::Medium,
        confidence: if is_one_host && !cx.is_run_by_hand(call) {
            trip.confidence
        } else {
            Confidence::Medium.min(trip.confidence)
        },
        ..report
    });
}

/// Whether an address begins with the same host on every turn: `f"{base}/books/{key}"`, `BASE + path`.
fn is_on_one_host(address: &Expr, turning: LoopId, cx: &Cx) -> bool {
    match address {
        Expr::BinOp(it) => matches!(it.op, Operator::Add | Operator::Mod) && is_on_one_host(&it.left, turning, cx),
        Expr::Call(it) => match &*it.func {
            Expr::Attribute(method) if method.attr.as_str() == "format" => is_on_one_host(&method.value, turning, cx),
            _ => it.arguments.args.first().is_some_and(|first| is_on_one_host(first, turning, cx)),
        },
        Expr::StringLiteral(it) => names_host(it.value.to_str()),
        Expr::FString(it) => match it.value.elements().next() {
            Some(InterpolatedStringElement::Literal(text)) => names_host(&text.value),
            Some(InterpolatedStringElement::Interpolation(first)) => !cx.depends_on_turn(&*first.expression, turning),
            None => false,
        },
        Expr::Name(name) if cx.depends_on_turn(address, turning) => match cx.value_of_name(name) {
            Some(value) => !matches!(value, Expr::Name(_)) && is_on_one_host(value, turning, cx),
            None => false,
        },
        other => !cx.depends_on_turn(other, turning),
    }
}

/// `https://books.example/…`: the host is complete.
fn names_host(text: &str) -> bool {
    text.split_once("://").is_some_and(|(_, rest)| rest.contains(['/', '?']))
}
