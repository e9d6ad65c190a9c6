//! A wait for something else than the database while a transaction is open: HTTP, mail, a sleep, a program. What runs
//! after the commit, as `transaction.on_commit` has it, is left alone.

use crate::cx::{Cx, Report, Service, Waits};
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::ScopeId;
use crate::hooks::Hook;
use crate::knowledge::entries::EntryKind;
use crate::model::Effect;
use crate::page::{Confidence, Impact};
use crate::project::words;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast;
use crate::syntax::{AnyNodeRef, Ranged, TextRange};

pub static RULE: Rule =
    rule!("sql/io-in-transaction", Hook::With(check_with), Hook::Function(check_function), Hook::SettleWaits(BEHIND));

const WAITS: &[Effect] = &[Effect::Http, Effect::Network, Effect::Sleep, Effect::Subprocess];

/// A sleep behind functions is mostly one before another try.
const BEHIND: Waits = Waits {
    service: Service { packages: &[], effects: &[Effect::Http, Effect::Network, Effect::Subprocess] },
    names: &[],
    batch: None,
    is_per_item: false,
};

/// Handing a task to a queue takes no longer than a query does.
const QUEUES: &[&str] = &["celery", "channels", "dramatiq", "huey", "kombu", "rq"];

fn check_with<'a>(with: &'a ast::StmtWith, cx: &mut Cx<'a>) {
    let Some(opener) = with.items.iter().find(|item| cx.opens_transaction(&item.context_expr)) else { return };
    let scope = cx.facts.nodes.get(id_of(with)).scope;
    check(id_of(with), scope, opener.context_expr.range(), cx);
}

fn check_function<'a>(function: &'a ast::StmtFunctionDef, cx: &mut Cx<'a>) {
    let mut decorators = function.decorator_list.iter();
    let Some(opener) = decorators.find(|it| cx.opens_transaction(&it.expression)) else { return };
    let Some(scope) = cx.facts.scopes.opened_by(id_of(function)) else { return };
    check(id_of(function), scope, opener.expression.range(), cx);
}

/// The first wait of a transaction stands for all; only where none is seen, those behind functions are sought.
fn check<'a>(opened: NodeId, scope: ScopeId, opener: TextRange, cx: &mut Cx<'a>) {
    let calls = cx.calls_in_transaction(opened, scope).filter(|call| !is_for_debugging(call, cx));
    let calls: Vec<&'a ast::ExprCall> = calls.collect();
    for call in &calls {
        if let Some(effect) = waits_for(call, cx) {
            let message = format!("`{}` {} while a transaction is open", cx.callee_in_words(call), words(effect));
            let report = report(call, message, opened, opener, cx);
            return cx.report(report);
        }
    }
    for call in calls {
        if cx.facts.known_callee(call).is_none() {
            let message =
                format!("`{}` waits for something else while a transaction is open", cx.callee_in_words(call));
            let report = report(call, message, opened, opener, cx);
            let confidence = report.confidence.min(Confidence::Medium);
            cx.report_if_waits(call, Report { confidence, ..report });
        }
    }
}

/// `if "sleep-after-check" in debug_flags: sleep(2)`
fn is_for_debugging(call: &ast::ExprCall, cx: &Cx) -> bool {
    cx.ancestors(call).any(|(_, it)| match it {
        AnyNodeRef::StmtIf(it) => cx.source(&*it.test).to_ascii_lowercase().contains("debug"),
        _ => false,
    })
}

fn waits_for(call: &ast::ExprCall, cx: &Cx) -> Option<Effect> {
    let known = cx.facts.known_callee(call)?;
    let effect = known.effects.iter().copied().find(|effect| WAITS.contains(effect))?;
    let is_later = known.is_lazy || known.is_async && !matches!(cx.parent(call), AnyNodeRef::ExprAwait(_));
    let name = cx.facts.callee_name(call)?;
    let is_queued = QUEUES.contains(&name.split('.').next().unwrap_or_default());
    (!is_later && !is_queued).then_some(effect)
}

fn report(call: &ast::ExprCall, message: String, opened: NodeId, opener: TextRange, cx: &Cx) -> Report {
    let holds_rows = cx.holds_rows_before(call, opened);
    let is_command = cx.entry(call).is_some_and(|entry| entry.kind == EntryKind::Command);
    let is_rare = cx.ancestors(call).any(|(_, it)| matches!(it, AnyNodeRef::ExceptHandlerExceptHandler(_)));
    let note = if holds_rows {
        "the rows that were written or locked stay locked until it has come back: whoever wants them waits as well"
    } else {
        "its connection and its view of the data are held until it has come back"
    };
    Report {
        at: call.range(),
        label: "the transaction waits for this".to_owned(),
        message,
        note: note.to_owned(),
        help: "do it before the transaction, or after its commit: `transaction.on_commit(…)`".to_owned(),
        related: vec![(opener, "the transaction".to_owned())],
        impact: Impact::High,
        confidence: match holds_rows && !is_rare {
            _ if is_command => Confidence::Low,
            true => Confidence::High,
            false => Confidence::Medium,
        },
    }
}
