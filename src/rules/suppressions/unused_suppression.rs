use crate::rule;
use crate::rule::Rule;

pub static RULE: Rule = rule!("suppressions/unused-suppression");
