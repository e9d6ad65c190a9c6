//! How sure it is that what a loop reads of each row costs many queries, and that its reader would act on it.

use crate::page::Confidence;
use crate::project::Project;
use crate::project::missing::Lack;
use crate::project::relations::Read;
use crate::project::symbols::FunctionId;
use crate::summary::Row;

impl Project {
    /// Whether a function stands in a command of Django, for which nobody waits as for a page.
    pub fn is_in_command(&self, id: FunctionId) -> bool {
        self.summaries[id.module as usize].path.contains("management/commands/")
    }
}

/// How sure it is that a read costs a query for each of many rows, in a loop that turns so.
pub(super) fn confidence(read: &Read, lack: &Lack, turns: &Row, is_set_up: bool) -> Confidence {
    /// Through as many helpers a query set is followed call by call, and what one way through them loads counts.
    const SURE_HOPS: u32 = 2;
    let trace = &read.row.trace;
    let is_near = trace.hops == 0 || trace.hops <= SURE_HOPS && !trace.is_of_one;
    let is_direct = is_near && read.inside.is_none();
    // What one object refers to are mostly few rows.
    let may_be_few = trace.is_narrowed || trace.is_of_one || is_set_up;
    let matters_little = may_be_few || turns.writes;
    if is_direct && !trace.is_handed && !trace.is_doubtful && !matters_little && !read.is_conditional {
        Confidence::High
    } else if is_rarely_worth_it(read, lack, may_be_few)
        // A statement for each of what may be a few rows is what such a loop is for.
        || is_set_up
        || may_be_few && turns.writes
        || trace.is_handed && (may_be_few || read.is_conditional)
        || trace.is_guessed
        || trace.hops > 1 && (trace.is_doubtful || read.is_conditional)
    {
        Confidence::Low
    } else {
        Confidence::Medium
    }
}

/// Whether few readers would act on a read: it stands in a function that does other work besides, or takes few rows for
/// what they hold already.
fn is_rarely_worth_it(read: &Read, lack: &Lack, may_be_few: bool) -> bool {
    match lack {
        Lack::Query => true,
        Lack::Key => may_be_few,
        Lack::Relation => read.inside.is_some_and(|inside| inside.writes || may_be_few),
        Lack::Column { .. } | Lack::Answer(_) => false,
    }
}
