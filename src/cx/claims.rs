//! Reports that the linked project has the last word on.

use super::Report;
use crate::page::Confidence;
use crate::project::Project;
use crate::project::value::Value;
use crate::syntax::ast::Expr;

/// A report, and the expressions whose values decide whether it stands.
pub struct Claim<'a> {
    pub of: Vec<&'a Expr>,
    /// Names that decide, too: of attributes whose values are not followed.
    pub names: Vec<String>,
    pub report: Report,
}

/// Takes what the project knows of a claim's expressions, in their order, and then its names as texts; gives the most
/// confidence that the finding can have, and `None` where it is none.
pub type Settle = fn(&Project, &[Value]) -> Option<Confidence>;

/// The same for a claim about its module, without expressions: takes the module's number, and the claim's names.
pub type SettleModule = fn(&Project, u32, &[String]) -> Option<Confidence>;
