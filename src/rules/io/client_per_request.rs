//! A client, a pool or an engine made anew for every request, where one for the whole program keeps its connections.

use crate::cx::{Cx, MadeAgain, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::{Ranged, ast};

pub static RULE: Rule = rule!("io/client-per-request", Hook::Call(check));

const CLIENTS: &[&str] = &[
    "aiohttp",
    "anthropic",
    "asyncpg",
    "elasticsearch",
    "grpc",
    "httpx",
    "motor",
    "openai",
    "opensearchpy",
    "pymongo",
    "redis",
    "requests",
    "sqlalchemy",
    "urllib3",
];

/// A connection of one's own for one request is sometimes what is wanted.
const CONNECT_ONCE: &[&str] = &["asyncpg.connect", "psycopg.connect", "requests.Session", "requests.session"];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Some(made) = cx.made_again(call, CLIENTS, |known| known.is_client || known.session.is_some()) else { return };
    let is_function = !made.known.is_client;
    // `requests.get` makes little besides its connection, and in a loop these are a rule of their own.
    // What holds the connections is given, or a factory of sessions makes none.
    let is_given = ["connector", "transport", "http_client"].iter().any(|it| call.arguments.find_keyword(it).is_some());
    if is_given || made.name.starts_with("sqlalchemy.orm.") || made.name.ends_with("sessionmaker") {
        return;
    }
    if is_function && (!made.name.starts_with("httpx.") || made.when != "for every request") {
        return;
    }
    let confidence = confidence(&made);
    let maker = cx.source(&*call.func).to_owned();
    cx.report(Report {
        at: call.range(),
        label: "what it makes is thrown away, its connections with it".to_owned(),
        message: format!("`{maker}` makes a client anew {}", made.when),
        note: "the certificates are read and the connections made each time".to_owned(),
        help: "make one when the program starts, or before the loop, and use it for all".to_owned(),
        related: made.related,
        impact: Impact::Medium,
        confidence,
    });
}

/// What is made for nothing each time: certificates that are read, or connections that the next call could have used.
fn confidence(made: &MadeAgain) -> Confidence {
    // A session of aiohttp reads nothing, and where requests are seldom, its connection would have been closed meanwhile.
    let makes_little = made.name.starts_with("aiohttp.") || CONNECT_ONCE.contains(&made.name.as_str());
    let may_be_few = made.when == "on every turn" && made.confidence < Confidence::High;
    if makes_little || may_be_few { Confidence::Low } else { made.confidence }
}
