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
            AnyNodeRef::StmtFor(it) => self.is_message_source(&it.iter),
            _ => false,
        }
    }

    fn waits_in(&self, it: &'a ast::StmtWhile) -> bool {
        self.nodes.within(id_of(it)).any(|(_, node)| match node.node {
            AnyNodeRef::ExprCall(call) => self.waits_for_message(call),
            _ => false,
        })
    }

    fn waits_for_message(&self, call: &'a ast::ExprCall) -> bool {
        let receives = |name: &str| {
            matches!(name, "get" | "accept" | "recv" | "recvfrom" | "recv_into" | "poll" | "receive" | "sleep")
                || matches!(name, "get_message" | "receive_text" | "receive_json" | "receive_bytes" | "sock_recv")
        };
        let name = match &*call.func {
            Expr::Attribute(method) => method.attr.as_str(),
            Expr::Name(name) => name.id.as_str(),
            _ => return false,
        };
        receives(name) && self.known_callee(call).is_some_and(|known| known.blocks || known.is_async)
    }

    /// A queue, channel or consumer of a known package.
    fn is_message_source(&self, iterable: &Expr) -> bool {
        self.kind(iterable).kind.all(|kind| match kind {
            Kind::Instance(class) => {
                let last = class.rsplit('.').next().unwrap_or(class);
                ["Consumer", "PubSub", "Queue", "WebSocket", "Channel"].iter().any(|word| last.ends_with(word))
            }
            _ => false,
        })
    }
}
