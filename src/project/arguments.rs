//! What the parameters of a function hold, as far as it says so itself.

use crate::project::Project;
use crate::project::evaluate::Evaluation;
use crate::project::symbols::{ClassId, FunctionId, Symbol};
use crate::project::value::{Supply, Value};
use crate::summary::{Flow, FlowId, Parameter};

impl Project {
    /// What is known of a function's parameters without its callers.
    pub(super) fn arguments(&self, id: FunctionId) -> Vec<Value> {
        let function = self.function(id);
        let evaluation = Evaluation::new(self);
        let is_static = evaluation.is_decorated(id, "staticmethod");
        let class = function.class.filter(|_| !is_static).map(|index| ClassId { module: id.module, index });
        let parameters = function.parameters.iter().enumerate();
        let argument = |(position, parameter): (usize, &Parameter)| match class {
            Some(class) if position == 0 && evaluation.is_decorated(id, "classmethod") => Value::Class(class),
            Some(class) if position == 0 && self.has_rows(class) => self.single_row(class, Supply::default(), true),
            Some(class) if position == 0 && !self.is_manager(class) => Value::Object(class),
            _ => parameter.annotation.map_or(Value::Unknown, |annotation| self.annotated(id.module, annotation)),
        };
        parameters.map(argument).collect()
    }

    /// A row of the model that an annotation names, or an object of the class that nothing inherits from.
    fn annotated(&self, module: u32, annotation: FlowId) -> Value {
        let model = match &self.summaries[module as usize].flows[annotation.0 as usize] {
            Flow::Name(_) => self.symbol(module, annotation),
            Flow::Text(name) => {
                let name = format!("{}.{name}", self.summaries[module as usize].module);
                Some(self.modules.resolve_from(&self.summaries, Some(module), &name))
            }
            _ => None,
        };
        match model {
            Some((Symbol::Class(class), rest)) if rest.is_empty() && self.has_rows(class) => {
                self.single_row(class, Supply::default(), true)
            }
            Some((Symbol::Class(class), rest)) if rest.is_empty() && self.is_only_itself(class) => Value::Object(class),
            _ => Value::Unknown,
        }
    }

    fn is_only_itself(&self, class: ClassId) -> bool {
        !self.is_manager(class) && self.below(class).is_empty()
    }
}
