//! Long text on a terminal goes through the user's pager, as Git does it.

use std::io::Write;
use std::process::{Command, Stdio};

/// Shows text in the program that `PAGER` names, else in `less`. `less` leaves at once where all fits on a screen, and
/// lets colours through. Returns whether a pager took the text.
pub fn show(text: &str) -> bool {
    let named = std::env::var("PAGER").ok().filter(|name| !name.trim().is_empty());
    let line = named.unwrap_or_else(|| "less".to_owned());
    let mut words = line.split_whitespace();
    let Some(program) = words.next().filter(|program| *program != "cat") else { return false };
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", "FRX");
    }
    let Ok(mut pager) = command.spawn() else { return false };
    if let Some(mut stdin) = pager.stdin.take() {
        // Who leaves the pager early has read enough.
        let _ = stdin.write_all(text.as_bytes());
    }
    let _ = pager.wait();
    true
}
