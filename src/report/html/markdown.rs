//! Markdown of rules and notes as HTML: code with its tokens, links only where they lead somewhere.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::escape::escaped;
use super::python::{Token, tokens};
use super::source::push_tokens;

/// Renders Markdown whose links start from `folder`. `target_of` says where a file of the repository is to be found in
/// the document, if it is in it.
pub fn render(markdown: &str, folder: &str, target_of: impl Fn(&str) -> Option<String>) -> String {
    let mut page = Page { events: Vec::new(), code: None, links: Vec::new(), is_left_alone: false };
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        page.take(event, folder, &target_of);
    }
    let mut text = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut text, page.events.into_iter());
    text
}

struct Page<'m> {
    events: Vec<Event<'m>>,
    /// What the open block of code is, and its text.
    code: Option<(CodeBlockKind<'m>, String)>,
    /// Whether each open link leads somewhere.
    links: Vec<bool>,
    /// Whether what follows is code that the rule leaves alone.
    is_left_alone: bool,
}

impl<'m> Page<'m> {
    fn take(&mut self, event: Event<'m>, folder: &str, target_of: &dyn Fn(&str) -> Option<String>) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => self.code = Some((kind, String::new())),
            Event::End(TagEnd::CodeBlock) => self.end_code(),
            Event::Text(text) => match &mut self.code {
                Some((_, code)) => code.push_str(&text),
                None => {
                    self.is_left_alone |= &*text == "Left alone";
                    self.events.push(Event::Text(text));
                }
            },
            Event::Start(Tag::Link { dest_url, .. }) => self.start_link(&dest_url, folder, target_of),
            Event::End(TagEnd::Link) => {
                if self.links.pop().unwrap_or(false) {
                    self.put("</a>".to_owned());
                }
            }
            Event::Start(Tag::Heading { level, .. }) => self.put(format!("<{}>", lower(level))),
            Event::End(TagEnd::Heading(level)) => self.put(format!("</{}>\n", lower(level))),
            Event::Start(Tag::Table(_)) => {
                self.put("<div class=\"scroll\">".to_owned());
                self.events.push(event);
            }
            Event::End(TagEnd::Table) => {
                self.events.push(event);
                self.put("</div>\n".to_owned());
            }
            // Comments carry what scripts need, not readers.
            Event::Html(_) | Event::InlineHtml(_) => {}
            event => self.events.push(event),
        }
    }

    fn put(&mut self, html: String) {
        self.events.push(Event::InlineHtml(CowStr::from(html)));
    }

    fn start_link(&mut self, target: &str, folder: &str, target_of: &dyn Fn(&str) -> Option<String>) {
        let address = if target.contains("://") {
            Some(target.to_owned())
        } else {
            let file = target.split('#').next().unwrap_or(target);
            target_of(&joined(folder, file)).map(|name| format!("#{name}"))
        };
        self.links.push(address.is_some());
        if let Some(address) = address {
            self.put(format!("<a href=\"{}\">", escaped(&address)));
        }
    }

    fn end_code(&mut self) {
        let Some((kind, code)) = self.code.take() else { return };
        let letters: Vec<char> = code.trim_end().chars().collect();
        let info = if let CodeBlockKind::Fenced(info) = &kind { info } else { "" };
        let (language, role) = info.split_once(' ').unwrap_or((info, ""));
        let tokens = if language == "python" { tokens(&letters) } else { vec![Token::Other; letters.len()] };
        let mut text = String::from("<pre><code>");
        push_tokens(&mut text, &letters, &tokens);
        text += "</code></pre>";
        let text = match role {
            "bad" => format!("<figure class=\"slow\"><figcaption>slow</figcaption>{text}</figure>\n"),
            "good" if self.is_left_alone => format!("<figure class=\"alone\">{text}</figure>\n"),
            "good" => format!("<figure class=\"fast\"><figcaption>fast</figcaption>{text}</figure>\n"),
            "run" => format!("<details><summary>What is measured</summary>{text}</details>\n"),
            _ => format!("{text}\n"),
        };
        self.put(text);
    }
}

/// The heading within the document, whose own title and sections are two levels above.
fn lower(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => "h3",
        HeadingLevel::H2 => "h4",
        HeadingLevel::H3 => "h5",
        _ => "h6",
    }
}

/// A relative path from a folder.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
