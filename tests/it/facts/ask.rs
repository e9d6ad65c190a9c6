//! Asks the facts what a mark says, and compares.

use fastpy_lint::facts::Facts;
use fastpy_lint::facts::alias::Alias;
use fastpy_lint::facts::flow::Reached;
use fastpy_lint::facts::loops::LoopId;
use fastpy_lint::facts::mutation::Mutation;
use fastpy_lint::facts::nodes::{NodeId, id_of};
use fastpy_lint::facts::scopes::{BindingId, ScopeId, ScopeKind};
use fastpy_lint::facts::variance::Variance;
use fastpy_lint::model::{Certainty, Effect, Size};
use fastpy_lint::syntax::ast::{Expr, Stmt};
use fastpy_lint::syntax::{AnyNodeRef, Ranged};

use super::cases::{Case, Mark};
use super::kinds::{self, Fit};
use super::places::{self, Collected, MODULE, Probed};

/// What was answered, and how it stands to the mark.
pub struct Verdict {
    pub fit: Fit,
    pub answer: String,
}

/// One mark, and the text in which it is asked.
struct Question<'q, 'a> {
    mark: &'q Mark,
    probed: &'q Probed,
    facts: &'a Facts<'a>,
    collected: &'q Collected<'a>,
    /// Where the mark's line stands in the text.
    line: usize,
}

/// Facts that are asked at a moment; the others speak of a loop, a function or a binding.
const AT_A_MOMENT: [&str; 15] = [
    "scope",
    "reaching",
    "resolves",
    "kind",
    "known-small",
    "any-size",
    "varies",
    "invariant",
    "unsettled",
    "accumulates",
    "reset",
    "mutated",
    "unmutated",
    "aliased",
    "may-alias",
];

pub fn ask(case: &Case, mark: &Mark) -> Verdict {
    let needs_probe = AT_A_MOMENT.contains(&mark.fact.as_str()) || mark.fact == "distinct";
    let probed = match needs_probe && !stands_on_line(case, mark) {
        true => Probed::at_moment(&case.text, mark.line, &mark.expressions),
        false => None,
    };
    let probed = probed.unwrap_or_else(|| Probed::plain(&case.text));
    let tree = places::parse(&probed.text);
    let facts = places::facts(&probed.text, &tree, case.python.as_deref());
    let collected = Collected::of(tree.module());
    let line = probed.line_here(mark.line);
    let question = Question { mark, probed: &probed, facts: &facts, collected: &collected, line };
    question.verdict().unwrap_or_else(|| Verdict { fit: Fit::Wrong, answer: "nothing to ask".to_owned() })
}

/// Whether the marked expression is more than a name and stands on the line itself.
fn stands_on_line(case: &Case, mark: &Mark) -> bool {
    let [expression] = mark.expressions.as_slice() else { return false };
    let is_place = expression.chars().all(|it| it.is_alphanumeric() || it == '_' || it == '.');
    let tree = places::parse(&case.text);
    let collected = Collected::of(tree.module());
    let in_loop_header = collected
        .statements
        .iter()
        .any(|it| matches!(it, Stmt::For(_) | Stmt::While(_)) && places::line_of(&case.text, it.start()) == mark.line);
    let of_turns = ["varies", "invariant", "unsettled"].contains(&mark.fact.as_str());
    let is_asked_elsewhere = is_place || of_turns && in_loop_header;
    !is_asked_elsewhere && places::occurrence(&case.text, &collected, mark.line, expression).is_some()
}

fn graded(is_exact: bool, is_careful: bool, answer: impl Into<String>) -> Option<Verdict> {
    let fit = if is_exact {
        Fit::Exact
    } else if is_careful {
        Fit::Careful
    } else {
        Fit::Wrong
    };
    Some(Verdict { fit, answer: answer.into() })
}

/// A fact with two answers, of which `careful` is the one that is always allowed.
fn one_of(answer: &str, wanted: &str, careful: &str) -> Option<Verdict> {
    graded(answer == wanted, answer == careful, answer)
}

impl<'a> Question<'_, 'a> {
    fn verdict(&self) -> Option<Verdict> {
        let wanted = self.mark.fact.as_str();
        match wanted {
            "scope" => self.scope(),
            "captured" => self.captured(),
            "reaching" => self.reaching(),
            "resolves" => self.resolves(),
            "kind" => self.kind(),
            "known-small" | "any-size" => {
                let answer =
                    if self.facts.size(self.first()?) == Size::KnownSmall { "known-small" } else { "any-size" };
                one_of(answer, wanted, "any-size")
            }
            "header" => self.header(),
            "depth" => self.depth(),
            "at-most-once" | "repeats" => {
                let answer = if self.facts.turns_at_most_once(self.own_loop()?) { "at-most-once" } else { "repeats" };
                one_of(answer, wanted, "repeats")
            }
            "bounded" | "unbounded" => self.bounded(),
            "consumer" => graded(self.facts.is_consumer(self.own_loop()?), false, "whether it is a consumer"),
            "varies" | "invariant" | "unsettled" => self.variance(),
            "accumulates" | "reset" => {
                let grows = self.facts.accumulates(self.first()?, self.any_loop()?);
                one_of(if grows { "accumulates" } else { "reset" }, wanted, "reset")
            }
            "mutated" | "unmutated" => self.mutation(),
            "escapes" | "confined" => {
                let answer = if self.facts.escapes(self.binding_here()?) { "escapes" } else { "confined" };
                one_of(answer, wanted, "escapes")
            }
            "aliased" | "may-alias" | "distinct" => self.alias(),
            "used-after" | "dead-after" => self.used_after(),
            "single-use" | "multi-use" => {
                let answer = if self.facts.is_single_use(self.binding_here()?) { "single-use" } else { "multi-use" };
                one_of(answer, wanted, "multi-use")
            }
            "effect" => self.effect(),
            _ => None,
        }
    }

    /// The marked expression: in the probe, or where it stands on the line.
    fn expression(&self, place: usize) -> Option<&'a Expr> {
        let line = self.probed.line.unwrap_or(self.line);
        places::occurrence(self.facts.text, self.collected, line, self.mark.expressions.get(place)?)
    }

    fn first(&self) -> Option<&'a Expr> {
        self.expression(0)
    }

    fn scope_here(&self) -> Option<ScopeId> {
        if let Some(function) = places::function_at(self.facts.text, self.collected, self.line) {
            return self.facts.scopes.opened_by(id_of(function));
        }
        let covers = |it: &&&Stmt| places::line_of(self.facts.text, it.start()) <= self.line;
        let statement = self.collected.statements.iter().rfind(covers)?;
        Some(self.facts.nodes.get(id_of(*statement)).scope)
    }

    fn own_loop(&self) -> Option<LoopId> {
        places::loop_around(self.facts, self.collected, self.line)
    }

    /// The loop that the mark names, or the one around.
    fn any_loop(&self) -> Option<LoopId> {
        match self.mark.loop_line {
            Some(line) => places::loop_at(self.facts, self.probed.line_here(line)),
            None => self.own_loop().or_else(|| self.comprehension_here()),
        }
    }

    /// A loop for the variance of an expression inside a comprehension: the innermost one around it.
    fn comprehension_here(&self) -> Option<LoopId> {
        self.facts.nodes.get(id_of(self.first()?)).in_loop
    }

    fn scope(&self) -> Option<Verdict> {
        let Expr::Name(name) = self.first()? else { return None };
        let facts = self.facts;
        let stands_in = facts.nodes.get(id_of(name)).scope;
        let here = facts.scopes.running(stands_in);
        let answer = match facts.scopes.owner(stands_in, name.id.as_str()) {
            None => "builtin",
            Some(ScopeId(0)) if here != ScopeId(0) => "global",
            Some(owner) if facts.scopes.running(owner) != here => "free",
            Some(owner) => {
                let bindings = facts.scopes.bindings_of(owner, name.id.as_str());
                let is_parameter = |it: &BindingId| {
                    matches!(facts.nodes.get(facts.scopes.binding(*it).node).node, AnyNodeRef::Parameter(_))
                };
                match facts.scopes.get(owner).kind {
                    ScopeKind::Class => "class",
                    ScopeKind::Module => "global",
                    _ if bindings.iter().any(is_parameter) => "parameter",
                    _ => "local",
                }
            }
        };
        one_of(answer, &self.mark.value, "")
    }

    fn captured(&self) -> Option<Verdict> {
        let owner = self.scope_here()?;
        let reads = self.facts.reads_of(owner, &self.mark.expressions[0]);
        let inner = reads.into_iter().any(|read| self.facts.is_in_closure(owner, &self.facts.nodes.get(read).node));
        graded(inner, false, "whether it is captured")
    }

    fn reaching(&self) -> Option<Verdict> {
        let Expr::Name(name) = self.first()? else { return None };
        let mut answer: Vec<String> = match self.facts.reached(name) {
            Reached::Builtin => vec!["builtin".to_owned()],
            Reached::Unknown => vec!["unknown".to_owned()],
            Reached::Bindings { bindings, unbound } => {
                let lines = bindings.into_iter().map(|binding| self.line_of_binding(binding));
                lines.chain(unbound.then(|| "unbound".to_owned())).collect()
            }
        };
        answer.sort();
        let wanted = |with_unseen: bool| -> Vec<String> {
            let parts = self.mark.value.split(',').map(str::trim);
            let mut parts: Vec<String> = parts
                .filter(|it| with_unseen || !it.ends_with('?'))
                .map(|it| it.trim_end_matches('?').to_owned())
                .collect();
            parts.sort();
            parts
        };
        let misses_nothing = wanted(false).iter().all(|part| answer.contains(part) || answer == ["unknown"]);
        graded(answer == wanted(true), misses_nothing, answer.join(", "))
    }

    fn line_of_binding(&self, binding: BindingId) -> String {
        let node = self.facts.nodes.get(self.facts.scopes.binding(binding).node).node;
        let start = match node {
            AnyNodeRef::StmtFunctionDef(it) => it.name.start(),
            AnyNodeRef::StmtClassDef(it) => it.name.start(),
            other => other.range().start(),
        };
        self.probed.line_in_case(places::line_of(self.facts.text, start)).to_string()
    }

    fn resolves(&self) -> Option<Verdict> {
        let candidates = self.facts.candidates(self.first()?);
        let mut answer: Vec<String> = candidates
            .iter()
            .map(|name| match name.strip_prefix(MODULE).filter(|rest| rest.starts_with('.')) {
                Some(own) => own.to_owned(),
                None => name.clone(),
            })
            .collect();
        answer.sort();
        let mut wanted: Vec<String> =
            self.mark.value.split('|').map(|it| it.trim().trim_end_matches('?').to_owned()).collect();
        wanted.sort();
        if answer.is_empty() {
            answer.push("unknown".to_owned());
        }
        graded(answer == wanted, answer == ["unknown"], answer.join(" | "))
    }

    fn kind(&self) -> Option<Verdict> {
        let inferred = self.facts.kind(self.first()?);
        let fit = kinds::compare(&inferred.kind, &self.mark.value, MODULE);
        let is_hint = inferred.certainty == Certainty::Hint;
        let wants_hint = self.mark.value.starts_with('~');
        let certainty = if is_hint { "~" } else { "" };
        let answer = format!("{certainty}{}", kinds::print(&inferred.kind, MODULE));
        match (fit, is_hint, wants_hint) {
            (Fit::Exact, false, true) => graded(false, false, answer),
            (Fit::Exact, true, false) if self.mark.value != "unknown" => graded(false, true, answer),
            _ => Some(Verdict { fit, answer }),
        }
    }

    fn header(&self) -> Option<Verdict> {
        let own = places::loop_at(self.facts, self.line);
        let node = self.facts.nodes.get(id_of(self.first()?));
        let repeated = self.facts.loops.around(node.in_loop).any(|id| Some(id) == own);
        graded(!repeated, true, if repeated { "body" } else { "header" })
    }

    fn depth(&self) -> Option<Verdict> {
        let wanted: usize = self.mark.value.parse().ok()?;
        let depth = self.facts.repeating_loops(self.first()?).len();
        graded(depth == wanted, depth < wanted, depth.to_string())
    }

    fn bounded(&self) -> Option<Verdict> {
        let wanted: Option<usize> = self.mark.value.parse().ok();
        let most = self.facts.most_turns(self.own_loop()?);
        // A bound that is larger than the marked one is true too, and says less.
        let is_careful = wanted.is_some() && most.is_none_or(|most| Some(most) > wanted);
        graded(most == wanted, is_careful, most.map_or("unbounded".to_owned(), |most| format!("bounded = {most}")))
    }

    fn variance(&self) -> Option<Verdict> {
        let expression = self.first()?;
        let id = match self.mark.loop_line {
            Some(_) => self.any_loop()?,
            None => self.facts.nodes.get(id_of(expression)).in_loop.or_else(|| self.any_loop())?,
        };
        let answer = match self.facts.variance(expression, id) {
            Variance::Varies => "varies",
            Variance::Invariant => "invariant",
            Variance::Unsettled => "unsettled",
        };
        one_of(answer, &self.mark.fact, "unsettled")
    }

    fn mutation(&self) -> Option<Verdict> {
        let function = places::function_at(self.facts.text, self.collected, self.line);
        let within = match (self.mark.loop_line, function) {
            (None, Some(function)) => id_of(function),
            _ => self.facts.loops.get(self.any_loop()?).node,
        };
        let is_mutated = self.facts.mutation(self.first()?, within) != Mutation::Never;
        one_of(if is_mutated { "mutated" } else { "unmutated" }, &self.mark.fact, "mutated")
    }

    fn alias(&self) -> Option<Verdict> {
        let answer = match self.facts.alias_of(self.first()?, self.expression(1)?) {
            Alias::Same => "aliased",
            Alias::May => "may-alias",
            Alias::Distinct => "distinct",
        };
        one_of(answer, &self.mark.fact, "may-alias")
    }

    fn used_after(&self) -> Option<Verdict> {
        let name = self.mark.expressions[0].as_str();
        let here = self.scope_here()?;
        let owner = self.facts.scopes.owner(here, name)?;
        let code = self.code_here()?;
        let answer = if self.facts.is_used_after(owner, name, code) { "used-after" } else { "dead-after" };
        one_of(answer, &self.mark.fact, "used-after")
    }

    /// The loop whose header ends on the line, or the statement that stands there.
    fn code_here(&self) -> Option<NodeId> {
        if let Some(id) = places::loop_at(self.facts, self.mark.loop_line.unwrap_or(self.line)) {
            return Some(self.facts.loops.get(id).node);
        }
        let touches = |it: &&&Stmt| {
            places::line_of(self.facts.text, it.start()) <= self.line
                && self.line <= places::line_of(self.facts.text, it.end())
        };
        self.collected.statements.iter().rfind(touches).map(|it| id_of(*it))
    }

    /// The binding of the marked name on the line; elsewhere, the one that reaches a read there.
    fn binding_here(&self) -> Option<BindingId> {
        let name = self.mark.expressions[0].as_str();
        let owner = self.facts.scopes.owner(self.scope_here()?, name)?;
        let bindings = self.facts.scopes.bindings_of(owner, name);
        let line_of = |binding: &BindingId| {
            let node = self.facts.nodes.get(self.facts.scopes.binding(*binding).node).node;
            places::line_of(self.facts.text, node.range().start())
        };
        let on_line = bindings.iter().copied().find(|binding| line_of(binding) == self.line);
        on_line.or_else(|| bindings.into_iter().rfind(|binding| line_of(binding) <= self.line))
    }

    fn effect(&self) -> Option<Verdict> {
        let effects = self.facts.effects(self.first()?);
        let text_of = |id: &NodeId| self.facts.text[self.facts.nodes.get(*id).node.range()].to_owned();
        let mut answer: Vec<String> = effects.list.iter().map(|effect| word(*effect)).collect();
        answer.extend(effects.mutates.iter().map(|place| format!("mutates({})", text_of(place))));
        if effects.has_unknown {
            answer.push("unknown".to_owned());
        }
        let wanted: Vec<String> = self.mark.value.split(',').map(|it| it.trim().to_owned()).collect();
        let wants_none = wanted == ["none"];
        let is_exact = if wants_none { answer.is_empty() } else { same(&answer, &wanted) };
        let covers =
            effects.has_unknown || !answer.is_empty() && wanted.iter().all(|it| answer.contains(it) || wants_none);
        graded(is_exact, covers, if answer.is_empty() { "none".to_owned() } else { answer.join(", ") })
    }
}

fn same(one: &[String], other: &[String]) -> bool {
    one.len() == other.len() && one.iter().all(|it| other.contains(it))
}

/// An effect in the words of the marks.
fn word(effect: Effect) -> String {
    match effect {
        Effect::Network => "http".to_owned(),
        other => format!("{other:?}").to_ascii_lowercase(),
    }
}
