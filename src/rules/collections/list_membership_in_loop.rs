use crate::cx::Cx;
use crate::hooks::Hook;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast;

pub static RULE: Rule = rule!("collections/list-membership-in-loop", Hook::Compare(check));

fn check(_compare: &ast::ExprCompare, _cx: &mut Cx) {}
