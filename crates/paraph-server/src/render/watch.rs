//! Watches a process and kills it when it is silent for too long, or when nobody waits for it any more.

use std::process::{Child, ExitStatus};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

/// A process under watch. Dropping it kills the process.
pub(super) struct Watch {
    signals: Option<Sender<Signal>>,
    thread: Option<JoinHandle<Ended>>,
}

/// How a process ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ended {
    /// What the system says; none if it cannot say.
    pub(super) status: Option<ExitStatus>,
    /// Whether it was killed for its silence.
    pub(super) was_silent: bool,
}

enum Signal {
    /// The process is awaited.
    Waiting,
    /// The process waits for us.
    Busy,
}

impl Watch {
    pub(super) fn new(child: Child, silence: Duration) -> Self {
        let (signals, received) = mpsc::channel();
        let thread = std::thread::spawn(move || watch(child, silence, &received));
        Self { signals: Some(signals), thread: Some(thread) }
    }

    /// From now on the process must not be silent for longer than allowed.
    pub(super) fn expect(&self) {
        self.signal(Signal::Waiting);
    }

    /// From now on we keep the process waiting, which is not its fault.
    pub(super) fn pause(&self) {
        self.signal(Signal::Busy);
    }

    /// Ends the process, if it has not ended by itself, and says how it ended.
    pub(super) fn end(mut self) -> Ended {
        self.stop().unwrap_or(Ended { status: None, was_silent: false })
    }

    fn signal(&self, signal: Signal) {
        if let Some(signals) = &self.signals {
            // Nobody listens any more once the process was killed; the end of its output tells the rest.
            let _ = signals.send(signal);
        }
    }

    fn stop(&mut self) -> Option<Ended> {
        self.signals = None;
        self.thread.take().and_then(|thread| thread.join().ok())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop();
    }
}

fn watch(mut child: Child, silence: Duration, signals: &Receiver<Signal>) -> Ended {
    let mut was_silent = false;
    let mut signal = signals.recv().ok();
    while let Some(current) = signal {
        signal = match current {
            Signal::Busy => signals.recv().ok(),
            Signal::Waiting => match signals.recv_timeout(silence) {
                Ok(next) => Some(next),
                Err(RecvTimeoutError::Disconnected) => None,
                Err(RecvTimeoutError::Timeout) => {
                    was_silent = true;
                    None
                }
            },
        };
    }
    // A process that has ended keeps its status, whatever is sent after it.
    let _ = child.kill();
    Ended { status: child.wait().ok(), was_silent }
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    fn process(script: &str) -> Child {
        Command::new("/bin/sh").args(["-c", script]).stdin(Stdio::piped()).spawn().unwrap()
    }

    #[test]
    fn a_silent_process_is_killed() {
        let watch = Watch::new(process("read line"), Duration::from_millis(20));
        watch.expect();
        let thread = watch.thread.as_ref().unwrap();
        while !thread.is_finished() {
            std::thread::yield_now();
        }
        let ended = watch.end();
        assert!(ended.was_silent);
        assert!(!ended.status.unwrap().success());
    }

    #[test]
    fn a_process_that_waits_for_us_is_not_silent() {
        let watch = Watch::new(process("read line"), Duration::from_millis(1));
        watch.pause();
        assert!(!watch.end().was_silent);
    }

    #[test]
    fn a_process_nobody_waits_for_is_killed() {
        let child = process("read line");
        let id = child.id();
        drop(Watch::new(child, Duration::from_secs(600)));
        assert!(!std::path::Path::new(&format!("/proc/{id}")).exists());
    }
}
