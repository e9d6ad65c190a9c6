//! What stays of a piece of code when a formatter has been over it: the text by which it is known again.

/// A text without what a formatter may change: blanks, comments, parentheses, trailing commas, kinds of quotes. Two
/// pieces of code that differ in nothing else come out alike; that some others do too harms nobody.
pub fn normalised(text: &str) -> String {
    let mut writer = Writer { text: String::with_capacity(text.len()), ..Writer::default() };
    let mut at = 0;
    while let Some(it) = text[at..].chars().next() {
        at += match (it, prefix(text, at)) {
            ('#', _) => comment(&text[at..]),
            (_, Some(prefix)) => prefix.len() + string(&text[at + prefix.len()..], prefix, &mut writer),
            _ => {
                writer.code(it);
                it.len_utf8()
            }
        };
    }
    writer.text
}

/// FNV-1a, 64 bits, over parts: stable across versions and platforms, as fingerprints that are kept must be.
pub fn hash<'p>(parts: impl IntoIterator<Item = &'p str>) -> u64 {
    let bytes = parts.into_iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The length of a comment.
fn comment(rest: &str) -> usize {
    rest.find(['\n', '\r']).unwrap_or(rest.len())
}

/// Takes in a string from its quote on; the answer is its length. What stands in it counts, its quotes do not.
fn string(rest: &str, prefix: &str, writer: &mut Writer) -> usize {
    let one = &rest[..1];
    let quotes = if rest[1..].starts_with(one) && rest[2..].starts_with(one) { &rest[..3] } else { one };
    writer.open_string(prefix);
    let mut end = quotes.len();
    while let Some(it) = rest[end..].chars().next() {
        if rest[end..].starts_with(quotes) {
            writer.is_after_string = true;
            return end + quotes.len();
        }
        if it == '\\' {
            let escaped = rest[end + 1..].chars().next();
            // A quote needs its backslash or not, as the quotes around have it.
            writer.in_string(escaped.filter(|it| !matches!(it, '"' | '\'')).map(|_| '\\'));
            writer.in_string(escaped);
            end += 1 + escaped.map_or(0, char::len_utf8);
            continue;
        }
        writer.in_string(Some(it));
        end += it.len_utf8();
    }
    end
}

/// The letters of the string that begins here, if one does.
fn prefix(text: &str, at: usize) -> Option<&str> {
    let rest = &text[at..];
    let is_of_prefix = |it: &u8| b"rbfut".contains(&it.to_ascii_lowercase());
    let length = rest.bytes().take(2).take_while(is_of_prefix).count();
    let is_string = rest[length..].starts_with(['"', '\'']) && (length == 0 || !text[..at].ends_with(is_of_name));
    is_string.then(|| &rest[..length])
}

fn is_of_name(it: char) -> bool {
    it.is_alphanumeric() || it == '_'
}

/// The normalised text so far, and what of the original waits for what comes after it.
#[derive(Default)]
struct Writer {
    text: String,
    /// Whether something was left out that keeps two names apart.
    has_gap: bool,
    /// Whether a comma was left out, which counts unless a bracket closes after it.
    has_comma: bool,
    is_after_string: bool,
}

impl Writer {
    fn code(&mut self, it: char) {
        match it {
            '(' | ')' | '\\' | '\u{feff}' => {
                self.has_gap = true;
                self.has_comma &= it != ')';
            }
            it if it.is_whitespace() => self.has_gap = true,
            ',' => {
                self.flush_comma();
                self.has_comma = true;
            }
            it => {
                self.has_comma &= !matches!(it, ']' | '}');
                self.flush_comma();
                self.put(it);
                self.is_after_string = false;
            }
        }
    }

    fn flush_comma(&mut self) {
        if std::mem::take(&mut self.has_comma) {
            self.text.push(',');
            self.has_gap = false;
            self.is_after_string = false;
        }
    }

    /// Writes a character of code, apart from a name before it.
    fn put(&mut self, it: char) {
        if std::mem::take(&mut self.has_gap) && is_of_name(it) && self.text.ends_with(is_of_name) {
            self.text.push(' ');
        }
        self.text.push(it);
    }

    /// Begins a string. One that follows another goes on with it, as implicit concatenation does.
    fn open_string(&mut self, prefix: &str) {
        self.flush_comma();
        if !self.is_after_string {
            prefix.chars().map(|it| it.to_ascii_lowercase()).filter(|it| *it != 'u').for_each(|it| self.put(it));
            self.text.push('"');
        }
        self.has_gap = false;
    }

    fn in_string(&mut self, it: Option<char>) {
        self.text.extend(it.filter(|it| !it.is_whitespace()));
    }
}
