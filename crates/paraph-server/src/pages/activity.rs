//! What happened in a project: who, what, when, from where.

use jiff::Timestamp;
use maud::{Markup, html};

use super::parts::{digest, trail};
use super::times::time;
use super::{Frame, layout};

/// The events of a project, or of the account.
#[derive(Debug, Clone)]
pub struct Activity {
    /// The pages above this one: address and name, outermost first.
    pub trail: Vec<(String, String)>,
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
    /// What belongs to it, by name. The catalogue holds `detail-{name}`; any other name, a document's, stands as it is.
    pub details: Vec<(String, String)>,
    /// Chain and number, as `envelope:… #4`.
    pub entry: String,
    /// Hash of the entry in hexadecimal.
    pub hash: String,
}

/// `GET /projects/{id}/activity` and `GET /members/activity`.
pub fn page(view: &Activity, frame: &Frame) -> Markup {
    let steps: Vec<(&str, &str)> =
        view.trail.iter().map(|(address, name)| (address.as_str(), name.as_str())).collect();
    let body = html! {
        (trail(&steps, frame))
        div.head { h1 { (frame.t("activity-title")) } }
        p.hint { (frame.t("activity-lead")) }
        @if view.rows.is_empty() { p { (frame.t("activity-empty")) } }
        ol.timeline { @for row in &view.rows { li { (event(row, frame)) } } }
    };
    layout::page(frame, &frame.t("activity-title"), body)
}

fn event(row: &Row, frame: &Frame) -> Markup {
    let actor = if row.actor.is_empty() { frame.t("somebody") } else { row.actor.clone() };
    html! {
        div.when { (time(row.at, frame)) }
        div.what {
            p { strong { (frame.t(&format!("event-{}", row.kind))) } }
            p { (actor) @if !row.email.is_empty() { " · " (row.email) } }
            @if !row.details.is_empty() {
                dl.inline {
                    @for (name, value) in &row.details {
                        div { dt { (frame.locale.find(&format!("detail-{name}")).as_deref().unwrap_or(name)) } dd { @if is_digest(value) { (digest(value)) } @else { (value) } } }
                    }
                }
            }
            p.hint {
                @if let Some(ip) = &row.ip { (frame.t("activity-ip")) " " (ip) }
                @if let Some(device) = &row.device { " · " (device) }
            }
            details.fine {
                summary { (frame.t("activity-evidence")) }
                dl {
                    dt { (frame.t("activity-entry")) } dd { (row.entry) }
                    dt { (frame.t("activity-hash")) } dd { (digest(&row.hash)) }
                }
            }
        }
    }
}

fn is_digest(value: &str) -> bool {
    value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}
