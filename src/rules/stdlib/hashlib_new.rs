//! `hashlib.new("sha256", …)`, where `hashlib.sha256` is there.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::hooks::Hook;
use crate::model::PythonVersion;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{Ranged, TextRange};

pub static RULE: Rule = rule!("stdlib/hashlib-new", Hook::Call(check));

/// What every Python has a function for.
const ALGORITHMS: &[&str] = &[
    "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256", "sha3_384", "sha3_512", "blake2b",
    "blake2s",
];

const OPTIONS: PythonVersion = PythonVersion { major: 3, minor: 9 };

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Some((Expr::StringLiteral(algorithm), rest)) = call.arguments.args.split_first() else { return };
    let name = algorithm.value.to_str();
    if !ALGORITHMS.contains(&name) || cx.callee_among(call, &["hashlib.new"]).is_none() {
        return;
    }
    // Up to Python 3.8 only `new` takes options, and ignores them.
    let has_options = !call.arguments.keywords.is_empty();
    if has_options && cx.target() < OPTIONS {
        return;
    }
    let growing = cx.loop_reaching(call);
    let report = Report {
        at: call.range(),
        label: "looks the algorithm up by its name".to_owned(),
        message: format!("`hashlib.new(\"{name}\")` looks up what `hashlib.{name}` is"),
        note: "a quarter of a microsecond a call, as much as hashing a short text".to_owned(),
        help: format!("call `hashlib.{name}`"),
        related: growing.map(|it| (cx.header(it), format!("runs once per {}", cx.turn_of(it)))).into_iter().collect(),
        impact: Impact::Low,
        confidence: if growing.is_some() { Confidence::Medium } else { Confidence::Low },
    };
    let first = TextRange::new(algorithm.start(), rest.first().map_or(algorithm.end(), Ranged::start));
    let imported = cx.import_from("hashlib", name, call).filter(|_| !has_options);
    // Unsafe: where OpenSSL refuses an algorithm, as in FIPS mode, `new` goes on with Python's own.
    let rewrite = imported.map(|imported| Rewrite {
        safety: Safety::Unsafe,
        message: format!("call `hashlib.{name}`; where OpenSSL refuses it, as in FIPS mode, that raises"),
        edits: imported
            .import
            .into_iter()
            .chain([Replacement::replace(call.func.range(), imported.name), Replacement::delete(first)])
            .collect(),
        relies_on: None,
    });
    cx.report_with_fix(report, rewrite);
}
