//! What a function's loops ask the database, per row.

use crate::project::Project;
use crate::project::evaluate::{Evaluation, Frame};
use crate::project::missing::Lack;
use crate::project::symbols::FunctionId;
use crate::project::value::Value;
use crate::summary::Demand;

/// How many queries each row costs, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    pub least: u32,
    /// Whether it is known that there are no more.
    pub is_exact: bool,
}

impl Project {
    /// What the loops of a function read of each row costs, if every relation to many rows leads to one.
    pub fn cost_per_row(&self, id: FunctionId) -> Cost {
        let mut evaluation = Evaluation::new(self);
        let mut frame = Frame::new(id, self.arguments(id));
        let function = self.function(id);
        let mut cost = Cost { least: 0, is_exact: !function.demands.is_empty() };
        let mut known = Vec::new();
        for demand in &function.demands {
            let is_exact = self.count_demand(&mut evaluation, &mut frame, demand);
            cost.is_exact &= is_exact;
            cost.least += evaluation.sent;
            for missing in evaluation.missing.drain(..) {
                if matches!(missing.lack, Lack::Answer(_) | Lack::Query) {
                    // Each of these is a query; those of functions are counted as they are sent.
                    cost.least += u32::from(missing.lack != Lack::Query);
                    continue;
                }
                let row = missing.instance.row.as_ref().map(|row| (row.function, row.row));
                let of = (row, missing.instance.path.clone(), missing.name);
                if !known.contains(&of) {
                    known.push(of);
                    cost.least += 1;
                }
            }
        }
        cost
    }

    /// Lets an evaluation note what one demand asks. Whether that is all it asks.
    fn count_demand(&self, evaluation: &mut Evaluation, frame: &mut Frame, demand: &Demand) -> bool {
        (evaluation.steps, evaluation.sent, evaluation.is_vague) = (0, 0, false);
        evaluation.missing.clear();
        let value = evaluation.flow(frame, demand.value);
        evaluation.note_usage(&value, demand.usage);
        let is_known = match value {
            // Whoever gets a query set may ask it for its rows.
            Value::Query(query) => demand.usage.asks_for_rows() || query.is_list || query.bound == Some(0),
            Value::Plain | Value::Instance(_) | Value::None => true,
            _ => false,
        };
        is_known && !evaluation.is_vague && !demand.is_conditional
    }
}
