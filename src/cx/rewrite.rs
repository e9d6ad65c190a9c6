//! How a rule says what to write instead: edits of the module's text.

use super::Cx;
use crate::facts::nodes::{Node, id_of};
use crate::facts::uses::Use;
use crate::model::Kind;
use crate::page::Safety;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, HasNodeIndex, Ranged, TextRange, TextSize};

/// How a rule would rewrite what it reports.
pub struct Rewrite {
    pub safety: Safety,
    /// What is done, as "loop over a generator expression".
    pub message: String,
    pub edits: Vec<Replacement>,
    /// What was looked at to know that the edits are right, beyond what they touch: where another fix edits something
    /// in it, this one waits until the rule has looked again.
    pub relies_on: Option<TextRange>,
}

/// One edit. Ranges are byte offsets in the module's text; lines end with `\n`, and get the ending of the file.
pub struct Replacement {
    pub at: TextRange,
    pub text: String,
    /// Whether it adds an import, as those that `Cx::import` makes. Several fixes may ask for the same one.
    pub is_import: bool,
}

impl Replacement {
    /// Puts a text in the place of another.
    pub fn replace(at: TextRange, text: impl Into<String>) -> Self {
        Self { at, text: text.into(), is_import: false }
    }

    /// Puts a text before what stands at an offset.
    pub fn insert(at: TextSize, text: impl Into<String>) -> Self {
        Self::replace(TextRange::empty(at), text)
    }

    /// Takes a text out.
    pub fn delete(at: TextRange) -> Self {
        Self::replace(at, "")
    }
}

impl Cx<'_> {
    /// The edits that make a generator of a list: of a comprehension by its brackets, of `list(…)` by what stands in it.
    /// What makes them right, that nothing needs the list, is for the rule to know.
    pub fn as_generator(&self, list: &Node) -> Option<Vec<Replacement>> {
        let (inside, brackets) = match list.node {
            AnyNodeRef::ExprListComp(it) => {
                let bracket = TextSize::new(1);
                let inside = TextRange::new(it.start() + bracket, it.end() - bracket);
                (inside, if self.is_lone_argument(it, list) { ("", "") } else { ("(", ")") })
            }
            AnyNodeRef::ExprCall(call) => match &*call.arguments.args {
                [items] if call.arguments.keywords.is_empty() && !items.is_starred_expr() => {
                    (items.range(), if holds_together(items) { ("", "") } else { ("(", ")") })
                }
                _ => return None,
            },
            _ => return None,
        };
        let all = list.node.range();
        Some(vec![
            Replacement::replace(TextRange::new(all.start(), inside.start()), brackets.0),
            Replacement::replace(TextRange::new(inside.end(), all.end()), brackets.1),
        ])
    }

    /// Whether nothing else stands in the brackets of a call, not even a comma: then a generator needs no own ones.
    fn is_lone_argument(&self, list: &ast::ExprListComp, node: &Node) -> bool {
        let AnyNodeRef::Arguments(arguments) = self.facts.nodes.get(node.parent).node else { return false };
        let rest = TextRange::new(list.end(), arguments.end());
        matches!(&*arguments.args, [Expr::ListComp(_)])
            && arguments.keywords.is_empty()
            && self.facts.text[rest].trim() == ")"
    }

    /// The edits that make one call of a loop, with what it goes through as the only argument.
    pub fn as_call(&self, each: &ast::StmtFor, callee: &str) -> Option<Vec<Replacement>> {
        let only = each.body.last()?;
        let colon = self.facts.text[TextRange::new(each.iter.end(), only.start())].find(':')?;
        let after_colon = each.iter.end() + TextSize::try_from(colon + 1).ok()?;
        let header = &self.facts.text[TextRange::new(after_colon, only.start())];
        let end_of_line = after_colon + TextSize::try_from(header.find(['\r', '\n']).unwrap_or(0)).ok()?;
        let closing = self.facts.text[TextRange::new(each.iter.end(), after_colon)].trim();
        (closing == ":").then(|| {
            vec![
                Replacement::replace(TextRange::new(each.start(), each.iter.start()), format!("{callee}(")),
                Replacement::replace(TextRange::new(each.iter.end(), after_colon), ")"),
                Replacement::delete(TextRange::new(end_of_line, each.end())),
            ]
        })
    }

    /// Whether nobody reads the targets of a loop, names of the function around, after it.
    pub fn is_done_with_target(&self, each: &ast::StmtFor) -> bool {
        let targets = match &*each.target {
            Expr::Tuple(it) => &*it.elts,
            other => std::slice::from_ref(other),
        };
        let scope = self.facts.nodes.get(id_of(each)).scope;
        targets.iter().all(|target| {
            let Some(item) = target.as_name_expr() else { return false };
            self.facts.scopes.owner(scope, item.id.as_str()).is_some_and(|owner| {
                let is_local = self.facts.scopes.function(scope) == Some(owner);
                is_local && !self.facts.is_used_after(owner, item.id.as_str(), id_of(each))
            })
        })
    }

    /// The edits that put a decorator, a function of a module with its arguments, above all others of a function.
    pub fn decorated(
        &self,
        function: &ast::StmtFunctionDef,
        (module, name): (&str, &str),
        arguments: &str,
    ) -> Option<Vec<Replacement>> {
        let imported = self.import_from(module, name, function)?;
        let indent = self.indent(function.start())?;
        let decorator = format!("@{}{arguments}\n{indent}", imported.name);
        Some(imported.import.into_iter().chain([Replacement::insert(function.start(), decorator)]).collect())
    }
}

impl Cx<'_> {
    /// A text that stands for an expression, in brackets where an operator beside it would take it apart.
    pub fn as_operand(&self, expression: &Expr, text: &str) -> String {
        if holds_together(expression) { text.to_owned() } else { format!("({text})") }
    }

    /// Whether who gets a list or tuple takes its items one by one, and no list is needed: `set(…)`, `sorted(…)`.
    pub fn is_taken_apart(&self, list: &ast::ExprCall) -> bool {
        let takes = |outer: &ast::ExprCall| {
            let names = ["set", "frozenset", "sorted", "list", "tuple"];
            outer.arguments.args.len() == 1 && names.iter().any(|name| self.facts.is_builtin(&outer.func, name))
        };
        matches!(self.facts.use_at(id_of(list)), Use::Argument(outer) if takes(outer))
    }

    /// What takes the first item alone, in the place of `copy[0]`. Unsafe: `next` raises StopIteration where `[0]` raises
    /// IndexError. Who catches that must not get the other, nor may a generator, whose end StopIteration would be.
    pub fn as_first_alone(&self, first: &ast::ExprSubscript, instead: String) -> Option<Rewrite> {
        let is_same = !instead.starts_with("next(");
        if !is_same && self.may_meet_stop_iteration(first) {
            return None;
        }
        let is_list = |list: &Expr| self.is_exactly(list, |kind| matches!(kind, Kind::List(_)));
        let is_sure = is_same && self.copied(&first.value, &["list"]).is_some_and(is_list);
        let message = match is_same {
            true => "take the first without a copy",
            false => "take the first and stop; where there is none, StopIteration is raised, not IndexError",
        };
        Some(Rewrite {
            safety: if is_sure { Safety::Safe } else { Safety::Unsafe },
            message: message.to_owned(),
            edits: vec![Replacement::replace(first.range(), instead)],
            relies_on: None,
        })
    }

    /// Whether StopIteration raised at a node would be taken for something else than an error: inside a generator, or a
    /// `try` or `with` that waits for another error.
    pub fn may_meet_stop_iteration(&self, node: &impl HasNodeIndex) -> bool {
        let scope = self.facts.scopes.running(self.facts.nodes.get(id_of(node)).scope);
        let is_lazy = |it: AnyNodeRef| matches!(it, AnyNodeRef::ExprGenerator(_) | AnyNodeRef::ExprLambda(_));
        self.facts.scopes.get(scope).has_yield
            || self.ancestors(node).take_while(|(_, it)| !it.is_stmt_function_def()).any(|(_, it)| {
                let guards = matches!(it, AnyNodeRef::StmtTry(_)) || self.may_swallow(it);
                guards || is_lazy(it)
            })
    }
}

/// Whether an expression means the same beside any operator, without brackets.
fn holds_together(expression: &Expr) -> bool {
    matches!(
        expression,
        Expr::Name(_)
            | Expr::Attribute(_)
            | Expr::Subscript(_)
            | Expr::Call(_)
            | Expr::List(_)
            | Expr::Dict(_)
            | Expr::Set(_)
            | Expr::ListComp(_)
            | Expr::DictComp(_)
            | Expr::SetComp(_)
    )
}
