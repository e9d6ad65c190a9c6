//! A request to a cloud service for each item of a loop, where the service takes many items in one request. Which do is
//! knowledge.

use crate::cx::{Cx, Service, Waits};
use crate::hooks::Hook;
use crate::model::Effect;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast;

pub static RULE: Rule = rule!("io/aws-call-in-loop", Hook::Call(check), Hook::SettleWaits(BEHIND));

const CLOUD: Service = Service {
    packages: &["azure", "boto3", "botocore", "google"],
    effects: &[Effect::Http, Effect::Query, Effect::Network],
};

/// What all items of one request share.
const SHARED: &[&str] =
    &["Bucket", "Cluster", "DatabaseName", "DeliveryStreamName", "QueueUrl", "StreamName", "TopicArn", "cluster"];

const BEHIND: Waits =
    Waits { service: CLOUD, names: &[], batch: Some("send many items in one request: "), is_per_item: true };

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(trip) = cx.trip_per_item(call, CLOUD).filter(|it| CLOUD.packages.contains(&it.package())) else {
        return cx.report_trip_behind(call, BEHIND, "sends one request", "");
    };
    let Some(batch) = trip.batch() else { return };
    let mut shared = SHARED.iter().filter_map(|name| call.arguments.find_keyword(name));
    if shared.any(|it| cx.depends_on_turn(&it.value, trip.turning)) {
        return;
    }
    let message = format!("`{}` sends one request per item", cx.source(&*call.func));
    let limit =
        trip.known.and_then(|it| it.limit).map_or_else(String::new, |limit| format!(", up to {limit} at a time"));
    let help = format!("send many items in one request{limit}: {batch}");
    cx.report(trip.report(call, message, help, cx));
}
