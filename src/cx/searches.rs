//! Searches that a loop repeats: whether what is searched, and how often, grows with the data, and whether an index
//! beside it could answer instead.

use super::Cx;
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::facts::scopes::BindingId;
use crate::facts::sources::Origin;
use crate::facts::variance::Variance;
use crate::model::{Kind, SMALL};
use crate::page::Confidence;
use crate::syntax::ast::{self, CmpOp, Expr};
use crate::syntax::{AnyNodeRef, HasNodeIndex};

/// Functions that give the items they are given, as many or fewer.
const KEEP_ITEMS: &[&str] = &["set", "frozenset", "list", "tuple", "sorted", "reversed", "enumerate"];

impl<'a> Cx<'a> {
    /// A loop over data that asks a collection made of data has two sizes that grow. Where either comes from elsewhere,
    /// it may as well be short.
    pub fn confidence_in_search(&self, at: &impl HasNodeIndex, searched: &Expr, growing: LoopId) -> Confidence {
        let tied = self.facts.loop_iterable(growing).is_some_and(|items| self.is_made_from(searched, items));
        // What a loop has seen so far is as long as it finds new things, which is mostly not long.
        let extent = self.facts.loop_extent(growing);
        let remembers = || self.same_place_within(searched, extent).into_iter().any(|at| self.puts_in_at(at));
        let of_one = || self.facts.loop_iterable(growing).is_some_and(|items| self.belongs_to_one(items));
        let grows = self.takes_in_data(growing) && (tied || self.is_data(searched) && !remembers()) && !of_one();
        if grows && !self.runs_once(at) { Confidence::High } else { Confidence::Medium }
    }

    /// Whether an index of a collection, made before a loop, could follow what the loop does to it: at most adding to
    /// it in plain sight.
    pub fn may_have_index_beside(&self, collection: &'a Expr, growing: LoopId) -> bool {
        let extent = self.facts.loop_extent(growing);
        if self.is_rebound_in(collection, growing) || self.is_reset_within(collection, extent) {
            return false;
        }
        let adds = || self.same_place_within(collection, extent).into_iter().any(|at| self.puts_in_at(at));
        !self.is_reshaped_within(collection, extent)
            && (adds() || self.facts.variance(collection, growing) != Variance::Varies)
    }

    /// Whether a set or dict could be asked for an item: what is known to be a list, set or dict has no hash.
    pub fn may_be_hashed(&self, item: &Expr) -> bool {
        !has_no_hash(&self.kind(item).kind)
    }

    /// Whether a set or dict could hold the items of a collection.
    pub fn items_may_be_hashed(&self, collection: &Expr) -> bool {
        !has_no_hash(&self.kind(collection).kind.element())
    }

    /// Whether an expression is a list, or a tuple of any length; a tuple of so many parts is written out.
    pub fn is_sequence_of_any_length(&self, expression: &Expr) -> bool {
        let is_long = |kind: &Kind| match kind {
            Kind::List(_) | Kind::TupleOf(_) => true,
            Kind::Tuple(parts) => parts.len() > SMALL,
            _ => false,
        };
        self.kind(expression).kind.all(is_long) && !self.is_small(expression)
    }

    /// Whether the code says how many items a collection has: they are written out, its name is that of a constant, or
    /// it holds the keyword arguments of a call.
    pub fn is_written_out(&self, collection: &Expr) -> bool {
        let is_keywords = |binding: BindingId| match self.facts.source_of(binding).origin {
            Origin::Parameter(it) => self.function(it).is_some_and(|function| {
                let keywords = function.parameters.kwarg.as_deref();
                keywords.is_some_and(|keywords| id_of(keywords) == id_of(it))
            }),
            _ => false,
        };
        let holds_keywords = match collection {
            Expr::Name(name) => self.bindings(name).into_iter().any(is_keywords),
            Expr::Call(call) => match &*call.func {
                Expr::Attribute(view) => self.is_written_out(&view.value),
                _ => false,
            },
            _ => false,
        };
        holds_keywords || self.is_constant_name(collection) || self.facts.most_items(collection).is_some()
    }

    /// The loop over a collection's own items, or the distinct ones, that counts each of them in it:
    /// `{word: words.count(word) for word in words}`.
    pub fn loop_that_counts_each(&self, call: &ast::ExprCall) -> Option<LoopId> {
        let (collection, counted) = self.counted(call)?;
        let growing = self.growing_loop(call)?;
        let items = self.facts.loop_iterable(growing)?;
        let goes_through = self.is_made_from(self.without_copies(items), collection)
            || self.is_made_from(collection, self.without_copies(items));
        (goes_through && self.reads_target(counted, growing)).then_some(growing)
    }

    /// The collection and the item of `words.count(word)`.
    fn counted<'c>(&self, call: &'c ast::ExprCall) -> Option<(&'c Expr, &'c Expr)> {
        let (Expr::Attribute(method), [item]) = (&*call.func, &*call.arguments.args) else { return None };
        (method.attr.as_str() == "count" && call.arguments.keywords.is_empty()).then_some((&*method.value, item))
    }

    /// `words` of `sorted(set(words))`.
    pub fn without_copies<'c>(&self, items: &'c Expr) -> &'c Expr {
        match items {
            Expr::Call(call) if KEEP_ITEMS.iter().any(|name| self.facts.is_builtin(&call.func, name)) => {
                call.arguments.args.first().map_or(items, |first| self.without_copies(first))
            }
            _ => items,
        }
    }

    /// What a call of `list`, `set` and their like copies, if it does nothing else.
    pub fn copied<'c>(&self, expression: &'c Expr, names: &[&str]) -> Option<&'c Expr> {
        let Expr::Call(call) = expression else { return None };
        let [source] = &*call.arguments.args else { return None };
        let is_copy = names.iter().any(|name| self.facts.is_builtin(&call.func, name));
        (is_copy && !source.is_starred_expr()).then_some(source)
    }

    /// `answer.items()`, whatever `answer` is: the method that only dicts and their like have.
    pub fn is_view_of_unknown(&self, source: &Expr) -> bool {
        let Expr::Call(call) = source else { return false };
        let Expr::Attribute(method) = &*call.func else { return false };
        let is_view = matches!(method.attr.as_str(), "keys" | "values" | "items") && call.arguments.is_empty();
        is_view && self.kind(&method.value).kind.is_unknown()
    }

    /// `prices` of `prices.keys()`: a dict is gone through and asked by its keys.
    pub fn without_keys(&self, source: &Expr) -> &'a str {
        match source.as_call_expr().and_then(|call| call.func.as_attribute_expr()) {
            Some(method) if method.attr.as_str() == "keys" => self.source(&*method.value),
            _ => self.source(source),
        }
    }

    /// The loop that makes the same set or dict anew on every turn: of a collection that it does not change.
    pub fn loop_that_rebuilds(&self, call: &'a ast::ExprCall) -> Option<LoopId> {
        let [source] = &*call.arguments.args else { return None };
        let makes_index = ["set", "frozenset", "dict"].iter().any(|name| self.facts.is_builtin(&call.func, name));
        if !makes_index || !call.arguments.keywords.is_empty() || source.is_starred_expr() {
            return None;
        }
        let growing = self.growing_loop(call)?;
        let is_written_out =
            source.is_literal_expr() || matches!(source, Expr::List(_) | Expr::Tuple(_) | Expr::Set(_));
        if is_written_out || self.is_small(source) || self.is_constant_name(source) {
            return None;
        }
        let stays = match source {
            Expr::Generator(it) => {
                let [clause] = &*it.generators else { return None };
                self.facts.is_pure(source) && self.is_the_same_on_every_turn(&clause.iter, growing)
            }
            _ => self.is_the_same_on_every_turn(source, growing),
        };
        (stays && self.facts.variance(source, growing) != Variance::Varies).then_some(growing)
    }

    /// Whether a function asks elsewhere if a collection has one item, or a few: then it mostly has.
    pub fn is_tested_for_few(&self, collection: &Expr, at: &impl HasNodeIndex) -> bool {
        let Some(function) = self.function(at) else { return false };
        let text = self.source(collection);
        let within = self.facts.nodes.within(id_of(function));
        within.into_iter().any(|(_, it)| match it.node {
            AnyNodeRef::ExprCompare(compare) => self.compares_length_with_few(compare, text),
            _ => false,
        })
    }

    fn compares_length_with_few(&self, compare: &ast::ExprCompare, text: &str) -> bool {
        let ([op], [limit]) = (&*compare.ops, &*compare.comparators) else { return false };
        let Expr::Call(measure) = &*compare.left else { return false };
        let Some(limit) = crate::facts::sizes::integer(limit) else { return false };
        let is_emptiness = limit <= 0 || limit == 1 && matches!(op, CmpOp::Lt | CmpOp::GtE);
        !is_emptiness
            && limit <= SMALL as i64
            && self.facts.is_builtin(&measure.func, "len")
            && measure.arguments.args.first().is_some_and(|first| self.source(first) == text)
    }
}

fn has_no_hash(kind: &Kind) -> bool {
    kind.members().iter().any(|it| matches!(it, Kind::List(_) | Kind::Set(_) | Kind::Dict(..) | Kind::Bytearray))
}
