//! A client of a cloud service made anew on every turn of a loop, or by each event that a function answers.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::{Ranged, ast};

pub static RULE: Rule = rule!("io/cloud-client-per-call", Hook::Call(check));

const CLOUD: &[&str] = &["azure", "boto3", "google"];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    // A session alone costs little.
    let Some(made) = cx.made_again(call, CLOUD, |known| known.is_client) else { return };
    if made.name == "boto3.Session" {
        return;
    }
    let maker = cx.source(&*call.func).to_owned();
    cx.report(Report {
        at: call.range(),
        label: "reads what the service offers, and connects anew".to_owned(),
        message: format!("`{maker}` makes the same client {}", made.when),
        note: "milliseconds for each client, and a connection that nothing uses again".to_owned(),
        help: "make the client once, at the level of the module or before the loop, and use it for all".to_owned(),
        related: made.related,
        impact: Impact::Medium,
        confidence: made.confidence,
    });
}
