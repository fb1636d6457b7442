//! The member's projects, and a new one.

use jiff::Timestamp;
use maud::{Markup, html};

use super::{Frame, layout};

/// The projects a member manages.
#[derive(Debug, Clone, Default)]
pub struct Projects {
    /// Newest first.
    pub rows: Vec<Row>,
    /// Name typed for a new project; empty at first.
    pub name: String,
    /// Matter number typed for a new project; empty at first.
    pub reference: String,
}

/// One project in the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The firm's own matter number; may be empty.
    pub reference: String,
    /// How many documents it holds.
    pub documents: usize,
    /// Envelopes that wait for signatures.
    pub open_envelopes: usize,
    /// Envelopes that are sealed.
    pub completed_envelopes: usize,
    /// When it was created.
    pub created: Timestamp,
}

/// `GET /projects`.
pub fn page(view: &Projects, frame: &Frame) -> Markup {
    layout::page(frame, &frame.t("projects-title"), html! { p { (view.name) } })
}
