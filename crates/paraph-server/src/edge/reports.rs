//! Lines in the log that a limit acted: the first at once, then one every ten seconds with how many there were since.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

const PAUSE: Duration = Duration::from_secs(10);

/// What was reported when, by kind.
#[derive(Default)]
pub struct Reports(Mutex<HashMap<&'static str, Last>>);

struct Last {
    at: Instant,
    since: u64,
}

impl Reports {
    /// A limit acted: it is logged now, or counted into the next line of its kind.
    pub fn acted(&self, limit: &'static str, on: &dyn fmt::Display) {
        if let Some(times) = self.due(limit) {
            tracing::warn!(event = "limit-acted", limit, %on, times);
        }
    }

    /// How often it acted since the last line, if a line is due.
    fn due(&self, limit: &'static str) -> Option<u64> {
        let now = Instant::now();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(last) = all.get_mut(limit) else {
            all.insert(limit, Last { at: now, since: 0 });
            return Some(1);
        };
        last.since += 1;
        if now.duration_since(last.at) < PAUSE {
            return None;
        }
        last.at = now;
        Some(std::mem::take(&mut last.since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_flood_does_not_flood_the_log() {
        let reports = Reports::default();
        assert_eq!(reports.due("a"), Some(1));
        assert_eq!(reports.due("b"), Some(1));
        for _ in 0..50 {
            assert_eq!(reports.due("a"), None);
        }
        tokio::time::advance(PAUSE).await;
        assert_eq!(reports.due("a"), Some(51));
        assert_eq!(reports.due("a"), None);
    }
}
