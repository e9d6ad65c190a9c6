//! The summary of a template: what it does, and the places that a finding may point at.

use crate::excerpt::Lines;
use crate::summary::flow::{Place, PlaceId};
use crate::summary::{Function, Summary};
use crate::syntax::{TextRange, TextSize};
use crate::template::{self, Binding, Node, Operand, Root};

impl Summary {
    /// The summary of a template's text. `name` is what renderings call it by.
    pub fn of_template(path: &str, name: &str, text: &str) -> Self {
        let template = template::parse(text);
        let mut ranges = Vec::new();
        collect(&template.nodes, &mut ranges);
        ranges.sort_unstable();
        ranges.dedup();
        let lines = Lines::of(text);
        let places = ranges.into_iter().map(|(start, end)| {
            let span = lines.span(TextRange::new(TextSize::new(start), TextSize::new(end)));
            Place { span, line: lines.window(span) }
        });
        Self {
            path: path.to_owned(),
            // No import leads to a template.
            module: format!("template:{path}"),
            places: places.collect(),
            functions: vec![Function::default()],
            template: Some((name.to_owned(), template)),
            ..Self::default()
        }
    }

    /// The place of an operand that may lead somewhere.
    pub fn place_of(&self, operand: &Operand) -> Option<PlaceId> {
        let offsets = (operand.start, operand.end);
        let found = self.places.binary_search_by_key(&offsets, |place| place.span.offsets).ok()?;
        Some(PlaceId(u32::try_from(found).ok()?))
    }
}

fn collect(nodes: &[Node], ranges: &mut Vec<(u32, u32)>) {
    for node in nodes {
        match node {
            Node::Print(it) | Node::Read(it) => note(it, ranges),
            Node::For { items, body, .. } => {
                ranges.push((items.start, items.end));
                collect(body, ranges);
            }
            Node::Maybe(body) | Node::Block { body, .. } => collect(body, ranges),
            Node::With { bindings, body } => {
                bindings.iter().for_each(|it| note_value(it, ranges));
                collect(body, ranges);
            }
            Node::Set(binding) => note_value(binding, ranges),
            Node::Include { bindings, .. } => bindings.iter().for_each(|it| note_value(it, ranges)),
        }
    }
}

fn note_value(binding: &Binding, ranges: &mut Vec<(u32, u32)>) {
    binding.value.iter().for_each(|it| note(it, ranges));
}

fn note(operand: &Operand, ranges: &mut Vec<(u32, u32)>) {
    if matches!(operand.root, Root::Name(_)) {
        ranges.push((operand.start, operand.end));
    }
}
