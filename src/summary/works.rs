//! The works of a module: the waits and calls of its functions, without those that certainly lead to no wait.

use rustc_hash::FxHashMap;

use super::callees::{Meaning, Target, function_of, own_object};
use super::expressions::Builder;
use super::scan::Scan;
use super::work::{Call, Callee, Use, Wait, Work};
use crate::facts::Facts;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::ScopeId;
use crate::knowledge::Callable;
use crate::model::{Effect, Kind};
use crate::summary::decorated;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

/// A function whose work is being put together; `None` is the module itself.
struct Draft<'a> {
    scope: Option<ScopeId>,
    waits: Vec<(&'a ast::ExprCall, &'a Callable)>,
    calls: Vec<(Target<'a>, NodeId)>,
}

type Drafts<'a> = Vec<Draft<'a>>;
type Numbers = FxHashMap<Option<ScopeId>, usize>;

impl<'a> Builder<'_, 'a> {
    /// Notes the works of the module's functions. `classes` numbers the summary's classes by their definitions.
    pub fn works(&mut self, classes: &FxHashMap<NodeId, u32>) {
        let scan = Scan::of(self.facts);
        for (name, class) in scan.instances(self.facts) {
            let class = match class {
                Meaning::Class(class) => format!("{}.{}", self.summary.module, self.dotted(class)),
                Meaning::Foreign(class) => class,
                Meaning::Function(_) => continue,
            };
            self.summary.instances.push((name.to_owned(), class));
        }
        for function in &scan.decorators {
            if let Some(calls_through) = decorated::calls_through(*function, self.facts) {
                let name = self.dotted(*function);
                self.summary.decorators.push((name, calls_through));
            }
        }
        let mut kept = kept(drafts(&scan, self.facts), self.facts);
        if add_property_reads(&mut kept, &scan, self.facts) {
            kept = self::kept(kept, self.facts);
        }
        let numbers: FxHashMap<ScopeId, u32> =
            kept.iter().enumerate().filter_map(|(at, it)| Some((it.scope?, at as u32))).collect();
        for draft in kept {
            let work = self.work(draft, &numbers, classes);
            self.summary.works.push(work);
        }
    }

    fn work(&mut self, draft: Draft<'a>, numbers: &FxHashMap<ScopeId, u32>, classes: &FxHashMap<NodeId, u32>) -> Work {
        let facts = self.facts;
        let class_of = |scope: ScopeId| classes.get(&facts.scopes.get(scope).node).copied();
        let mut work = draft.scope.map_or_else(Work::default, |scope| decorated::work_of(scope, facts));
        work.function = draft.scope.map_or_else(String::new, |scope| self.dotted(scope));
        work.class = draft.scope.and_then(|scope| facts.class_of_method(scope)).and_then(class_of);
        work.is_cached |= draft.scope.is_some_and(|it| facts.keeps_what_it_makes(facts.scopes.get(it).node));
        for (call, known) in draft.waits {
            let place = self.place(call.range());
            work.waits.extend(wait(call, known, facts).map(|wait| Wait { place, ..wait }));
        }
        for (target, at) in draft.calls {
            let node = facts.nodes.get(at).node;
            let callee = match target {
                Target::Function(scope) => numbers.get(&scope).map(|number| Callee::Own(*number)),
                Target::Class(class) => class_of(class).map(Callee::Class),
                Target::Foreign(name) => facts.known(&name).is_none().then_some(Callee::Name(name)),
                Target::Method(class, name) => class_of(class).map(|class| Callee::Method(class, name.to_owned())),
                Target::Super(class, name) => class_of(class).map(|class| Callee::Super(class, name.to_owned())),
                Target::Typed(class, name) => Some(Callee::Typed(class, name.to_owned())),
            };
            let Some(callee) = callee else { continue };
            let is_rare = match node {
                AnyNodeRef::ExprCall(call) => facts.is_seldom_reached(call) || facts.is_synchronous_branch(call),
                AnyNodeRef::ExprAttribute(it) => facts.is_seldom_reached(it) || facts.is_synchronous_branch(it),
                _ => false,
            };
            let place = self.place(node.range());
            work.calls.push(Call { callee, place, usage: usage(at, facts), is_rare });
        }
        work
    }
}

/// The waits of all functions, and the calls that may lead to further ones.
fn drafts<'a>(scan: &Scan<'a>, facts: &Facts<'a>) -> Drafts<'a> {
    let mut drafts: Drafts<'a> = Vec::new();
    let mut numbers = Numbers::default();
    let mut draft_of = |scope: Option<ScopeId>, drafts: &mut Drafts<'a>| {
        *numbers.entry(scope).or_insert_with(|| {
            drafts.push(Draft { scope, waits: Vec::new(), calls: Vec::new() });
            drafts.len() - 1
        })
    };
    for (id, call) in &scan.calls {
        let Some(scope) = function_of(*id, facts) else { continue };
        if facts.may_wait_as_known(call)
            && let Some(known) = facts.known_callee(call)
        {
            if known.wait().is_some() {
                let at = draft_of(scope, &mut drafts);
                drafts[at].waits.push((call, known));
            }
        } else if let Some(target) = scan.target(call, facts) {
            let at = draft_of(scope, &mut drafts);
            drafts[at].calls.push((target, *id));
        }
    }
    drafts
}

/// Adds the reads, on objects of their class, of properties that lead to a wait. Whether there are any.
fn add_property_reads<'a>(drafts: &mut Drafts<'a>, scan: &Scan<'a>, facts: &Facts<'a>) -> bool {
    let functions = drafts.iter().filter_map(|draft| facts.function_definition(draft.scope?));
    let names: Vec<&str> = functions.map(|it| it.name.as_str()).filter(|name| scan.properties.contains(name)).collect();
    if names.is_empty() {
        return false;
    }
    let mut adds = false;
    for (index, node) in facts.nodes.all().iter().enumerate() {
        let AnyNodeRef::ExprAttribute(it) = node.node else { continue };
        let id = NodeId(index as u32);
        if names.contains(&it.attr.as_str())
            && it.ctx.is_load()
            && let Some(class) = class_of(&it.value, facts)
            && let Some(scope) = function_of(id, facts)
        {
            let call = (Target::Method(class, it.attr.as_str()), id);
            adds = true;
            match drafts.iter_mut().find(|draft| draft.scope == scope) {
                Some(draft) => draft.calls.push(call),
                None => drafts.push(Draft { scope, waits: Vec::new(), calls: vec![call] }),
            }
        }
    }
    adds
}

/// The class of this module that an object is of.
fn class_of<'a>(object: &'a Expr, facts: &Facts<'a>) -> Option<ScopeId> {
    let own = object.as_name_expr().and_then(|name| own_object(name, facts));
    own.or_else(|| facts.class_of_instance(object))
}

/// The drafts with a wait, or with a call that may lead to one, without their other calls.
fn kept<'a>(mut drafts: Drafts<'a>, facts: &Facts<'a>) -> Drafts<'a> {
    let numbers: Numbers = drafts.iter().enumerate().map(|(at, draft)| (draft.scope, at)).collect();
    let ends: Vec<Vec<End>> =
        drafts.iter().map(|it| it.calls.iter().map(|(target, _)| end(target, &numbers, facts)).collect()).collect();
    let mut is_kept: Vec<bool> = drafts.iter().map(|draft| !draft.waits.is_empty()).collect();
    let leads_on = |end: &End, is_kept: &[bool]| match end {
        End::Open => true,
        End::Own(at) => is_kept[*at],
        End::Dead => false,
    };
    let mut changes = true;
    while changes {
        changes = false;
        for at in 0..drafts.len() {
            if !is_kept[at] && ends[at].iter().any(|end| leads_on(end, &is_kept)) {
                (is_kept[at], changes) = (true, true);
            }
        }
    }
    for (draft, ends) in drafts.iter_mut().zip(&ends) {
        let mut ends = ends.iter();
        draft.calls.retain(|_| ends.next().is_some_and(|end| leads_on(end, &is_kept)));
    }
    let mut is_kept = is_kept.into_iter();
    drafts.retain(|_| is_kept.next() == Some(true));
    drafts
}

/// Where a call leads, as far as this module knows.
enum End {
    /// To nothing that waits.
    Dead,
    /// To the function of a draft.
    Own(usize),
    /// To another module, perhaps.
    Open,
}

fn end(target: &Target, numbers: &Numbers, facts: &Facts) -> End {
    let own = |scope: ScopeId| numbers.get(&Some(scope)).map_or(End::Dead, |at| End::Own(*at));
    let method = |class: ScopeId, name: &str| match facts.scopes.bindings_of(class, name).last() {
        Some(binding) => facts.scopes.opened_by(facts.scopes.binding(*binding).node).map_or(End::Dead, own),
        None if has_bases(class, facts) => End::Open,
        None => End::Dead,
    };
    match target {
        Target::Function(scope) => own(*scope),
        Target::Class(class) => match method(*class, "__init__") {
            End::Dead => method(*class, "__enter__"),
            end => end,
        },
        Target::Method(class, name) => method(*class, name),
        Target::Super(class, _) if !has_bases(*class, facts) => End::Dead,
        Target::Foreign(_) | Target::Super(..) | Target::Typed(..) => End::Open,
    }
}

fn has_bases(class: ScopeId, facts: &Facts) -> bool {
    facts.class_definition(class).is_some_and(|it| !it.bases().is_empty())
}

/// What makes the body of the callee run.
fn usage(at: NodeId, facts: &Facts) -> Use {
    /// Builtins that go through what they are given.
    const CONSUMERS: [&str; 10] = ["list", "tuple", "set", "dict", "sorted", "sum", "next", "any", "all", "max"];
    let AnyNodeRef::ExprCall(_) = facts.nodes.get(at).node else { return Use::Read };
    let parent = facts.nodes.get(at).parent;
    match facts.nodes.get(parent).node {
        AnyNodeRef::ExprAwait(_) => Use::Awaited,
        AnyNodeRef::WithItem(_) => Use::Entered,
        AnyNodeRef::StmtFor(it) if id_of(&*it.iter) == at => Use::Iterated,
        AnyNodeRef::Comprehension(it) if id_of(&it.iter) == at => Use::Iterated,
        AnyNodeRef::ExprYieldFrom(_) => Use::Iterated,
        AnyNodeRef::Arguments(_) => match facts.nodes.get(facts.nodes.get(parent).parent).node {
            AnyNodeRef::ExprCall(call) if CONSUMERS.iter().any(|it| facts.is_builtin(&call.func, it)) => Use::Iterated,
            _ => Use::Called,
        },
        _ => Use::Called,
    }
}

/// What a call waits for; nothing where that is the rest of an answer which an earlier call has waited for.
fn wait<'a>(call: &'a ast::ExprCall, known: &Callable, facts: &Facts<'a>) -> Option<Wait> {
    /// Longer callees are chains of calls.
    const LONGEST: usize = 60;
    /// Seconds; a shorter sleep only makes a thread step back.
    const NOTICEABLE: f64 = 0.01;
    let effect = known.wait()?;
    let seconds = (effect == Effect::Sleep).then(|| literal(call)).flatten();
    if seconds == Some(0.0) || is_on_answer(call, facts) {
        return None;
    }
    let written = &facts.text[call.func.range()];
    let is_short = written.len() <= LONGEST && !written.contains('\n');
    let last = written.rsplit('.').next().unwrap_or(written);
    Some(Wait {
        effect,
        callee: if is_short { written } else { last }.to_owned(),
        name: facts.callee_name(call).unwrap_or_default(),
        place: super::PlaceId(0),
        is_async: known.is_async || known.is_awaitable,
        is_local: effect == Effect::Query && is_of_embedded_database(call, facts),
        is_rare: facts.is_seldom_reached(call)
            || seconds.is_some_and(|it| it < NOTICEABLE)
            || effect == Effect::Sleep && facts.is_for_another_try(call),
    })
}

/// The number that a call is given alone.
fn literal(call: &ast::ExprCall) -> Option<f64> {
    let [Expr::NumberLiteral(it)] = &*call.arguments.args else { return None };
    match &it.value {
        ast::Number::Int(int) => int.as_u8().map(f64::from),
        ast::Number::Float(float) => Some(*float),
        ast::Number::Complex { .. } => None,
    }
}

fn is_on_answer<'a>(call: &'a ast::ExprCall, facts: &Facts<'a>) -> bool {
    let Expr::Attribute(method) = &*call.func else { return false };
    facts.kind(&method.value).kind.all(|kind| matches!(kind, Kind::Instance(class) if class.ends_with("Response")))
}

/// Databases in a file of the same machine.
fn is_of_embedded_database(call: &ast::ExprCall, facts: &Facts) -> bool {
    let is_embedded = |name: &str| ["sqlite3.", "duckdb.", "shelve.", "dbm."].iter().any(|it| name.starts_with(it));
    match &*call.func {
        Expr::Attribute(it) => {
            let is_named = facts.qualified(&call.func).is_some_and(|name| is_embedded(&name));
            is_named
                || facts.kind(&it.value).kind.all(|kind| matches!(kind, Kind::Instance(class) if is_embedded(class)))
        }
        _ => facts.qualified(&call.func).is_some_and(|name| is_embedded(&name)),
    }
}
