//! Conditions that are decided before the program runs, calls that never return, managers that swallow exceptions.

use crate::facts::Facts;
use crate::model::PythonVersion;
use crate::syntax::ast::{self, CmpOp, Expr};

/// The truth of a condition, where it is known: constants, `TYPE_CHECKING`, `__debug__`, `sys.version_info`.
pub fn truth(facts: &Facts, test: &Expr) -> Option<bool> {
    match test {
        Expr::BooleanLiteral(it) => Some(it.value),
        Expr::NoneLiteral(_) => Some(false),
        Expr::NumberLiteral(it) => it.value.as_int().and_then(ast::Int::as_u64).map(|value| value != 0),
        Expr::StringLiteral(it) => Some(!it.value.is_empty()),
        Expr::Name(it) if it.id.as_str() == "TYPE_CHECKING" => Some(false),
        Expr::Name(it) if it.id.as_str() == "__debug__" => Some(true),
        Expr::Attribute(it) if it.attr.as_str() == "TYPE_CHECKING" => Some(false),
        Expr::UnaryOp(it) if it.op == ast::UnaryOp::Not => truth(facts, &it.operand).map(|known| !known),
        Expr::Compare(it) => version_test(facts.target, it),
        _ => None,
    }
}

/// `sys.version_info >= (3, 9)` and its like, for the target version.
fn version_test(target: PythonVersion, compare: &ast::ExprCompare) -> Option<bool> {
    let Expr::Attribute(left) = &*compare.left else { return None };
    if left.attr.as_str() != "version_info" || !matches!(&*left.value, Expr::Name(it) if it.id.as_str() == "sys") {
        return None;
    }
    let ([op], [Expr::Tuple(wanted)]) = (&*compare.ops, &*compare.comparators) else { return None };
    let number = |expr: &Expr| match expr {
        Expr::NumberLiteral(it) => it.value.as_int().and_then(ast::Int::as_u8),
        _ => None,
    };
    let major = number(wanted.elts.first()?)?;
    let minor = wanted.elts.get(1).map_or(Some(0), number)?;
    let wanted = (major, minor);
    let target = (target.major, target.minor);
    match op {
        CmpOp::GtE => Some(target >= wanted),
        // Micro versions are not known: `>` and `<=` of a pair hold for the release itself.
        CmpOp::Gt => Some(target >= wanted),
        CmpOp::Lt => Some(target < wanted),
        CmpOp::LtE => Some(target < wanted),
        _ => None,
    }
}

/// Whether a call statement ends the path: `sys.exit()`, `os._exit()`, `exit()`, `quit()`, `os.abort()`.
pub fn never_returns(facts: &Facts, expression: &Expr) -> bool {
    let Expr::Call(call) = expression else { return false };
    match &*call.func {
        Expr::Name(name) if matches!(name.id.as_str(), "exit" | "quit") => {
            facts.scopes.owner(facts.nodes.get(super::nodes::id_of(name)).scope, name.id.as_str()).is_none()
        }
        Expr::Attribute(it) => {
            let Expr::Name(module) = &*it.value else { return false };
            matches!((module.id.as_str(), it.attr.as_str()), ("sys", "exit") | ("os", "_exit" | "abort"))
        }
        _ => false,
    }
}

/// Whether a context manager may swallow an exception, so that its block may stop before any of its statements.
/// Files, locks, sockets, temporary files and transactions let exceptions pass.
pub fn may_swallow(manager: &Expr) -> bool {
    let name = match manager {
        Expr::Call(call) => last_name(&call.func),
        other => last_name(other),
    };
    let Some(name) = name else { return true };
    let lets_pass =
        ["open", "atomic", "closing", "socket", "fdopen", "nullcontext", "scandir", "connect", "catch_warnings"];
    let lower = name.to_ascii_lowercase();
    !(lets_pass.contains(&name)
        || lower.ends_with("lock")
        || lower.ends_with("mutex")
        || lower.contains("temporary")
        || lower.contains("session")
        || lower.ends_with("executor")
        || lower.ends_with("file")
        || lower.ends_with("pool"))
}

fn last_name(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Name(it) => Some(it.id.as_str()),
        Expr::Attribute(it) => Some(it.attr.as_str()),
        _ => None,
    }
}
