//! What is waited for on a connection, and how many there may be: the section `connections` of the configuration.

use std::time::Duration;

use serde::Deserialize;

use crate::limits;

/// How many connections there may be, and how long their clients are waited for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Connections {
    /// Connections at once; as many as the descriptors of the process allow when absent.
    pub at_once_max: Option<usize>,
    /// Connections at once of one source (an IPv4 address, an IPv6 /64); trusted proxies are exempt.
    pub of_one_source_max: Option<usize>,
    /// How long the head of a request may take from its first byte, in seconds.
    pub header_seconds: u64,
    /// How long a connection may wait for its next request, in seconds.
    pub idle_seconds: u64,
    /// How long a body may stay behind the least rate, in seconds.
    pub grace_seconds: u64,
    /// How long an answer may stay behind the least rate, in seconds.
    pub stall_seconds: u64,
    /// The least rate of bodies and answers, in bytes per second.
    pub bytes_per_second_min: u64,
}

impl Default for Connections {
    fn default() -> Self {
        Self {
            at_once_max: None,
            of_one_source_max: None,
            header_seconds: 10,
            idle_seconds: 30,
            grace_seconds: 10,
            stall_seconds: 30,
            bytes_per_second_min: 1024,
        }
    }
}

impl Connections {
    /// What is wrong, as a sentence, if something is.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        let seconds = [self.header_seconds, self.idle_seconds, self.grace_seconds, self.stall_seconds];
        if seconds.iter().any(|seconds| !(1..=3600).contains(seconds)) {
            return Some("times are 1 to 3600 seconds");
        }
        let counts = [self.at_once_max, self.of_one_source_max];
        if counts.iter().flatten().any(|count| *count == 0) || self.bytes_per_second_min == 0 {
            return Some("at_once_max, of_one_source_max and bytes_per_second_min are 1 at least");
        }
        None
    }

    pub(super) fn header(&self) -> Duration {
        Duration::from_secs(self.header_seconds)
    }

    pub(super) fn idle(&self) -> Duration {
        Duration::from_secs(self.idle_seconds)
    }

    pub(super) fn grace(&self) -> Duration {
        Duration::from_secs(self.grace_seconds)
    }

    pub(super) fn stall(&self) -> Duration {
        Duration::from_secs(self.stall_seconds)
    }

    /// Connections at once, for a process that may open so many descriptors: some are kept back for the database, the files and
    /// the drawing processes.
    pub(super) fn at_once(&self, descriptors: usize) -> usize {
        let spare = descriptors.saturating_sub(limits::DESCRIPTORS_KEPT_BACK).max(descriptors / 4).max(1);
        self.at_once_max.unwrap_or(limits::CONNECTIONS_MAX).min(spare)
    }

    /// Connections at once of one source: a quarter of all, or of few three quarters.
    pub(super) fn of_one_source(&self, at_once: usize) -> usize {
        let share = (at_once / 4).max(at_once.min(1024) / 4 * 3).max(1);
        self.of_one_source_max.unwrap_or(share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_are_kept_back_for_the_work_itself() {
        let limits = Connections::default();
        let at_once = limits.at_once(256);
        assert!(at_once <= 160 && limits.of_one_source(at_once) < at_once, "{at_once}");
        assert_eq!(limits.at_once(1_000_000), limits::CONNECTIONS_MAX);
        assert!(limits.at_once(8) >= 1);
    }

    #[test]
    fn no_time_and_no_count_is_nothing() {
        assert_eq!(Connections::default().fault(), None);
        assert!(Connections { header_seconds: 0, ..Connections::default() }.fault().is_some());
        assert!(Connections { stall_seconds: 9_999, ..Connections::default() }.fault().is_some());
        assert!(Connections { at_once_max: Some(0), ..Connections::default() }.fault().is_some());
        assert!(Connections { bytes_per_second_min: 0, ..Connections::default() }.fault().is_some());
    }
}
