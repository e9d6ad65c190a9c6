//! A fault in the settings, at its place.

use crate::config::Problem;
use crate::report::human::{piece_of, renderer};
use crate::report::neutral::Neutral;

/// What is written of a fault in the settings.
pub fn problem(problem: &Problem, colour: bool, in_ci: bool) -> String {
    let neutral = Neutral { in_ci };
    let (path, message) = (neutral.line(&problem.path), neutral.line(&problem.message));
    match &problem.place {
        Some(label) => piece_of(path, label, neutral)(&renderer(colour), &message),
        None => format!("error: {path}: {message}"),
    }
}
