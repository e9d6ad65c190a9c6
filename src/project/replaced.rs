//! What a function does about relations of rows itself: it loads them for rows in hand, sets them, or writes them.

use rustc_hash::FxHashMap;

use crate::project::Project;
use crate::project::evaluate::{Evaluation, Frame};
use crate::project::symbols::ClassId;
use crate::project::value::{Supply, Value};
use crate::summary::{Demand, Flow, FlowId, Usage};

impl Project {
    /// What `prefetch_related_objects` loads in a function, by the model of the rows it is given.
    pub(super) fn preloaded(
        &self,
        evaluation: &mut Evaluation,
        frame: &mut Frame,
        preloads: &[Vec<FlowId>],
    ) -> FxHashMap<ClassId, Supply> {
        let mut found: FxHashMap<ClassId, Supply> = FxHashMap::default();
        for preload in preloads {
            let mut values = preload.iter().map(|flow| evaluation.flow(frame, *flow));
            let model = match values.next() {
                Some(Value::Query(query)) => query.model,
                Some(Value::Items(item)) => match *item {
                    Value::Instance(instance) => instance.model,
                    _ => continue,
                },
                _ => continue,
            };
            let values: Vec<Value> = values.collect();
            let supply = found.entry(model).or_default();
            for lookup in values {
                match lookup {
                    Value::Text(path) => supply.prefetch(&path),
                    _ => supply.any_to_many = true,
                }
            }
        }
        found
    }

    /// The row and path whose value the loop itself sets.
    pub(super) fn replaced(
        &self,
        evaluation: &mut Evaluation,
        frame: &mut Frame,
        demand: &Demand,
    ) -> Option<(u32, Vec<String>)> {
        let flows = &self.summaries[frame.function.module as usize].flows;
        let of = |flow: FlowId| match &flows[flow.0 as usize] {
            Flow::Attribute { of, name } => Some((*of, name)),
            _ => None,
        };
        let value = match &flows[demand.value.0 as usize] {
            Flow::Awaited(of) => &flows[of.0 as usize],
            value => value,
        };
        if let Flow::Call { callee, .. } = value {
            let (relation, method) = of(*callee)?;
            return self.written(evaluation, frame, relation, method);
        }
        let (of, name) = of(demand.value).filter(|_| demand.usage == Usage::Replaced)?;
        let Value::Instance(instance) = evaluation.flow(frame, of) else { return None };
        let path = instance.path.iter().cloned().chain([name.clone()]).collect();
        Some((instance.row.as_ref()?.row, path))
    }

    /// The row and path of a relation to many rows that the loop writes: what it held before is of no use.
    fn written(
        &self,
        evaluation: &mut Evaluation,
        frame: &mut Frame,
        relation: FlowId,
        method: &str,
    ) -> Option<(u32, Vec<String>)> {
        let is_write = matches!(method, "add" | "remove" | "set" | "clear" | "create" | "update" | "delete");
        let Value::Query(query) = Some(relation).filter(|_| is_write).map(|it| evaluation.flow(frame, it))? else {
            return None;
        };
        let (owner, name) = query.related.as_ref()?;
        let path = owner.path.iter().cloned().chain([name.clone()]).collect();
        Some((owner.row.as_ref()?.row, path))
    }
}
