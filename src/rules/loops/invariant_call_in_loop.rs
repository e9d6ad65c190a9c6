//! `json.loads(text)` and their like on every turn of a loop that leaves `text` as it is.

use crate::cx::{Cx, Report};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::facts::variance::Variance;
use crate::hooks::Hook;
use crate::knowledge::Callable;
use crate::model::{Effect, Kind};
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("loops/invariant-call-in-loop", Hook::Call(check));

/// Functions that read a text, or look at a function: nothing that they are given can change.
const READ_TEXT: &[&str] = &["fromstring", "loads", "parse", "parseString", "signature", "strptime", "unpackb"];

/// Functions that make a text, or numbers, of something. Of both, the tables say what they do and what they cost.
const MAKE: &[&str] =
    &["compress", "dumps", "get_close_matches", "inv", "packb", "pbkdf2_hmac", "ratio", "scrypt", "solve"];

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let name = match &*call.func {
        Expr::Attribute(it) => it.attr.as_str(),
        Expr::Name(it) => it.id.as_str(),
        _ => return,
    };
    if !READ_TEXT.contains(&name) && !MAKE.contains(&name) {
        return;
    }
    let Some(growing) = cx.growing_loop(call).filter(|id| cx.facts.loop_iterable(*id).is_some()) else { return };
    if !cx.facts.known_callee(call).is_some_and(computes_much) {
        return;
    }
    if !is_same_each_time(call, name, growing, cx) || !cx.can_be_shared(id_of(call)) {
        return;
    }
    if cx.facts.leaves_after(id_of(call), growing) {
        return;
    }
    let (made, turn) = (cx.source(call).to_owned(), cx.turn_of(growing));
    cx.report(Report {
        at: call.range(),
        label: "computes the same on every turn".to_owned(),
        message: format!("`{made}` is computed anew on every turn, and is always the same"),
        note: "O(n·m): the turns of the loop times the length of what is computed from".to_owned(),
        help: format!("call `{name}` once, before the loop, and give the result a name"),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::Medium,
        confidence: confidence(call, growing, cx),
    });
}

/// Beside waiting for a disk or a network, computing does not show; and loops that sleep try again a few times.
fn confidence(call: &ast::ExprCall, growing: LoopId, cx: &Cx) -> Confidence {
    if !cx.only_computes(call, growing) {
        Confidence::Low
    } else if cx.takes_in_data(growing) && !cx.is_passed_by_some_turns(call, growing) {
        Confidence::High
    } else {
        Confidence::Medium
    }
}

/// Whether a function computes alone, and takes its time.
fn computes_much(known: &Callable) -> bool {
    let is_alone = known.is_pure && !known.mutates_arguments() && !known.mutates_receiver();
    is_alone && (known.cost.as_deref() == Some("heavy") || known.effects.contains(&Effect::Cpu))
}

fn is_same_each_time<'a>(call: &'a ast::ExprCall, name: &str, growing: LoopId, cx: &Cx<'a>) -> bool {
    let receiver = match &*call.func {
        Expr::Attribute(method) => Some(&*method.value),
        _ => None,
    };
    let mut given =
        call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|it| &it.value)).chain(receiver);
    // What is written out is made of little.
    let is_written_out =
        call.arguments.args.iter().all(|it| !reads_a_name(it, cx)) && receiver.is_none_or(is_module(cx));
    // What reads the loop's own item needs no further look.
    !is_written_out
        && !cx.reads_target(&call.func, growing)
        && !call.arguments.args.iter().any(|it| cx.reads_target(it, growing))
        && given.all(|part| match part {
            Expr::Name(_) if cx.is_rebound_in(part, growing) => false,
            Expr::Name(_) if READ_TEXT.contains(&name) => true,
            _ => cx.facts.variance(part, growing) == Variance::Invariant,
        })
}

fn reads_a_name(argument: &Expr, cx: &Cx) -> bool {
    cx.facts.nodes.within(id_of(argument)).any(|(_, it)| matches!(it.node, AnyNodeRef::ExprName(_)))
}

fn is_module(cx: &Cx) -> impl Fn(&Expr) -> bool {
    |receiver| cx.kind(receiver).kind.all(|kind| matches!(kind, Kind::Module(_) | Kind::Type(_)))
}
