//! All tests, in one binary.

mod cli;
mod config;
mod django;
mod facts;
mod json;
mod knowledge;
mod pages;
mod report;
mod robustness;
mod support;
mod suppress;
mod tidy;
