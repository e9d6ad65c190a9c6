//! Alternatives, as Python's compiler leaves them.

use super::chars::Chars;
use super::{Node, Set, What};

/// With what all start with taken out, and one set where each is a set: those have fewer ways to try.
pub fn branch_of(mut branches: Vec<Node>) -> What {
    if branches.len() == 1 {
        return branches.swap_remove(0).what;
    }
    let mut common = Vec::new();
    while let Some(first) = shared_first(&branches) {
        branches.iter_mut().for_each(|branch| {
            branch.what = without_first(std::mem::replace(&mut branch.what, What::Sequence(Vec::new())))
        });
        common.push(first);
    }
    let sets: Option<Vec<Set>> = branches
        .iter()
        .map(|branch| match &branch.what {
            What::Set(set) if set.merges => Some(*set),
            _ => None,
        })
        .collect();
    let (start, end) = (branches.first().map_or(0, |it| it.start), branches.last().map_or(0, |it| it.end));
    let rest = match sets {
        Some(sets) => {
            let chars = sets.iter().fold(Chars::NONE, |all, set| all.or(set.chars));
            What::Set(Set { chars, merges: true, is_literal: false })
        }
        None => What::Branch(branches),
    };
    if common.is_empty() {
        return rest;
    }
    common.push(Node { what: rest, start, end });
    What::Sequence(common)
}

/// The part that all alternatives start with.
fn shared_first(branches: &[Node]) -> Option<Node> {
    let first = |branch: &Node| match &branch.what {
        What::Sequence(parts) => parts.first().cloned(),
        _ => Some(branch.clone()),
    };
    let shared = first(branches.first()?)?;
    let is_shared = branches.iter().all(|branch| first(branch).as_ref() == Some(&shared));
    // A group counts once, so alternatives that start with one are left as they are.
    (is_shared && !matches!(shared.what, What::Group { .. })).then_some(shared)
}

fn without_first(what: What) -> What {
    let What::Sequence(mut parts) = what else { return What::Sequence(Vec::new()) };
    parts.remove(0);
    match <[Node; 1]>::try_from(parts) {
        Ok([only]) => only.what,
        Err(parts) => What::Sequence(parts),
    }
}
