//! The abstract state: for each local name, which of its bindings it may hold.

/// The name may be unbound.
pub const UNBOUND: u64 = 1 << 63;
/// While a loop is summarised: whatever the name held when the loop was entered.
pub const ENTRY: u64 = 1 << 62;
/// Names with more bindings than bits are not followed.
pub const MOST_BINDINGS: usize = 62;

/// One word per local name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State(pub Vec<u64>);

impl State {
    pub fn filled(slots: usize, with: u64) -> Self {
        Self(vec![with; slots])
    }

    pub fn join(&mut self, other: &State) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine |= theirs;
        }
    }

    /// What holds after a loop's back edge: what entered, and what a turn leaves behind.
    pub fn with_back_edge(mut self, turn: &State) -> Self {
        for (entered, left) in self.0.iter_mut().zip(&turn.0) {
            *entered |= left & !ENTRY;
        }
        self
    }
}

/// Joins a state, if there is one, into another, if there is one.
pub fn join_into(target: &mut Option<State>, source: Option<&State>) {
    match (target.as_mut(), source) {
        (Some(target), Some(source)) => target.join(source),
        (None, Some(source)) => *target = Some(source.clone()),
        (_, None) => {}
    }
}
