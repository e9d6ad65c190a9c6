//! Query sets that are handed to functions of the project, which loop over them.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use crate::project::Project;
use crate::project::evaluate::{Evaluation, Frame};
use crate::project::relations::LazyRelation;
use crate::project::symbols::FunctionId;
use crate::project::value::{Query, Value};
use crate::summary::{Flow, FlowId, Function, PlaceId};

/// Steps from what a loop goes through to the parameter that it is made of.
const LONGEST_CHAIN: u32 = 8;

/// The functions that loop over what they are given, and their own names.
#[derive(Default)]
struct Takers<'p> {
    functions: FxHashSet<FunctionId>,
    names: FxHashSet<&'p str>,
}

/// A call that hands query sets to a function.
struct Hand {
    taker: FunctionId,
    arguments: Vec<Value>,
    caller: FunctionId,
    place: PlaceId,
}

impl Project {
    /// Adds what loops read of each row of query sets that calls hand to their functions, and that is not loaded.
    pub(super) fn add_lazy_of_handed(&self, found: &mut Vec<LazyRelation>) {
        let takers = self.takers();
        if takers.functions.is_empty() {
            return;
        }
        let known = found.len();
        for hand in self.hands(&takers) {
            let mut read = Vec::new();
            self.lazy_relations_in(hand.taker, hand.arguments, &mut read);
            for lazy in read {
                add(lazy, (hand.caller, hand.place), known, found);
            }
        }
        // In the order of files and of the text, whoever hands them over.
        found.sort_by_key(|lazy| lazy.function);
    }

    fn takers(&self) -> Takers<'_> {
        let mut takers = Takers::default();
        for (module, summary) in self.summaries.iter().enumerate() {
            for (index, function) in summary.functions.iter().enumerate() {
                let is_given = |flow| is_of_parameter(&summary.flows, flow, function, LONGEST_CHAIN);
                if !function.demands.is_empty() && function.rows.iter().any(|row| is_given(row.iterable)) {
                    takers.functions.insert(FunctionId { module: module as u32, index: index as u32 });
                    takers.names.insert(own_name(&function.name));
                }
            }
        }
        takers
    }

    /// The calls that hand query sets to functions that loop over them, one at a time: there are many.
    fn hands(&self, takers: &Takers) -> impl Iterator<Item = Hand> {
        self.summaries.iter().enumerate().flat_map(move |(module, summary)| {
            let may_take = |flow: &FlowId| match &summary.flows[flow.0 as usize] {
                Flow::Call { callee, .. } => takers.names.contains(name_called(&summary.flows, *callee)),
                _ => false,
            };
            summary.functions.iter().enumerate().flat_map(move |(index, function)| {
                let caller = FunctionId { module: module as u32, index: index as u32 };
                let hands = function.hands.iter().copied().filter(move |flow| may_take(flow));
                hands.filter_map(move |flow| self.hand(caller, flow, takers))
            })
        })
    }

    /// What a call hands to a function that loops over it; `None` where that is no query set.
    fn hand(&self, caller: FunctionId, call: FlowId, takers: &Takers) -> Option<Hand> {
        let flows = &self.summaries[caller.module as usize].flows;
        let Flow::Call { callee, arguments, keywords, place: Some(place) } = &flows[call.0 as usize] else {
            return None;
        };
        let mut frame = Frame::new(caller, self.arguments(caller));
        let mut evaluation = Evaluation::new(self);
        let (taker, is_bound) = match evaluation.flow(&mut frame, *callee) {
            Value::Function(taker) => (taker, false),
            Value::Bound(taker, _) => (taker, !evaluation.is_decorated(taker, "staticmethod")),
            _ => return None,
        };
        if !takers.functions.contains(&taker) || taker == caller {
            return None;
        }
        let parameters = &self.function(taker).parameters;
        let is_plain = |flow: &&FlowId| !matches!(flows[flow.0 as usize], Flow::Spread(_));
        let positional = arguments.iter().take_while(is_plain).enumerate();
        let positional = positional.map(|(at, flow)| (at + usize::from(is_bound), *flow));
        let by_name = keywords.iter().filter_map(|(name, flow)| {
            let at = parameters.iter().position(|parameter| parameter.name == *name)?;
            Some((at, *flow))
        });
        let mut given = self.arguments(taker);
        let mut hands_rows = false;
        for (at, flow) in positional.chain(by_name) {
            let Value::Query(query) = evaluation.flow(&mut frame, flow) else { continue };
            if is_loaded_by_caller(&query) && at < given.len() {
                given[at] = handed(&query);
                hands_rows = true;
            }
        }
        hands_rows.then_some(Hand { taker, arguments: given, caller, place: *place })
    }
}

/// Adds a finding, or one more call to a finding; what the loop reads whoever calls it is known already.
fn add(lazy: LazyRelation, call: (FunctionId, PlaceId), known: usize, found: &mut Vec<LazyRelation>) {
    let is_it = |it: &&mut LazyRelation| {
        it.function == lazy.function && it.access == lazy.access && it.path == lazy.path && it.model == lazy.model
    };
    match found.iter_mut().enumerate().find(|(_, it)| is_it(it)) {
        Some((at, it)) if at >= known => it.handed.push(call),
        Some(_) => {}
        None => found.push(LazyRelation { handed: vec![call], ..lazy }),
    }
}

/// Whether it was for the caller to say what a query set loads.
fn is_loaded_by_caller(query: &Query) -> bool {
    let is_of_row = query.related.as_ref().is_some_and(|(owner, _)| owner.row.is_some());
    query.gives_instances && !is_of_row && !query.trace.is_given && !query.trace.is_guessed
}

/// A query set as it comes to the function that a call hands it to.
fn handed(query: &Query) -> Value {
    let mut query = query.clone();
    query.trace.hops += 1;
    query.trace.is_handed = true;
    Value::Query(Rc::new(query))
}

/// Whether a flow is made of a parameter, other than the object of a method.
fn is_of_parameter(flows: &[Flow], flow: FlowId, function: &Function, left: u32) -> bool {
    let Some(left) = left.checked_sub(1) else { return false };
    let is_made_of = |flow: &FlowId| is_of_parameter(flows, *flow, function, left);
    match &flows[flow.0 as usize] {
        Flow::Parameter(position) => *position > 0 || function.class.is_none(),
        Flow::Attribute { of, .. } | Flow::Slice(of, _) | Flow::Awaited(of) => is_made_of(of),
        Flow::Call { callee, arguments, .. } => is_made_of(callee) || arguments.iter().any(is_made_of),
        Flow::Join(ways) => ways.iter().any(is_made_of),
        _ => false,
    }
}

/// The last name of what a call runs.
fn name_called(flows: &[Flow], callee: FlowId) -> &str {
    match &flows[callee.0 as usize] {
        Flow::Name(name) => own_name(name),
        Flow::Attribute { name, .. } => name,
        _ => "",
    }
}

fn own_name(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or_default()
}
