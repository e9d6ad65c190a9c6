//! Runs a program on a text and counts its steps.

use super::Place;
use super::program::{Program, Step};

/// How many steps it takes to find a match at the start of a text, or to be sure that there is none; `None` if more than
/// `most`.
pub fn cost(program: &Program, text: &[u8], most: usize) -> Option<usize> {
    let mut machine = Machine { program, text, left: most };
    machine.run(0, 0, &mut vec![None; program.slots])?;
    Some(most - machine.left)
}

struct Machine<'p> {
    program: &'p Program,
    text: &'p [u8],
    left: usize,
}

/// What to go back to.
enum Undo {
    Try { step: usize, at: usize },
    Restore { slot: usize, place: Option<usize> },
}

/// Where a match ends, if there is one. `None` around it: no step is left.
type Ended = Option<Option<usize>>;

impl Machine<'_> {
    /// Follows the program from a step on, up to `Accept`.
    fn run(&mut self, mut step: usize, mut at: usize, places: &mut Vec<Option<usize>>) -> Ended {
        let mut undo = Vec::new();
        loop {
            self.left = self.left.checked_sub(1)?;
            let gone_on = match self.program.steps[step] {
                Step::Accept => return Some(Some(at)),
                Step::Split(first, second) => {
                    undo.push(Undo::Try { step: second, at });
                    Some((first, at))
                }
                Step::Save(slot) => {
                    undo.push(Undo::Restore { slot, place: places[slot] });
                    places[slot] = Some(at);
                    Some((step + 1, at))
                }
                Step::Look { negative, back, next } => {
                    let found = match at.checked_sub(back) {
                        Some(start) => self.inside(step + 1, start, places, &mut undo)?.is_some(),
                        None => false,
                    };
                    (found != negative).then_some((next, at))
                }
                Step::Atomic { next } => self.inside(step + 1, at, places, &mut undo)?.map(|end| (next, end)),
                simple => self.simple(simple, step, at, places),
            };
            (step, at) = match gone_on {
                Some(next) => next,
                None => match back(&mut undo, places) {
                    Some(next) => next,
                    None => return Some(None),
                },
            };
        }
    }

    /// A part that is matched by itself. What its groups have matched stays, until a choice before it is taken back.
    fn inside(&mut self, step: usize, at: usize, places: &mut Vec<Option<usize>>, undo: &mut Vec<Undo>) -> Ended {
        let before = places.clone();
        let ended = self.run(step, at, places)?;
        let changed = before.into_iter().enumerate().filter(|(slot, place)| places[*slot] != *place);
        undo.extend(changed.map(|(slot, place)| Undo::Restore { slot, place }));
        Some(ended)
    }

    /// A step that leads to one other, or nowhere.
    fn simple(&self, simple: Step, step: usize, at: usize, places: &[Option<usize>]) -> Option<(usize, usize)> {
        match simple {
            Step::Chars(chars) => self.text.get(at).is_some_and(|it| chars.has(*it)).then_some((step + 1, at + 1)),
            Step::Jump(to) => Some((to, at)),
            Step::At(place) => self.is_at(place, at).then_some((step + 1, at)),
            Step::Progress(slot) => (places[slot] != Some(at)).then_some((step + 1, at)),
            Step::Back(group) => {
                let matched = self.text.get(places[group * 2]?..places[group * 2 + 1]?)?;
                self.text[at..].starts_with(matched).then_some((step + 1, at + matched.len()))
            }
            Step::IfGroup { group, otherwise } => {
                Some((if places[group * 2 + 1].is_some() { step + 1 } else { otherwise }, at))
            }
            Step::Accept | Step::Split(..) | Step::Save(_) | Step::Look { .. } | Step::Atomic { .. } => None,
        }
    }

    fn is_at(&self, place: Place, at: usize) -> bool {
        let rest = &self.text[at..];
        match place {
            Place::Start => at == 0,
            Place::LineStart => at == 0 || self.text[at - 1] == b'\n',
            Place::End => rest.is_empty() || rest == b"\n",
            Place::LineEnd => rest.is_empty() || rest[0] == b'\n',
            Place::TextEnd => rest.is_empty(),
            Place::Boundary => self.is_boundary(at),
            Place::NoBoundary => !self.is_boundary(at),
        }
    }

    fn is_boundary(&self, at: usize) -> bool {
        let is_word = |it: &u8| it.is_ascii_alphanumeric() || *it == b'_';
        let before = at.checked_sub(1).and_then(|it| self.text.get(it)).is_some_and(is_word);
        before != self.text.get(at).is_some_and(is_word)
    }
}

/// Takes back what was done since the last choice, and gives the other way.
fn back(undo: &mut Vec<Undo>, places: &mut [Option<usize>]) -> Option<(usize, usize)> {
    loop {
        match undo.pop()? {
            Undo::Try { step, at } => return Some((step, at)),
            Undo::Restore { slot, place } => places[slot] = place,
        }
    }
}
