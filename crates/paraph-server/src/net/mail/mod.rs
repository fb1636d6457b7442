//! How mail leaves: over SMTP, into the development outbox, or into memory for tests.

mod compose;
mod relay;

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

pub use relay::{Protection, Relay, SetupError, Smtp};

/// A message to one person, as text and as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Identity of the message. It stays the same when delivery is tried again, and so does the Message-ID, by which
    /// mail programs show a message once that came twice.
    pub id: String,
    /// Address of the person.
    pub to: String,
    /// Name of the person; may be empty.
    pub to_name: String,
    /// Subject.
    pub subject: String,
    /// The words as plain text.
    pub text: String,
    /// The words as HTML, with nothing to load from elsewhere.
    pub html: String,
    /// When it was written.
    pub date: Timestamp,
}

/// How mail leaves.
pub enum Mailer {
    /// Over SMTP, to a server that takes care of the rest.
    Smtp(Box<Relay>),
    /// Not at all: the message stays in the outbox, for an administrator to read.
    Outbox,
    /// Into memory, for tests.
    Memory(Memory),
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The mail server took it; with what it answered.
    Accepted(String),
    /// It is kept in the outbox; nothing left the machine.
    Kept,
}

/// Why a message did not leave, with what the mail server said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// This message will never be taken: the address is wrong, or the server refuses it for good.
    #[error("{0}")]
    Permanent(String),
    /// It may be taken later, or after the operator has set something right.
    #[error("{0}")]
    Temporary(String),
}

impl Mailer {
    /// Mail over SMTP.
    ///
    /// # Errors
    /// What in the settings cannot work.
    pub fn smtp(settings: Smtp<'_>) -> Result<Self, SetupError> {
        Relay::new(settings).map(|relay| Self::Smtp(Box::new(relay)))
    }

    /// Hands a message over. May be repeated: the Message-ID stays the same.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn deliver(&self, mail: &Mail) -> Result<Outcome, MailError> {
        match self {
            Self::Smtp(relay) => relay.deliver(mail).await.map(Outcome::Accepted),
            Self::Outbox => Ok(Outcome::Kept),
            Self::Memory(memory) => memory.deliver(mail),
        }
    }

    /// Finds out whether a message could leave now: connects, protects the connection, signs in, and sends nothing.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn test(&self) -> Result<(), MailError> {
        match self {
            Self::Smtp(relay) => relay.test().await,
            Self::Outbox => Ok(()),
            Self::Memory(memory) => memory.test(),
        }
    }
}

/// Mail that stays in memory. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    kept: Arc<Mutex<Kept>>,
}

#[derive(Debug, Default)]
struct Kept {
    delivered: Vec<Mail>,
    failures: Vec<MailError>,
    outage: Option<MailError>,
}

impl Memory {
    /// Everything delivered so far, oldest first.
    #[must_use]
    pub fn delivered(&self) -> Vec<Mail> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).delivered.clone()
    }

    /// Makes the next delivery fail.
    pub fn fail_next(&self, error: MailError) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).failures.push(error);
    }

    /// Makes everything fail until it is over: `None` ends it.
    pub fn set_outage(&self, outage: Option<MailError>) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).outage = outage;
    }

    fn test(&self) -> Result<(), MailError> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).outage.clone().map_or(Ok(()), Err)
    }

    fn deliver(&self, mail: &Mail) -> Result<Outcome, MailError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = kept.outage.clone().or_else(|| kept.failures.pop()) {
            return Err(error);
        }
        kept.delivered.push(mail.clone());
        Ok(Outcome::Accepted("250 kept in memory".to_owned()))
    }
}
