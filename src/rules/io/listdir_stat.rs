//! `os.path.isdir(os.path.join(folder, name))` for each name of `os.listdir(folder)`.

use crate::cx::{Cx, Report};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("io/listdir-stat", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(asked) = asked(call) else { return };
    let Some(growing) = cx.growing_loop(call) else { return };
    if !asks_of_each(call, asked, growing, cx) || has_asked_before(call, growing, cx) {
        return;
    }
    let Some(listing) = cx.listing_of(growing) else { return };
    let method = if asked == "isdir" { "is_dir" } else { "is_file" };
    cx.report(Report {
        at: call.range(),
        label: "asks the system once more for each name".to_owned(),
        message: format!("`os.path.{asked}` asks for what listing the folder has told already"),
        note: "one call of the system per entry of the folder".to_owned(),
        help: format!("go through `os.scandir(…)`: its entries know, `entry.{method}()` asks nobody"),
        related: vec![(listing.range(), "the entries are listed here, without their kinds".to_owned())],
        impact: Impact::Medium,
        confidence: confidence(call, listing, growing, cx),
    });
}

/// The function of `os.path` that a call may be.
fn asked(call: &ast::ExprCall) -> Option<&str> {
    let name = match &*call.func {
        Expr::Name(it) => it.id.as_str(),
        Expr::Attribute(it) => it.attr.as_str(),
        _ => return None,
    };
    matches!(name, "isdir" | "isfile").then_some(name)
}

/// Whether a call asks about the name that a loop over a listing gives, in the folder that was listed.
fn asks_of_each<'a>(call: &'a ast::ExprCall, asked: &str, growing: LoopId, cx: &Cx<'a>) -> bool {
    let [path] = &*call.arguments.args else { return false };
    let Some(listing) = cx.listing_of(growing) else { return false };
    if cx.qualified(&call.func).is_none_or(|name| name != format!("os.path.{asked}")) {
        return false;
    }
    let folder = listing.arguments.args.first();
    match cx.value_behind(path) {
        Some(Expr::Call(join)) => {
            let [of, name] = &*join.arguments.args else { return false };
            let is_same = folder.is_some_and(|folder| cx.source(folder) == cx.source(of));
            let is_join = cx.qualified(&join.func).as_deref() == Some("os.path.join");
            is_same && is_join && name.is_name_expr() && cx.reads_target(name, growing)
        }
        // `os.listdir()` lists the folder in which names are looked up.
        _ => folder.is_none() && path.is_name_expr() && cx.reads_target(path, growing),
    }
}

/// Whether the loop has asked the same before: one finding says it.
fn has_asked_before<'a>(call: &'a ast::ExprCall, growing: LoopId, cx: &Cx<'a>) -> bool {
    let before = cx.facts.nodes.within(cx.facts.loop_extent(growing)).take_while(|(at, _)| *at < id_of(call));
    before.into_iter().any(|(_, it)| match it.node {
        AnyNodeRef::ExprCall(earlier) => asked(earlier).is_some_and(|asked| asks_of_each(earlier, asked, growing, cx)),
        _ => false,
    })
}

/// Where entries are only sorted out, asking is most of the work, and where the function goes on into the folders that
/// it finds there are many. A folder that the code names itself is known to be short.
fn confidence(call: &ast::ExprCall, listing: &ast::ExprCall, growing: LoopId, cx: &Cx) -> Confidence {
    let folder = listing.arguments.args.first();
    let is_named = folder.is_some_and(|it| it.is_string_literal_expr() || cx.is_constant_name(it));
    if is_named || folder.is_some_and(|it| is_of_the_project(it, cx)) || cx.function(call).is_none() {
        return Confidence::Low;
    }
    let is_statement = matches!(cx.facts.nodes.get(cx.facts.loops.get(growing).node).node, AnyNodeRef::StmtFor(_));
    if is_statement && !goes_deeper(call, growing, cx) { Confidence::Low } else { Confidence::Medium }
}

/// Whether the loop calls the function that it stands in.
fn goes_deeper(call: &ast::ExprCall, growing: LoopId, cx: &Cx) -> bool {
    let Some(function) = cx.function(call) else { return false };
    let name = function.name.as_str();
    cx.facts.nodes.within(cx.facts.loop_extent(growing)).any(|(_, it)| match it.node {
        AnyNodeRef::ExprCall(call) => match &*call.func {
            Expr::Name(it) => it.id.as_str() == name,
            Expr::Attribute(it) => it.attr.as_str() == name,
            _ => false,
        },
        _ => false,
    })
}

/// A folder beside the module holds what the project put there.
fn is_of_the_project(folder: &Expr, cx: &Cx) -> bool {
    let Expr::Name(name) = folder else { return cx.source(folder).contains("__file__") };
    cx.only_value(name).is_some_and(|value| cx.source(value).contains("__file__"))
}
