use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::project::value::Value;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("django/django-useless-eager", Hook::Call(check), Hook::Settle(settle));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Expr::Attribute(method) = &*call.func else { return };
    let is_joined = match method.attr.as_str() {
        "select_related" => true,
        "prefetch_related" => false,
        _ => return,
    };
    if call.arguments.args.is_empty() || !cx.facts.speaks_of_rows() {
        return;
    }
    let Some(reads) = cx.reads_of_rows(call) else { return };
    for lookup in &call.arguments.args {
        let Expr::StringLiteral(text) = lookup else { continue };
        let relation = text.value.to_str().split("__").next().unwrap_or_default();
        if reads.attributes.contains(&relation) {
            continue;
        }
        let mut names = vec![relation.to_owned()];
        names.extend(reads.attributes.iter().map(|attribute| (*attribute).to_owned()));
        let report = Report {
            at: lookup.range(),
            label: format!("no row is asked for its `{relation}`"),
            message: format!("`{}` loads the `{relation}` of each row, which nothing reads", method.attr),
            note: cost(is_joined).to_owned(),
            help: format!("leave `\"{}\"` out of `{}(…)`", text.value.to_str(), method.attr),
            related: vec![(
                cx.facts.nodes.get(reads.iterable).node.range(),
                "the rows are gone through here".to_owned(),
            )],
            impact: Impact::Medium,
            confidence: Confidence::High,
        };
        cx.report_if_linked_by(vec![reads.queryset], names, report);
    }
}

fn cost(is_joined: bool) -> &'static str {
    if is_joined { "a join, and an object for each row" } else { "one more query, and an object for each related row" }
}

fn settle(project: &Project, values: &[Value]) -> Option<Confidence> {
    let [Value::Query(query), Value::Text(relation), attributes @ ..] = values else { return None };
    project.relation(query.model, relation).filter(|_| project.is_model(query.model))?;
    let is_at_hand = |attribute: &Value| match attribute {
        Value::Text(name) => project.is_plain_attribute(query, name),
        _ => false,
    };
    if !query.gives_instances || query.is_list || !attributes.iter().all(is_at_hand) {
        return None;
    }
    let is_sure = query.trace.hops == 0 && !query.trace.is_doubtful && query.bound.is_none();
    Some(if is_sure { Confidence::High } else { Confidence::Medium })
}
