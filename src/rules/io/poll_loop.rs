//! A loop that sleeps until an event, a thread or a queue has something, instead of waiting for that.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast;

pub static RULE: Rule = rule!("io/poll-loop", Hook::While(check));

fn check<'a>(it: &'a ast::StmtWhile, cx: &mut Cx<'a>) {
    let Some(polling) = cx.polling(it).filter(|polling| !polling.is_async) else { return };
    let place = cx.source(polling.place);
    cx.report(Report {
        at: polling.sleep.range(),
        label: "sleeps, whatever happens meanwhile".to_owned(),
        message: format!("the loop asks for `{place}` again and again"),
        note: "the thread wakes again and again, and learns of it half an interval late on average".to_owned(),
        help: format!("wait for what changes it: `{}`", polling.instead),
        related: vec![(it.test.range(), "asked after each sleep".to_owned())],
        impact: Impact::Medium,
        confidence: polling.confidence,
    });
}
