//! A linear scan that refuses text nested deeper than any Python accepts, before the parser sees it: some shapes
//! (`with (a, (a, …`, nested f-strings) would exhaust its stack or take it quadratic time.

/// CPython refuses more than 200 brackets, 100 blocks and 150 f-strings inside one another.
const DEEPEST: usize = 1_000;

/// Which bytes the scan has to look at; it steps over the others.
type Matters = [bool; 256];

/// What opens and closes something.
const BRACKETS: Matters = matters(b"()[]{}#'\"");
/// The same, and the ends of lines: blocks count too.
const LINES: Matters = matters(b"()[]{}#'\"\n");
/// The same, and the colon that starts a replacement field's format specification.
const FIELDS: Matters = matters(b"()[]{}#'\":\n");

const fn matters(bytes: &[u8]) -> Matters {
    let mut matters = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        matters[bytes[at] as usize] = true;
        at += 1;
    }
    matters
}

/// Fewer bytes than this cannot hold `DEEPEST` blocks, each indented by one column more than the one around it.
const FEWEST_FOR_BLOCKS: usize = DEEPEST * DEEPEST / 2;

/// What the scan is inside of.
enum Inside {
    /// Code between brackets, or at the top.
    Code { brackets: usize },
    /// An f-string or t-string: how it ends, and whether backslashes mean nothing.
    Interpolated { quote: u8, triple: bool },
    /// A replacement field's format specification.
    FormatSpec,
}

/// The offset at which a text becomes too deep, if it does.
pub fn too_deep(text: &[u8]) -> Option<u32> {
    let counts_blocks = text.len() >= FEWEST_FOR_BLOCKS;
    let openers = if counts_blocks { usize::MAX } else { openers(text) };
    let matters = if counts_blocks { &LINES } else { &BRACKETS };
    let mut scan = Scan {
        text,
        at: 0,
        inside: vec![Inside::Code { brackets: 0 }],
        depth: 0,
        openers_left: openers,
        indents: vec![0],
        matters,
    };
    // Brackets cannot nest deeper than there are brackets: that settles most files, and the rest of the others.
    while scan.at < text.len() && scan.depth.saturating_add(scan.openers_left) >= DEEPEST {
        // Only what can open something deeper is looked at closely.
        scan.step();
        if scan.depth + scan.inside.len() > DEEPEST || scan.indents.len() > DEEPEST {
            return Some(u32::try_from(scan.at.min(text.len())).unwrap_or(u32::MAX));
        }
    }
    None
}

/// How many opening brackets there are, in strings and comments too.
fn openers(text: &[u8]) -> usize {
    // Counted in bytes, many at once: a piece holds no more than a byte can count, and comes out even.
    const PIECE: usize = 240;
    let is_opener = |byte: u8| (byte == b'(') | (byte == b'[') | (byte == b'{');
    let in_piece = |piece: &[u8]| piece.iter().map(|byte| u8::from(is_opener(*byte))).sum::<u8>();
    text.chunks(PIECE).map(|piece| usize::from(in_piece(piece))).sum()
}

/// The first byte that matters. Most stretches hold none: they are looked at whole.
fn first(text: &[u8], matters: &Matters) -> Option<usize> {
    const STRETCH: usize = 8;
    let (stretches, _) = text.as_chunks::<STRETCH>();
    let is_plain = |stretch: &&[u8; STRETCH]| !stretch.iter().fold(false, |any, byte| any | matters[*byte as usize]);
    let plain = STRETCH * stretches.iter().take_while(is_plain).count();
    text[plain..].iter().position(|byte| matters[*byte as usize]).map(|at| plain + at)
}

struct Scan<'a> {
    text: &'a [u8],
    at: usize,
    inside: Vec<Inside>,
    /// Open brackets over all levels.
    depth: usize,
    /// No fewer than the opening brackets that are still to come.
    openers_left: usize,
    /// Columns of the open blocks.
    indents: Vec<usize>,
    /// What to look at in code that is in no replacement field.
    matters: &'static Matters,
}

impl Scan<'_> {
    fn step(&mut self) {
        match self.inside.last() {
            Some(Inside::Interpolated { quote, triple }) => self.step_in_string(*quote, *triple),
            Some(Inside::FormatSpec) => self.step_in_format_spec(),
            _ => self.step_in_code(),
        }
    }

    /// Steps through code until something else begins or ends, or it becomes too deep.
    fn step_in_code(&mut self) {
        let levels = self.inside.len();
        let matters = if levels > 1 { &FIELDS } else { self.matters };
        let may_deepen = |scan: &Self| scan.depth.saturating_add(scan.openers_left) >= DEEPEST;
        while self.inside.len() == levels && self.depth <= DEEPEST && self.indents.len() <= DEEPEST && may_deepen(self)
        {
            let rest = &self.text[self.at..];
            let Some(next) = first(rest, matters) else {
                self.at = self.text.len();
                return;
            };
            self.at += next + 1;
            match rest[next] {
                b'(' | b'[' | b'{' => self.open(),
                byte @ (b')' | b']' | b'}') => self.close(byte),
                b'#' => self.skip_to_line_end(),
                b'\n' => self.measure_indent(),
                b':' if self.in_replacement_field() => self.inside.push(Inside::FormatSpec),
                b':' => {}
                quote => self.open_string(quote),
            }
        }
    }

    /// Whether the scan stands directly in a replacement field, not in brackets within it.
    fn in_replacement_field(&self) -> bool {
        self.inside.len() > 1 && matches!(self.inside.last(), Some(Inside::Code { brackets: 0 }))
    }

    fn open(&mut self) {
        self.depth += 1;
        self.openers_left = self.openers_left.saturating_sub(1);
        if let Some(Inside::Code { brackets }) = self.inside.last_mut() {
            *brackets += 1;
        }
    }

    fn close(&mut self, byte: u8) {
        if byte == b'}' && self.in_replacement_field() {
            self.inside.pop();
            return;
        }
        if let Some(Inside::Code { brackets }) = self.inside.last_mut()
            && *brackets > 0
        {
            *brackets -= 1;
            self.depth -= 1;
        }
    }

    fn skip_to_line_end(&mut self) {
        self.at = memchr::memchr(b'\n', &self.text[self.at..]).map_or(self.text.len(), |length| self.at + length);
    }

    /// Counts a block for each deeper indentation of a line outside brackets that holds code.
    fn measure_indent(&mut self) {
        if self.depth > 0 || self.inside.len() > 1 {
            return;
        }
        let start = self.at;
        while self.at < self.text.len() && matches!(self.text[self.at], b' ' | b'\t' | b'\x0c') {
            self.at += 1;
        }
        if self.at >= self.text.len() || matches!(self.text[self.at], b'\n' | b'\r' | b'#') {
            return;
        }
        let column = self.at - start;
        while self.indents.last().is_some_and(|open| *open >= column) {
            self.indents.pop();
        }
        self.indents.push(column);
    }

    fn open_string(&mut self, quote: u8) {
        let triple = self.text[self.at..].starts_with(&[quote, quote]);
        if triple {
            self.at += 2;
        }
        if self.prefix_interpolates(if triple { self.at - 3 } else { self.at - 1 }) {
            self.inside.push(Inside::Interpolated { quote, triple });
        } else {
            self.skip_plain_string(quote, triple);
        }
    }

    /// Whether the letters before a quote make it an f-string or t-string.
    fn prefix_interpolates(&self, quote_at: usize) -> bool {
        let letters = self.text[..quote_at].iter().rev().take(2).take_while(|byte| byte.is_ascii_alphabetic());
        letters.clone().any(|byte| matches!(byte.to_ascii_lowercase(), b'f' | b't'))
            && letters.clone().all(|byte| matches!(byte.to_ascii_lowercase(), b'f' | b't' | b'r'))
    }

    fn skip_plain_string(&mut self, quote: u8, triple: bool) {
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            let next =
                if triple { memchr::memchr2(quote, b'\\', rest) } else { memchr::memchr3(quote, b'\\', b'\n', rest) };
            self.at += next.unwrap_or(rest.len());
            match self.text.get(self.at) {
                Some(b'\\') => self.at += 2,
                Some(_) if self.ends_string(quote, triple) => return,
                _ => self.at += 1,
            }
        }
    }

    /// Steps over the end of a string if it stands here. A line's end closes a string that should not cross it.
    fn ends_string(&mut self, quote: u8, triple: bool) -> bool {
        let end: &[u8] = if triple { &[quote; 3] } else { &[quote; 1] };
        if self.text[self.at..].starts_with(end) {
            self.at += end.len();
            return true;
        }
        !triple && self.text[self.at] == b'\n'
    }

    fn step_in_string(&mut self, quote: u8, triple: bool) {
        if self.ends_string(quote, triple) {
            self.inside.pop();
            return;
        }
        match self.text[self.at] {
            b'\\' => self.at += 2,
            b'{' if self.text.get(self.at + 1) == Some(&b'{') => self.at += 2,
            b'{' => self.open_field(),
            _ => self.at += 1,
        }
    }

    fn step_in_format_spec(&mut self) {
        match self.text[self.at] {
            b'{' => self.open_field(),
            // The specification ends with its field.
            b'}' => {
                self.at += 1;
                self.inside.truncate(self.inside.len() - 2);
            }
            b'\n' => {
                self.inside.truncate(1);
            }
            _ => self.at += 1,
        }
    }

    fn open_field(&mut self) {
        self.at += 1;
        self.inside.push(Inside::Code { brackets: 0 });
    }
}
