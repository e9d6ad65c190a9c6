//! Objects that are expensive to make and meant to be shared, made anew where one would do.

use super::Cx;
use crate::facts::nodes::id_of;
use crate::knowledge::Callable;
use crate::page::Confidence;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, TextRange};

/// Where the same object is made again and again.
pub struct MadeAgain<'a> {
    pub known: &'a Callable,
    /// The dotted name of what makes it.
    pub name: String,
    /// "on every turn", "for every request"
    pub when: &'static str,
    pub related: Vec<(TextRange, String)>,
    pub confidence: Confidence,
}

impl<'a> Cx<'a> {
    /// Whether a call of these packages makes the same object on every turn of a loop, or each time that a framework
    /// calls the function around it. `None` where what is made differs, or is kept for the next time.
    pub fn made_again(
        &self,
        call: &ast::ExprCall,
        packages: &[&str],
        is_such: impl Fn(&Callable) -> bool,
    ) -> Option<MadeAgain<'a>> {
        let is_inside = self.facts.nodes.get(id_of(call)).scope != crate::facts::scopes::ScopeId(0);
        let in_loop = self.facts.nodes.get(id_of(call)).in_loop.is_some();
        if !(is_inside || in_loop) || !self.facts.imports_any(packages) {
            return None;
        }
        let known = self.facts.known_callee(call).filter(|known| is_such(known))?;
        let name = self.facts.callee_name(call)?;
        if !packages.contains(&name.split('.').next()?) || self.is_kept(call) {
            return None;
        }
        let made = |when, related, confidence| Some(MadeAgain { known, name, when, related, confidence });
        if let Some(turning) = self.loop_over_items(call) {
            let items = self.facts.loop_iterable(turning)?;
            if self.depends_on_turn(call, turning) || self.goes_through_few(items) || self.ends_early(turning) {
                return None;
            }
            let confidence = if self.takes_in_data(turning) { Confidence::High } else { Confidence::Medium };
            let turn = format!("runs once per {}", self.turn_of(turning));
            return made("on every turn", vec![(self.header(turning), turn)], confidence);
        }
        if !self.runs_per_request(call) || self.reads_names_of_calls(call) {
            return None;
        }
        made("for every request", Vec::new(), Confidence::High)
    }

    /// Whether what a call makes outlives the function: it is put into a global name, an attribute or a container, made
    /// only where there is none yet, or by a function that remembers its result.
    fn is_kept(&self, call: &ast::ExprCall) -> bool {
        let function = self.function(call);
        let remembers = function.is_some_and(|it| {
            it.decorator_list.iter().any(|decorator| self.source(&decorator.expression).contains("cache"))
        });
        remembers
            || self.ancestors(call).any(|(_, around)| match around {
                AnyNodeRef::StmtAssign(it) => it.targets.iter().any(|target| self.is_outer_place(target, call)),
                AnyNodeRef::StmtIf(it) => asks_for_none(&it.test),
                AnyNodeRef::ExprBoolOp(_) | AnyNodeRef::ExprIf(_) => true,
                _ => false,
            })
    }

    fn is_outer_place(&self, target: &Expr, call: &ast::ExprCall) -> bool {
        let Expr::Name(name) = target else { return true };
        let scope = self.facts.scopes.running(self.facts.nodes.get(id_of(call)).scope);
        let scope = self.facts.scopes.get(scope);
        let is = |outer: &&str| *outer == name.id.as_str();
        scope.globals.iter().any(|it| is(&&**it)) || scope.nonlocals.iter().any(|it| is(&&**it))
    }
}

/// `if client is None`, `if not client`, `if key not in clients`
fn asks_for_none(test: &Expr) -> bool {
    match test {
        Expr::UnaryOp(it) => it.op == ast::UnaryOp::Not,
        Expr::Compare(it) => it.ops.iter().any(|op| matches!(op, ast::CmpOp::Is | ast::CmpOp::NotIn | ast::CmpOp::Eq)),
        _ => false,
    }
}
