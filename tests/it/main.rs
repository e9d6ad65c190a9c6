//! All tests, in one binary.

mod add_ignore;
mod baseline;
mod cached;
mod cli;
mod completions;
mod config;
mod conformance;
mod contexts;
mod django;
mod documents;
mod facts;
mod fix;
mod fix_command;
mod fixtures;
mod forms;
mod html;
mod identity;
mod json;
mod knowledge;
mod linked;
mod notebook_fixes;
mod notebooks;
mod pages;
mod regex;
mod report;
mod robustness;
mod since;
mod support;
mod suppress;
mod template;
mod tidy;
#[cfg(unix)]
mod waits;
mod writing;
