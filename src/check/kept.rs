//! What files came to, kept from one check to the next: only what has changed is read and linted again.

use rayon::prelude::*;

use super::{Checked, Done, Input, Watch, apply, assemble, in_pool, one};

/// What one file came to when it held these bytes.
pub(super) struct Kept {
    given: Option<Vec<u8>>,
    done: Done,
}

/// Checks files as `check` does, all of them linked. `kept` is of the last check of the same files, or empty.
pub(super) fn check_again(inputs: &[Input], watch: &Watch, kept: &mut Vec<Option<Kept>>) -> Checked {
    kept.resize_with(inputs.len(), || None);
    let applied = apply(inputs);
    in_pool(|| {
        let work = inputs.par_iter().zip(&applied).zip(kept);
        let done = work.map(|((input, applied), kept)| {
            if let Some(known) = kept.as_ref().filter(|known| known.given == input.given) {
                return known.done.clone();
            }
            let done = one(input, applied, watch);
            *kept = Some(Kept { given: input.given.clone(), done: done.clone() });
            done
        });
        let done: Vec<Done> = done.collect();
        assemble(inputs, &applied, done, watch)
    })
}
