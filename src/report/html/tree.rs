//! The folders and files in which something was found, as a tree.

use std::collections::BTreeMap;

use super::Shown;
use super::escape::escaped;

/// A folder: what is in it, by name; or a file.
#[derive(Default)]
struct Node<'c> {
    below: BTreeMap<&'c str, Node<'c>>,
    count: usize,
    /// The costliest finding.
    first: Option<&'c str>,
}

/// The tree as nested lists, each entry with its count and a link to its costliest finding.
pub fn tree(shown: &[Shown<'_>]) -> String {
    let mut root = Node::default();
    for it in shown {
        let mut node = &mut root;
        for part in it.finding.path.split_inclusive('/') {
            node = node.below.entry(part).or_default();
            node.count += 1;
            node.first.get_or_insert(&it.id);
        }
    }
    list(&root, "")
}

fn list(node: &Node<'_>, path: &str) -> String {
    let items: String = node.below.iter().map(|(name, below)| item(below, path, (*name).to_owned())).collect();
    format!("<ul>{items}</ul>\n")
}

/// An entry. Folders that hold one folder and nothing else are one entry with it.
fn item(node: &Node<'_>, path: &str, name: String) -> String {
    if let (1, Some((below, only))) = (node.below.len(), node.below.first_key_value())
        && !only.below.is_empty()
    {
        return item(only, path, name + below);
    }
    let (id, count) = (escaped(node.first.unwrap_or("")), node.count);
    let (whole, shown) = (format!("{path}{name}"), escaped(&name));
    let link = format!("<a href=\"#{id}\" data-only-path=\"{}\">{shown}</a> <span>{count}</span>", escaped(&whole));
    if node.below.is_empty() {
        return format!("<li>{link}</li>\n");
    }
    let open = if path.is_empty() { " open" } else { "" };
    format!("<li><details{open}><summary>{link}</summary>{}</details></li>\n", list(node, &whole))
}
