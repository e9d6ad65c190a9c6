//! Collections that are joined from parts, one part after the other.

use super::Cx;
use crate::facts::nodes::id_of;
use crate::page::Confidence;
use crate::syntax::ast::Expr;

impl Cx<'_> {
    /// What gives as many parts as are joined: `rows` of `[row.parts for row in rows]` and of `map(split, rows)`.
    pub fn joined_from<'e>(&self, parts: &'e Expr) -> &'e Expr {
        let clauses = match parts {
            Expr::Generator(it) => &it.generators,
            Expr::ListComp(it) => &it.generators,
            Expr::Call(call) if matches!(&*call.func, Expr::Name(name) if name.id.as_str() == "map") => {
                return call.arguments.args.get(1).unwrap_or(parts);
            }
            _ => return parts,
        };
        match &**clauses {
            [only] => &only.iter,
            _ => parts,
        }
    }

    /// How sure it is that there are many parts, and that copying them shows: beside a query or an unknown function
    /// for each part, it takes no time.
    pub fn confidence_in_joining(&self, parts: &Expr) -> Confidence {
        let of = self.joined_from(parts);
        let made = match parts {
            Expr::Generator(it) => Some(&*it.elt),
            Expr::ListComp(it) => Some(&*it.elt),
            Expr::Call(_) => Some(parts),
            _ => None,
        };
        if self.is_written_out(of) {
            Confidence::Low
        } else if self.is_data(of) && !made.is_some_and(|part| self.facts.may_run_unknown(id_of(part))) {
            Confidence::High
        } else {
            Confidence::Medium
        }
    }
}
