//! One document: its pages as they will be shown to signatories, and what was found in it.

use jiff::Timestamp;
use maud::{Markup, html};

use super::icon::icon;
use super::parts::{badge, digest, size, trail};
use super::project::Finding;
use super::project::findings;
use super::times::time;
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
    let project = format!("/projects/{}", view.project_id);
    let checking = view.state == DocumentState::Checking;
    let body = html! {
        (trail(&[("/projects", &frame.t("projects-title")), (&project, &view.project_name)], frame))
        div.head {
            h1 { (view.paper.name) }
            (badge(view.state.tone(), view.state.key(), frame))
        }
        div.reading {
            div.pages {
                @if checking {
                    div.empty #checking data-live="self" { (icon("hourglass")) p { (frame.t("document-checking")) } }
                } @else if view.paper.sheets.is_empty() {
                    div.empty { (icon("circle-x")) p { (frame.t("document-refused")) } }
                }
                (view.paper.show(frame, |_| html! {}))
            }
            aside.card { (facts(view, frame)) }
        }
    };
    layout::page_with(frame, &view.paper.name, &["live.js"], body)
}

fn facts(view: &Document, frame: &Frame) -> Markup {
    let paper = &view.paper;
    html! {
        h2 { (frame.t("document-findings")) }
        @if view.findings.is_empty() && view.state == DocumentState::Ready {
            p { (frame.t("document-no-findings")) }
        }
        (findings(&view.findings))
        dl {
            dt { (frame.t("document-received")) } dd { (time(view.created, frame)) }
            @if !paper.sheets.is_empty() { dt { (frame.t("pages")) } dd { (paper.sheets.len()) } }
            dt { (frame.t("size")) } dd { (size(paper.size, frame)) }
            dt { "SHA-256" } dd { (digest(&paper.sha256)) }
        }
        a.button href=(paper.file) download { (icon("download")) (frame.t("download-pdf")) }
    }
}
