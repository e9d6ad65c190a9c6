//! Templates: text with `{{name}}` where something else is to stand.

/// Puts a text in place of each name. What is put in is not looked at again.
pub fn fill(template: &str, text_of: impl Fn(&str) -> String) -> String {
    let mut pieces = template.split("{{");
    let mut text = pieces.next().unwrap_or("").to_owned();
    for piece in pieces {
        let (name, after) = piece.split_once("}}").unwrap_or((piece, ""));
        text += &text_of(name);
        text += after;
    }
    text
}
