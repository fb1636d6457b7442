//! How events name who acted.

use serde::{Deserialize, Serialize};

use super::Origin;

/// What an actor is to the deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PersonKind {
    /// A member of the account.
    Member,
    /// Somebody asked to sign.
    Signatory,
    /// Somebody without session or link.
    Visitor,
    /// The platform itself: a job, a deadline.
    System,
}

/// An actor, as events and certificates name them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Person {
    /// What they are to the deal.
    pub kind: PersonKind,
    /// Their identifier; empty for visitors and the platform.
    pub id: String,
    /// Their name; empty for visitors.
    pub name: String,
    /// Their address; empty when none is known.
    pub email: String,
    /// From where they acted; none for the platform.
    pub origin: Option<Origin>,
}

impl Person {
    /// The platform itself.
    pub fn system() -> Self {
        Self {
            kind: PersonKind::System,
            id: String::new(),
            name: "Paraph".to_owned(),
            email: String::new(),
            origin: None,
        }
    }

    /// How the log names them: what they are and their identifier, and neither name nor address.
    pub fn identifier(&self) -> String {
        let kind = match self.kind {
            PersonKind::Member => "member",
            PersonKind::Signatory => "signatory",
            PersonKind::Visitor => "visitor",
            PersonKind::System => "system",
        };
        if self.id.is_empty() { kind.to_owned() } else { format!("{kind}:{}", self.id) }
    }

    /// Somebody without session or link.
    pub fn visitor(origin: &Origin, email: &str) -> Self {
        Self {
            kind: PersonKind::Visitor,
            id: String::new(),
            name: String::new(),
            email: email.to_owned(),
            origin: Some(origin.clone()),
        }
    }
}
