//! A file is hashed in chunks so small that reading them takes as long as hashing.

use crate::cx::{Cx, Report};
use crate::facts::sources::Origin;
use crate::hooks::Hook;
use crate::model::{Kind, PythonVersion};
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr, Operator};

pub static RULE: Rule = rule!("stdlib/file-hash-in-chunks", Hook::Call(check));

/// Larger chunks are as good as any.
const LARGEST: i64 = 8 * 1024;
const FILE_DIGEST: PythonVersion = PythonVersion { major: 3, minor: 11 };

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Expr::Attribute(method) = &*call.func else { return };
    let [Expr::Name(chunk)] = &*call.arguments.args else { return };
    if method.attr.as_str() != "update" {
        return;
    }
    let Some(growing) = cx.growing_loop(call) else { return };
    let is_hash = |kind: &Kind| matches!(kind, Kind::Instance(class) if &**class == "hashlib.HASH");
    if !cx.kind(&method.value).kind.all(is_hash) {
        return;
    }
    let Some(read) = read_that_gives(chunk, cx) else { return };
    let Some(size) = read.arguments.args.first().and_then(|it| length(it, cx)) else { return };
    let Expr::Attribute(reading) = &*read.func else { return };
    if !(1..=LARGEST).contains(&size) || !cx.kind(&reading.value).kind.all(|kind| *kind == Kind::File) {
        return;
    }
    let help = match cx.target() >= FILE_DIGEST {
        true => "call `hashlib.file_digest`, which reads 256 kB at a time; or read so much here",
        false => "read 64 kB at a time, or more",
    };
    cx.report(Report {
        at: read.range(),
        label: format!("{size} bytes at a time"),
        message: format!("a file is hashed in chunks of {size} bytes"),
        note: "two calls of Python and one of the system for each chunk, which hashes in two microseconds".to_owned(),
        help: help.to_owned(),
        related: vec![(cx.header(growing), "runs once per chunk".to_owned())],
        impact: Impact::Low,
        confidence: Confidence::Medium,
    });
}

/// The call of `read` whose results a name has: in an assignment, or in `iter(lambda: file.read(4096), b"")`.
fn read_that_gives<'a>(chunk: &ast::ExprName, cx: &Cx<'a>) -> Option<&'a ast::ExprCall> {
    let bindings = cx.bindings(chunk);
    let source = cx.facts.source_of(*bindings.first()?);
    let value = match source.origin {
        Origin::Value(value) => value,
        Origin::Item { iterable, .. } => {
            let call = iterable.as_call_expr().filter(|it| cx.facts.is_builtin(&it.func, "iter"))?;
            match call.arguments.args.first()? {
                Expr::Lambda(lambda) => &*lambda.body,
                _ => return None,
            }
        }
        _ => return None,
    };
    value.as_call_expr().filter(|it| matches!(&*it.func, Expr::Attribute(read) if read.attr.as_str() == "read"))
}

/// `4096`, `4 * 1024`, `BLOCK`
fn length(size: &Expr, cx: &Cx) -> Option<i64> {
    match size {
        Expr::BinOp(it) if it.op == Operator::Mult => length(&it.left, cx)?.checked_mul(length(&it.right, cx)?),
        other => cx.facts.constant_integer(other),
    }
}
