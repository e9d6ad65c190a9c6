//! Round trips behind functions of the project, made for each item of a loop.

use super::{Cx, Report, TripPerItem, Waits};
use crate::facts::nodes::id_of;
use crate::page::Confidence;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

impl<'a> Cx<'a> {
    /// Reports a call that a loop makes for each item, if it leads to such a wait through functions of the project: the
    /// message says that it `does` that, the help how to do it for all.
    pub fn report_trip_behind(&mut self, call: &'a ast::ExprCall, waits: Waits, does: &str, help: String) {
        let Some(trip) = self.helper_per_item(call, waits) else { return };
        let message = format!("`{}` {does} on every turn", self.callee_in_words(call));
        let label = "one round trip for one item, in what it calls".to_owned();
        let report = trip.report(call, message, help, self);
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

    fn may_be_of_project(&self, call: &ast::ExprCall) -> bool {
        let is_named = match &*call.func {
            Expr::Name(_) => true,
            Expr::Attribute(it) => matches!(&*it.value, Expr::Name(_) | Expr::Attribute(_)),
            _ => false,
        };
        is_named && self.facts.known_callee(call).is_none()
    }
}
