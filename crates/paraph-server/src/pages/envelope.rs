//! An envelope being prepared: which documents, who signs. Its steps lead on to the fields and the review.

use maud::{Markup, html};

use super::{Frame, layout};
use crate::locale::Locale;

/// A draft.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its identifier.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Identifier of its project.
    pub project_id: String,
    /// Name of its project.
    pub project_name: String,
    /// Its documents, in order.
    pub documents: Vec<Enclosed>,
    /// Who signs, in order.
    pub signatories: Vec<Signatory>,
    /// The signatory typed last, when the form was refused; empty at first.
    pub typed: Typed,
}

/// A document in an envelope.
#[derive(Debug, Clone)]
pub struct Enclosed {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Pages.
    pub pages: u32,
    /// SHA-256 of the file as it entered the envelope, in hexadecimal.
    pub sha256: String,
}

/// A person asked to sign.
#[derive(Debug, Clone)]
pub struct Signatory {
    /// Their identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Language of their pages and mails.
    pub locale: Locale,
    /// Their place in the list, from 0: picks colour and border.
    pub colour: usize,
    /// How many fields are placed for them.
    pub fields: usize,
}

/// What was typed into the form for a new signatory.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Language, as the form spells it; empty for the sender's own.
    pub locale: String,
}

/// `GET /envelopes/{id}` while it is a draft.
pub fn page(view: &Draft, frame: &Frame) -> Markup {
    layout::page(frame, &view.title, html! { p { (view.project_name) } })
}
