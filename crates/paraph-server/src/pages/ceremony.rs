//! The signing ceremony: the document at once, one control that leads on, and the act in one line.
//!
//! Values come back as `f-{field id}` (texts as typed, ticks as `yes`). Signature fields have no value of their own: one
//! signature goes into all of them. Date fields are written by the platform at the moment of signing and are not sent.
//! The submit button itself carries `consent`=`yes`, so that nothing is signed by the Enter key.

use jiff::Timestamp;
use maud::{Markup, html};

use super::{Frame, Paper, Placed, SignatoryState, layout};

/// What a signatory is asked to sign.
#[derive(Debug, Clone)]
pub struct Ceremony {
    /// The secret in the link.
    pub token: String,
    /// Title of the envelope.
    pub title: String,
    /// Name of the member who sent it.
    pub sender: String,
    /// The sender's message; empty when there is none.
    pub message: String,
    /// The signatory's name.
    pub name: String,
    /// The signatory's address.
    pub email: String,
    /// Until when it can be signed.
    pub expires: Timestamp,
    /// Today, for the date fields.
    pub now: Timestamp,
    /// The documents, with their pages.
    pub papers: Vec<Paper>,
    /// This person's fields, in order of page and place, with what was saved.
    pub fields: Vec<Filled>,
    /// The typed signature saved so far; empty means the name.
    pub signature_text: String,
    /// The others who sign.
    pub others: Vec<Other>,
}

/// A field and its value.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The field.
    pub placed: Placed,
    /// What was saved: text, or `yes` for a tick; empty at first.
    pub value: String,
}

/// Somebody else who signs the same envelope.
#[derive(Debug, Clone)]
pub struct Other {
    /// Name.
    pub name: String,
    /// Where they stand.
    pub state: SignatoryState,
}

/// `GET /s/{token}` while this person is to sign, and the answer to a refused `POST /s/{token}/sign`.
pub fn page(view: &Ceremony, frame: &Frame) -> Markup {
    layout::page(frame, &view.title, html! { p { (view.name) } })
}
