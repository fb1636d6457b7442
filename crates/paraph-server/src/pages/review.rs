//! The last look before an envelope is sent: what is ready, what deserves a look, what stops it.

use maud::{Markup, html};

use super::envelope::{Enclosed, Signatory};
use super::{Frame, Tone, layout};

/// A draft under review.
#[derive(Debug, Clone)]
pub struct Review {
    /// Identifier of the envelope.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Identifier of its project.
    pub project_id: String,
    /// Name of its project.
    pub project_name: String,
    /// Its documents.
    pub documents: Vec<Enclosed>,
    /// Who signs.
    pub signatories: Vec<Signatory>,
    /// What was checked, in any order.
    pub checks: Vec<Check>,
    /// The message typed so far; empty at first.
    pub message: String,
    /// Days until the links end, as proposed or typed.
    pub expires_days: i64,
    /// The most days that can be given.
    pub expires_days_max: i64,
    /// Longest message, in characters.
    pub message_length_max: usize,
}

/// One thing that was checked.
#[derive(Debug, Clone)]
pub enum Check {
    /// The sealing key and its certificate are there and valid.
    KeyReady,
    /// They are not: nothing can be sealed.
    KeyMissing,
    /// The clock of the server is right.
    ClockRight,
    /// It is off by so many seconds against the time-stamp authority.
    ClockWrong {
        /// Seconds, positive.
        seconds: u64,
    },
    /// The time-stamp authority answers.
    TimestampReady {
        /// Its name.
        authority: String,
    },
    /// It does not answer.
    TimestampMissing {
        /// Its name.
        authority: String,
    },
    /// Mail leaves through the mail server.
    MailReady,
    /// No mail server is set: messages stay in the development outbox.
    MailKept,
    /// The mail server does not answer.
    MailFailing {
        /// What it said.
        answer: String,
    },
    /// The envelope has no signatory.
    NoSignatory,
    /// Everybody has a place to sign.
    EverybodySigns {
        /// How many people.
        count: usize,
    },
    /// A signatory has no signature field.
    NothingToSign {
        /// Whose.
        name: String,
    },
    /// A document carries no field: it will be sealed, but nobody signs on it.
    DocumentWithoutField {
        /// Its name.
        document: String,
    },
    /// All documents are fit to be sent.
    DocumentsReady {
        /// How many.
        count: usize,
    },
    /// A document is not fit to be sent.
    DocumentNotReady {
        /// Its name.
        document: String,
    },
    /// Fonts of a document are not embedded: its look may differ elsewhere. Or any other finding that only warns.
    DocumentWarning {
        /// Its name.
        document: String,
        /// The finding, in the person's language.
        finding: String,
    },
}

impl Check {
    /// `Bad` blocks sending.
    pub fn tone(&self) -> Tone {
        match self {
            Self::KeyReady
            | Self::ClockRight
            | Self::TimestampReady { .. }
            | Self::MailReady
            | Self::EverybodySigns { .. }
            | Self::DocumentsReady { .. } => Tone::Good,
            Self::MailKept | Self::DocumentWithoutField { .. } | Self::DocumentWarning { .. } => {
                Tone::Warning
            }
            Self::KeyMissing
            | Self::ClockWrong { .. }
            | Self::TimestampMissing { .. }
            | Self::MailFailing { .. }
            | Self::NoSignatory
            | Self::NothingToSign { .. }
            | Self::DocumentNotReady { .. } => Tone::Bad,
        }
    }
}

impl Review {
    /// Whether nothing stops it.
    pub fn may_be_sent(&self) -> bool {
        self.checks.iter().all(|check| check.tone() != Tone::Bad)
    }
}

/// `GET /envelopes/{id}/review`, and the answer to a refused `POST /envelopes/{id}/send`.
pub fn page(view: &Review, frame: &Frame) -> Markup {
    layout::page(frame, &view.title, html! { p { (view.project_name) } })
}
