//! Functions whose results `functools` remembers.

use super::Cx;
use crate::syntax::ast::{self, Expr};

impl<'a> Cx<'a> {
    /// The decorator that remembers what the function itself returns: `@lru_cache`, `@cache`, with nothing between it
    /// and the function.
    pub fn cache_of<'f>(&self, function: &'f ast::StmtFunctionDef) -> Option<&'f Expr> {
        let innermost = &function.decorator_list.last()?.expression;
        let callee = match innermost {
            Expr::Call(it) => &*it.func,
            other => other,
        };
        // Most decorators are not worth a look at the imports.
        let name = match callee {
            Expr::Attribute(it) => it.attr.as_str(),
            Expr::Name(it) => it.id.as_str(),
            _ => return None,
        };
        if !name.contains("cache") {
            return None;
        }
        let is_cache = matches!(self.qualified(callee)?.as_str(), "functools.cache" | "functools.lru_cache");
        is_cache.then_some(innermost)
    }
}
