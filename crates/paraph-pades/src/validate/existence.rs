//! Proofs of existence (EN 319 102-1 §§ 5.6.2.3, 5.6.3): what a time-stamp that holds covers existed when it was made.

use jiff::Timestamp;

/// What the document time-stamps that hold prove, as far as they have been looked at.
pub(crate) struct Existence {
    /// Of whatever nothing proves it is known that it exists now.
    now: Timestamp,
    /// The revision each covers, and its time.
    proofs: Vec<(usize, Timestamp)>,
}

impl Existence {
    /// Nothing is proven yet.
    pub(crate) fn new(now: Timestamp) -> Self {
        Self { now, proofs: Vec::new() }
    }

    /// A time-stamp over a revision holds: everything in it and in those before existed at that time.
    pub(crate) fn add(&mut self, revision: usize, time: Timestamp) {
        self.proofs.push((revision, time));
    }

    /// The earliest time at which something existed for certain that is in the document since a revision, from 0. What a
    /// signature's own value carries is not covered by what it signs, so it is there since the revision after it.
    pub(crate) fn since(&self, revision: Option<usize>) -> Timestamp {
        let Some(revision) = revision else { return self.now };
        let covering = self.proofs.iter().filter(|(covered, _)| *covered >= revision);
        covering.map(|(_, time)| *time).min().unwrap_or(self.now).min(self.now)
    }
}
