//! From bytes to text, as Python decodes its sources (PEP 263).

use encoding_rs::{DecoderResult, Encoding, mem};

use crate::diagnostic::TroubleKind;
use crate::files::read::Unread;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What the bytes of a source stand for.
#[derive(Clone, Copy)]
enum Charset {
    Utf8,
    Ascii,
    Latin1,
    Other(&'static Encoding),
}

/// The text of a source file. Fails where Python fails: on bytes that its encoding does not have, on an encoding
/// that nobody knows or that is not made for text, and on null bytes.
pub fn decode(bytes: Vec<u8>) -> Result<String, Unread> {
    if let Some(offset) = memchr::memchr(0, &bytes) {
        return Err(trouble(format!("null byte at offset {offset}: Python reads no such source")));
    }
    match charset(&bytes)? {
        Charset::Utf8 => utf8(bytes),
        Charset::Latin1 => Ok(mem::decode_latin1(&bytes).into_owned()),
        Charset::Ascii => match bytes.iter().position(|byte| !byte.is_ascii()) {
            Some(offset) => Err(trouble(format!("byte at offset {offset} is not ASCII, the declared encoding"))),
            None => utf8(bytes),
        },
        Charset::Other(encoding) => other(encoding, &bytes),
    }
}

/// The bytes of a text that was decoded from `like` and then edited. Fails where its encoding has no such characters,
/// and where what was not edited would come out as other bytes.
pub fn encode(text: &str, like: &[u8]) -> Result<Vec<u8>, Unread> {
    let charset = charset(like)?;
    let as_it_was = decode(like.to_vec()).and_then(|before| encoded(&before, charset))?;
    let bytes = encoded(text, charset)?;
    let comes_back = as_it_was == like && decode(bytes.clone()).is_ok_and(|back| back == text);
    if comes_back { Ok(bytes) } else { Err(trouble("the text cannot be written back in its encoding".to_owned())) }
}

/// The bytes of a text of its own, in the encoding of `like`.
pub fn encode_part(text: &str, like: &[u8]) -> Result<Vec<u8>, Unread> {
    encoded(text, charset(like)?)
}

fn encoded(text: &str, charset: Charset) -> Result<Vec<u8>, Unread> {
    let missing = |it: char| trouble(format!("the declared encoding has no `{it}`"));
    match charset {
        Charset::Utf8 => Ok(text.as_bytes().to_vec()),
        Charset::Ascii => match text.chars().find(|it| !it.is_ascii()) {
            Some(it) => Err(missing(it)),
            None => Ok(text.as_bytes().to_vec()),
        },
        Charset::Latin1 => text.chars().map(|it| u8::try_from(u32::from(it)).map_err(|_| missing(it))).collect(),
        Charset::Other(encoding) => match encoding.encode(text) {
            (bytes, used, false) if used == encoding => Ok(bytes.into_owned()),
            _ => Err(trouble(format!("the declared encoding `{}` lacks a character", encoding.name()))),
        },
    }
}

/// The encoding of a source: what its first lines declare, else UTF-8.
fn charset(bytes: &[u8]) -> Result<Charset, Unread> {
    let Some(name) = cookie(bytes).map(|name| name.to_ascii_lowercase().replace('_', "-")) else {
        return Ok(Charset::Utf8);
    };
    let is_utf8 = name == "u8" || name == "utf8" || name == "utf-8" || name.starts_with("utf-8-");
    if is_utf8 {
        return Ok(Charset::Utf8);
    }
    if bytes.starts_with(BYTE_ORDER_MARK) {
        return Err(trouble(format!("starts with a UTF-8 byte order mark but declares the encoding `{name}`")));
    }
    match name.as_str() {
        "latin-1" | "latin1" | "l1" | "iso-8859-1" | "iso8859-1" | "iso-latin-1" | "8859" | "cp819" => {
            Ok(Charset::Latin1)
        }
        "ascii" | "us-ascii" | "646" => Ok(Charset::Ascii),
        name => named(name).map(Charset::Other),
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, Unread> {
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        trouble(format!("invalid UTF-8 at byte offset {offset}; other encodings need a `# coding:` line"))
    })
}

fn named(name: &str) -> Result<&'static Encoding, Unread> {
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
    encoding.ok_or_else(|| {
        let name: String = name.chars().take(40).collect();
        trouble(format!("unknown encoding `{name}`"))
    })
}

fn other(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, Unread> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let longest = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(longest.unwrap_or(bytes.len()));
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(text),
        (_, read) => {
            let (offset, name) = (read.saturating_sub(1), encoding.name());
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
