//! Sets of ASCII characters.

/// A set of ASCII characters, a bit for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chars(u128);

impl Chars {
    pub const NONE: Self = Self(0);
    pub const ALL: Self = Self(u128::MAX);
    pub const DIGITS: Self = Self(0x3ff << b'0');
    pub const SPACES: Self = Self(1 << b' ' | 0b11111 << b'\t' | 0b1111 << 0x1c);
    /// Of bytes, and with the flag for ASCII, the last four are no space; nobody writes them.
    pub const WORD: Self = Self(Self::DIGITS.0 | 1 << b'_' | LETTERS << b'A' | LETTERS << b'a');

    /// A character; nothing if it is not ASCII.
    pub fn one(character: char) -> Self {
        if character.is_ascii() { Self(1 << u32::from(character)) } else { Self::NONE }
    }

    /// All from one to another, as far as they are ASCII.
    pub fn range(first: char, last: char) -> Self {
        (0_u8..128).map(char::from).filter(|it| (first..=last).contains(it)).map(Self::one).fold(Self::NONE, Self::or)
    }

    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub const fn not(self) -> Self {
        Self(!self.0)
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn has(self, byte: u8) -> bool {
        byte < 128 && self.0 >> byte & 1 == 1
    }

    /// With the other case of each letter.
    pub const fn without_case(self) -> Self {
        let upper = self.0 >> b'A' & LETTERS;
        let lower = self.0 >> b'a' & LETTERS;
        Self(self.0 | upper << b'a' | lower << b'A')
    }

    /// Whether it is what `.` stands for.
    pub fn is_any(self) -> bool {
        self.or(Self::one('\n')) == Self::ALL
    }

    /// The character of a set of one.
    pub fn only(self) -> Option<char> {
        let is_one = self.0.count_ones() == 1;
        is_one.then(|| u8::try_from(self.0.trailing_zeros()).map(char::from).ok()).flatten()
    }

    /// A character to show: a letter rather than a digit, a digit rather than a sign, anything rather than a control.
    pub fn example(self) -> Option<char> {
        const SIGNS: u128 = ((1 << 94) - 1) << b'!';
        let preferred = [LETTERS << b'a', Self::DIGITS.0, LETTERS << b'A', SIGNS, 1 << b' ', 1 << b'\n', Self::ALL.0];
        let found = preferred.into_iter().map(|group| self.0 & group).find(|it| *it != 0)?;
        u8::try_from(found.trailing_zeros()).ok().map(char::from)
    }
}

const LETTERS: u128 = (1 << 26) - 1;
