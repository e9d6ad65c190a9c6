//! `@lru_cache` on `async def` or on a generator function: what it remembers can be used once.

use crate::cx::{Cx, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast;

pub static RULE: Rule = rule!("calls/cache-on-async", Hook::Function(check));

fn check(function: &ast::StmtFunctionDef, cx: &mut Cx) {
    let Some(cache) = cx.cache_of(function) else { return };
    let Some(scope) = cx.facts.scopes.opened_by(id_of(function)) else { return };
    let is_generator = cx.facts.scopes.get(scope).has_yield;
    let (thing, then) = match (function.is_async, is_generator) {
        (_, true) => ("generator", "has nothing left for who goes through it a second time"),
        (true, false) => ("coroutine", "raises RuntimeError where it is awaited a second time"),
        (false, false) => return,
    };
    let name = function.name.as_str();
    cx.report(Report {
        at: cache.range(),
        label: format!("remembers the {thing}, not its result"),
        message: format!("the cache of `{name}` keeps {thing}s, each of which can be used once"),
        note: format!("no call is saved, every {thing} stays in memory, and one from the cache {then}"),
        help: "remember the results: in a dict of results or tasks, or in a plain function that returns a tuple"
            .to_owned(),
        related: vec![(function.name.range(), format!("gives a {thing}"))],
        impact: Impact::Medium,
        confidence: Confidence::High,
    });
}
