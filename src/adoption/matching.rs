//! Which of the findings that are known a finding is: by what is alike, the surest likeness first, each only once.

use std::collections::VecDeque;
use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::adoption::traits::Traits;

/// A finding and the line it stands on; for an old one the line of the new text, if that still has it.
#[derive(Clone, Debug)]
pub struct Placed {
    pub traits: Traits,
    pub line: Option<u32>,
}

/// Where the file of a known finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    Checked,
    /// There is no such file any more.
    Gone,
    /// It is there, but this run has not checked it.
    Elsewhere,
}

/// For each new finding the one it was in an earlier run; the paths of the old ones are those that their files have
/// now. A finding is an old one if it has its fingerprint (path, rule, function, code), or stands on its line.
pub fn before_now(old: &[Placed], new: &[Placed]) -> Vec<Option<usize>> {
    let mut pairs = Pairs::new(old.len(), new.len());
    let place = |it: &Placed| it.line.map(|line| (it.traits.path.clone(), it.traits.rule.clone(), line));
    let code_in_place = |it: &Placed| place(it).map(|place| (place, it.traits.code));
    pairs.take(|at| code_in_place(&old[at]), |at| code_in_place(&new[at]));
    by_fingerprint(&mut pairs, |at| &old[at].traits, |at| &new[at].traits);
    pairs.take(|at| place(&old[at]), |at| place(&new[at]));
    pairs.old_of
}

/// For each finding its entry in a baseline, which has no lines. What has all in common but its function was renamed or
/// moved within its file, or the file itself was; what says the same in the same function was edited.
pub fn in_baseline(
    entries: &[Traits],
    found: &[Traits],
    whereabouts: impl Fn(&Traits) -> Whereabouts,
) -> Vec<Option<usize>> {
    let mut pairs = Pairs::new(entries.len(), found.len());
    by_fingerprint(&mut pairs, |at| &entries[at], |at| &found[at]);
    let in_file = |it: &Traits| (it.path.clone(), it.rule.clone(), it.code);
    let with_surroundings = |it: &Traits| (in_file(it), it.before, it.after);
    pairs.take(|at| Some(with_surroundings(&entries[at])), |at| Some(with_surroundings(&found[at])));
    pairs.take(|at| Some(in_file(&entries[at])), |at| Some(in_file(&found[at])));
    let says = |it: &Traits| (it.path.clone(), it.rule.clone(), it.function.clone(), it.message.clone());
    pairs.take_all(entries, found, says, |_| true);
    let known = |it: &Traits| (it.rule.clone(), it.function.clone(), it.code);
    let has_moved = |at: usize| whereabouts(&entries[at]) != Whereabouts::Elsewhere;
    // What stood first or last in what was moved has another neighbour on one side.
    let surroundings: [Surroundings; 3] = [|it| (it.before, it.after), |it| (it.before, 0), |it| (0, it.after)];
    for around in surroundings {
        pairs.take_all(entries, found, |it| (known(it), around(it)), has_moved);
    }
    let is_gone = |at: usize| whereabouts(&entries[at]) == Whereabouts::Gone;
    pairs.take_all(entries, found, known, is_gone);
    pairs.old_of
}

/// What of the code around a finding is compared.
type Surroundings = fn(&Traits) -> (u32, u32);

/// Pairs by path, rule, function and code; of several equal ones those first whose surroundings are the same.
fn by_fingerprint<'t>(pairs: &mut Pairs, old: impl Fn(usize) -> &'t Traits, new: impl Fn(usize) -> &'t Traits) {
    let own = |it: &Traits| (it.path.clone(), it.rule.clone(), it.function.clone(), it.code);
    let surroundings: [Surroundings; 4] =
        [|it| (it.before, it.after), |it| (it.before, 0), |it| (0, it.after), |_| (0, 0)];
    for around in surroundings {
        pairs.take(|at| Some((own(old(at)), around(old(at)))), |at| Some((own(new(at)), around(new(at)))));
    }
}

/// What was paired so far.
struct Pairs {
    old_of: Vec<Option<usize>>,
    is_taken: Vec<bool>,
}

impl Pairs {
    fn new(old: usize, new: usize) -> Self {
        Self { old_of: vec![None; new], is_taken: vec![false; old] }
    }

    fn left_old(&self) -> impl Iterator<Item = usize> {
        (0..self.is_taken.len()).filter(|at| !self.is_taken[*at])
    }

    fn left_new(&self) -> impl Iterator<Item = usize> {
        (0..self.old_of.len()).filter(|at| self.old_of[*at].is_none())
    }

    /// Pairs what is left and has a key in common, in order.
    fn take<K: Eq + Hash>(&mut self, old: impl Fn(usize) -> Option<K>, new: impl Fn(usize) -> Option<K>) {
        let mut waiting: FxHashMap<K, VecDeque<usize>> = FxHashMap::default();
        for (at, key) in self.left_old().filter_map(|at| Some((at, old(at)?))) {
            waiting.entry(key).or_default().push_back(at);
        }
        let news: Vec<(usize, K)> = self.left_new().filter_map(|at| Some((at, new(at)?))).collect();
        for (at, key) in news {
            if let Some(old) = waiting.get_mut(&key).and_then(VecDeque::pop_front) {
                self.pair(old, at);
            }
        }
    }

    /// Pairs what is left and has a key in common where that is not ambiguous: of as many on both sides, none is left
    /// over.
    fn take_all<K: Eq + Hash>(
        &mut self,
        old: &[Traits],
        new: &[Traits],
        key: impl Fn(&Traits) -> K,
        may_be: impl Fn(usize) -> bool,
    ) {
        let mut sides: FxHashMap<K, (Vec<usize>, Vec<usize>)> = FxHashMap::default();
        for at in self.left_old().filter(|at| may_be(*at)) {
            sides.entry(key(&old[at])).or_default().0.push(at);
        }
        for at in self.left_new() {
            sides.entry(key(&new[at])).or_default().1.push(at);
        }
        for (olds, news) in sides.into_values() {
            if olds.len() == news.len() {
                olds.into_iter().zip(news).for_each(|(old, new)| self.pair(old, new));
            }
        }
    }

    fn pair(&mut self, old: usize, new: usize) {
        self.old_of[new] = Some(old);
        self.is_taken[old] = true;
    }
}
