//! The development outbox: every message of an instance without a mail server, plainly labelled.

use jiff::Timestamp;
use maud::{Markup, html};

use super::{Frame, MailState, layout};

/// The messages.
#[derive(Debug, Clone)]
pub struct Outbox {
    /// Whether no mail server is set, so that nothing leaves the machine.
    pub is_development: bool,
    /// Newest first.
    pub rows: Vec<Row>,
}

/// One message in the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its identifier.
    pub id: String,
    /// Addressee.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Where it stands.
    pub state: MailState,
    /// When it was written.
    pub created: Timestamp,
}

/// One message.
#[derive(Debug, Clone)]
pub struct Message {
    /// Whether no mail server is set.
    pub is_development: bool,
    /// Where it stands.
    pub state: MailState,
    /// What the mail server said last.
    pub answer: Option<String>,
    /// Attempts made.
    pub attempts: i64,
    /// Addressee, name and address.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Plain text; its links are made clickable.
    pub text: String,
    /// When it was written.
    pub created: Timestamp,
}

/// `GET /outbox`.
pub fn list(view: &Outbox, frame: &Frame) -> Markup {
    layout::page(frame, &frame.t("outbox-title"), html! { (view.rows.len()) })
}

/// `GET /outbox/{id}`.
pub fn message(view: &Message, frame: &Frame) -> Markup {
    layout::page(frame, &view.subject, html! {})
}
