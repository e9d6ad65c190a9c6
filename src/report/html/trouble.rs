//! What could not be checked, above everything else.

use crate::diagnostic::Trouble;
use crate::report::count;

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
    let place = trouble.span.map(|span| format!(":{}:{}", span.start.line, span.start.column)).unwrap_or_default();
    let (path, kind, message) = (escaped(&trouble.path), trouble.kind.name(), prose(&trouble.message));
    format!("<li><code class=\"path\">{path}{place}</code> <strong>{kind}</strong> {message}</li>\n")
}
