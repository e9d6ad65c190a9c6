//! A model, tokenizer or pipeline read from disk again for every request or item.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::model::Effect;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::{Ranged, ast};

pub static RULE: Rule = rule!("io/model-per-request", Hook::Call(check));

const MODELS: &[&str] = &["joblib", "onnxruntime", "sentence_transformers", "spacy", "torch", "transformers"];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let reads_model = |known: &crate::knowledge::Callable| known.is_client && known.effects.contains(&Effect::File);
    let Some(made) = cx.made_again(call, MODELS, reads_model) else { return };
    let loader = cx.source(&*call.func).to_owned();
    cx.report(Report {
        at: call.range(),
        label: "reads and builds what the last time had in memory".to_owned(),
        message: format!("`{loader}` loads the same model {}", made.when),
        note: "the time grows with the size of the model, and comes before every answer".to_owned(),
        help: "load it once, when the program starts or in a cached function, and use it for all".to_owned(),
        related: made.related,
        impact: Impact::High,
        confidence: made.confidence,
    });
}
