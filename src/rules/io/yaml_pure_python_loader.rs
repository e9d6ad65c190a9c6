//! `yaml.safe_load(…)` and its like, where nothing in the module knows of the parser in C.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("io/yaml-pure-python-loader", Hook::Call(check));

/// Functions of `yaml` that parse, and the loader in C that does the same.
const PARSERS: &[(&str, &str)] = &[
    ("safe_load", "CSafeLoader"),
    ("safe_load_all", "CSafeLoader"),
    ("full_load", "CFullLoader"),
    ("full_load_all", "CFullLoader"),
    ("unsafe_load", "CUnsafeLoader"),
    ("unsafe_load_all", "CUnsafeLoader"),
];

/// Loaders written in Python.
const LOADERS: &[&str] = &["SafeLoader", "FullLoader", "UnsafeLoader", "Loader"];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Some((function, loader)) = parser_of(call, cx) else { return };
    let is_literal = call.arguments.args.first().is_some_and(|it| it.is_string_literal_expr() || it.is_f_string_expr());
    if is_literal || knows_of_c(cx.facts.text) {
        return;
    }
    let entry = if function.ends_with("_all") { "load_all" } else { "load" };
    let confidence = confidence(call, cx);
    cx.report(Report {
        at: call.range(),
        label: "parsed by code written in Python".to_owned(),
        message: format!("`yaml.{function}` parses without the parser in C, which PyYAML brings along"),
        note: "some milliseconds per kilobyte".to_owned(),
        help: format!(
            "`yaml.{entry}(…, Loader=yaml.{loader})`, with the loader in Python where PyYAML lacks the C part"
        ),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence,
    });
}

/// The function of `yaml` that a call runs, and the loader in C that could do it.
fn parser_of(call: &ast::ExprCall, cx: &Cx) -> Option<(&'static str, String)> {
    let name = match &*call.func {
        Expr::Name(it) => it.id.as_str(),
        Expr::Attribute(it) => it.attr.as_str(),
        _ => return None,
    };
    let is_of_yaml = |name: &str| cx.qualified(&call.func).is_some_and(|it| it == format!("yaml.{name}"));
    if let Some((function, loader)) = PARSERS.iter().find(|(function, _)| *function == name) {
        return is_of_yaml(name).then(|| (*function, (*loader).to_owned()));
    }
    let function = ["load", "load_all"].into_iter().find(|it| *it == name)?;
    let loader = call.arguments.find_keyword("Loader").map(|it| &it.value).or(call.arguments.args.get(1))?;
    let loader = cx.qualified(loader)?;
    let loader = loader.strip_prefix("yaml.").filter(|it| LOADERS.contains(it))?;
    is_of_yaml(name).then(|| (function, format!("C{loader}")))
}

/// Whether a module uses the parser in C where it is there.
fn knows_of_c(text: &str) -> bool {
    ["CSafeLoader", "CLoader", "CFullLoader", "CBaseLoader", "CUnsafeLoader"].iter().any(|name| text.contains(name))
}

/// One short file is soon parsed; many files are not.
fn confidence(call: &ast::ExprCall, cx: &Cx) -> Confidence {
    match cx.growing_loop(call) {
        Some(growing) if cx.takes_in_data(growing) => Confidence::Medium,
        _ => Confidence::Low,
    }
}
