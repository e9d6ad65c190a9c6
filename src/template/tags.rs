//! Tags, and what stands between a tag and its end.

use std::ops::Range;

use crate::template::lexer::Token;
use crate::template::operands::{Operand, Root, operands};
use crate::template::{Binding, Node, Template};

/// Puts tokens together. Open tags are a list, not a recursion: a template may nest as deep as its text is long.
pub(super) struct Reader<'t> {
    text: &'t str,
    /// Names of tags that have an end somewhere in the text.
    closed: Vec<&'t str>,
    extends: Option<Operand>,
    open: Vec<Open<'t>>,
    nodes: Vec<Node>,
}

/// A tag whose end is still to come.
struct Open<'t> {
    tag: &'t str,
    kind: Kind,
    /// What stood before it at its level.
    before: Vec<Node>,
}

enum Kind {
    For {
        targets: Vec<String>,
        items: Operand,
    },
    With(Vec<Binding>),
    Block(String),
    Maybe,
    /// Its body is rendered where it stands.
    Plain,
    /// Its body is rendered elsewhere, seldom, or as text for something else.
    Unseen,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str, tokens: &[Token]) -> Self {
        let names = tokens.iter().filter(|it| it.is_tag).filter_map(|it| first_word(&text[it.inside.clone()]));
        let mut closed: Vec<&str> = names.filter_map(|name| name.strip_prefix("end")).collect();
        closed.sort_unstable();
        closed.dedup();
        Self { text, closed, extends: None, open: Vec::new(), nodes: Vec::new() }
    }

    pub fn depth(&self) -> usize {
        self.open.len()
    }

    pub fn take(&mut self, token: &Token) {
        if !token.is_tag {
            return self.print(token.inside.clone());
        }
        let Some(tag) = first_word(&self.text[token.inside.clone()]) else { return };
        let rest = token.inside.start + tag.len()..token.inside.end;
        match tag.strip_prefix("end") {
            Some(ended) => self.close(ended),
            None => self.tag(tag, rest),
        }
    }

    pub fn finish(mut self) -> Template {
        // What is never closed is no template; what it holds is read all the same.
        while let Some(open) = self.open.last() {
            self.close(open.tag);
        }
        Template { extends: self.extends, nodes: self.nodes }
    }

    fn tag(&mut self, tag: &'t str, rest: Range<usize>) {
        match tag {
            "for" => self.for_tag(rest),
            "if" | "ifchanged" | "ifequal" | "ifnotequal" => {
                self.read(rest);
                self.open(tag, Kind::Maybe);
            }
            "elif" | "elseif" | "else" | "empty" => self.next_branch(rest),
            "with" => {
                let bindings = self.bindings(rest);
                self.open(tag, Kind::With(bindings));
            }
            "blocktrans" | "blocktranslate" => {
                let bindings = self.bindings(rest);
                self.open(tag, Kind::With(bindings));
            }
            "set" => self.set_tag(rest),
            "include" => self.include_tag(rest),
            "extends" => self.extends = self.operands(rest).into_iter().next(),
            "block" => {
                let name = first_word(&self.text[rest]).unwrap_or_default().to_owned();
                self.open(tag, Kind::Block(name));
            }
            "regroup" => self.regroup_tag(rest),
            "cache" | "macro" | "call" | "filter" => self.open(tag, Kind::Unseen),
            "import" | "from" => self.import_tag(rest),
            "load" | "plural" | "pluralize" | "csrf_token" | "do" => {}
            _ => self.other_tag(tag, rest),
        }
    }

    /// `for book, price in shop.books reversed`, `for book in books if book.price`
    fn for_tag(&mut self, rest: Range<usize>) {
        let inside = &self.text[rest.clone()];
        let Some((targets, _)) = inside.split_once(" in ") else { return self.open("for", Kind::Unseen) };
        let after = rest.start + targets.len() + " in ".len();
        let names = targets.split(',').map(|name| name.trim().trim_matches(['(', ')']).to_owned());
        let targets = names.collect();
        let mut values = operands(self.text, after, rest.end).into_iter();
        let Some(items) = values.next() else { return self.open("for", Kind::Unseen) };
        self.open("for", Kind::For { targets, items });
        // Jinja's condition is tested for every item.
        self.nodes.extend(values.map(Node::Read));
    }

    fn next_branch(&mut self, rest: Range<usize>) {
        let Some(open) = self.open.last() else { return };
        let (tag, is_test) = (open.tag, matches!(open.kind, Kind::Maybe));
        if is_test {
            self.close(tag);
            self.read(rest);
            return self.open(tag, Kind::Maybe);
        }
        if tag == "for" {
            // What stands in the place of no items at all.
            self.close("for");
            self.open("for", Kind::Maybe);
        }
    }

    /// `set total = cart.total`; without a value it takes what follows up to its end.
    fn set_tag(&mut self, rest: Range<usize>) {
        let inside = &self.text[rest.clone()];
        let Some((name, _)) = inside.split_once('=') else { return self.open("set", Kind::Unseen) };
        let after = rest.start + name.len() + 1;
        let mut values = operands(self.text, after, rest.end);
        let is_alone = values.len() == 1;
        let value = values.pop().filter(|value| is_alone && value.filters.is_empty());
        for name in name.split(',') {
            let value = value.clone().filter(|_| !inside.contains(','));
            self.nodes.push(Node::Set(Binding { name: name.trim().to_owned(), value }));
        }
    }

    fn include_tag(&mut self, rest: Range<usize>) {
        // Django's `only`, and Jinja's `without context`.
        let is_alone = self.text[rest.clone()].split_whitespace().any(|word| matches!(word, "only" | "without"));
        let bindings = self.bindings(rest.clone());
        let Some(template) = self.operands(rest).into_iter().next() else { return };
        self.nodes.push(Node::Include { template, bindings, is_alone });
    }

    /// `import "forms.html" as forms`, `from "forms.html" import field, label as caption`: names of macros.
    fn import_tag(&mut self, rest: Range<usize>) {
        let inside = &self.text[rest];
        let imported = inside.split_once(" import ").map_or(inside, |(_, names)| names);
        for name in imported.split(',') {
            let name = name.rsplit_once(" as ").map_or(name, |(_, alias)| alias);
            let name = first_word(name).unwrap_or_default().to_owned();
            self.nodes.push(Node::Set(Binding { name, value: None }));
        }
    }

    /// `regroup books by author.name as shelves` looks at every book.
    fn regroup_tag(&mut self, rest: Range<usize>) {
        let mut values = self.operands(rest).into_iter();
        let (Some(items), Some(by), Some(name)) = (values.next(), values.next(), values.next()) else { return };
        let (Root::Name(first), Root::Name(name)) = (by.root.clone(), name.root) else { return };
        const ITEM: &str = "item of the tag";
        let path = std::iter::once(first).chain(by.path.iter().cloned()).collect();
        let looked_at = Operand { root: Root::Name(ITEM.to_owned()), path, ..by };
        self.nodes.push(Node::For { targets: vec![ITEM.to_owned()], items, body: vec![Node::Read(looked_at)] });
        self.nodes.push(Node::Set(Binding { name, value: None }));
    }

    /// A tag of which nothing is known but that its arguments are values: `url "book" book.author.pk as address`.
    fn other_tag(&mut self, tag: &'t str, rest: Range<usize>) {
        let is_known = matches!(tag, "url" | "trans" | "translate" | "firstof" | "widthratio" | "cycle" | "static");
        let values: Vec<Node> = self.operands(rest.clone()).into_iter().map(Node::Read).collect();
        if is_known {
            self.nodes.extend(values);
        } else {
            self.nodes.push(Node::Maybe(values));
        }
        if let Some((_, name)) = self.text[rest].rsplit_once(" as ") {
            self.nodes.push(Node::Set(Binding { name: name.trim().to_owned(), value: None }));
        }
        if self.closed.binary_search(&tag).is_ok() {
            self.open(tag, Kind::Plain);
        }
    }

    fn print(&mut self, inside: Range<usize>) {
        let mut values = operands(self.text, inside.start, inside.end).into_iter();
        self.nodes.extend(values.next().map(Node::Print));
        self.nodes.extend(values.map(Node::Read));
    }

    fn read(&mut self, inside: Range<usize>) {
        let values = operands(self.text, inside.start, inside.end);
        self.nodes.extend(values.into_iter().map(Node::Read));
    }

    fn operands(&self, inside: Range<usize>) -> Vec<Operand> {
        operands(self.text, inside.start, inside.end)
    }

    /// `book=shelf.first title=book.title`, or `shelf.first as book`.
    fn bindings(&self, inside: Range<usize>) -> Vec<Binding> {
        let text = &self.text[inside.clone()];
        if let Some((value, name)) = text.rsplit_once(" as ").filter(|(value, _)| !value.contains('=')) {
            let value = operands(self.text, inside.start, inside.start + value.len()).into_iter().next();
            return vec![Binding { name: name.trim().to_owned(), value }];
        }
        let mut bindings = Vec::new();
        for (equals, _) in text.match_indices('=') {
            let before = &text[..equals];
            let name = before.rsplit(|it: char| !(it.is_alphanumeric() || it == '_')).next().unwrap_or_default();
            let after = inside.start + equals + 1;
            let value = operands(self.text, after, inside.end).into_iter().next();
            if !name.is_empty() {
                bindings.push(Binding { name: name.to_owned(), value });
            }
        }
        bindings
    }

    fn open(&mut self, tag: &'t str, kind: Kind) {
        let before = std::mem::take(&mut self.nodes);
        self.open.push(Open { tag, kind, before });
    }

    /// Ends the innermost open tag of a name, and what was opened inside it and never closed.
    fn close(&mut self, tag: &str) {
        let Some(at) = self.open.iter().rposition(|open| open.tag == tag) else { return };
        while self.open.len() > at {
            let Some(Open { kind, before, .. }) = self.open.pop() else { return };
            let body = std::mem::replace(&mut self.nodes, before);
            match kind {
                Kind::For { targets, items } => self.nodes.push(Node::For { targets, items, body }),
                Kind::With(bindings) => self.nodes.push(Node::With { bindings, body }),
                Kind::Block(name) => self.nodes.push(Node::Block { name, body }),
                Kind::Maybe => self.nodes.push(Node::Maybe(body)),
                Kind::Plain => self.nodes.extend(body),
                Kind::Unseen => {}
            }
        }
    }
}

/// The name of a tag: Jinja's `call(row) list(rows)` needs no blank behind it.
fn first_word(text: &str) -> Option<&str> {
    text.split(|it: char| it.is_whitespace() || it == '(').find(|word| !word.is_empty())
}
