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
    /// The reason that was typed when cancelling was refused; empty at first.
    pub cancelling: String,
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
    /// What became of the last mail to them, as far as it matters still.
    pub mail: Option<MailState>,
    /// Which mail that is, as its kind is spelled.
    pub mail_kind: String,
    /// Until when they are not reminded again.
    pub rests_until: Option<Timestamp>,
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
        (afterwards(view, frame))
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
                @if let Some(mail) = person.mail { span.hint { (mail_word(&person.mail_kind, frame)) } (badge(mail.tone(), mail.key(), frame)) }
                @if let Some(answer) = &person.mail_answer { span.hint { (answer) } }
            }
            div.act {
                @if person.can_be_reminded && view.state == EnvelopeState::Sent {
                    (remind(view, person, frame))
                }
            }
        }
        @if let Some(reason) = person.reason.as_deref().filter(|reason| !reason.is_empty()) { blockquote { (reason) } }
    }
}

/// Which mail it is, in words; one of a later release has none.
fn mail_word(kind: &str, frame: &Frame) -> String {
    let key = match kind {
        "invitation" => "mail-kind-invitation",
        "reminder" => "mail-kind-reminder",
        "completed" => "mail-kind-completed",
        "declined" => "mail-kind-declined",
        "cancelled" => "mail-kind-cancelled",
        "expired" => "mail-kind-expired",
        _ => return String::new(),
    };
    frame.t(key)
}

/// A reminder is asked for twice, so that no slip of a finger sends one, and rests for a while after it.
fn remind(view: &Board, person: &PersonRow, frame: &Frame) -> Markup {
    let name = [("name", person.name.as_str().into())];
    html! {
        @if let Some(until) = person.rests_until {
            span.hint { (frame.t("reminded-rests")) " " (time(until, frame)) }
        } @else {
            details.remind {
                summary #{ "remind-" (person.id) } aria-label=(frame.say("remind-person", &name)) { (icon("bell")) (frame.t("remind")) }
                form method="post" action={ "/envelopes/" (view.id) "/signatories/" (person.id) "/remind" } {
                    (form_key(frame))
                    p.hint { (frame.say("remind-ask", &name)) }
                    button type="submit" { (icon("send")) (frame.t("remind-now")) }
                }
            }
        }
    }
}

/// What can be done with an envelope that ended without being signed.
fn afterwards(view: &Board, frame: &Frame) -> Markup {
    let unsigned =
        matches!(view.state, EnvelopeState::Declined | EnvelopeState::Cancelled | EnvelopeState::Expired);
    html! {
        @if unsigned {
            section.card.afterwards aria-labelledby="afterwards" {
                h2 #afterwards { (frame.t("renew-title")) }
                p { (frame.t("renew-text")) }
                form method="post" action={ "/envelopes/" (view.id) "/again" } {
                    (form_key(frame))
                    div.actions {
                        button.primary type="submit" { (icon("send")) (frame.t("renew")) }
                        @if view.sent.is_none() {
                            a.button href={ "/envelopes/" (view.id) "/remove" } { (icon("trash-2")) (frame.t("remove-for-good")) }
                        }
                    }
                }
            }
        }
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
        details.fine open[!view.cancelling.is_empty()] {
            summary { (frame.t("envelope-cancel")) }
            form.card method="post" action={ "/envelopes/" (view.id) "/cancel" } {
                (form_key(frame))
                p { (frame.t("envelope-cancel-text")) }
                div.control {
                    label for="reason" { (frame.t("reason")) }
                    textarea #reason name="reason" rows="3" maxlength="4000" required { (view.cancelling) }
                }
                button.danger type="submit" { (icon("ban")) (frame.t("envelope-cancel")) }
            }
        }
    }
}
