//! Where a way ends: each end has its own page, which says what happened and who must act.

use jiff::Timestamp;
use maud::{Markup, html};

use super::ceremony::Other;
use super::{Frame, layout};

/// An envelope as a signatory sees it when there is nothing for them to sign.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The secret in the link.
    pub token: String,
    /// Title of the envelope.
    pub title: String,
    /// Name of the member who sent it.
    pub sender: String,
    /// Address of that member, for questions.
    pub sender_email: String,
    /// When it happened: signed, completed, declined, cancelled or expired.
    pub at: Option<Timestamp>,
    /// Who declined, when somebody else did.
    pub by: Option<String>,
    /// Why it was declined or cancelled, when it may be told.
    pub reason: Option<String>,
    /// Everybody who signs, this person included.
    pub people: Vec<Other>,
    /// Its documents.
    pub documents: Vec<EndedDocument>,
}

/// A document of an ended envelope.
#[derive(Debug, Clone)]
pub struct EndedDocument {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// SHA-256 of the sealed file, in hexadecimal; empty before sealing.
    pub sealed_sha256: String,
}

/// This person has signed; others have not.
pub fn signed(view: &Ended, frame: &Frame) -> Markup {
    layout::page(frame, &view.title, html! {})
}

/// Everybody has signed; the seal is being put on.
pub fn sealing(view: &Ended, frame: &Frame) -> Markup {
    layout::page(frame, &view.title, html! {})
}

/// Sealed: the originals and the certificate can be downloaded.
pub fn done(view: &Ended, frame: &Frame) -> Markup {
    layout::page(frame, &view.title, html! {})
}

/// Somebody declined; nothing can be signed any more.
pub fn declined(view: &Ended, frame: &Frame) -> Markup {
    layout::page(frame, &view.title, html! {})
}

/// The sender cancelled.
pub fn cancelled(view: &Ended, frame: &Frame) -> Markup {
    layout::page(frame, &view.title, html! {})
}

/// The deadline passed.
pub fn expired(view: &Ended, frame: &Frame) -> Markup {
    layout::page(frame, &view.title, html! {})
}

/// Absent, or not this person's to see: one page for both, for every kind of stranger.
pub fn not_found(frame: &Frame) -> Markup {
    layout::page(frame, &frame.t("end-not-found-title"), html! {})
}

/// What was sent is too large; `size_max` in bytes.
pub fn too_large(size_max: u64, frame: &Frame) -> Markup {
    layout::page(frame, &frame.t("end-too-large-title"), html! { (size_max) })
}

/// Any other failure: `sentence` says what happened and what to do.
pub fn failed(sentence: &str, frame: &Frame) -> Markup {
    layout::page(frame, &frame.t("end-failed-title"), html! { (sentence) })
}
