//! A line on the terminal that counts the files of a long run.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::check::Watch;

/// Runs shorter than this need no word.
const PATIENCE: Duration = Duration::from_secs(2);
const BETWEEN: Duration = Duration::from_millis(200);

/// Shows progress from when it is started until it is finished.
pub struct Progress {
    done: Sender<()>,
    thread: JoinHandle<()>,
}

impl Progress {
    pub fn start(watch: Arc<Watch>, files: usize) -> Self {
        let (done, is_done) = channel();
        let thread = std::thread::spawn(move || {
            let mut wait = PATIENCE;
            while is_done.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                wait = BETWEEN;
                // A terminal that is gone is no reason to stop.
                let _ = write!(io::stderr(), "\rchecked {} of {files} files", watch.done.load(Ordering::Relaxed));
            }
            if wait == BETWEEN {
                let _ = write!(io::stderr(), "\r\x1b[K");
            }
        });
        Self { done, thread }
    }

    pub fn finish(self) {
        let _ = self.done.send(());
        let _ = self.thread.join();
    }
}
