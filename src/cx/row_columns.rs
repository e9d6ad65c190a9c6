//! What code tests and sums of the rows that it goes through, as far as a database can do the same.

use super::Cx;
use crate::facts::nodes::id_of;
use crate::syntax::ast::{self, CmpOp, Expr};
use crate::syntax::{AnyNodeRef, Ranged, TextRange};

/// What code does to all rows that it goes through, and the database could do instead.
pub struct RowWork<'a> {
    pub at: TextRange,
    pub rows: &'a Expr,
    /// The columns that it takes.
    pub columns: Vec<&'a str>,
    pub message: &'static str,
    pub note: &'static str,
    pub help: String,
}

impl<'a> Cx<'a> {
    /// Rows that are dropped by one of these conditions on their columns.
    pub fn choosing(
        &self,
        row: &'a Expr,
        rows: &'a Expr,
        mut conditions: impl Iterator<Item = &'a Expr>,
    ) -> Option<RowWork<'a>> {
        let (at, columns) = conditions.find_map(|it| Some((it.range(), self.columns_tested(it, row)?)))?;
        Some(RowWork {
            at,
            rows,
            message: "rows are fetched first, and dropped by a condition on their columns then",
            note: "O(n) rows fetched and made objects, however few are kept",
            help: format!("let the database choose: put the condition on {} into `.filter(…)`", in_words(&columns)),
            columns,
        })
    }

    /// One number that is made of a column of all rows.
    pub fn aggregating(&self, generator: &'a ast::ExprGenerator) -> Option<RowWork<'a>> {
        let (Expr::Attribute(_), [rows]) = (&*generator.elt, &*generator.generators) else { return None };
        let Expr::Name(row) = &rows.target else { return None };
        let column = column_of(&generator.elt, row.id.as_str()).filter(|_| rows.ifs.is_empty() && !rows.is_async)?;
        let aggregate = match self.summing(generator)? {
            "sum" => "Sum",
            "min" => "Min",
            _ => "Max",
        };
        Some(RowWork {
            at: generator.range(),
            rows: &rows.iter,
            columns: vec![column],
            message: "all rows are fetched to make one number of a column",
            note: "O(n) rows fetched and made objects, for one number",
            help: format!("let the database do it: `.aggregate({aggregate}(\"{column}\"))`"),
        })
    }

    /// `sorted(rows, key=lambda row: row.column)`
    pub fn sorting(&self, call: &'a ast::ExprCall) -> Option<RowWork<'a>> {
        let (Expr::Name(name), [rows]) = (&*call.func, &*call.arguments.args) else { return None };
        if name.id.as_str() != "sorted" || !self.facts.is_builtin(&call.func, "sorted") {
            return None;
        }
        let Expr::Lambda(key) = &call.arguments.find_keyword("key")?.value else { return None };
        let [row] = &*key.parameters.as_ref()?.args else { return None };
        let column = column_of(&key.body, row.name().as_str())?;
        Some(RowWork {
            at: call.range(),
            rows,
            columns: vec![column],
            message: "rows are put in order in Python that the database can send in order",
            note: "O(n·log n) comparisons of attributes in Python",
            help: format!("let the database do it: `.order_by(\"{column}\")`"),
        })
    }

    /// The attributes of a row that a condition tests, if nothing else of the row decides it and a `WHERE` could say the
    /// same. Of conditions joined by `and` one is enough.
    fn columns_tested(&self, test: &'a Expr, row: &Expr) -> Option<Vec<&'a str>> {
        let Expr::Name(row) = row else { return None };
        self.tested(test, row.id.as_str())
    }

    fn tested(&self, test: &'a Expr, row: &str) -> Option<Vec<&'a str>> {
        match test {
            Expr::Attribute(_) => Some(vec![column_of(test, row)?]),
            Expr::UnaryOp(it) if it.op == ast::UnaryOp::Not => self.tested(&it.operand, row),
            Expr::BoolOp(it) if it.op == ast::BoolOp::And => it.values.iter().find_map(|it| self.tested(it, row)),
            Expr::BoolOp(it) => {
                let columns: Option<Vec<_>> = it.values.iter().map(|it| self.tested(it, row)).collect();
                Some(columns?.concat())
            }
            Expr::Compare(it) => self.compared(it, row),
            _ => None,
        }
    }

    fn compared(&self, compare: &'a ast::ExprCompare, row: &str) -> Option<Vec<&'a str>> {
        let ([operator], [right]) = (&*compare.ops, &*compare.comparators) else { return None };
        let is_membership = matches!(operator, CmpOp::In | CmpOp::NotIn);
        let (column, other) = match (column_of(&compare.left, row), column_of(right, row)) {
            (Some(column), None) => (column, right),
            (None, Some(column)) if !is_membership => (column, &*compare.left),
            _ => return None,
        };
        let is_short = !is_membership || matches!(other, Expr::Tuple(_) | Expr::List(_) | Expr::Set(_));
        (is_short && !self.mentions_name(other, row)).then(|| vec![column])
    }

    fn mentions_name(&self, expression: &Expr, name: &str) -> bool {
        let mut within = self.facts.nodes.within(id_of(expression));
        within.any(|(_, it)| matches!(it.node, AnyNodeRef::ExprName(it) if it.id.as_str() == name))
    }

    /// The builtin that makes one value of all that a generator gives, if it is the only thing that it is given.
    pub fn summing(&self, generator: &'a ast::ExprGenerator) -> Option<&'a str> {
        let around = self.ancestors(generator).map(|(_, it)| it).find(|it| !matches!(it, AnyNodeRef::Arguments(_)))?;
        let AnyNodeRef::ExprCall(call) = around else { return None };
        let (Expr::Name(name), [_]) = (&*call.func, &*call.arguments.args) else { return None };
        let name = name.id.as_str();
        (matches!(name, "sum" | "min" | "max") && self.facts.is_builtin(&call.func, name)).then_some(name)
    }
}

/// "`paid` and `state`"
fn in_words(names: &[&str]) -> String {
    let mut quoted: Vec<String> = Vec::new();
    for name in names {
        let name = format!("`{name}`");
        if !quoted.contains(&name) {
            quoted.push(name);
        }
    }
    quoted.join(" and ")
}

/// The attribute that is read of a row.
fn column_of<'e>(read: &'e Expr, row: &str) -> Option<&'e str> {
    let Expr::Attribute(column) = read else { return None };
    matches!(&*column.value, Expr::Name(name) if name.id.as_str() == row).then(|| column.attr.as_str())
}
