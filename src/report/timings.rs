//! Where the time of a run went.

use std::io::{self, Write};
use std::time::Duration;

use crate::check::Checked;
use crate::report::neutral::Neutral;

/// How many of the slowest files are named.
const FILES: usize = 10;

/// Writes the time of each rule, summed over all threads, and the slowest files.
pub fn timings(checked: &Checked, in_ci: bool, out: &mut dyn Write) -> io::Result<()> {
    let neutral = Neutral { in_ci };
    writeln!(out, "time per rule, over all threads:")?;
    for (rule, took) in &checked.rule_times {
        writeln!(out, "{:>10.3} ms  {rule}", milliseconds(*took))?;
    }
    writeln!(out, "slowest files:")?;
    for (path, took) in checked.file_times.iter().take(FILES) {
        writeln!(out, "{:>10.3} ms  {}", milliseconds(*took), neutral.line(path))?;
    }
    Ok(())
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}
