//! One project: its documents, its envelopes, and the way to add both.

use jiff::Timestamp;
use maud::{Markup, html};

use super::{DocumentState, EnvelopeState, Frame, Tone, layout};

/// A project at a glance.
#[derive(Debug, Clone)]
pub struct Project {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The firm's own matter number; may be empty.
    pub reference: String,
    /// Its documents, oldest first.
    pub documents: Vec<DocumentRow>,
    /// Its envelopes, newest first.
    pub envelopes: Vec<EnvelopeRow>,
    /// Largest file taken, in bytes.
    pub size_max: u64,
}

/// A document in the list.
#[derive(Debug, Clone)]
pub struct DocumentRow {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub state: DocumentState,
    /// Pages; 0 until it was looked at.
    pub pages: u32,
    /// Size in bytes.
    pub size: u64,
    /// What was found when it was looked at.
    pub findings: Vec<Finding>,
    /// When it came in.
    pub created: Timestamp,
}

/// Something found in a document, with what to do about it.
#[derive(Debug, Clone)]
pub struct Finding {
    /// `Bad` refuses the document, `Warning` and `Quiet` do not.
    pub tone: Tone,
    /// What was found and what to do, in the person's language.
    pub text: String,
}

/// An envelope in the list.
#[derive(Debug, Clone)]
pub struct EnvelopeRow {
    /// Its identifier.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub state: EnvelopeState,
    /// How many have signed.
    pub signed: usize,
    /// How many are asked.
    pub signatories: usize,
    /// When it was created, sent or ended, whichever came last.
    pub changed: Timestamp,
}

/// `GET /projects/{id}`.
pub fn page(view: &Project, frame: &Frame) -> Markup {
    layout::page(frame, &view.name, html! { p { (view.reference) } })
}
