//! Who is told whenever rows are written: receivers of Django's signals, and what packages register to keep a history.

use serde::{Deserialize, Serialize};

use crate::facts::last_name;
use crate::summary::FlowId;
use crate::summary::expressions::{Builder, Frame};
use crate::summary::flow::Flow;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, mentions};

/// A function that a signal calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receiver {
    /// The signal's own name: `post_save`.
    pub signal: String,
    /// The model whose rows it is called for; `None` for rows of every model.
    pub sender: Option<FlowId>,
}

const SIGNALS: &[&str] = &["pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"];
/// Packages that follow the signals of a model that is registered with them.
const FOLLOWERS: &[&str] = &["actstream", "auditlog", "pghistory", "reversion", "simple_history", "watson"];

impl<'a> Builder<'_, 'a> {
    /// Notes the receivers that the module connects.
    pub fn receivers(&mut self) {
        let facts = self.facts;
        let may_connect = |word: &&str| mentions(facts.text, word);
        if !self.speaks_of_rows || !may_connect(&"signals") && !FOLLOWERS.iter().any(may_connect) {
            return;
        }
        // What a name of a function stands for is read without the function's own rows.
        self.frame = Frame::default();
        for node in facts.nodes.all() {
            match node.node {
                AnyNodeRef::ExprCall(call) => self.connected(call),
                AnyNodeRef::StmtClassDef(class) => self.registered_class(class),
                _ => {}
            }
        }
    }

    fn connected(&mut self, call: &'a ast::ExprCall) {
        let sender = call.arguments.find_keyword("sender").map(|it| &it.value);
        match (&*call.func, &*call.arguments.args) {
            (Expr::Attribute(connect), [_, rest @ ..]) if connect.attr.as_str() == "connect" => {
                self.receiver(&connect.value, sender.or(rest.first()));
            }
            (callee, [Expr::List(ast::ExprList { elts, .. }) | Expr::Tuple(ast::ExprTuple { elts, .. }), ..])
                if last_name(callee) == Some("receiver") =>
            {
                elts.iter().for_each(|signal| self.receiver(signal, sender));
            }
            (callee, [signal, ..]) if last_name(callee) == Some("receiver") => self.receiver(signal, sender),
            (callee, [model, ..]) if last_name(callee) == Some("register") && self.is_follower(callee) => {
                let model = self.flow(model);
                self.followed(model);
            }
            _ => {}
        }
    }

    fn receiver(&mut self, signal: &'a Expr, sender: Option<&'a Expr>) {
        let Some(signal) = last_name(signal).filter(|name| SIGNALS.contains(name)) else { return };
        let sender = sender.filter(|it| !it.is_none_literal_expr()).map(|it| self.flow(it));
        self.summary.receivers.push(Receiver { signal: signal.to_owned(), sender });
    }

    /// `@reversion.register()` on a class.
    fn registered_class(&mut self, class: &'a ast::StmtClassDef) {
        let is_followed = class.decorator_list.iter().any(|decorator| match &decorator.expression {
            Expr::Call(call) => self.is_follower(&call.func),
            other => self.is_follower(other),
        });
        if is_followed {
            let name = format!("{}.{}", self.summary.module, class.name);
            let model = self.add(Flow::Name(name));
            self.followed(model);
        }
    }

    fn followed(&mut self, model: FlowId) {
        let receivers =
            ["post_save", "post_delete"].map(|signal| Receiver { signal: signal.to_owned(), sender: Some(model) });
        self.summary.receivers.extend(receivers);
    }

    fn is_follower(&self, callee: &Expr) -> bool {
        let name = self.facts.qualified(callee).unwrap_or_default();
        FOLLOWERS.contains(&name.split('.').next().unwrap_or_default())
    }
}
