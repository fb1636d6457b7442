//! One project: its documents, its envelopes, and the way to add both.

use jiff::Timestamp;
use maud::{Markup, html};

use super::icon::icon;
use super::parts::{FileCount, FileInput, Input, PDF, badge, form_key, size, trail};
use super::times::time;
use super::{DocumentState, EnvelopeState, Frame, Pager, Tone, layout};

/// A project at a glance.
#[derive(Debug, Clone)]
pub struct Project {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The firm's own matter number; may be empty.
    pub reference: String,
    /// Its documents, newest first.
    pub documents: Vec<DocumentRow>,
    /// Which of its documents these are.
    pub documents_pager: Pager,
    /// All that may go into an envelope, oldest first.
    pub ready: Vec<Ready>,
    /// Its envelopes, newest first.
    pub envelopes: Vec<EnvelopeRow>,
    /// Which of its envelopes these are.
    pub pager: Pager,
    /// How much of its room is used.
    pub room: Room,
    /// Largest file taken, in bytes.
    pub size_max: u64,
}

/// How much of what may be kept is used, in bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Room {
    /// By the project.
    pub project: (u64, u64),
    /// By the whole account.
    pub account: (u64, u64),
}

/// A document that may go into an envelope.
#[derive(Debug, Clone)]
pub struct Ready {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
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
    let checking = view.documents.iter().any(|row| row.state == DocumentState::Checking);
    let body = html! {
        (trail(&[("/projects", &frame.t("projects-title"))], frame))
        div.head {
            div {
                h1 { (view.name) }
                @if !view.reference.is_empty() { p.reference { (view.reference) } }
            }
            a.button href={ "/projects/" (view.id) "/activity" } { (icon("activity")) (frame.t("activity-title")) }
        }
        section aria-labelledby="documents-heading" {
            h2 #documents-heading tabindex="-1" { (frame.t("documents-title")) }
            (room(view.room, frame))
            (upload(view, frame))
            div #documents data-live=[checking.then_some("self")] { (documents(view, frame)) }
        }
        section aria-labelledby="envelopes-heading" {
            h2 #envelopes-heading tabindex="-1" { (frame.t("envelopes-title")) }
            (envelopes(view, frame))
        }
    };
    layout::page_with(frame, &view.name, &["upload.js", "live.js"], body)
}

/// The warning before the quota is reached: from 80 % on.
fn room(room: Room, frame: &Frame) -> Markup {
    html! {
        @for ((used, most), key) in [(room.project, "room-project"), (room.account, "room-account")] {
            @if used.saturating_mul(5) >= most.saturating_mul(4) && most > 0 {
                @let full = used >= most;
                p.notice.usage.(if full { "bad" } else { "warning" }) role="status" {
                    (icon("triangle-alert"))
                    span {
                        (frame.say(key, &[("used", size(used, frame).into()), ("most", size(most, frame).into())])) " "
                        (frame.t(if full { "room-full" } else { "room-soon" }))
                    }
                }
            }
        }
    }
}

fn upload(view: &Project, frame: &Frame) -> Markup {
    let size_max = size(view.size_max, frame);
    html! {
        form.drop method="post" enctype="multipart/form-data" action={ "/projects/" (view.id) "/documents" } data-upload {
            (form_key(frame))
            (icon("upload"))
            div.control {
                label for="files" { (frame.t("upload-label")) }
                p.hint #files-hint { (frame.say("upload-hint", &[("size", size_max.into())])) }
                (FileInput { id: "files", name: Some("files"), accept: PDF, button: "files-choose", count: FileCount::Many,
                    described_by: Some("files-hint") }.show(frame))
            }
            button type="submit" { (frame.t("upload-send")) }
            div.progress hidden {
                progress max="100" value="0" aria-label=(frame.t("upload-progress")) {}
                output {}
            }
            p.notice.bad hidden role="alert" data-failed=(frame.t("upload-failed")) {}
        }
    }
}

fn documents(view: &Project, frame: &Frame) -> Markup {
    html! {
        @if view.documents.is_empty() {
            p.hint { (frame.t("documents-empty")) }
        } @else {
            ul.rows { @for row in &view.documents { li { (document_row(row, frame)) } } }
        }
        (view.documents_pager.show(frame))
    }
}

fn document_row(row: &DocumentRow, frame: &Frame) -> Markup {
    let pages = frame.say("count-pages", &[("count", row.pages.into())]);
    html! {
        div.row {
            (icon("file-text"))
            div.what {
                a href={ "/documents/" (row.id) } { (row.name) }
                span.hint {
                    @if row.pages > 0 { (pages) " · " }
                    (size(row.size, frame)) " · " (time(row.created, frame))
                }
            }
            (badge(row.state.tone(), row.state.key(), frame))
            a.quiet-link href={ "/documents/" (row.id) "/remove" }
                aria-label=(frame.say("remove-named", &[("name", row.name.as_str().into())])) { (icon("trash-2")) (frame.t("remove-document")) }
        }
        (findings(&row.findings))
    }
}

/// What was found in a document, worst first as given.
pub(super) fn findings(findings: &[Finding]) -> Markup {
    html! {
        @if !findings.is_empty() {
            ul.findings {
                @for finding in findings {
                    li.(finding.tone.class()) { (icon(finding.tone.icon())) span { (finding.text) } }
                }
            }
        }
    }
}

fn envelopes(view: &Project, frame: &Frame) -> Markup {
    html! {
        @if view.envelopes.is_empty() {
            p.hint { (frame.t("envelopes-empty")) }
        } @else {
            ul.rows { @for row in &view.envelopes { li { (envelope_row(row, frame)) } } }
        }
        (view.pager.show(frame))
        @if !view.ready.is_empty() { (new_envelope(view, frame)) }
    }
}

fn envelope_row(row: &EnvelopeRow, frame: &Frame) -> Markup {
    let signed = frame.say("signed-of", &[("signed", row.signed.into()), ("count", row.signatories.into())]);
    html! {
        div.row {
            (icon("mail"))
            div.what {
                a href={ "/envelopes/" (row.id) } { (row.title) }
                span.hint {
                    @if row.signatories > 0 { (signed) " · " }
                    (time(row.changed, frame))
                }
            }
            (badge(row.state.tone(), row.state.key(), frame))
        }
    }
}

fn new_envelope(view: &Project, frame: &Frame) -> Markup {
    html! {
        details.card.new-envelope open[view.envelopes.is_empty()] {
            summary { (icon("plus")) (frame.t("envelope-new")) }
            form method="post" action={ "/projects/" (view.id) "/envelopes" } {
                (form_key(frame))
                (Input { name: "title", label: "envelope-title", kind: "text", value: view.name.as_str(), autocomplete: "off",
                    length_max: 200 }.required(frame))
                fieldset {
                    legend { (frame.t("envelope-which-documents")) }
                    div.ticks {
                        @for one in &view.ready {
                            label.tick {
                                input type="checkbox" name="document" value=(one.id) checked[view.ready.len() == 1];
                                span { (one.name) }
                            }
                        }
                    }
                }
                div.actions { button.primary type="submit" { (frame.t("envelope-prepare")) (icon("arrow-right")) } }
            }
        }
    }
}
