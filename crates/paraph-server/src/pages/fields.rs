//! The field editor: where each person fills or signs.
//!
//! The forms that work without JavaScript send to `/envelopes/{id}/fields/add` the names `document`, `signatory`, `kind`,
//! `page`, `left`, `top`, `width`, `height` (per cent), `label`, and `required`=`yes` when ticked.

use maud::{Markup, html};

use super::envelope::Signatory;
use super::{Frame, Paper, Placed, layout};

/// The editor of a draft's fields.
#[derive(Debug, Clone)]
pub struct Editor {
    /// Identifier of the envelope.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Identifier of its project.
    pub project_id: String,
    /// Name of its project.
    pub project_name: String,
    /// Its documents, with their pages.
    pub papers: Vec<Paper>,
    /// Who signs.
    pub signatories: Vec<Signatory>,
    /// The fields placed so far.
    pub fields: Vec<Owned>,
}

/// A field and whose it is.
#[derive(Debug, Clone)]
pub struct Owned {
    /// Identifier of the signatory.
    pub signatory: String,
    /// The field.
    pub placed: Placed,
}

/// `GET /envelopes/{id}/fields`.
pub fn page(view: &Editor, frame: &Frame) -> Markup {
    layout::page(frame, &view.title, html! { p { (view.project_name) } })
}
