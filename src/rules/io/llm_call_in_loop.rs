//! A model asked about one text on every turn, where it takes many texts at once, or many requests can be under way.

use crate::cx::{Cx, Report, Service, TripPerItem};
use crate::hooks::Hook;
use crate::model::Effect;
use crate::page::Confidence;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("io/llm-call-in-loop", Hook::Call(check));

const MODELS: Service = Service {
    packages: &[
        "anthropic",
        "langchain_core",
        "langchain_openai",
        "litellm",
        "openai",
        "sentence_transformers",
        "spacy",
    ],
    effects: &[Effect::Http, Effect::Cpu],
};

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(trip) = cx.trip_per_item(call, MODELS).filter(|it| MODELS.packages.contains(&it.package())) else {
        return;
    };
    let Some(known) = trip.known else { return };
    let is_of_many = || call.arguments.iter_source_order().any(|it| is_many(it.value(), &trip, cx));
    let (help, confidence) = match (trip.batch(), known.advice.as_deref()) {
        (Some(_), _) if is_of_many() => return,
        (Some(batch), _) => (format!("hand it many texts at once: {batch}"), trip.confidence),
        // What is asked next may depend on what was answered.
        (None, Some(advice)) if known.blocks => {
            (format!("have several requests under way at once: {advice}"), Confidence::Medium.min(trip.confidence))
        }
        _ => return,
    };
    let message = format!("`{}` is called for one item after the other", cx.source(&*call.func));
    cx.report(Report { confidence, ..trip.report(call, message, help, cx) });
}

/// A list of the turn: what is handed over is many already.
fn is_many(argument: &Expr, trip: &TripPerItem, cx: &Cx) -> bool {
    let is_one = matches!(argument, Expr::List(it) if it.elts.len() == 1);
    let is_list = cx.kind(argument).kind.members().iter().any(|kind| kind.is_list());
    is_list && !is_one && !argument.is_list_expr() && cx.depends_on_turn(argument, trip.turning)
}
