//! Patience with the other side: used up while nothing comes, earned back with every byte. Who keeps to the least rate may go
//! on for ever; who falls silent, or sends a byte now and then, is waited for no longer than the patience there is at most.

use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

/// How long the other side is still waited for.
pub(super) struct Patience {
    left: Duration,
    most: Duration,
    bytes_per_second: u64,
    /// Since when nothing comes, and the end of the patience.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl Patience {
    pub(super) fn new(most: Duration, bytes_per_second: u64) -> Self {
        Self { left: most, most, bytes_per_second: bytes_per_second.max(1), waiting: None }
    }

    /// To be asked when nothing comes: ready when the patience is over.
    pub(super) fn poll_over(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let left = self.left;
        let (_, end) = self.waiting.get_or_insert_with(|| {
            let now = Instant::now();
            (now, Box::pin(sleep_until(now + left)))
        });
        end.as_mut().poll(context)
    }

    /// Something came.
    pub(super) fn earn(&mut self, bytes: usize) {
        if let Some((since, _)) = self.waiting.take() {
            self.left = self.left.saturating_sub(since.elapsed());
        }
        let earned = Duration::from_micros((bytes as u64).saturating_mul(1_000_000) / self.bytes_per_second);
        self.left = self.left.saturating_add(earned).min(self.most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: Duration = Duration::from_secs(10);

    /// How long somebody is waited for who sends `bytes` every `pause`, at most a minute.
    async fn endures(bytes: usize, pause: Duration) -> Duration {
        let mut patience = Patience::new(MOST, 1_000);
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(60) {
            let over = std::future::poll_fn(|context| patience.poll_over(context));
            if tokio::time::timeout(pause, over).await.is_ok() {
                break;
            }
            patience.earn(bytes);
        }
        start.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn a_byte_a_second_is_waited_for_as_long_as_silence() {
        let second = Duration::from_secs(1);
        assert!(endures(1, second).await <= MOST + second);
        assert!(endures(0, Duration::from_secs(120)).await <= MOST + second);
    }

    #[tokio::test(start_paused = true)]
    async fn who_keeps_to_the_least_rate_may_go_on() {
        assert!(endures(1_000, Duration::from_secs(1)).await >= Duration::from_secs(60));
        assert!(endures(9_000, Duration::from_secs(9)).await >= Duration::from_secs(60));
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_saves_patience_up() {
        let mut patience = Patience::new(MOST, 1_000);
        patience.earn(1_000_000_000);
        assert_eq!(patience.left, MOST);
    }
}
