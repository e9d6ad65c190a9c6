//! Round trips behind functions of the project, made for each item of a loop.

use super::{Cx, Report, TripPerItem, Waits};
use crate::facts::nodes::id_of;
use crate::page::Confidence;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// Names of builtin functions and of methods of builtin classes and loggers that stand in most loops.
const EVERYDAY: &[&str] = &[
    "add",
    "any",
    "all",
    "append",
    "bool",
    "cast",
    "debug",
    "decode",
    "dict",
    "encode",
    "endswith",
    "enumerate",
    "error",
    "extend",
    "float",
    "format",
    "get",
    "getattr",
    "hasattr",
    "info",
    "insert",
    "int",
    "isinstance",
    "issubclass",
    "items",
    "join",
    "len",
    "list",
    "lower",
    "max",
    "min",
    "pop",
    "print",
    "range",
    "remove",
    "replace",
    "repr",
    "set",
    "setattr",
    "setdefault",
    "sorted",
    "split",
    "startswith",
    "str",
    "strip",
    "sum",
    "super",
    "tuple",
    "type",
    "update",
    "upper",
    "values",
    "warning",
    "write",
    "zip",
];

impl<'a> Cx<'a> {
    /// Reports a call that a loop makes for each item, if it leads to such a wait through functions of the project: the
    /// message says that it `does` that, the help how to do it for all.
    pub fn report_trip_behind(&mut self, call: &'a ast::ExprCall, waits: Waits, does: &str, help: &str) {
        // Nothing in the source says that the function could do for many at once.
        if !self.wants(Confidence::Medium) {
            return;
        }
        let Some(trip) = self.helper_per_item(call, waits) else { return };
        let message = format!("`{}` {does} on every turn", self.callee_in_words(call));
        let label = "one round trip for one item, in what it calls".to_owned();
        let report = trip.report(call, message, help.to_owned(), self);
        self.report_if_waits(call, Report { label, ..report });
    }

    /// A call of what may be a function of the project, made for each item of a loop.
    fn helper_per_item(&self, call: &'a ast::ExprCall, waits: Waits) -> Option<TripPerItem<'a>> {
        self.facts.nodes.get(id_of(call)).in_loop?;
        if !self.may_be_of_project(call) || matches!(self.parent(call), AnyNodeRef::ExprAwait(_)) {
            return None;
        }
        let (turning, signs) = self.loop_of_trips(call)?;
        let confidence = match waits.batch {
            Some(_) => signs.confidence_with_batch().min(Confidence::Medium),
            None if signs.confidence() == Confidence::High => Confidence::Medium,
            None => Confidence::Low,
        };
        Some(TripPerItem { turning, known: None, name: String::new(), signs, confidence })
    }

    /// The name comes first: most calls in loops are gone before any fact is computed.
    fn may_be_of_project(&self, call: &ast::ExprCall) -> bool {
        let is_everyday = match &*call.func {
            Expr::Name(it) => EVERYDAY.contains(&it.id.as_str()),
            Expr::Attribute(it) => match &*it.value {
                Expr::Name(object) => object.id.as_str() != "self" && EVERYDAY.contains(&it.attr.as_str()),
                Expr::Attribute(_) => EVERYDAY.contains(&it.attr.as_str()),
                _ => true,
            },
            _ => true,
        };
        !is_everyday && !call.arguments.is_empty() && self.facts.known_callee(call).is_none()
    }
}
