//! An envelope that was sent: where each person stands, live.

use jiff::Timestamp;
use maud::{Markup, html};
use serde::Serialize;

use super::{EnvelopeState, Frame, MailState, SignatoryState, layout};

/// A sent envelope.
#[derive(Debug, Clone)]
pub struct Board {
    /// Its identifier.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Identifier of its project.
    pub project_id: String,
    /// Name of its project.
    pub project_name: String,
    /// Where it stands.
    pub state: EnvelopeState,
    /// When it was sent.
    pub sent: Option<Timestamp>,
    /// Until when it can be signed.
    pub expires: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Why it was declined or cancelled.
    pub reason: Option<String>,
    /// Who signs.
    pub people: Vec<PersonRow>,
    /// Its documents.
    pub documents: Vec<BoardDocument>,
    /// Whether the authentication certificate can be downloaded.
    pub has_certificate: bool,
}

/// A person on the board.
#[derive(Debug, Clone)]
pub struct PersonRow {
    /// Their identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Picks colour and border.
    pub colour: usize,
    /// Where they stand.
    pub state: SignatoryState,
    /// When they first opened the link.
    pub opened: Option<Timestamp>,
    /// When they signed or declined.
    pub ended: Option<Timestamp>,
    /// Why they declined.
    pub reason: Option<String>,
    /// What became of the last mail to them; none before sending.
    pub mail: Option<MailState>,
    /// What the mail server said, when it failed.
    pub mail_answer: Option<String>,
    /// Whether they can be reminded now.
    pub can_be_reminded: bool,
}

/// A document on the board.
#[derive(Debug, Clone)]
pub struct BoardDocument {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Pages.
    pub pages: u32,
    /// SHA-256 as sent, in hexadecimal.
    pub sha256: String,
    /// SHA-256 of the sealed file, once there is one.
    pub sealed_sha256: Option<String>,
}

/// What `GET /envelopes/{id}/status` answers as JSON; the board's script reads it.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    /// The envelope's state; another one than shown makes the script load the page anew.
    pub state: &'static str,
    /// What each person's cells say now.
    pub people: Vec<PersonStatus>,
}

/// What one person's cells say.
#[derive(Debug, Clone, Serialize)]
pub struct PersonStatus {
    /// Their identifier.
    pub id: String,
    /// Key of their state.
    pub state: &'static str,
    /// Key of the state of their mail; empty when there is none.
    pub mail: &'static str,
}

/// The board's states for its script.
pub fn status(view: &Board) -> Status {
    let people = view.people.iter().map(|person| PersonStatus {
        id: person.id.clone(),
        state: person.state.key(),
        mail: person.mail.map_or("", MailState::key),
    });
    Status { state: view.state.key(), people: people.collect() }
}

/// `GET /envelopes/{id}` once it was sent.
pub fn page(view: &Board, frame: &Frame) -> Markup {
    layout::page(frame, &view.title, html! { p { (view.project_name) } })
}
