//! A program started, a request sent, a query made or a time waited while a module is imported.

use crate::cx::{Cx, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::model::Effect;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast;
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("imports/import-time-io", Hook::Call(check), Hook::SettleModule(settle));

const NETWORK: &str = "waits for the network";
/// Functions of the module are followed this far.
const DEEPEST: usize = 2;

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    // What is neither known to wait nor a function of the module needs no look around.
    if !call.func.is_name_expr() && !cx.facts.may_wait(call) {
        return;
    }
    let node = id_of(call);
    if cx.function_around(call).is_some() || !cx.facts.runs_at_import(node) || cx.is_conditional(node) {
        return;
    }
    let Some((waits, through)) = wait_of(call, DEEPEST, cx) else { return };
    let callee = cx.source(&*call.func);
    let (label, confidence) = match through {
        // Whether the function comes to it each time is its own affair.
        true => ("calls what waits for it", Confidence::Medium),
        // Mostly the machine's own name, which it knows.
        false if waits == NETWORK => ("asks for a name or a connection", Confidence::Medium),
        false => ("is called while the module is imported", Confidence::High),
    };
    cx.report_if_module(
        Vec::new(),
        Report {
            at: call.range(),
            label: label.to_owned(),
            message: format!("importing this module {waits}: `{callee}` is called at its top"),
            note: "paid by everything that imports the module, before its first line runs".to_owned(),
            help: "do it in a function under `functools.cache`, which the first one who needs the result calls"
                .to_owned(),
            related: Vec::new(),
            impact: Impact::Medium,
            confidence,
        },
    );
}

/// What a call waits for, and whether that stands in a function of the module.
fn wait_of<'a>(call: &'a ast::ExprCall, left: usize, cx: &Cx<'a>) -> Option<(&'static str, bool)> {
    if cx.facts.may_wait(call)
        && let Some(known) = cx.facts.known_callee(call)
    {
        let starts = known.effects.contains(&Effect::Subprocess);
        // A client that is made, or a cursor, asks nothing yet; a program that was started is one finding, not two.
        let asks = if starts { cx.qualified(&call.func).is_some() } else { known.blocks };
        return if asks { known.effects.iter().find_map(words_of).map(|words| (words, false)) } else { None };
    }
    if left == 0 || !call.func.is_name_expr() {
        return None;
    }
    let function = cx.facts.called_function(call)?;
    let definition = cx.facts.function_definition(function)?;
    let scopes = &cx.facts.scopes;
    if definition.is_async || scopes.get(function).has_yield || !definition.decorator_list.is_empty() {
        return None;
    }
    cx.facts.nodes.within(id_of(definition)).find_map(|(at, node)| match node.node {
        AnyNodeRef::ExprCall(inner) if scopes.function(node.scope) == Some(function) && !cx.is_conditional(at) => {
            wait_of(inner, left - 1, cx).map(|(words, _)| (words, true))
        }
        _ => None,
    })
}

fn words_of(effect: &Effect) -> Option<&'static str> {
    match effect {
        Effect::Http => Some("waits for a server"),
        Effect::Network => Some(NETWORK),
        Effect::Query => Some("waits for a database"),
        Effect::Subprocess => Some("starts another program"),
        Effect::Sleep => Some("sleeps"),
        _ => None,
    }
}

/// What nothing imports is a program of its own, whose top is where it works.
fn settle(project: &Project, module: u32, _: &[String]) -> Option<Confidence> {
    let summary = project.summaries.get(module as usize)?;
    let is_imported = summary.path.ends_with("/__init__.py") || project.importers(module).next().is_some();
    (is_imported && !summary.path.ends_with(".ipynb")).then_some(Confidence::High)
}
