//! The binary: everything is in the library.

use std::process::ExitCode;

/// Trees come and go on every thread: measured against the system's allocator and mimalloc in docs/decisions.md.
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    fastpy_lint::cli::main()
}
