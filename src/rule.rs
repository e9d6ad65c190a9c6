//! A rule: its page, and the functions that run on nodes or on the linked project.

use crate::hooks::Hook;
use crate::page::Page;

/// A rule of the catalogue.
pub struct Rule {
    pub page: Page,
    pub hooks: &'static [Hook],
}

/// Makes a rule from `"family/name"` and its hooks. The page is embedded and its front matter checked here.
#[macro_export]
macro_rules! rule {
    ($page:literal $(, $hook:expr)* $(,)?) => {
        $crate::rule::Rule {
            page: $crate::page::Page::parse(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/", $page, ".md"))),
            hooks: &[$($hook),*],
        }
    };
}
