use crate::cx::{Cx, Report, Rows};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::project::value::Value;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{HasNodeIndex, Ranged};

pub static RULE: Rule = rule!(
    "django/django-rows-for-one-column",
    Hook::ListComp(check_list),
    Hook::SetComp(check_set),
    Hook::Generator(check_generator),
    Hook::Settle(settle)
);

/// Says of a claim that the column is only looked up by another query.
const LOOKED_UP: &str = "__in";

fn check_list<'a>(it: &'a ast::ExprListComp, cx: &mut Cx<'a>) {
    check(it, &it.elt, &it.generators, cx);
}

fn check_set<'a>(it: &'a ast::ExprSetComp, cx: &mut Cx<'a>) {
    check(it, &it.elt, &it.generators, cx);
}

fn check_generator<'a>(it: &'a ast::ExprGenerator, cx: &mut Cx<'a>) {
    // What sums or compares the column is another rule's.
    if cx.summing(it).is_none() {
        check(it, &it.elt, &it.generators, cx);
    }
}

fn check<'a>(
    taking: &'a (impl HasNodeIndex + Ranged),
    item: &'a Expr,
    generators: &'a [ast::Comprehension],
    cx: &mut Cx<'a>,
) {
    let (Expr::Attribute(column), [rows]) = (item, generators) else { return };
    let (Expr::Name(read), Expr::Name(row)) = (&*column.value, &rows.target) else { return };
    if read.id != row.id || !rows.ifs.is_empty() || rows.is_async || !cx.facts.speaks_of_rows() {
        return;
    }
    if cx.rows(&rows.iter) != Rows::Dropped {
        return;
    }
    let name = column.attr.as_str();
    let is_looked_up = cx.is_only_looked_up_in(id_of(taking));
    let (note, help) = if is_looked_up {
        (
            "an instance of the model per row, and a query more",
            "as it is: it becomes a part of the query that looks it up",
        )
    } else {
        ("an instance of the model per row", "which makes no instances")
    };
    let names = if is_looked_up { vec![name.to_owned(), LOOKED_UP.to_owned()] } else { vec![name.to_owned()] };
    cx.report_if_linked_by(
        vec![&rows.iter],
        names,
        Report {
            at: taking.range(),
            label: format!("nothing but `{name}` is read of a row"),
            message: format!("all columns of each row are loaded to read `{name}`"),
            note: note.to_owned(),
            help: format!("ask for that column alone, `.values_list(\"{name}\", flat=True)`, {help}"),
            related: Vec::new(),
            impact: Impact::Medium,
            confidence: Confidence::High,
        },
    );
}

fn settle(project: &Project, values: &[Value]) -> Option<Confidence> {
    let [Value::Query(query), Value::Text(column), rest @ ..] = values else { return None };
    if !project.is_column_of_rows(query, column) {
        return None;
    }
    let many = project.fetches_rows(query)?;
    // A query less is worth it whatever the number of rows.
    let is_looked_up = matches!(rest, [Value::Text(word)] if word == LOOKED_UP);
    if is_looked_up { project.sends_query_when_asked(values) } else { Some(many) }
}
