//! Reads the case files: text in, cases with their marks out. `tests/facts/README.md` describes the notation.

use std::fs;
use std::path::Path;

/// One module of a case file, and what is marked in it.
pub struct Case {
    /// `file:case`.
    pub name: String,
    /// Starts with the line `# case:`, which is its line 1.
    pub text: String,
    /// The oldest Python it runs on, where it says so.
    pub python: Option<String>,
    pub marks: Vec<Mark>,
}

/// `fact(expressions, loop line) = value` on a line.
pub struct Mark {
    pub text: String,
    pub line: usize,
    pub fact: String,
    pub expressions: Vec<String>,
    /// The line of the loop it speaks of, where that is not the innermost one.
    pub loop_line: Option<usize>,
    pub value: String,
}

/// Every case of the `.py` files of a directory, in the order of their names.
pub fn read(directory: &Path) -> Vec<Case> {
    let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a readable directory").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "py"));
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let file = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        cases.extend(split(&text).into_iter().map(|text| case(&file, text)));
    }
    cases
}

fn split(text: &str) -> Vec<String> {
    let mut cases: Vec<String> = Vec::new();
    for line in text.lines() {
        if line.starts_with("# case:") {
            cases.push(String::new());
        }
        if let Some(case) = cases.last_mut() {
            case.push_str(line);
            case.push('\n');
        }
    }
    cases
}

fn case(file: &str, text: String) -> Case {
    let header = |word: &str| text.lines().find_map(|line| line.strip_prefix(word)).map(|rest| rest.trim().to_owned());
    let name = format!("{file}:{}", header("# case:").expect("a case starts with its name"));
    let python = header("# python:");
    let mut marks = Vec::new();
    let mut open_quotes = None;
    for (index, line) in text.lines().enumerate() {
        let comment = trailing_comment(line, &mut open_quotes);
        for mark in comment.into_iter().flat_map(|comment| comment.split(';')) {
            marks.push(read_mark(mark.trim(), index + 1, &name));
        }
    }
    Case { name, text, python, marks }
}

/// What follows the `#` of a line that also holds code. `open_quotes` are those of a string that spans lines.
fn trailing_comment<'t>(line: &'t str, open_quotes: &mut Option<&'static str>) -> Option<&'t str> {
    let mut at = 0;
    while at < line.len() {
        let rest = &line[at..];
        match *open_quotes {
            Some(quotes) if rest.starts_with(quotes) => {
                at += quotes.len();
                *open_quotes = None;
            }
            Some(_) => at += if rest.starts_with('\\') { 2 } else { rest.chars().next().map_or(1, char::len_utf8) },
            None => match ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quotes| rest.starts_with(quotes)) {
                Some(quotes) => {
                    *open_quotes = Some(quotes);
                    at += quotes.len();
                }
                None if rest.starts_with('#') => return Some(&rest[1..]).filter(|_| !line[..at].trim().is_empty()),
                None => at += rest.chars().next().map_or(1, char::len_utf8),
            },
        }
    }
    *open_quotes = open_quotes.filter(|quotes| quotes.len() == 3);
    None
}

fn read_mark(text: &str, line: usize, case: &str) -> Mark {
    let fact: String = text.chars().take_while(|it| it.is_ascii_lowercase() || *it == '-').collect();
    assert!(!fact.is_empty(), "{case}:{line}: not a mark: {text:?}");
    let (inner, rest) = parenthesised(text[fact.len()..].trim());
    let mut expressions = split_arguments(inner);
    let mut loop_line = None;
    if expressions.len() == 2 && !["aliased", "may-alias", "distinct"].contains(&fact.as_str()) {
        loop_line = expressions.pop().and_then(|line| line.parse().ok());
    }
    let value = rest.trim().strip_prefix('=').unwrap_or("").trim().to_owned();
    Mark { text: text.to_owned(), line, fact, expressions, loop_line, value }
}

/// What the leading parentheses hold, and what follows them.
fn parenthesised(text: &str) -> (&str, &str) {
    if !text.starts_with('(') {
        return ("", text);
    }
    let mut depth = 0;
    for (at, character) in text.char_indices() {
        depth += i32::from("([{".contains(character)) - i32::from(")]}".contains(character));
        if depth == 0 {
            return (&text[1..at], &text[at + 1..]);
        }
    }
    panic!("unbalanced: {text:?}");
}

fn split_arguments(inner: &str) -> Vec<String> {
    let mut arguments = vec![String::new()];
    let (mut depth, mut quote) = (0, None);
    for character in inner.chars() {
        match quote {
            Some(open) if open == character => quote = None,
            Some(_) => {}
            None if "\"'".contains(character) => quote = Some(character),
            None => depth += i32::from("([{".contains(character)) - i32::from(")]}".contains(character)),
        }
        match arguments.last_mut() {
            Some(last) if !(character == ',' && depth == 0 && quote.is_none()) => last.push(character),
            _ => arguments.push(String::new()),
        }
    }
    arguments.into_iter().map(|argument| argument.trim().to_owned()).filter(|argument| !argument.is_empty()).collect()
}
