//! A command of Redis for each item of a loop. `mget` and its like, or a pipeline, send many at once.

use crate::cx::{Cx, Report, Service, Waits};
use crate::hooks::Hook;
use crate::model::Effect;
use crate::page::Confidence;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast;

pub static RULE: Rule = rule!("sql/redis-roundtrip-in-loop", Hook::Call(check), Hook::SettleWaits(BEHIND));

const REDIS: Service = Service { packages: &["redis"], effects: &[Effect::Query] };

const BEHIND: Waits =
    Waits { service: REDIS, names: &[], batch: Some("send the commands of many items together: "), is_per_item: true };

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(trip) = cx.trip_per_item(call, REDIS).filter(|it| it.package() == "redis") else {
        return cx.report_trip_behind(call, BEHIND, "asks Redis", "");
    };
    // Whoever waits for a queue or a lock wants the answer before the next turn.
    let Some(batch) = trip.batch() else { return };
    let message = format!("`{}` asks Redis on every turn", cx.source(&*call.func));
    let help = format!("send the commands of many items together: {batch}");
    let report = trip.report(call, message, help, cx);
    // A branch may be there for the few that another command has not brought.
    cx.report(if trip.signs.is_plain { report } else { Report { confidence: Confidence::Low, ..report } });
}
