//! One document indexed, read or searched for each item of a loop, with Elasticsearch or OpenSearch.

use crate::cx::{Cx, Service, Waits};
use crate::hooks::Hook;
use crate::model::Effect;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast;

pub static RULE: Rule = rule!("sql/elasticsearch-roundtrip-in-loop", Hook::Call(check), Hook::SettleWaits(BEHIND));

const SEARCH: Service = Service { packages: &["elasticsearch", "opensearchpy"], effects: &[Effect::Query] };

const BEHIND: Waits =
    Waits { service: SEARCH, names: &[], batch: Some("send many documents in one request: "), is_per_item: true };

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(trip) = cx.trip_per_item(call, SEARCH).filter(|it| SEARCH.packages.contains(&it.package())) else {
        return cx.report_trip_behind(call, BEHIND, "sends one request", "");
    };
    let Some(batch) = trip.batch() else { return };
    let message = format!("`{}` sends one request per document", cx.source(&*call.func));
    let help = format!("send many documents in one request: {batch}");
    cx.report(trip.report(call, message, help, cx));
}
