//! Reads a pattern in the dialect of Python's `re`. What is not understood for certain is not read at all.

use super::branches::branch_of;
use super::chars::Chars;
use super::escapes::Item;
use super::{Flags, Greed, Node, Place, Set, What};

/// The pattern is none that this parser knows. Python may refuse it too.
#[derive(Debug)]
pub struct Unknown;

/// Groups inside one another.
const DEEPEST: usize = 60;
/// Patterns longer than this are generated, and would take long to look at.
const LONGEST: usize = 5_000;
/// `{1000}` and such: Python counts, and so would a machine made of copies, for long.
const MOST_TIMES: u32 = 100_000;

pub struct Parser<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    flags: Flags,
    /// Flags for the whole pattern, and where they end: they come first.
    whole_flags: Flags,
    flags_end: usize,
    groups: usize,
    /// Numbers of the groups whose bracket is closed.
    closed: Vec<usize>,
    names: Vec<(&'t str, usize)>,
}

/// The tree of a pattern; `None` where it is not understood.
pub fn parse(text: &str, flags: Flags) -> Option<Node> {
    if text.len() > LONGEST {
        return None;
    }
    let mut parser = Parser::new(text, flags);
    let node = parser.whole();
    // `(?x)` holds for what stands before it as well, so the text is read once more.
    if parser.whole_flags != flags {
        return Parser::new(text, parser.whole_flags).whole().ok();
    }
    node.ok()
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, flags: Flags) -> Self {
        let (closed, names) = (Vec::new(), Vec::new());
        Self { text, at: 0, depth: 0, flags, whole_flags: flags, flags_end: 0, groups: 0, closed, names }
    }

    fn whole(&mut self) -> Result<Node, Unknown> {
        let node = self.branches()?;
        if self.at == self.text.len() { Ok(node) } else { Err(Unknown) }
    }

    pub fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    pub fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += character.len_utf8();
        Some(character)
    }

    fn eat(&mut self, text: &str) -> bool {
        let is_next = self.text[self.at..].starts_with(text);
        if is_next {
            self.at += text.len();
        }
        is_next
    }

    pub fn take_while(&mut self, most: usize, fits: impl Fn(char) -> bool) -> String {
        let taken: String = self.text[self.at..].chars().take(most).take_while(|it| fits(*it)).collect();
        self.at += taken.len();
        taken
    }

    pub fn is_closed(&self, group: usize) -> bool {
        self.closed.contains(&group)
    }

    pub fn set_of(&self, chars: Chars, merges: bool) -> Set {
        let chars = if self.flags.ignore_case { chars.without_case() } else { chars };
        Set { chars, merges, is_literal: false }
    }

    fn branches(&mut self) -> Result<Node, Unknown> {
        let start = self.at;
        let mut branches = vec![self.sequence()?];
        while self.eat("|") {
            branches.push(self.sequence()?);
        }
        Ok(Node { what: branch_of(branches), start, end: self.at })
    }

    fn sequence(&mut self) -> Result<Node, Unknown> {
        let start = self.at;
        let mut parts = Vec::new();
        loop {
            self.skip_blanks();
            match self.peek() {
                None | Some('|' | ')') => break,
                Some(_) => self.part(&mut parts)?,
            }
        }
        let what = match <[Node; 1]>::try_from(parts) {
            Ok([only]) => only.what,
            Err(parts) => What::Sequence(parts),
        };
        Ok(Node { what, start, end: self.at })
    }

    /// In a verbose pattern, white space and comments are nothing.
    fn skip_blanks(&mut self) {
        while self.flags.verbose {
            match self.peek() {
                Some(' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c') => self.at += 1,
                Some('#') => {
                    let rest = &self.text[self.at..];
                    self.at += rest.find('\n').unwrap_or(rest.len());
                }
                _ => return,
            }
        }
    }

    fn part(&mut self, parts: &mut Vec<Node>) -> Result<(), Unknown> {
        let start = self.at;
        if let Some((least, most)) = self.times()? {
            let greed = self.greed();
            let inner = parts.pop().ok_or(Unknown)?;
            if matches!(inner.what, What::At(_) | What::Repeat { .. }) || most.is_some_and(|most| most < least) {
                return Err(Unknown);
            }
            let start = inner.start;
            let what = What::Repeat { inner: Box::new(inner), least, most, greed };
            parts.push(Node { what, start, end: self.at });
            return Ok(());
        }
        let what = match self.next().ok_or(Unknown)? {
            '.' if self.flags.dot_all => What::Set(Set { chars: Chars::ALL, merges: false, is_literal: false }),
            '.' => What::Set(Set { chars: Chars::one('\n').not(), merges: false, is_literal: false }),
            '^' => What::At(if self.flags.multiline { Place::LineStart } else { Place::Start }),
            '$' => What::At(if self.flags.multiline { Place::LineEnd } else { Place::End }),
            '[' => self.class()?,
            '\\' => self.escape()?,
            '(' => match self.group()? {
                Some(what) => what,
                None => return Ok(()),
            },
            literal => What::Set(Set { is_literal: true, ..self.set_of(Chars::one(literal), true) }),
        };
        parts.push(Node { what, start, end: self.at });
        Ok(())
    }

    /// `*`, `+`, `?`, `{2,3}`: how often what stands before. A brace that says no times is a character.
    fn times(&mut self) -> Result<Option<(u32, Option<u32>)>, Unknown> {
        let times = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => return self.counted(),
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(times))
    }

    fn counted(&mut self) -> Result<Option<(u32, Option<u32>)>, Unknown> {
        let start = self.at;
        self.at += 1;
        if self.peek() == Some('}') {
            self.at = start;
            return Ok(None);
        }
        let least = self.take_while(usize::MAX, |it| it.is_ascii_digit());
        let most = if self.eat(",") { self.take_while(usize::MAX, |it| it.is_ascii_digit()) } else { least.clone() };
        if !self.eat("}") {
            self.at = start;
            return Ok(None);
        }
        let number = |digits: &str| digits.parse().ok().filter(|it| *it <= MOST_TIMES).ok_or(Unknown);
        let least = if least.is_empty() { 0 } else { number(&least)? };
        let most = if most.is_empty() { None } else { Some(number(&most)?) };
        Ok(Some((least, most)))
    }

    fn greed(&mut self) -> Greed {
        if self.eat("?") {
            Greed::Lazy
        } else if self.eat("+") {
            Greed::Possessive
        } else {
            Greed::Greedy
        }
    }

    /// Behind `[`.
    fn class(&mut self) -> Result<What, Unknown> {
        let is_negated = self.eat("^");
        let (mut chars, mut is_first) = (Chars::NONE, true);
        loop {
            let character = self.next().ok_or(Unknown)?;
            if character == ']' && !is_first {
                break;
            }
            is_first = false;
            let item = self.class_item(character)?;
            let is_range = self.text[self.at..].starts_with('-') && !self.text[self.at..].starts_with("-]");
            chars = chars.or(match item {
                Item::Character(first) if is_range => self.range_from(first)?,
                Item::Class(_) if is_range => return Err(Unknown),
                Item::Character(it) => Chars::one(it),
                Item::Class(class) => class,
            });
        }
        // The case is folded before the set is turned round.
        let set = self.set_of(chars, !is_negated);
        Ok(What::Set(Set { chars: if is_negated { set.chars.not() } else { set.chars }, ..set }))
    }

    fn range_from(&mut self, first: char) -> Result<Chars, Unknown> {
        self.at += 1;
        let character = self.next().ok_or(Unknown)?;
        match self.class_item(character)? {
            Item::Character(last) if first <= last => Ok(Chars::range(first, last)),
            _ => Err(Unknown),
        }
    }

    fn class_item(&mut self, character: char) -> Result<Item, Unknown> {
        if character == '\\' { self.escape_in_class() } else { Ok(Item::Character(character)) }
    }

    /// Behind `(`; `None` for a comment or flags, which match nothing.
    fn group(&mut self) -> Result<Option<What>, Unknown> {
        if !self.eat("?") {
            return self.numbered(None).map(Some);
        }
        if self.eat("#") {
            let rest = &self.text[self.at..];
            self.at += rest.find(')').ok_or(Unknown)? + 1;
            return Ok(None);
        }
        if self.eat("P<") {
            let name = self.name('>')?;
            return self.numbered(Some(name)).map(Some);
        }
        if self.eat("P=") {
            let name = self.name(')')?;
            let group = self.numbered_by(name).filter(|it| self.is_closed(*it)).ok_or(Unknown)?;
            return Ok(Some(What::Back(group)));
        }
        if self.eat("(") {
            return self.conditional().map(Some);
        }
        if self.eat(">") {
            return self.inside(Self::branches).map(|it| Some(What::Atomic(Box::new(it))));
        }
        for (sign, behind, negative) in
            [("=", false, false), ("!", false, true), ("<=", true, false), ("<!", true, true)]
        {
            if self.eat(sign) {
                let inner = Box::new(self.inside(Self::branches)?);
                return Ok(Some(What::Look { inner, behind, negative }));
            }
        }
        self.flagged()
    }

    /// The rest of a group, its closing bracket included.
    fn inside(&mut self, read: impl Fn(&mut Self) -> Result<Node, Unknown>) -> Result<Node, Unknown> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Unknown);
        }
        let flags = self.flags;
        let node = read(self)?;
        self.flags = flags;
        self.depth -= 1;
        if self.eat(")") { Ok(node) } else { Err(Unknown) }
    }

    fn numbered(&mut self, name: Option<&'t str>) -> Result<What, Unknown> {
        self.groups += 1;
        let number = self.groups;
        if let Some(name) = name {
            if self.numbered_by(name).is_some() {
                return Err(Unknown);
            }
            self.names.push((name, number));
        }
        let inner = Box::new(self.inside(Self::branches)?);
        self.closed.push(number);
        Ok(What::Group { number, inner })
    }

    fn name(&mut self, end: char) -> Result<&'t str, Unknown> {
        let rest = &self.text[self.at..];
        let name = &rest[..rest.find(end).ok_or(Unknown)?];
        self.at += name.len() + 1;
        let is_name = name.starts_with(|it: char| it.is_alphabetic() || it == '_');
        let fits = name.chars().all(|it| it.is_alphanumeric() || it == '_');
        if is_name && fits { Ok(name) } else { Err(Unknown) }
    }

    fn numbered_by(&self, name: &str) -> Option<usize> {
        self.names.iter().find(|(it, _)| *it == name).map(|(_, number)| *number)
    }

    /// Behind `(?(`.
    fn conditional(&mut self) -> Result<What, Unknown> {
        let digits = self.take_while(3, |it| it.is_ascii_digit());
        let group = if digits.is_empty() {
            let name = self.name(')')?;
            self.numbered_by(name)
        } else {
            if !self.eat(")") {
                return Err(Unknown);
            }
            digits.parse().ok()
        };
        let group = group.filter(|it| self.is_closed(*it)).ok_or(Unknown)?;
        let both = self.inside(|parser| {
            let start = parser.at;
            let yes = parser.sequence()?;
            let nothing = Node { what: What::Sequence(Vec::new()), start: parser.at, end: parser.at };
            let no = if parser.eat("|") { parser.sequence()? } else { nothing };
            let (yes, no) = (Box::new(yes), Box::new(no));
            Ok(Node { what: What::Conditional { group, yes, no }, start, end: parser.at })
        })?;
        Ok(both.what)
    }

    /// `(?i)` for the whole pattern, `(?i:…)` and `(?-i:…)` for a part of it.
    fn flagged(&mut self) -> Result<Option<What>, Unknown> {
        let is_first = self.at == self.flags_end + "(?".len();
        let mut flags = self.flags;
        let mut is_on = true;
        loop {
            match self.next().ok_or(Unknown)? {
                'i' => flags.ignore_case = is_on,
                'm' => flags.multiline = is_on,
                's' => flags.dot_all = is_on,
                'x' => flags.verbose = is_on,
                'a' | 'u' => {}
                '-' if is_on => is_on = false,
                ')' if is_on && is_first => {
                    (self.flags, self.whole_flags, self.flags_end) = (flags, flags, self.at);
                    return Ok(None);
                }
                ':' => break,
                _ => return Err(Unknown),
            }
        }
        let inner = self.inside(|parser| {
            parser.flags = flags;
            parser.branches()
        })?;
        Ok(Some(What::Sequence(vec![inner])))
    }
}
