//! Round trips that a loop over data makes one by one, where the turns could share one.

use super::{Cx, Report};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::facts::sources::Origin;
use crate::knowledge::Callable;
use crate::model::Effect;
use crate::page::{Confidence, Impact};
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, HasNodeIndex, Ranged};

/// What speaks for many trips that could be one.
#[derive(Clone, Copy)]
pub struct Signs {
    /// Each turn comes to the call, and none may fail alone.
    pub is_plain: bool,
    /// The items come from a file, a database, or another service.
    pub is_of_data: bool,
}

impl Signs {
    pub fn confidence(self) -> Confidence {
        match (self.is_plain, self.is_of_data) {
            (true, true) => Confidence::High,
            (false, true) => Confidence::Medium,
            (_, false) => Confidence::Low,
        }
    }

    /// The same where a call does many at once: whoever gives keys to such a service has many.
    pub fn confidence_with_batch(self) -> Confidence {
        if self.is_plain { self.confidence().max(Confidence::Medium) } else { self.confidence() }
    }
}

/// A call that is a round trip, made for each item of a loop.
pub struct TripPerItem<'a> {
    pub turning: LoopId,
    /// What is known of the callee; `None` where the rule knows by other signs what it does.
    pub known: Option<&'a Callable>,
    /// The dotted name of what is called, `redis.Redis.get`; empty where it is not known.
    pub name: String,
    pub signs: Signs,
    pub confidence: Confidence,
}

impl<'a> TripPerItem<'a> {
    /// What does many at once, set in backquotes if it is a name.
    pub fn batch(&self) -> Option<String> {
        self.known?.batch.as_deref().map(quoted)
    }

    /// The top-level package of the callee.
    pub fn package(&self) -> &str {
        self.name.split('.').next().unwrap_or_default()
    }
}

/// The calls that a rule is about: those of these packages and those that users declare, if they have such an effect.
#[derive(Clone, Copy)]
pub struct Service {
    pub packages: &'static [&'static str],
    pub effects: &'static [Effect],
}

/// Parts of the names of what is few: what a program is set up with, or says.
const FEW: &[&str] = &[
    "attach",
    "attempt",
    "backend",
    "channel",
    "column",
    "command",
    "config",
    "database",
    "depend",
    "error",
    "extension",
    "header",
    "hook",
    "host",
    "index",
    "indices",
    "migration",
    "option",
    "plugin",
    "polic",
    "provider",
    "queue",
    "recipient",
    "region",
    "replica",
    "retries",
    "room",
    "schema",
    "server",
    "setting",
    "shard",
    "statement",
    "table",
    "target",
    "topic",
];

/// Names of names are followed this far.
const LONGEST_CHAIN: usize = 6;

impl<'a> Cx<'a> {
    /// The round trip of a service that a call makes for each item of a loop: all items could be asked for, or sent, at
    /// once. `None` where one turn needs what another has brought, the loop waits on purpose or may stop, or goes
    /// through what is few.
    pub fn trip_per_item(&self, call: &'a ast::ExprCall, service: Service) -> Option<TripPerItem<'a>> {
        self.facts.nodes.get(id_of(call)).in_loop?;
        let (known, name) = self.call_of_service(call, service)?;
        let (turning, signs) = self.loop_of_trips(call)?;
        let is_first = self.is_first_in(call, turning, |other| self.call_of_service(other, service).is_some());
        let has_batch = known.batch.is_some();
        let confidence = if has_batch { signs.confidence_with_batch() } else { signs.confidence() };
        is_first.then_some(TripPerItem { turning, known: Some(known), name, signs, confidence })
    }

    /// What is known of a call that a service answers and that is waited for here, and its dotted name.
    pub fn call_of_service(&self, call: &ast::ExprCall, service: Service) -> Option<(&'a Callable, String)> {
        if !service.effects.contains(&Effect::Cpu) && !self.facts.may_wait(call)
            || !self.facts.imports_any(service.packages) && !self.facts.has_declared()
        {
            return None;
        }
        let known = self.facts.known_callee(call)?;
        let is_trip = known.effects.iter().any(|effect| service.effects.contains(effect));
        if known.is_lazy || !is_trip || !self.is_waited_for(call, known) {
            return None;
        }
        let name = self.facts.callee_name(call)?;
        let package = name.split('.').next().unwrap_or_default();
        (service.packages.contains(&package) || self.facts.is_declared(&name)).then_some((known, name))
    }

    /// Whether no call before this one in a loop is such: the first stands for all that a turn makes.
    pub fn is_first_in(
        &self,
        call: &ast::ExprCall,
        turning: LoopId,
        is_such: impl Fn(&'a ast::ExprCall) -> bool,
    ) -> bool {
        let before = self.facts.nodes.within(self.facts.loop_extent(turning)).take_while(|(at, _)| *at < id_of(call));
        !before.into_iter().any(|(_, it)| match it.node {
            AnyNodeRef::ExprCall(other) => {
                let holds_it = self.facts.nodes.contains(id_of(other), id_of(call));
                !holds_it && is_such(other) && self.sends_item(other, turning)
            }
            _ => false,
        })
    }

    /// The loop in which a round trip is made for each item, and what speaks for it going through many.
    pub fn loop_of_trips(&self, call: &'a ast::ExprCall) -> Option<(LoopId, Signs)> {
        let turning = self.loop_over_items(call)?;
        if !self.sends_item(call, turning) {
            return None;
        }
        Some((turning, self.signs_of_trip(call, turning)?))
    }

    /// What is awaited here, not handed to `gather` or a task.
    fn is_waited_for(&self, call: &ast::ExprCall, known: &Callable) -> bool {
        let is_later = known.is_async || known.is_awaitable;
        !is_later || matches!(self.parent(call), AnyNodeRef::ExprAwait(_) | AnyNodeRef::WithItem(_))
    }

    /// Whether a call's arguments differ by the item, and all turns ask the same object.
    pub fn sends_item(&self, call: &ast::ExprCall, turning: LoopId) -> bool {
        let is_shared = match &*call.func {
            Expr::Attribute(it) => self.is_shared_by_turns(&it.value, turning, LONGEST_CHAIN),
            _ => true,
        };
        is_shared && self.arguments_of(call).any(|argument| self.depends_on_turn(argument, turning))
    }

    /// Whether all turns use one object, or each takes its own from one: `with connection.cursor() as cursor`.
    fn is_shared_by_turns(&self, object: &Expr, turning: LoopId, left: usize) -> bool {
        if left == 0 || !self.depends_on_turn(object, turning) {
            return left > 0;
        }
        let Expr::Name(name) = object else { return false };
        let extent = self.facts.loop_extent(turning);
        self.bindings(name).into_iter().all(|binding| {
            let source = self.facts.source_of(binding);
            let (Origin::Value(Expr::Call(made)) | Origin::Entered { manager: Expr::Call(made), .. }) = source.origin
            else {
                return !self.facts.nodes.contains(extent, self.facts.scopes.binding(binding).node);
            };
            let owner = match &*made.func {
                Expr::Attribute(it) => self.is_shared_by_turns(&it.value, turning, left - 1),
                _ => true,
            };
            owner && !self.arguments_of(made).any(|argument| self.depends_on_turn(argument, turning))
        })
    }

    /// What a name is bound to, if it is one value.
    pub fn value_of_name(&self, name: &ast::ExprName) -> Option<&'a Expr> {
        match self.bindings(name).as_slice() {
            [only] => match self.facts.source_of(*only) {
                source if !source.steps.is_empty() => None,
                source => match source.origin {
                    Origin::Value(value) => Some(value),
                    _ => None,
                },
            },
            _ => None,
        }
    }

    fn arguments_of<'c>(&self, call: &'c ast::ExprCall) -> impl Iterator<Item = &'c Expr> {
        call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|it| &it.value))
    }

    /// What speaks for a loop that makes a call for many items of data, which may be made for all at once. `None` where
    /// something speaks against it.
    pub fn signs_of_trip(&self, call: &ast::ExprCall, turning: LoopId) -> Option<Signs> {
        let items = self.facts.loop_iterable(turning)?;
        if self.goes_through_few(items) || self.goes_through_batches(turning) || self.ends_early(turning) {
            return None;
        }
        if self.takes_turns(turning) || self.needs_last_turn(call, turning) || self.runs_once(call) {
            return None;
        }
        let is_plain = !self.is_passed_by_some_turns(call, turning) && !self.may_fail_alone(call, turning);
        let is_of_data = self.takes_in_data(turning) || self.is_part_of_answer(items, LONGEST_CHAIN);
        Some(Signs { is_plain, is_of_data })
    }

    /// A range, a constant, or what is named like something that a program has few of.
    pub(super) fn goes_through_few(&self, items: &Expr) -> bool {
        let text = self.source(items).to_ascii_lowercase();
        let place = [".items()", ".keys()", ".values()"].iter().find_map(|view| text.strip_suffix(view));
        let last = place.unwrap_or(&text).trim_end_matches("()").rsplit('.').next().unwrap_or_default();
        self.is_constant_name(items)
            || self.is_written_out(items)
            || text.starts_with("range(")
            || text.starts_with("settings.")
            || FEW.iter().any(|word| last.contains(word))
    }

    /// Whether a loop waits on purpose, or each turn holds something alone: a lock, a limiter, a transaction of its own.
    pub(super) fn takes_turns(&self, turning: LoopId) -> bool {
        let extent = self.facts.loop_extent(turning);
        let holds = self.facts.nodes.within(extent).any(|(_, it)| match it.node {
            AnyNodeRef::StmtWith(it) => it.items.iter().any(|item| self.holds_back(&item.context_expr)),
            _ => false,
        });
        holds || self.sleeps_or_locks_within(extent)
    }

    /// Whether what a call is given may come from an earlier turn: a cursor, a token, a position.
    pub(super) fn needs_last_turn(&self, call: &ast::ExprCall, turning: LoopId) -> bool {
        let extent = self.facts.loop_extent(turning);
        self.facts.nodes.within(id_of(call)).any(|(at, it)| match it.node {
            AnyNodeRef::ExprName(name) if name.ctx.is_load() => self.sees_earlier_turn(at, name, extent),
            _ => false,
        })
    }

    /// Whether a turn may fail without the others: a `try` stands inside the loop.
    pub fn may_fail_alone(&self, call: &impl HasNodeIndex, turning: LoopId) -> bool {
        let extent = self.facts.loop_extent(turning);
        let mut around = self.ancestors(call).take_while(|(at, _)| *at != extent);
        around.any(|(_, it)| matches!(it, AnyNodeRef::StmtTry(_)))
    }

    /// `answer["Contents"]`, `answer.json()["items"]`: the list in an answer of another service.
    fn is_part_of_answer(&self, items: &Expr, left: usize) -> bool {
        if left == 0 {
            return false;
        }
        match items {
            Expr::Subscript(it) => it.slice.is_string_literal_expr() && self.is_part_of_answer(&it.value, left - 1),
            Expr::Await(it) => self.is_part_of_answer(&it.value, left - 1),
            Expr::Call(call) => {
                let is_asked = self.facts.known_callee(call).is_some_and(|it| it.effects.contains(&Effect::Http));
                let Expr::Attribute(method) = &*call.func else { return is_asked };
                let is_inside = matches!(method.attr.as_str(), "get" | "json" | "items" | "values");
                is_asked || is_inside && self.is_part_of_answer(&method.value, left - 1)
            }
            Expr::Name(name) => self.bindings(name).iter().any(|binding| {
                let source = self.facts.source_of(*binding);
                match source.origin {
                    Origin::Value(value) if source.steps.is_empty() => self.is_part_of_answer(value, left - 1),
                    Origin::Item { iterable, .. } if source.steps.is_empty() => {
                        self.is_part_of_answer(iterable, left - 1)
                    }
                    _ => false,
                }
            }),
            _ => false,
        }
    }
}

impl TripPerItem<'_> {
    /// A report on the call that makes the trip.
    pub fn report(&self, call: &ast::ExprCall, message: String, help: String, cx: &Cx) -> Report {
        Report {
            at: call.range(),
            label: "one round trip for one item".to_owned(),
            message,
            note: "n round trips where one does for many items: the waits add up".to_owned(),
            help,
            related: vec![(cx.header(self.turning), format!("runs once per {}", cx.turn_of(self.turning)))],
            impact: Impact::High,
            confidence: self.confidence,
        }
    }
}

/// What does many at once, in the words of the tables: a name is set in backquotes, advice is not.
pub fn quoted(advice: &str) -> String {
    if advice.contains(' ') { advice.to_owned() } else { format!("`{advice}`") }
}
