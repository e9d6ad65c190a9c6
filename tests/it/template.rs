//! What templates are read as.

use fastpy_lint::template::{Node, Operand, Root, Template, parse};

/// A template in short: `print book.author.name`, `for book in books { … }`.
fn short(template: &Template) -> String {
    let base = template.extends.iter().map(|base| format!("extends {}", operand(base)));
    base.chain(template.nodes.iter().map(node)).collect::<Vec<_>>().join("; ")
}

fn node(node: &Node) -> String {
    let body = |nodes: &[Node]| nodes.iter().map(self::node).collect::<Vec<_>>().join("; ");
    let bound = |bindings: &[fastpy_lint::template::Binding]| {
        let bound =
            bindings.iter().map(|it| format!("{} = {}", it.name, it.value.as_ref().map_or("?".into(), operand)));
        bound.collect::<Vec<_>>().join(", ")
    };
    match node {
        Node::Print(it) => format!("print {}", operand(it)),
        Node::Read(it) => format!("read {}", operand(it)),
        Node::For { targets, items, body: inside } => {
            format!("for {} in {} {{ {} }}", targets.join(", "), operand(items), body(inside))
        }
        Node::Maybe(inside) => format!("maybe {{ {} }}", body(inside)),
        Node::With { bindings, body: inside } => format!("with {} {{ {} }}", bound(bindings), body(inside)),
        Node::Set(binding) => format!("set {}", bound(std::slice::from_ref(binding))),
        Node::Include { template, bindings, is_alone } => {
            format!("include {} with [{}]{}", operand(template), bound(bindings), if *is_alone { " only" } else { "" })
        }
        Node::Block { name, body: inside } => format!("block {name} {{ {} }}", body(inside)),
    }
}

fn operand(it: &Operand) -> String {
    let root = match &it.root {
        Root::Name(name) => name.clone(),
        Root::Text(text) => format!("{text:?}"),
        Root::Other => "_".to_owned(),
    };
    let path: String = it.path.iter().map(|part| format!(".{part}")).collect();
    let filters: String = it.filters.iter().map(|filter| format!("|{filter}")).collect();
    root + &path + &filters
}

fn reads(text: &str, expected: &str) {
    assert_eq!(short(&parse(text)), expected, "{text}");
}

#[test]
fn paths_filters_and_texts() {
    reads("{{ book.author.name }}", "print book.author.name");
    reads("{{ book.title|default:book.isbn|upper }}", "print book.title|default|upper; read book.isbn");
    reads("{{- books.0.title -}}", "print books.0.title");
    reads("{{ \"a }} b\" }}", "print \"a\"");
    reads("{{ 1.5 }}{{ None }}", "print _");
    reads("{{ straße.größe }}", "print straße.größe");
}

#[test]
fn loops_and_conditions() {
    reads("{% for book in books %}{{ book }}{% endfor %}", "for book in books { print book }");
    reads(
        "{% for a, b in pairs.items %}{{ b.x }}{% empty %}{{ nothing }}{% endfor %}",
        "for a, b in pairs.items { print b.x }; maybe { print nothing }",
    );
    reads(
        "{% if a.b and not c %}{{ d }}{% elif e %}{{ f }}{% else %}{{ g }}{% endif %}",
        "read a.b; read c; maybe { print d }; read e; maybe { print f }; maybe { print g }",
    );
}

#[test]
fn names_includes_blocks_and_bases() {
    reads("{% with a=b.c d=e %}{{ a }}{% endwith %}", "with a = b.c, d = e { print a }");
    reads("{% with b.c as a %}{{ a }}{% endwith %}", "with a = b.c { print a }");
    reads("{% include 'line.html' with book=b only %}", "include \"line.html\" with [book = b] only");
    reads(
        "{% extends \"base.html\" %}{% block x %}{{ a }}{% endblock x %}",
        "extends \"base.html\"; block x { print a }",
    );
    reads(
        "{% regroup books by author.name as shelves %}",
        "for item of the tag in books { read item of the tag.author.name }; set shelves = ?",
    );
    reads("{% url 'book' book.pk as address %}", "read \"book\"; read book.pk; read address; set address = ?");
}

#[test]
fn jinja_calls_conditions_and_sets() {
    reads(
        "{% for b in books.all() if b.price %}{{ b.tags() }}{% endfor %}",
        "for b in books.all { read b.price; print b.tags }",
    );
    reads("{% set total = cart.total %}{{ total }}", "set total = cart.total; print total");
    reads("{{ books.filter(name=x.y).first.name }}", "print books.filter; read name; read x.y");
    reads("{{ prices[book.pk].amount }}", "print _; read book.pk");
}

#[test]
fn what_is_not_rendered_is_not_read() {
    reads("{% comment %}{{ a }}{% endcomment %}{# {{ b }} #}{{ c }}", "print c");
    reads("{% verbatim %}{{ a }}{% endverbatim %}", "");
    reads("{% cache 500 books %}{{ a }}{% endcache %}", "");
    reads("{% macro line(book) %}{{ book.author }}{% endmacro %}", "");
}

#[test]
fn tags_that_nobody_knows_may_have_a_body() {
    reads("{% card book.title %}{{ a }}{% endcard %}{{ b }}", "maybe { read book.title }; print a; print b");
    reads("{% card book.title %}{{ a }}", "maybe { read book.title }; print a");
}

#[test]
fn broken_texts_are_read_as_far_as_they_go() {
    for text in
        ["{{", "{%", "{{ }}", "{% %}", "{% for %}", "{% endfor %}", "{{ a.", "{{ a|", "{{ a(", "{% if %}{% for x in %}"]
    {
        parse(text);
    }
    let deep = "{% if a %}".repeat(50_000);
    assert_eq!(parse(&deep), Template::default());
    let filters = format!("{{{{ a{} }}}}", "|f:b".repeat(100_000));
    assert_eq!(parse(&filters).nodes.len(), 100_001);
    let brackets = format!("{{{{ {} }}}}", "a(".repeat(100_000));
    parse(&brackets);
}
