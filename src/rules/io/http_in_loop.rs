//! Requests one after the other, each waited for. Where the service has no way to be asked for many, several requests can
//! be under way at once.

use crate::cx::{Cx, Report, Service, Waits};
use crate::hooks::Hook;
use crate::model::Effect;
use crate::page::Confidence;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast;

pub static RULE: Rule = rule!("io/http-in-loop", Hook::Call(check), Hook::SettleWaits(BEHIND));

const HTTP: Service =
    Service { packages: &["httpx", "requests", "urllib", "urllib3"], effects: &[Effect::Http, Effect::Network] };

const BEHIND: Waits = Waits { service: HTTP, names: &[], batch: None, is_per_item: true };

/// What helps where no call of the client asks for many.
const ALONE: &str = "ask for many items in one request if the service can; else have several under way at once: a \
                     `ThreadPoolExecutor` of ten threads and its `map`, or an asynchronous client";

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(trip) = cx.trip_per_item(call, HTTP) else {
        return cx.report_trip_behind(call, BEHIND, "waits for an answer", ALONE);
    };
    let Some(known) = trip.known.filter(|it| it.blocks || it.batch.is_some()) else { return };
    // A request without a session is a rule of its own.
    if known.session.is_some() || cx.is_on_answer(call) {
        return;
    }
    let (help, confidence) = match trip.batch() {
        Some(batch) => (format!("ask for all items at once, outside the loop: {batch}"), trip.confidence),
        None => (ALONE.to_owned(), Confidence::Medium.min(trip.signs.confidence_with_batch())),
    };
    let message = format!("`{}` waits for one answer after the other", cx.source(&*call.func));
    cx.report(Report { confidence, ..trip.report(call, message, help, cx) });
}
