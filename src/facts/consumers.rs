//! Loops that wait for messages: a turn is no item of a collection.

use crate::facts::Facts;
use crate::facts::constants;
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::model::Kind;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

impl<'a> Facts<'a> {
    /// Whether a loop takes one message after another from a queue, socket or broker for as long as the program runs.
    pub fn is_consumer(&self, id: LoopId) -> bool {
        match self.nodes.get(self.loops.get(id).node).node {
            AnyNodeRef::StmtWhile(it) => constants::truth(self, &it.test) == Some(true) && self.waits_in(it),
            AnyNodeRef::StmtFor(it) => self.is_message_source(&it.iter, it.is_async),
            _ => false,
        }
    }

    fn waits_in(&self, it: &'a ast::StmtWhile) -> bool {
        self.nodes.within(id_of(it)).any(|(_, node)| match node.node {
            AnyNodeRef::ExprCall(call) => self.waits_for_message(call),
            _ => false,
        })
    }

    /// A call that waits for the next message: of a known queue or socket, or of an unknown object by the same name.
    fn waits_for_message(&self, call: &'a ast::ExprCall) -> bool {
        let Expr::Attribute(method) = &*call.func else { return self.is_sleep(call) };
        let receives = match method.attr.as_str() {
            // `d.get(key)` looks something up.
            "get" => call.arguments.args.iter().all(Expr::is_boolean_literal_expr),
            "accept" | "recv" | "recvfrom" | "recv_into" | "poll" | "receive" | "sock_recv" => true,
            "get_message" | "receive_text" | "receive_json" | "receive_bytes" => true,
            _ => return self.is_sleep(call),
        };
        receives && self.known_callee(call).is_none_or(|known| known.blocks || known.is_async)
    }

    fn is_sleep(&self, call: &ast::ExprCall) -> bool {
        matches!(self.qualified(&call.func).as_deref(), Some("time.sleep" | "asyncio.sleep"))
    }

    /// A queue, channel or consumer, by its class or, where that is unknown, by its name.
    fn is_message_source(&self, iterable: &Expr, is_async: bool) -> bool {
        let named = |name: &str| {
            let name = name.to_ascii_lowercase();
            ["consumer", "pubsub", "queue", "socket", "channel"].iter().any(|word| name.ends_with(word))
        };
        let kind = self.kind(iterable).kind;
        match (iterable, kind) {
            (_, Kind::Instance(class)) => named(&class),
            (Expr::Name(name), Kind::Unknown) if is_async => named(name.id.as_str()),
            (Expr::Attribute(it), Kind::Unknown) if is_async => named(it.attr.as_str()),
            _ => false,
        }
    }
}
