//! The line of an act that was kept: one for each event, written once the database has it.

/// An act, by identifiers alone.
pub struct Act {
    /// What was done, as the event names it.
    pub kind: &'static str,
    /// The chain of events it belongs to: `account:…`, `project:…`, `envelope:…` or `credential:…`.
    pub chain: String,
    /// The account.
    pub account: String,
    /// The project, if it belongs to one.
    pub project: Option<String>,
    /// Who did it: `member:…`, `signatory:…`, `visitor` or `system`.
    pub actor: String,
    /// The address of a visitor only.
    pub source: Option<String>,
}

impl Act {
    /// Writes the line.
    pub(crate) fn tell(&self) {
        tracing::info!(
            event = self.kind,
            outcome = "kept",
            actor = self.actor,
            chain = self.chain,
            account = self.account,
            project = self.project,
            source = self.source,
        );
    }
}
