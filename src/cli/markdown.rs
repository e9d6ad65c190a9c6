//! Markdown on a terminal: wrapped to its width, slow code in red and fast code in green, links by what they say.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use textwrap::core::display_width;

use crate::notes;

const CODE: Style = AnsiColor::Cyan.on_default();
const SLOW: Style = AnsiColor::Red.on_default();
const FAST: Style = AnsiColor::Green.on_default();
const STRONG: Style = Style::new().bold();
const TITLE: Style = AnsiColor::Blue.on_default().bold();
const FAINT: Style = Style::new().dimmed();

/// Renders Markdown with ANSI styles, at most `width` columns wide where it is text; code and tables keep their lines.
pub fn render(markdown: &str, width: usize) -> String {
    let mut page = Page { width, ..Page::default() };
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        page.take(event);
    }
    page.out
}

/// What has been rendered, and what is open.
#[derive(Default)]
struct Page {
    out: String,
    width: usize,
    /// The text of the open paragraph, heading, list item or cell.
    text: String,
    styles: Vec<Style>,
    /// The number of the next item of each open list, `None` where items have bullets.
    lists: Vec<Option<u64>>,
    marker: Option<String>,
    /// The style of the bar at the left of each line of the open block of code.
    code: Option<Style>,
    links: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Page {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(tag) => self.close(tag),
            Event::Text(text) if self.code.is_some() => self.code_lines(&text),
            Event::Text(text) => self.words(&text),
            Event::Code(code) => self.styled_words(&code, CODE),
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            Event::Rule => self.line(FAINT, &"─".repeat(self.width)),
            // Comments carry what scripts need, not readers.
            _ => {}
        }
    }

    fn open(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => self.styles.push(if level == HeadingLevel::H1 { TITLE } else { STRONG }),
            Tag::Strong | Tag::Emphasis => self.styles.push(STRONG),
            Tag::CodeBlock(kind) => {
                self.flush();
                self.code = Some(style_of(&kind));
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => self.marker = Some(self.next_marker()),
            Tag::Link { dest_url, .. } => self.links.push(dest_url.to_string()),
            Tag::TableHead => {
                self.rows.push(Vec::new());
                self.styles.push(STRONG);
            }
            Tag::TableRow => self.rows.push(Vec::new()),
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.styles.pop();
                self.flush();
                self.gap();
            }
            TagEnd::Strong | TagEnd::Emphasis => _ = self.styles.pop(),
            TagEnd::Paragraph => {
                self.flush();
                self.gap();
            }
            TagEnd::CodeBlock => {
                self.code = None;
                self.gap();
            }
            TagEnd::Item => self.flush(),
            TagEnd::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.gap();
                }
            }
            TagEnd::Link => self.name_target(),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::TableHead => _ = self.styles.pop(),
            TagEnd::Table => self.table(),
            _ => {}
        }
    }

    /// Styles word by word, so that a style never has to survive the end of a line.
    fn styled_words(&mut self, text: &str, style: Style) {
        for piece in text.split_inclusive(' ') {
            let word = piece.trim_end_matches(' ');
            if !word.is_empty() {
                let _ = write!(self.text, "{style}{word}{style:#}");
            }
            self.text.push_str(&piece[word.len()..]);
        }
    }

    fn words(&mut self, text: &str) {
        match self.styles.last() {
            Some(style) => self.styled_words(text, *style),
            None => self.text.push_str(text),
        }
    }

    fn code_lines(&mut self, text: &str) {
        let bar = self.code.unwrap_or(FAINT);
        for line in text.lines() {
            let space = if line.is_empty() { "" } else { " " };
            let _ = writeln!(self.out, "  {bar}│{bar:#}{space}{line}");
        }
    }

    fn next_marker(&mut self) -> String {
        let depth = "  ".repeat(self.lists.len());
        match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{depth}{}. ", *number - 1)
            }
            _ => format!("{depth}• "),
        }
    }

    /// `explain` shows other pages and notes; elsewhere leads an address only. A table has no room for either.
    fn name_target(&mut self) {
        let Some(target) = self.links.pop().filter(|_| self.rows.is_empty()) else { return };
        if target.contains("://") {
            let _ = write!(self.text, " {FAINT}<{target}>{FAINT:#}");
            return;
        }
        let Some(name) = target.split('#').next().and_then(|it| it.strip_suffix(".md")) else { return };
        let below_notes = name.trim_start_matches("../").trim_start_matches("docs/notes/");
        let name = notes::named(below_notes).map_or_else(|| last_part(name), |note| note.name);
        if !self.text.contains(name) {
            let _ = write!(self.text, " {FAINT}({name}){FAINT:#}");
        }
    }

    fn end_cell(&mut self) {
        let cell = std::mem::take(&mut self.text);
        if let Some(row) = self.rows.last_mut() {
            row.push(cell);
        }
    }

    fn table(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|it| display_width(it)).max();
        let widths: Vec<usize> = (0..columns).map(|column| widest(column).unwrap_or(0)).collect();
        for row in rows {
            let padded = row.iter().zip(&widths).map(|(cell, width)| {
                let missing = width.saturating_sub(display_width(cell));
                format!("{cell}{}", " ".repeat(missing))
            });
            let line = padded.collect::<Vec<_>>().join("  ");
            let _ = writeln!(self.out, "  {}", line.trim_end());
        }
        self.gap();
    }

    /// Writes the open text, wrapped and indented.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let marker = self.marker.take();
        if text.trim().is_empty() {
            return;
        }
        let first = marker.unwrap_or_else(|| "  ".repeat(self.lists.len()));
        let rest = " ".repeat(display_width(&first));
        let options = textwrap::Options::new(self.width).initial_indent(&first).subsequent_indent(&rest);
        for line in textwrap::wrap(text.trim(), options.break_words(false)) {
            self.out.push_str(&line);
            self.out.push('\n');
        }
    }

    fn line(&mut self, style: Style, text: &str) {
        let _ = writeln!(self.out, "{style}{text}{style:#}");
    }

    /// One empty line.
    fn gap(&mut self) {
        if !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }
}

/// What a file is called within its folder.
fn last_part(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

fn style_of(kind: &CodeBlockKind<'_>) -> Style {
    let CodeBlockKind::Fenced(info) = kind else { return FAINT };
    match info.split(' ').nth(1) {
        Some("bad") => SLOW,
        Some("good") => FAST,
        _ => FAINT,
    }
}
