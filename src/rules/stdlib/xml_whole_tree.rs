//! `xml.dom.minidom` where a document is only read.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast;
use crate::syntax::{self, Ranged};

pub static RULE: Rule = rule!("stdlib/xml-whole-tree", Hook::Call(check));

const PARSERS: &[&str] = &["xml.dom.minidom.parse", "xml.dom.minidom.parseString"];

/// Methods that change a document or write it: what uses these wants the tree.
const WRITERS: &[&str] = &[
    "appendChild",
    "createElement",
    "createTextNode",
    "importNode",
    "insertBefore",
    "removeChild",
    "replaceChild",
    "setAttribute",
    "toprettyxml",
    "toxml",
    "writexml",
];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Some(parser) = cx.callee_among(call, PARSERS) else { return };
    if WRITERS.iter().any(|it| syntax::mentions(cx.facts.text, it)) {
        return;
    }
    let growing = cx.loop_reaching(call);
    cx.report(Report {
        at: call.range(),
        label: "makes an object of Python for each node".to_owned(),
        message: format!("`{parser}` makes a tree that is slow and large"),
        note: "four to nine times the time of `xml.etree.ElementTree` and more than twice its memory, for the whole document".to_owned(),
        help: "parse it with `xml.etree.ElementTree`; with its `iterparse` where elements are wanted one by one"
            .to_owned(),
        related: growing.map(|it| (cx.header(it), format!("runs once per {}", cx.turn_of(it)))).into_iter().collect(),
        impact: Impact::Medium,
        confidence: Confidence::Medium,
    });
}
