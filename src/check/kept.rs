//! What files came to, kept from one check to the next: only what has changed is read and linted again.

use std::cell::RefCell;

use rayon::prelude::*;

use super::{Checked, Done, Input, Watch, apply, assemble, in_pool, one};

/// What the files of the last check came to, in their order.
#[derive(Default)]
pub struct Kept(RefCell<Vec<Option<File>>>);

/// What one file came to when it held these bytes.
struct File {
    given: Option<Vec<u8>>,
    done: Done,
}

impl Kept {
    /// Checks files as `check` does, all of them linked. They are the same files each time, whatever they hold.
    pub fn check(&self, inputs: &[Input], watch: &Watch) -> Checked {
        let mut kept = self.0.borrow_mut();
        kept.resize_with(inputs.len(), || None);
        let applied = apply(inputs);
        let kept: &mut Vec<Option<File>> = &mut kept;
        in_pool(|| {
            let work = inputs.par_iter().zip(&applied).zip(kept);
            let done = work.map(|((input, applied), kept)| {
                if let Some(known) = kept.as_ref().filter(|known| known.given == input.given) {
                    return known.done.clone();
                }
                let done = one(input, applied, watch);
                *kept = Some(File { given: input.given.clone(), done: done.clone() });
                done
            });
            let done: Vec<Done> = done.collect();
            assemble(inputs, &applied, done, watch)
        })
    }
}
