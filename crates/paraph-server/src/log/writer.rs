//! A queue of lines and the thread that writes them: a standard error that is closed, full or slow delays no request.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

/// Lines that may wait.
const LINES_MAX: usize = 4_096;
/// How long the end of the program waits for the lines that are left.
const FLUSH_MAX: Duration = Duration::from_secs(2);

enum Order {
    Write(String),
    Flush(SyncSender<()>),
}

/// The end of the queue that lines are put in at.
#[derive(Clone)]
pub(super) struct Queue {
    orders: SyncSender<Order>,
    /// Lines that found no room, or could not be written, since the last that was.
    lost: Arc<AtomicU64>,
}

impl Queue {
    /// Puts a line in, which ends with a line break; never waits.
    pub(super) fn write(&self, line: String) {
        if self.orders.try_send(Order::Write(line)).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Writes out what is queued when it is dropped, as far as that can be done in two seconds.
pub struct Flushed {
    queue: Queue,
}

impl Drop for Flushed {
    fn drop(&mut self) {
        let pause = Duration::from_millis(10);
        let (done, wait) = sync_channel(1);
        for _ in 0..FLUSH_MAX.as_millis() / pause.as_millis() {
            match self.queue.orders.try_send(Order::Flush(done.clone())) {
                Err(TrySendError::Full(_)) => std::thread::sleep(pause),
                Err(TrySendError::Disconnected(_)) => return,
                Ok(()) => {
                    // Whether it is done or time is up: the program ends.
                    let _done = wait.recv_timeout(FLUSH_MAX);
                    return;
                }
            }
        }
    }
}

/// Starts the thread that writes to what `open` gives.
pub(super) fn start<W: Write>(open: impl FnOnce() -> W + Send + 'static) -> (Queue, Flushed) {
    let (orders, taken) = sync_channel(LINES_MAX);
    let lost = Arc::new(AtomicU64::new(0));
    let queue = Queue { orders, lost: Arc::clone(&lost) };
    let started =
        std::thread::Builder::new().name("log".to_owned()).spawn(move || run(&taken, &lost, open()));
    // Without the thread every line is counted as lost, and the service goes on.
    drop(started);
    (queue.clone(), Flushed { queue })
}

fn run(orders: &Receiver<Order>, lost: &AtomicU64, mut output: impl Write) {
    while let Ok(order) = orders.recv() {
        let line = match order {
            Order::Write(line) => line,
            Order::Flush(done) => {
                // Whoever asked may have given up waiting.
                let _told = done.send(());
                continue;
            }
        };
        let missing = lost.swap(0, Ordering::Relaxed);
        if missing > 0 {
            let told = format!("level=warn event=log-lines-lost count={missing}\n");
            if output.write_all(told.as_bytes()).is_err() {
                lost.fetch_add(missing, Ordering::Relaxed);
            }
        }
        if output.write_all(line.as_bytes()).is_err() {
            lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Mutex;

    use super::*;

    /// What was written, and whether writing works.
    #[derive(Clone, Default)]
    struct Paper {
        text: Arc<Mutex<String>>,
        is_broken: Arc<Mutex<bool>>,
    }

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if *self.is_broken.lock().unwrap() {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.text.lock().unwrap().push_str(std::str::from_utf8(bytes).unwrap());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_that_cannot_be_written_are_counted_and_told_of_and_nobody_waits() {
        let paper = Paper::default();
        let given = paper.clone();
        let (queue, flushed) = start(move || given);
        // Held: the thread is stuck in its first write, as on a pipe without a reader.
        let stuck = paper.is_broken.lock().unwrap();
        for number in 0..LINES_MAX + 100 {
            queue.write(format!("line={number}\n"));
        }
        drop(stuck);
        drop(flushed);
        queue.write("line=last\n".to_owned());
        drop(Flushed { queue });
        let text = paper.text.lock().unwrap();
        assert!(text.starts_with("line=0\n") || text.contains("\nline=0\n"), "{text}");
        assert!(text.ends_with("line=last\n"));
        let told: u64 = text
            .lines()
            .filter_map(|line| line.strip_prefix("level=warn event=log-lines-lost count="))
            .map(|count| count.parse::<u64>().unwrap())
            .sum();
        let written = text.lines().filter(|line| line.starts_with("line=")).count() as u64;
        assert_eq!(told + written, LINES_MAX as u64 + 101, "every line is written or counted");
    }

    #[test]
    fn a_full_disk_under_the_log_is_told_of_once_there_is_room() {
        let paper = Paper::default();
        let given = paper.clone();
        let (queue, flushed) = start(move || given);
        *paper.is_broken.lock().unwrap() = true;
        queue.write("line=1\n".to_owned());
        drop(flushed);
        *paper.is_broken.lock().unwrap() = false;
        queue.write("line=2\n".to_owned());
        drop(Flushed { queue });
        assert_eq!(*paper.text.lock().unwrap(), "level=warn event=log-lines-lost count=1\nline=2\n");
    }
}
