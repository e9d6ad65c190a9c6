//! All integration tests, in one binary: it links once.

mod django;
mod knowledge;
