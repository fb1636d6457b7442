//! One document: its pages as they will be shown to signatories, and what was found in it.

use jiff::Timestamp;
use maud::{Markup, html};

use super::project::Finding;
use super::{DocumentState, Frame, Paper, layout};

/// A document with its pages.
#[derive(Debug, Clone)]
pub struct Document {
    /// Identifier of its project.
    pub project_id: String,
    /// Name of its project.
    pub project_name: String,
    /// Where it stands.
    pub state: DocumentState,
    /// What was found when it was looked at.
    pub findings: Vec<Finding>,
    /// When it came in.
    pub created: Timestamp,
    /// The document itself; without sheets while it is being looked at or when it was refused.
    pub paper: Paper,
}

/// `GET /documents/{id}`.
pub fn page(view: &Document, frame: &Frame) -> Markup {
    layout::page(frame, &view.paper.name, html! { p { (view.project_name) } })
}
