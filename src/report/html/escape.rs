//! Text that stands in HTML and does nothing else there, nor on a terminal or in the log of a runner.

use crate::report::neutral::Neutral;

/// Messages quote names from the source, which may be of any length.
const LONGEST: usize = 1_000;

/// Text between tags and within quoted attributes.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    push_escaped(&mut safe, text);
    safe
}

/// Adds escaped text.
pub fn push_escaped(to: &mut String, text: &str) {
    let mut previous = '\0';
    // A break for runners would be there or not depending on where the report is made; the entity below always is.
    for it in (Neutral { in_ci: false }).line(text).chars() {
        match it {
            '&' => to.push_str("&amp;"),
            '<' => to.push_str("&lt;"),
            '>' => to.push_str("&gt;"),
            '"' => to.push_str("&quot;"),
            '\'' => to.push_str("&#39;"),
            '#' if previous == '#' => to.push_str("&#35;"),
            it => to.push(it),
        }
        previous = it;
    }
}

/// A sentence in which backticks enclose code.
pub fn prose(text: &str) -> String {
    let text: String = text.chars().take(LONGEST).collect();
    let pieces: Vec<&str> = text.split('`').collect();
    let mut safe = String::with_capacity(text.len() + 32);
    for (number, piece) in pieces.iter().enumerate() {
        let is_code = number % 2 == 1;
        if is_code && number + 1 < pieces.len() {
            safe += "<code>";
            push_escaped(&mut safe, piece);
            safe += "</code>";
        } else {
            safe += if is_code { "`" } else { "" };
            push_escaped(&mut safe, piece);
        }
    }
    safe
}
