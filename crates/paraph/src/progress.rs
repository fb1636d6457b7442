//! A line on standard error for work that takes long: what is being done, of how much, for how many seconds. It is for people;
//! where standard error is no terminal, or the outcome is for a program, nothing is written.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

/// Files from this size on are told of at once, others after a second.
const LARGE_BYTES: u64 = 50 << 20;
/// How often the line is written again, and how many times a second that is.
const STEP: Duration = Duration::from_millis(250);
const STEPS_PER_SECOND: u32 = 4;

/// Whether progress is told.
#[derive(clap::Args)]
pub(crate) struct ProgressArguments {
    /// Tell nothing of progress. It is told on a terminal only, of work that takes longer than a second.
    #[arg(long)]
    quiet: bool,
}

/// For whom the outcome of a command is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    Person,
    Program,
}

/// Tells of work until it is dropped, and leaves no trace of the line.
pub(crate) struct Progress {
    words: Option<Sender<&'static str>>,
    thread: Option<JoinHandle<()>>,
}

impl ProgressArguments {
    /// Begins to tell of work on a file.
    pub(crate) fn begin(&self, reader: Reader, path: &Path, doing: &'static str) -> Progress {
        let told = !self.quiet && reader == Reader::Person && std::io::stderr().is_terminal();
        if !told {
            return Progress { words: None, thread: None };
        }
        // A file that is not there is for the command to speak of.
        let bytes = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        let (words, received) = mpsc::channel();
        let mut line = Line { doing, bytes, steps: 0, shown: false };
        if bytes >= LARGE_BYTES {
            line.write();
        }
        Progress { words: Some(words), thread: Some(std::thread::spawn(move || line.tell(&received))) }
    }
}

impl Progress {
    /// What is being done from now on.
    pub(crate) fn say(&self, doing: &'static str) {
        if let Some(words) = &self.words {
            // Whoever does not listen any more has nothing to write either.
            let _ = words.send(doing);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.words = None;
        if let Some(thread) = self.thread.take() {
            // It ends when nobody speaks to it any more.
            let _ = thread.join();
        }
    }
}

/// The line.
struct Line {
    doing: &'static str,
    bytes: u64,
    steps: u32,
    shown: bool,
}

impl Line {
    fn tell(mut self, words: &Receiver<&'static str>) {
        loop {
            match words.recv_timeout(STEP) {
                Ok(doing) => self.doing = doing,
                Err(RecvTimeoutError::Timeout) => self.steps += 1,
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if self.shown || self.steps >= STEPS_PER_SECOND {
                self.write();
            }
        }
        if self.shown {
            print("\r\x1b[K");
        }
    }

    fn write(&mut self) {
        self.shown = true;
        print(&format!("\r\x1b[K{}", self.text()));
    }

    fn text(&self) -> String {
        let size = match self.bytes >> 20 {
            0 => format!("{} KB", self.bytes >> 10),
            megabytes => format!("{megabytes} MB"),
        };
        format!("paraph: {} ({size}), {} s", self.doing, self.steps / STEPS_PER_SECOND)
    }
}

fn print(text: &str) {
    let mut out = std::io::stderr();
    // A terminal that cannot be written to shows no progress; the work goes on.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_what_is_done_of_how_much_and_for_how_long() {
        let line = |bytes, steps| Line { doing: "signing", bytes, steps, shown: false };
        assert_eq!(line(200 << 20, 9).text(), "paraph: signing (200 MB), 2 s");
        assert_eq!(line(3 << 10, 0).text(), "paraph: signing (3 KB), 0 s");
    }

    #[test]
    fn a_program_is_told_nothing() {
        let arguments = ProgressArguments { quiet: false };
        let progress = arguments.begin(Reader::Program, Path::new("/"), "signing");
        assert!(progress.thread.is_none());
        progress.say("nothing");
    }
}
