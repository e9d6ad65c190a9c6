//! What is wrong with settings: where, and what may have been meant.

use std::path::Path;

use crate::diagnostic::Label;
use crate::excerpt::Lines;
use crate::spelling::did_you_mean;
use crate::syntax::{TextRange, TextSize};

/// A fault in the settings. The run does not start.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The file at fault, or the option.
    pub path: String,
    pub message: String,
    /// Where in the file, with the line itself only if it may be shown.
    pub place: Option<Box<Label>>,
}

/// Longer messages quote the user's text at length.
const LONGEST_MESSAGE: usize = 300;

impl Problem {
    pub fn new(path: &Path, message: impl Into<String>) -> Self {
        Self::of(path.display().to_string(), message)
    }

    pub fn of(path: String, message: impl Into<String>) -> Self {
        let message: String = message.into();
        Self { path, message: message.chars().take(LONGEST_MESSAGE).collect(), place: None }
    }

    /// A fault that TOML's reader found. A text `outside` the project is not quoted: whoever wrote the settings need
    /// not be allowed to read it.
    pub fn in_toml(path: String, text: &str, error: &toml::de::Error, outside: bool) -> Self {
        if outside {
            return Self::of(path, "this file outside the project is not a valid settings file");
        }
        let message = readable(error.message());
        let Some(range) = error.span() else { return Self::of(path, message) };
        let lines = Lines::of(text);
        let end = text.floor_char_boundary(range.end.min(text.len()));
        let start = text.floor_char_boundary(range.start.min(end));
        let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) else { return Self::of(path, message) };
        let span = lines.span(TextRange::new(TextSize::new(start), TextSize::new(end)));
        let place = Label { path: None, span, message: String::new(), line: lines.window(span) };
        Self { place: Some(Box::new(place)), ..Self::of(path, message) }
    }
}

/// The reader's message, with the one name that was probably meant instead of all that exist.
fn readable(message: &str) -> String {
    let message = message.lines().collect::<Vec<_>>().join(" ");
    let Some((unknown, expected)) = message.split_once(", expected ") else { return message };
    let Some(name) = unknown.strip_prefix("unknown field `").and_then(|rest| rest.strip_suffix('`')) else {
        return message;
    };
    let known = expected.split('`').skip(1).step_by(2);
    format!("unknown key `{name}`{}", did_you_mean(name, known))
}
