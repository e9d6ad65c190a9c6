//! What stands behind a backslash.

use super::chars::Chars;
use super::parse::{Parser, Unknown};
use super::{Place, Set, What};

/// What a class of characters, or an escape in one, stands for.
pub enum Item {
    Character(char),
    Class(Chars),
}

impl Parser<'_> {
    /// Behind a backslash, outside of `[…]`.
    pub fn escape(&mut self) -> Result<What, Unknown> {
        let character = self.next().ok_or(Unknown)?;
        let place = match character {
            'A' => Place::Start,
            'Z' => Place::TextEnd,
            'b' => Place::Boundary,
            'B' => Place::NoBoundary,
            '1'..='9' => return self.number(character),
            '0' => {
                let text = format!("0{}", self.take_while(2, |it| it.is_digit(8)));
                return character_of(&text, 8).map(|it| self.one(it));
            }
            _ => {
                return Ok(match self.escaped(character)? {
                    Item::Character(it) => self.one(it),
                    Item::Class(chars) => self.set(chars, true),
                });
            }
        };
        Ok(What::At(place))
    }

    /// Behind a backslash, inside of `[…]`.
    pub fn escape_in_class(&mut self) -> Result<Item, Unknown> {
        let character = self.next().ok_or(Unknown)?;
        match character {
            'b' => Ok(Item::Character('\x08')),
            '0'..='7' => {
                let text = format!("{character}{}", self.take_while(2, |it| it.is_digit(8)));
                character_of(&text, 8).map(Item::Character)
            }
            '8' | '9' => Err(Unknown),
            _ => self.escaped(character),
        }
    }

    /// A group's number, or a character in octal digits.
    fn number(&mut self, first: char) -> Result<What, Unknown> {
        let mut digits = first.to_string();
        digits += &self.take_while(1, |it| it.is_ascii_digit());
        let is_octal = digits.len() == 2 && digits.chars().all(|it| it.is_digit(8));
        if is_octal && self.peek().is_some_and(|it| it.is_digit(8)) {
            digits += &self.take_while(1, |it| it.is_digit(8));
            let code = u32::from_str_radix(&digits, 8).map_err(|_| Unknown)?;
            return if code > 0o377 {
                Err(Unknown)
            } else {
                char::from_u32(code).map(|it| self.one(it)).ok_or(Unknown)
            };
        }
        let number = digits.parse().map_err(|_| Unknown)?;
        if self.is_closed(number) { Ok(What::Back(number)) } else { Err(Unknown) }
    }

    fn escaped(&mut self, character: char) -> Result<Item, Unknown> {
        let class = match character {
            'd' => Chars::DIGITS,
            'D' => Chars::DIGITS.not(),
            's' => Chars::SPACES,
            'S' => Chars::SPACES.not(),
            'w' => Chars::WORD,
            'W' => Chars::WORD.not(),
            _ => return self.escaped_character(character).map(Item::Character),
        };
        Ok(Item::Class(class))
    }

    fn escaped_character(&mut self, character: char) -> Result<char, Unknown> {
        match character {
            'a' => Ok('\x07'),
            'f' => Ok('\x0c'),
            'n' => Ok('\n'),
            'r' => Ok('\r'),
            't' => Ok('\t'),
            'v' => Ok('\x0b'),
            'x' => self.hexadecimal(2),
            'u' => self.hexadecimal(4),
            'U' => self.hexadecimal(8),
            // Of `\N{…}` the name would have to be known; other letters mean nothing, or only to a later Python.
            it if it.is_ascii_alphanumeric() => Err(Unknown),
            it => Ok(it),
        }
    }

    fn hexadecimal(&mut self, digits: usize) -> Result<char, Unknown> {
        let text = self.take_while(digits, |it| it.is_ascii_hexdigit());
        if text.len() == digits { character_of(&text, 16) } else { Err(Unknown) }
    }

    fn one(&self, character: char) -> What {
        What::Set(Set { is_literal: true, ..self.set_of(Chars::one(character), true) })
    }

    fn set(&self, chars: Chars, merges: bool) -> What {
        What::Set(self.set_of(chars, merges))
    }
}

fn character_of(digits: &str, radix: u32) -> Result<char, Unknown> {
    let code = u32::from_str_radix(digits, radix).map_err(|_| Unknown)?;
    char::from_u32(code).filter(|_| radix != 8 || code <= 0o377).ok_or(Unknown)
}
