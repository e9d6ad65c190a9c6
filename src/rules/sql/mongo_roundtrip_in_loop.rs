//! One document found, written or deleted for each item of a loop.

use crate::cx::{Cx, Service, Waits};
use crate::hooks::Hook;
use crate::model::Effect;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast;

pub static RULE: Rule = rule!("sql/mongo-roundtrip-in-loop", Hook::Call(check), Hook::SettleWaits(BEHIND));

const MONGO: Service = Service { packages: &["pymongo", "motor"], effects: &[Effect::Query] };

const BEHIND: Waits =
    Waits { service: MONGO, names: &[], batch: Some("do it for many documents in one call: "), is_per_item: true };

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(trip) = cx.trip_per_item(call, MONGO).filter(|it| MONGO.packages.contains(&it.package())) else {
        return cx.report_trip_behind(call, BEHIND, "asks MongoDB", "");
    };
    // The first in an order is not found for many at once.
    let Some(batch) = trip.batch().filter(|_| call.arguments.find_keyword("sort").is_none()) else { return };
    let message = format!("`{}` asks MongoDB for one document on every turn", cx.source(&*call.func));
    let help = format!("do it for many documents in one call: {batch}");
    cx.report(trip.report(call, message, help, cx));
}
