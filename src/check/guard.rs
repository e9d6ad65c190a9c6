//! A panic becomes a message. It is a fault of ours, and the file in which it happened is named.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

static QUIET: Once = Once::new();

/// Runs `work`; the error says where it panicked and why.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    QUIET.call_once(silence);
    let before = IS_GUARDED.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    IS_GUARDED.set(before);
    result.map_err(|payload| {
        let why = payload.downcast_ref::<String>().map(String::as_str);
        let why = why.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no reason given");
        let place = PLACE.take();
        format!("a fault in fastpy-lint, at {place}: {why}")
    })
}

/// Keeps the usual report of a panic off the terminal, but only of one that is guarded.
fn silence() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !IS_GUARDED.get() {
            return usual(info);
        }
        let place = info.location().map(|it| format!("{}:{}", it.file(), it.line())).unwrap_or_default();
        PLACE.set(place);
    }));
}
