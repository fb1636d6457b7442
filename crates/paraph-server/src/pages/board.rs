//! An envelope that was sent: where each person stands, live.

use jiff::Timestamp;
use maud::{Markup, html};
use serde::Serialize;

use super::icon::icon;
use super::parts::{self, badge, digest, form_key, trail};
use super::times::time;
use super::{EnvelopeState, Frame, MailState, SignatoryState, layout};
use crate::zone::Zone;

/// A sent envelope.
#[derive(Debug, Clone)]
pub struct Board {
    /// Its identifier.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Identifier of its project.
    pub project_id: String,
    /// Name of its project.
    pub project_name: String,
    /// Where it stands.
    pub state: EnvelopeState,
    /// When it was sent.
    pub sent: Option<Timestamp>,
    /// Until when it can be signed.
    pub expires: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// In which its documents are dated.
    pub zone: Zone,
    /// Why it was declined or cancelled.
    pub reason: Option<String>,
    /// Who signs.
    pub people: Vec<PersonRow>,
    /// Its documents.
    pub documents: Vec<BoardDocument>,
    /// Whether the authentication certificate can be downloaded.
    pub has_certificate: bool,
}

/// A person on the board.
#[derive(Debug, Clone)]
pub struct PersonRow {
    /// Their identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Picks colour and border.
    pub colour: usize,
    /// Where they stand.
    pub state: SignatoryState,
    /// When they first opened the link.
    pub opened: Option<Timestamp>,
    /// When they signed or declined.
    pub ended: Option<Timestamp>,
    /// Why they declined.
    pub reason: Option<String>,
    /// What became of the last mail to them; none before sending.
    pub mail: Option<MailState>,
    /// What the mail server said, when it failed.
    pub mail_answer: Option<String>,
    /// Whether they can be reminded now.
    pub can_be_reminded: bool,
}

/// A document on the board.
#[derive(Debug, Clone)]
pub struct BoardDocument {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Pages.
    pub pages: u32,
    /// SHA-256 as sent, in hexadecimal.
    pub sha256: String,
    /// SHA-256 of the sealed file, once there is one.
    pub sealed_sha256: Option<String>,
}

/// What `GET /envelopes/{id}/status` answers as JSON; the board's script reads it.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    /// The envelope's state; another one than shown makes the script load the page anew.
    pub state: &'static str,
    /// What each person's cells say now.
    pub people: Vec<PersonStatus>,
}

/// What one person's cells say.
#[derive(Debug, Clone, Serialize)]
pub struct PersonStatus {
    /// Their identifier.
    pub id: String,
    /// Key of their state.
    pub state: &'static str,
    /// Key of the state of their mail; empty when there is none.
    pub mail: &'static str,
}

/// The board's states for its script.
pub fn status(view: &Board) -> Status {
    let people = view.people.iter().map(|person| PersonStatus {
        id: person.id.clone(),
        state: person.state.key(),
        mail: person.mail.map_or("", MailState::key),
    });
    Status { state: view.state.key(), people: people.collect() }
}

/// `GET /envelopes/{id}` once it was sent.
pub fn page(view: &Board, frame: &Frame) -> Markup {
    let project = format!("/projects/{}", view.project_id);
    let live = matches!(view.state, EnvelopeState::Sent | EnvelopeState::Sealing);
    let status = format!("/envelopes/{}/status", view.id);
    let body = html! {
        (trail(&[("/projects", &frame.t("projects-title")), (&project, &view.project_name)], frame))
        div #board data-live=[live.then_some(status.as_str())] {
            div.head { h1 { (view.title) } (badge(view.state.tone(), view.state.key(), frame)) }
            (summary(view, frame))
            section aria-labelledby="people" {
                h2 #people { (frame.t("who-signs")) }
                ul.rows.people { @for person in &view.people { li #{ "person-" (person.id) } tabindex="-1" { (person_row(view, person, frame)) } } }
            }
            section aria-labelledby="documents" {
                h2 #documents { (frame.t("documents-title")) }
                ul.rows { @for document in &view.documents { li { (document_row(view, document, frame)) } } }
                @if view.has_certificate {
                    a.button href={ "/envelopes/" (view.id) "/certificate" } download { (icon("download")) (frame.t("download-certificate")) }
                }
            }
        }
        @if view.state == EnvelopeState::Sent { (cancel(view, frame)) }
    };
    layout::page_with(frame, &view.title, &["live.js"], body)
}

fn summary(view: &Board, frame: &Frame) -> Markup {
    let signed = view.people.iter().filter(|person| person.state == SignatoryState::Signed).count();
    let progress = frame.say("signed-of", &[("signed", signed.into()), ("count", view.people.len().into())]);
    html! {
        div.summary {
            div.meter-line {
                progress max=(view.people.len().max(1)) value=(signed) aria-label=(progress) {}
                span { (progress) }
            }
            dl.inline {
                @if let Some(at) = view.sent { div { dt { (frame.t("sent")) } dd { (time(at, frame)) } } }
                @if let (Some(at), EnvelopeState::Sent) = (view.expires, view.state) {
                    div { dt { (frame.t("expires")) } dd { (time(at, frame)) } }
                }
                div { dt { (frame.t("envelope-zone-label")) } dd { (view.zone.name()) } }
                @if let Some(at) = view.ended { div { dt { (frame.t(view.state.key())) } dd { (time(at, frame)) } } }
            }
            @if let Some(reason) = view.reason.as_deref().filter(|reason| !reason.is_empty()) {
                blockquote { (reason) }
            }
            @if view.state == EnvelopeState::Sealing { p { (frame.t("board-sealing")) } }
        }
    }
}

fn person_row(view: &Board, person: &PersonRow, frame: &Frame) -> Markup {
    html! {
        div.row {
            div.what {
                (parts::person(&person.name, person.colour))
                span.hint { (person.email) }
            }
            div.state {
                (badge(person.state.tone(), person.state.key(), frame))
                @if let Some(at) = person.ended.or(person.opened) { span.hint { (time(at, frame)) } }
            }
            div.state {
                @if let Some(mail) = person.mail { (badge(mail.tone(), mail.key(), frame)) }
                @if let Some(answer) = &person.mail_answer { span.hint { (answer) } }
            }
            div.act {
                @if person.can_be_reminded && view.state == EnvelopeState::Sent {
                    form method="post" action={ "/envelopes/" (view.id) "/signatories/" (person.id) "/remind" } {
                        (form_key(frame))
                        button type="submit" aria-label=(frame.say("remind-person", &[("name", person.name.as_str().into())])) {
                            (icon("bell")) (frame.t("remind"))
                        }
                    }
                }
            }
        }
        @if let Some(reason) = person.reason.as_deref().filter(|reason| !reason.is_empty()) { blockquote { (reason) } }
    }
}

fn document_row(view: &Board, document: &BoardDocument, frame: &Frame) -> Markup {
    html! {
        div.row {
            (icon("file-text"))
            div.what {
                a href={ "/documents/" (document.id) } { (document.name) }
                span.hint { (frame.say("count-pages", &[("count", document.pages.into())])) }
                details.fine {
                    summary { "SHA-256" }
                    dl {
                        dt { (frame.t("digest-sent")) } dd { (digest(&document.sha256)) }
                        @if let Some(sealed) = &document.sealed_sha256 { dt { (frame.t("digest-sealed")) } dd { (digest(sealed)) } }
                    }
                }
            }
            @if document.sealed_sha256.is_some() {
                a.button.primary href={ "/envelopes/" (view.id) "/documents/" (document.id) "/signed" } download {
                    (icon("download")) (frame.t("download-signed"))
                }
            }
        }
    }
}

fn cancel(view: &Board, frame: &Frame) -> Markup {
    html! {
        details.fine {
            summary { (frame.t("envelope-cancel")) }
            form.card method="post" action={ "/envelopes/" (view.id) "/cancel" } {
                p { (frame.t("envelope-cancel-text")) }
                div.control {
                    label for="reason" { (frame.t("reason")) }
                    textarea #reason name="reason" rows="3" maxlength="4000" required {}
                }
                button.danger type="submit" { (icon("ban")) (frame.t("envelope-cancel")) }
            }
        }
    }
}
