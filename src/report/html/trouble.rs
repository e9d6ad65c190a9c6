//! What could not be checked, above everything else.

use crate::diagnostic::Trouble;
use crate::report::{count, place};

use super::escape::{escaped, prose};

/// The section, or nothing where there is nothing to tell.
pub fn section(troubles: &[Trouble]) -> String {
    if troubles.is_empty() {
        return String::new();
    }
    let items: String = troubles.iter().map(item).collect();
    let heading = count(troubles.len(), "error", "errors");
    format!(
        "<section class=\"troubles\" aria-labelledby=\"troubles\">\n<h2 id=\"troubles\">{heading}: not everything \
         could be checked</h2>\n<ul>\n{items}</ul>\n</section>"
    )
}

fn item(trouble: &Trouble) -> String {
    let place = trouble.span.map_or_else(|| trouble.path.clone(), |span| place::start(&trouble.path, span));
    let (place, kind, message) = (escaped(&place), trouble.kind.name(), prose(&trouble.message));
    format!("<li><code class=\"path\">{place}</code> <strong>{kind}</strong> {message}</li>\n")
}
