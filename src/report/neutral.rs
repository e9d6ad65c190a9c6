//! Text from sources and file names, made harmless for terminals and for the runners that read logs.

/// How text is made harmless.
#[derive(Clone, Copy, Debug)]
pub struct Neutral {
    /// Whether a runner reads the output, for which `##[…` anywhere and `::` at a line's start are commands.
    pub in_ci: bool,
}

/// Breaks what a runner would take for a command, without a visible trace.
const BREAK: char = '\u{200b}';

impl Neutral {
    /// One line of text. Control and direction characters become pictures or a replacement character.
    pub fn line(self, text: &str) -> String {
        self.columns(text).0
    }

    /// The same, with the byte offset in the result of each character of the text, and of its end.
    pub fn columns(self, text: &str) -> (String, Vec<usize>) {
        let mut safe = String::with_capacity(text.len());
        let mut starts = Vec::with_capacity(text.len() + 1);
        let mut is_leading = true;
        let mut previous = '\0';
        for (at, it) in text.char_indices() {
            let is_command = (it == '#' && previous == '#' && begins_command(&text[at + 1..]))
                || (it == ':' && previous == ':' && is_leading);
            if self.in_ci && is_command {
                safe.push(BREAK);
            }
            starts.push(safe.len());
            safe.push(harmless(it));
            is_leading &= it.is_whitespace() || it == ':';
            previous = it;
        }
        starts.push(safe.len());
        (safe, starts)
    }
}

fn begins_command(rest: &str) -> bool {
    rest.starts_with('[') || rest.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("vso["))
}

/// A character that does nothing but stand there.
fn harmless(it: char) -> char {
    match it {
        '\t' => '\t',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(it)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '\u{2421}',
        it if is_unseen(it) => char::REPLACEMENT_CHARACTER,
        it => it,
    }
}

/// C1 controls, and characters that turn the direction of text or end a line.
pub fn is_unseen(it: char) -> bool {
    matches!(
        it,
        '\u{80}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
    )
}
