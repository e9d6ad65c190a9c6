//! Django's cache asked for one key on every turn. `get_many`, `set_many` and `delete_many` take all keys at once.

use crate::cx::{Cx, Service, TripPerItem};
use crate::hooks::Hook;
use crate::model::Effect;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast;

pub static RULE: Rule = rule!("django/cache-get-in-loop", Hook::Call(check));

const CACHE: Service = Service { packages: &["django"], effects: &[Effect::Query] };

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(trip) = cx.trip_per_item(call, CACHE) else { return };
    if !trip.name.starts_with("django.core.cache.") || keeps_each_its_own_time(call, &trip, cx) {
        return;
    }
    let Some(batch) = trip.batch() else { return };
    let message = format!("`{}` asks the cache for one key on every turn", cx.source(&*call.func));
    let help = format!("collect the keys and ask once: {batch}");
    cx.report(trip.report(call, message, help, cx));
}

/// `set_many` takes one time-out for all.
fn keeps_each_its_own_time(call: &ast::ExprCall, trip: &TripPerItem, cx: &Cx) -> bool {
    let by_place = call.arguments.args.get(2);
    let by_name = call.arguments.keywords.iter().map(|it| &it.value);
    by_place.into_iter().chain(by_name).any(|argument| cx.depends_on_turn(argument, trip.turning))
}
