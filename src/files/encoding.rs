//! From bytes to text, as Python decodes its sources (PEP 263).

use encoding_rs::{DecoderResult, Encoding, mem};

use crate::diagnostic::TroubleKind;
use crate::files::read::Unread;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The text of a source file. Fails where Python fails: on bytes that its encoding does not have, on an encoding
/// that nobody knows or that is not made for text, and on null bytes.
pub fn decode(bytes: Vec<u8>) -> Result<String, Unread> {
    if let Some(offset) = memchr::memchr(0, &bytes) {
        return Err(trouble(format!("null byte at offset {offset}: Python reads no such source")));
    }
    let marked = bytes.starts_with(BYTE_ORDER_MARK);
    let Some(name) = cookie(&bytes).map(|name| name.to_ascii_lowercase().replace('_', "-")) else {
        return utf8(bytes);
    };
    let is_utf8 = name == "u8" || name == "utf8" || name == "utf-8" || name.starts_with("utf-8-");
    if is_utf8 {
        return utf8(bytes);
    }
    if marked {
        return Err(trouble(format!("starts with a UTF-8 byte order mark but declares the encoding `{name}`")));
    }
    match name.as_str() {
        "latin-1" | "latin1" | "l1" | "iso-8859-1" | "iso8859-1" | "iso-latin-1" | "8859" | "cp819" => {
            Ok(mem::decode_latin1(&bytes).into_owned())
        }
        "ascii" | "us-ascii" | "646" => match bytes.iter().position(|byte| !byte.is_ascii()) {
            Some(offset) => Err(trouble(format!("byte at offset {offset} is not ASCII, the declared encoding"))),
            None => utf8(bytes),
        },
        name => other(name, &bytes),
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, Unread> {
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        trouble(format!("invalid UTF-8 at byte offset {offset}; other encodings need a `# coding:` line"))
    })
}

fn other(name: &str, bytes: &[u8]) -> Result<String, Unread> {
    let label = match name {
        "cp932" | "mskanji" | "s-jis" | "sjis" | "shiftjis" => "shift_jis",
        "cp936" | "936" => "gbk",
        "cp949" | "uhc" => "euc-kr",
        "cp950" => "big5",
        "eucjp" | "ujis" => "euc-jp",
        "mac-roman" | "macroman" => "macintosh",
        name => name,
    };
    // Labels of the web have hyphens where Python's have none, and the other way round.
    let encoding = Encoding::for_label_no_replacement(label.as_bytes())
        .or_else(|| Encoding::for_label_no_replacement(label.replace("cp125", "windows-125").as_bytes()))
        .or_else(|| Encoding::for_label_no_replacement(label.replace("iso8859", "iso-8859").as_bytes()))
        .filter(|encoding| encoding.is_ascii_compatible() && encoding.name() != "x-user-defined");
    let Some(encoding) = encoding else {
        let name: String = name.chars().take(40).collect();
        return Err(trouble(format!("unknown encoding `{name}`")));
    };
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let longest = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(longest.unwrap_or(bytes.len()));
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(text),
        (_, read) => {
            let offset = read.saturating_sub(1);
            Err(trouble(format!("byte at offset {offset} is not valid in the declared encoding `{name}`")))
        }
    }
}

/// The encoding that a comment in the first two lines declares; the second counts only after a line without code.
fn cookie(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    for line in bytes.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_empty()).take(2) {
        let blanks = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0c')).count();
        let comment = line[blanks..].strip_prefix(b"#")?;
        if let Some(name) = declared(comment) {
            return Some(name);
        }
    }
    None
}

/// The name after `coding:` or `coding=`.
fn declared(comment: &[u8]) -> Option<String> {
    let comment = String::from_utf8_lossy(comment);
    for (at, word) in comment.match_indices("coding") {
        let rest = &comment[at + word.len()..];
        let Some(rest) = rest.strip_prefix([':', '=']) else { continue };
        let is_of_name = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
        let name: String = rest.trim_start_matches([' ', '\t']).chars().take_while(|it| is_of_name(*it)).collect();
        if !name.is_empty() {
            return Some(name);
        }
    }
    None
}

fn trouble(message: String) -> Unread {
    Unread::new(TroubleKind::Encoding, message)
}
