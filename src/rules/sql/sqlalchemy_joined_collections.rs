//! Two collections of one row that a query joins: the database sends each item of the one with each item of the other.
//! Whether an attribute is a collection the mapped class says, in whichever file it stands.

use crate::cx::{Cx, Report, method_name};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::project::value::Value;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("sql/sqlalchemy-joined-collections", Hook::Call(check), Hook::Settle(settle));

/// Methods after which one row is left.
const TAKE_ONE: &[&str] = &["first", "get", "one", "one_or_none", "scalar_one", "scalar_one_or_none"];

/// One `joinedload(Author.books)`.
struct Joined<'a> {
    option: &'a ast::ExprCall,
    model: &'a Expr,
    attribute: &'a str,
}

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Expr::Attribute(method) = &*call.func else { return };
    if method.attr.as_str() != "options" || call.arguments.args.len() < 2 || cx.runs_once(call) {
        return;
    }
    if takes_one(call, cx) {
        return;
    }
    let joined: Vec<Joined> = call.arguments.args.iter().filter_map(joined).collect();
    for (at, second) in joined.iter().enumerate() {
        let is_other =
            |it: &&Joined| cx.source(it.model) == cx.source(second.model) && it.attribute != second.attribute;
        let before: Vec<&Joined> = joined[..at].iter().filter(is_other).collect();
        if before.is_empty() {
            continue;
        }
        let names = before.iter().map(|it| it.attribute).chain([second.attribute]).map(str::to_owned).collect();
        let report = report(&before, second, cx);
        cx.report_if_linked_by(vec![second.model], names, report);
    }
}

/// Whether the query is for one row: then the join is one query where the collections would be two more.
fn takes_one(call: &ast::ExprCall, cx: &Cx) -> bool {
    let chain = cx.ancestors(call).take_while(|(_, it)| it.is_expression());
    chain.into_iter().any(|(_, it)| match it {
        AnyNodeRef::ExprCall(outer) => method_name(outer).is_some_and(|name| TAKE_ONE.contains(&name)),
        _ => false,
    })
}

/// The first relation of an option that joins: what it joins behind that belongs to the items.
fn joined(option: &Expr) -> Option<Joined<'_>> {
    let mut at = option.as_call_expr()?;
    let mut first = at;
    while let Expr::Attribute(method) = &*at.func {
        first = at;
        match &*method.value {
            Expr::Call(inner) => at = inner,
            _ => break,
        }
    }
    let call = if at.func.is_name_expr() { at } else { first };
    let name = match &*call.func {
        Expr::Name(it) => it.id.as_str(),
        Expr::Attribute(it) => it.attr.as_str(),
        _ => return None,
    };
    let Expr::Attribute(relation) = call.arguments.args.first()? else { return None };
    let is_model = matches!(&*relation.value, Expr::Name(_) | Expr::Attribute(_));
    (name == "joinedload" && is_model).then_some(Joined {
        option: call,
        model: &relation.value,
        attribute: &relation.attr,
    })
}

fn report(before: &[&Joined], second: &Joined, cx: &Cx) -> Report {
    let (model, attribute) = (cx.source(second.model), second.attribute);
    let beside = |it: &&Joined| (it.option.range(), "is joined in the same query".to_owned());
    Report {
        at: second.option.range(),
        label: "is joined beside another collection".to_owned(),
        message: format!(
            "each `{model}` is sent for every pair of one of its `{attribute}` and an item of another collection"
        ),
        note: "the items of one collection times those of the other, each row with the columns of all".to_owned(),
        help: format!("load collections by queries of their own: `selectinload({model}.{attribute})`"),
        related: before.iter().map(beside).collect(),
        impact: Impact::High,
        confidence: Confidence::Medium,
    }
}

/// The last of the attributes must be a collection, and so must be one of those before it.
fn settle(project: &Project, values: &[Value]) -> Option<Confidence> {
    let [Value::Class(model), attributes @ ..] = values else { return None };
    let is_collection = |it: &Value| matches!(it, Value::Text(name) if project.is_collection(*model, name));
    let (last, before) = attributes.split_last()?;
    (is_collection(last) && before.iter().any(is_collection)).then_some(Confidence::Medium)
}
