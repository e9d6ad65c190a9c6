//! `hashlib.sha256(file.read())` and `copy.write(file.read())`: a whole file in memory, to be gone through once.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("io/read-whole-file", Hook::Call(check));

/// What takes the content, and how it could take it piece by piece.
struct Consumer {
    takes: &'static str,
    help: &'static str,
}

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Expr::Attribute(method) = &*call.func else { return };
    if !matches!(method.attr.as_str(), "read" | "read_bytes") || !call.arguments.is_empty() {
        return;
    }
    let AnyNodeRef::Arguments(arguments) = cx.parent(call) else { return };
    let AnyNodeRef::ExprCall(taking) = cx.parent(arguments) else { return };
    let Some(consumer) = consumer_of(taking, method, cx) else { return };
    if !reads_a_file(method, cx) {
        return;
    }
    cx.report(Report {
        at: call.range(),
        label: "holds the whole file".to_owned(),
        message: format!("the whole file is read into memory, only to be {}", consumer.takes),
        note: "memory O(n) instead of O(1); about equal in time".to_owned(),
        help: consumer.help.to_owned(),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: confidence(call, method, cx),
    });
}

/// `hashlib.sha256(…)`, `digest.update(…)`, `copy.write(…)`
fn consumer_of(taking: &ast::ExprCall, method: &ast::ExprAttribute, cx: &Cx) -> Option<Consumer> {
    let hashed = Consumer {
        takes: "hashed",
        help: "`hashlib.file_digest(file, …)` since 3.11, or `update` with some ten kilobytes at a time",
    };
    let name = match &*taking.func {
        Expr::Name(it) => it.id.as_str(),
        Expr::Attribute(it) => it.attr.as_str(),
        _ => return None,
    };
    match &*taking.func {
        Expr::Attribute(it) if name == "update" => is_digest(&it.value, cx).then_some(hashed),
        Expr::Attribute(it) if name == "write" => {
            // `copyfileobj` needs a file to read from.
            let copies = method.attr.as_str() == "read" && is_file(&it.value, cx);
            let help = "`shutil.copyfileobj(…)` copies it piece by piece";
            copies.then_some(Consumer { takes: "written to another", help })
        }
        _ => {
            let known = cx.facts.known_callee(taking)?;
            let is_hash = known.returns.as_deref() == Some("hashlib.HASH") && name != "new";
            is_hash.then_some(hashed)
        }
    }
}

fn is_digest(digest: &Expr, cx: &Cx) -> bool {
    cx.kind(digest).kind.all(|kind| matches!(kind, Kind::Instance(class) if &**class == "hashlib.HASH"))
}

fn is_file(file: &Expr, cx: &Cx) -> bool {
    cx.kind(file).kind.all(|kind| *kind == Kind::File)
}

fn reads_a_file(method: &ast::ExprAttribute, cx: &Cx) -> bool {
    match method.attr.as_str() {
        "read" => is_file(&method.value, cx),
        _ => cx.is_path(&method.value),
    }
}

/// A file that the code names is of the project, and mostly short.
fn confidence(call: &ast::ExprCall, method: &ast::ExprAttribute, cx: &Cx) -> Confidence {
    let is_in_function = cx.function(call).is_some();
    if is_in_function && !cx.is_named_in_code(&method.value) { Confidence::Medium } else { Confidence::Low }
}
