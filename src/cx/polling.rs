//! Loops that do nothing but sleep until something has happened that could wake them.

use super::Cx;
use crate::facts::nodes::id_of;
use crate::model::{Effect, Kind};
use crate::page::Confidence;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr, Stmt, UnaryOp};

/// A loop that asks again and again.
pub struct Polling<'a> {
    /// What it asks for.
    pub place: &'a Expr,
    pub sleep: &'a ast::ExprCall,
    /// Whether the sleep is awaited, so that the loop runs on an event loop.
    pub is_async: bool,
    /// What to wait for instead.
    pub instead: &'static str,
    pub confidence: Confidence,
}

/// Methods that tell whether something has happened, of classes that can be waited for: the answer until then, and how
/// to wait.
const TOLD_BY: &[(&str, &str, bool, &str)] = &[
    ("asyncio.Event", "is_set", false, "await event.wait()"),
    ("asyncio.Future", "done", false, "await asyncio.wait([task])"),
    ("asyncio.Task", "done", false, "await asyncio.wait([task])"),
    ("asyncio.Queue", "empty", true, "await queue.get()"),
    ("threading.Event", "is_set", false, "event.wait()"),
    ("threading.Thread", "is_alive", true, "thread.join()"),
    ("concurrent.futures.Future", "done", false, "concurrent.futures.wait([future])"),
    ("queue.Queue", "empty", true, "queue.get()"),
    ("queue.SimpleQueue", "empty", true, "queue.get()"),
    ("multiprocessing.Process", "is_alive", true, "process.join()"),
    ("subprocess.Popen", "poll", false, "process.wait()"),
];

impl<'a> Cx<'a> {
    /// What a `while` waits for by sleeping: its body is a sleep and nothing else, and its test asks a thing that can
    /// be waited for, or an attribute that other methods of the class set.
    pub fn polling(&self, it: &'a ast::StmtWhile) -> Option<Polling<'a>> {
        let ([Stmt::Expr(statement)], true) = (&*it.body, it.orelse.is_empty()) else { return None };
        let (sleep, is_async) = match &*statement.value {
            Expr::Await(awaited) => (awaited.value.as_call_expr()?, true),
            other => (other.as_call_expr()?, false),
        };
        let known = self.facts.known_callee(sleep)?;
        if !known.effects.contains(&Effect::Sleep) || known.is_async != is_async {
            return None;
        }
        let asked = asked_for(&it.test);
        let (place, instead, confidence) = match asked {
            Expr::Call(call) => self.told_by(call, &it.test, is_async)?,
            Expr::Attribute(attribute) if self.is_set_by_others(attribute, it) => {
                let event = if is_async { "await event.wait()" } else { "event.wait()" };
                // What runs until it is told to stop is waited for once; who only lets others run may wait for another
                // event loop, which no event of this one can tell.
                let is_unlikely = it.test.is_attribute_expr() || only_lets_others_run(sleep);
                (asked, event, if is_unlikely { Confidence::Low } else { Confidence::Medium })
            }
            _ => return None,
        };
        Some(Polling { place, sleep, is_async, instead, confidence })
    }

    /// `not event.is_set()`, `thread.is_alive()`, `process.poll() is None`
    fn told_by(
        &self,
        call: &'a ast::ExprCall,
        test: &Expr,
        is_async: bool,
    ) -> Option<(&'a Expr, &'static str, Confidence)> {
        let Expr::Attribute(method) = &*call.func else { return None };
        let Kind::Instance(class) = self.kind(&method.value).kind else { return None };
        let told = TOLD_BY.iter().find(|(name, asks, ..)| **name == *class && *asks == method.attr.as_str());
        let (_, _, until, instead) = told?;
        let waits_for_it = test.is_call_expr() == *until && instead.starts_with("await") == is_async;
        waits_for_it.then_some((&*method.value, *instead, Confidence::High))
    }

    /// Whether another method of the module sets an attribute of `self` that a loop asks for. What only the constructor
    /// sets, another module has to set, and may do so from anywhere.
    fn is_set_by_others(&self, place: &ast::ExprAttribute, around: &ast::StmtWhile) -> bool {
        let is_own = matches!(&*place.value, Expr::Name(it) if it.id.as_str() == "self");
        let Some(here) = self.function(around).filter(|_| is_own) else { return false };
        self.facts.nodes.all().iter().any(|it| match it.node {
            AnyNodeRef::ExprAttribute(store) if store.ctx.is_store() && store.attr.as_str() == place.attr.as_str() => {
                let function = self.function(store);
                let is_of_self = matches!(&*store.value, Expr::Name(it) if it.id.as_str() == "self");
                is_of_self && function.is_some_and(|it| it.name.as_str() != "__init__" && id_of(it) != id_of(here))
            }
            _ => false,
        })
    }
}

/// `sleep(0)`
fn only_lets_others_run(sleep: &ast::ExprCall) -> bool {
    let Some(Expr::NumberLiteral(it)) = sleep.arguments.args.first() else { return false };
    matches!(&it.value, ast::Number::Int(seconds) if seconds.as_u8() == Some(0))
}

/// What a test asks for, without `not` and comparisons with `None`.
fn asked_for(test: &Expr) -> &Expr {
    match test {
        Expr::UnaryOp(it) if it.op == UnaryOp::Not => asked_for(&it.operand),
        Expr::Compare(it) => match &*it.comparators {
            [Expr::NoneLiteral(_)] => asked_for(&it.left),
            _ => test,
        },
        _ => test,
    }
}
