//! Finds texts on which matching takes a time that grows exponentially with their length.
//!
//! Where a loop can go through the same text in two ways, every further copy of that text doubles the ways to go
//! through all of it, and a match that fails in the end has tried them all. Such a text is looked for in the steps of
//! the pattern, and then tried: only a pattern that was seen to explode is one.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::chars::Chars;
use super::machine::cost;
use super::program::{Loop, Program, Step, compile};
use super::{Node, What};

/// A text whose matching explodes: `prefix`, then `pump` again and again, then `suffix`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attack {
    pub prefix: String,
    pub pump: String,
    pub suffix: String,
    /// How long a text takes hundreds of thousands of steps.
    pub length: usize,
    /// The loop that goes through `pump` in several ways, in bytes of the pattern's text.
    pub start: usize,
    pub end: usize,
}

/// Pairs of steps looked at in one pattern.
const MOST_PAIRS: usize = 40_000;
/// Pumps tried in one pattern.
const MOST_TRIED: usize = 12;
/// A match that takes no more steps than this on so short a text does not explode.
const MOST_STEPS: usize = 200_000;
const MOST_TURNS: usize = 30;
/// So many lengths have to be seen for a growth to be one.
const FEWEST_TURNS: usize = 5;

/// A text on which a pattern explodes, matched from the start of the text, which a search does first as well.
pub fn attack(node: &Node, is_full: bool) -> Option<Attack> {
    if !has_loop_of_loops(node) {
        return None;
    }
    let program = compile(node, is_full)?;
    let steps = Steps::of(&program);
    let mut left = MOST_PAIRS;
    let mut tried: Vec<String> = Vec::new();
    for (from, _) in steps.consuming() {
        let Some(pump) = steps.pump(from, &mut left) else { continue };
        if tried.contains(&pump.text) {
            continue;
        }
        let Some(prefix) = steps.way_to(from) else { continue };
        let explosion = |suffix: String| Some((explodes(&program, &prefix, &pump.text, &suffix)?, suffix));
        if let Some((length, suffix)) = pump.suffixes().into_iter().find_map(explosion) {
            let holds = |it: &&Loop| pump.steps.iter().all(|at| (it.steps.0..it.steps.1).contains(at));
            let place = program.loops.iter().filter(|it| it.has_choice).find(holds)?;
            let (start, end) = (place.start, place.end);
            return Some(Attack { prefix, pump: pump.text, suffix, length, start, end });
        }
        tried.push(pump.text);
        if tried.len() == MOST_TRIED {
            break;
        }
    }
    None
}

/// Whether a loop without end repeats something that can itself match in several ways.
fn has_loop_of_loops(node: &Node) -> bool {
    let is_loop = matches!(&node.what, What::Repeat { inner, most: None, .. } if inner.has_choice());
    is_loop || node.parts().into_iter().any(has_loop_of_loops)
}

/// A text that leads from a step back to it in two ways.
struct Pump {
    text: String,
    /// The steps of both ways.
    steps: Vec<usize>,
    /// The characters that these accept.
    chars: Chars,
}

impl Pump {
    /// What may make a match fail behind the pump.
    fn suffixes(&self) -> Vec<String> {
        let other = self.chars.not();
        let visible = Chars::range('!', '~').and(other);
        let signs = Chars::WORD.not().and(visible);
        let mut suffixes: Vec<String> =
            [signs, visible, other].into_iter().filter_map(Chars::example).map(String::from).collect();
        suffixes.extend(["\n\n", "\0", ""].map(str::to_owned));
        suffixes.dedup();
        suffixes
    }
}

/// A program as a graph: which steps that take a character follow on which.
struct Steps<'p> {
    program: &'p Program,
    /// What follows on each step that takes a character, twice where there are two ways.
    next: FxHashMap<usize, Vec<usize>>,
    first: Vec<usize>,
}

/// Two ways at once, and whether they have parted.
type Pair = (usize, usize, bool);

impl<'p> Steps<'p> {
    fn of(program: &'p Program) -> Self {
        let mut next = FxHashMap::default();
        for (at, step) in program.steps.iter().enumerate() {
            if matches!(step, Step::Chars(_)) {
                next.insert(at, following(program, at + 1));
            }
        }
        Self { program, next, first: following(program, 0) }
    }

    fn consuming(&self) -> impl Iterator<Item = (usize, Chars)> {
        self.program.steps.iter().enumerate().filter_map(|(at, step)| match step {
            Step::Chars(chars) => Some((at, *chars)),
            _ => None,
        })
    }

    fn chars(&self, at: usize) -> Chars {
        if let Step::Chars(chars) = self.program.steps[at] { chars } else { Chars::NONE }
    }

    fn following(&self, at: usize) -> &[usize] {
        self.next.get(&at).map_or(&[], Vec::as_slice)
    }

    /// The shortest text that leads through a step for the first time.
    fn way_to(&self, goal: usize) -> Option<String> {
        let mut ways: FxHashMap<usize, String> = FxHashMap::default();
        let mut waiting: VecDeque<(usize, String)> = self.first.iter().map(|at| (*at, String::new())).collect();
        while let Some((at, before)) = waiting.pop_front() {
            if ways.contains_key(&at) {
                continue;
            }
            let Some(character) = self.chars(at).example() else { continue };
            let text = before + &character.to_string();
            if at == goal {
                return Some(text);
            }
            waiting.extend(self.following(at).iter().map(|next| (*next, text.clone())));
            ways.insert(at, text);
        }
        None
    }

    /// A text that leads from a step back to it in two ways, found by going both ways at once.
    fn pump(&self, from: usize, left: &mut usize) -> Option<Pump> {
        let start: Pair = (from, from, false);
        let goal: Pair = (from, from, true);
        let mut came_from: FxHashMap<Pair, (Pair, char)> = FxHashMap::default();
        let mut waiting = VecDeque::from([start]);
        while let Some(pair) = waiting.pop_front() {
            for next in self.pairs_behind(pair) {
                let Some(character) = self.chars(next.0).and(self.chars(next.1)).example() else { continue };
                if came_from.contains_key(&next) {
                    continue;
                }
                *left = left.checked_sub(1)?;
                came_from.insert(next, (pair, character));
                if next == goal {
                    return Some(self.pump_of(goal, start, &came_from));
                }
                waiting.push_back(next);
            }
        }
        None
    }

    fn pairs_behind(&self, (one, other, parted): Pair) -> Vec<Pair> {
        let (ones, others) = (self.following(one), self.following(other));
        let mut pairs = Vec::new();
        for (at, first) in ones.iter().enumerate() {
            for (number, second) in others.iter().enumerate() {
                // From the same step, the same step can be reached twice.
                let parts = one == other && at != number || first != second;
                pairs.push((*first, *second, parted || parts));
            }
        }
        pairs
    }

    fn pump_of(&self, goal: Pair, start: Pair, came_from: &FxHashMap<Pair, (Pair, char)>) -> Pump {
        let (mut text, mut steps, mut chars) = (Vec::new(), Vec::new(), Chars::NONE);
        let mut pair = goal;
        while let Some((before, character)) = came_from.get(&pair) {
            text.push(*character);
            steps.extend([pair.0, pair.1]);
            chars = chars.or(self.chars(pair.0)).or(self.chars(pair.1));
            pair = *before;
            if pair == start {
                break;
            }
        }
        Pump { text: text.into_iter().rev().collect(), steps, chars }
    }
}

/// The steps taking a character that can come next, each as often as there are ways to it, though twice at most.
fn following(program: &Program, from: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut visits = vec![0_u8; program.steps.len()];
    let mut waiting = vec![(from, 0_u128)];
    while let Some((at, saved)) = waiting.pop() {
        if visits[at] == 2 {
            continue;
        }
        visits[at] += 1;
        match program.steps[at] {
            Step::Chars(_) => found.push(at),
            Step::Split(first, second) => waiting.extend([(second, saved), (first, saved)]),
            Step::Jump(to) => waiting.push((to, saved)),
            Step::Save(slot) => waiting.push((at + 1, saved | bit(slot))),
            // A turn that began here has matched nothing yet.
            Step::Progress(slot) if saved & bit(slot) != 0 => {}
            Step::Progress(_) | Step::At(_) | Step::Back(_) => waiting.push((at + 1, saved)),
            Step::Look { next, .. } | Step::Atomic { next } => waiting.push((next, saved)),
            Step::IfGroup { otherwise, .. } => waiting.extend([(otherwise, saved), (at + 1, saved)]),
            Step::Accept => {}
        }
    }
    found
}

fn bit(slot: usize) -> u128 {
    u32::try_from(slot).ok().and_then(|slot| 1_u128.checked_shl(slot)).unwrap_or(0)
}

/// How long a text of pumps takes too many steps, if each further pump multiplies them.
fn explodes(program: &Program, prefix: &str, pump: &str, suffix: &str) -> Option<usize> {
    let mut costs: Vec<usize> = Vec::new();
    for turns in 1..=MOST_TURNS {
        let text = format!("{prefix}{}{suffix}", pump.repeat(turns));
        let Some(steps) = cost(program, text.as_bytes(), MOST_STEPS) else {
            let has_grown = costs.len() >= FEWEST_TURNS && multiplies(&costs[costs.len() - FEWEST_TURNS..]);
            return has_grown.then_some(text.len());
        };
        costs.push(steps);
        let is_slow = turns % 8 == 0 && !multiplies(&costs[costs.len() - 4..]);
        if is_slow {
            return None;
        }
    }
    None
}

fn multiplies(costs: &[usize]) -> bool {
    costs.windows(2).all(|pair| pair[1] * 5 >= pair[0] * 7)
}
