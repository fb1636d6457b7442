//! What happened in a project: who, what, when, from where.

use jiff::Timestamp;
use maud::{Markup, html};

use super::{Frame, layout};

/// The events of a project.
#[derive(Debug, Clone)]
pub struct Activity {
    /// Identifier of the project.
    pub project_id: String,
    /// Its name.
    pub project_name: String,
    /// Newest first.
    pub rows: Vec<Row>,
}

/// One event.
#[derive(Debug, Clone)]
pub struct Row {
    /// When.
    pub at: Timestamp,
    /// What was done: `envelope-sent`, … The catalogue holds `event-envelope-sent`.
    pub kind: String,
    /// Who; empty for a visitor.
    pub actor: String,
    /// Their address; empty when none is known.
    pub email: String,
    /// From which address, if a person did it.
    pub ip: Option<String>,
    /// With which browser, as it named itself.
    pub device: Option<String>,
    /// What belongs to it. The catalogue holds `detail-{name}`.
    pub details: Vec<(String, String)>,
    /// Chain and number, as `envelope:… #4`.
    pub entry: String,
    /// Hash of the entry in hexadecimal.
    pub hash: String,
}

/// `GET /projects/{id}/activity`.
pub fn page(view: &Activity, frame: &Frame) -> Markup {
    layout::page(frame, &view.project_name, html! {})
}
