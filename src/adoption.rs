//! Adoption in old code: which findings were there before, by what stays of them while the code around is edited. Only
//! comparison; what is compared comes from `files` and `check`.

pub mod baseline;
mod lines;
mod matching;
mod traits;

pub use lines::LineMap;
pub use matching::{Placed, Whereabouts, before_now, in_baseline};
pub use traits::{Traits, traits};
