//! Paths as the consumers of reports want them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What may stand unescaped in the path of a URI (RFC 3986, 3.3), and the slash between its parts.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A path as a URI reference, relative where the path is.
pub fn uri(path: &str) -> String {
    let encoded = utf8_percent_encode(path, ESCAPED).to_string();
    if path.starts_with('/') { format!("file://{encoded}") } else { encoded }
}
