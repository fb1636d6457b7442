//! Where a way ends: each end has its own page, which says what happened and who must act.

use jiff::Timestamp;
use maud::{Markup, html};

use super::ceremony::Other;
use super::icon::icon;
use super::parts::{badge, digest};
use super::times::time;
use super::{Frame, SignatoryState, Tone, layout};

/// An envelope as a signatory sees it when there is nothing for them to sign.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The secret in the link.
    pub token: String,
    /// Title of the envelope.
    pub title: String,
    /// Name of the member who sent it.
    pub sender: String,
    /// Address of that member, for questions.
    pub sender_email: String,
    /// When it happened: signed, completed, declined, cancelled or expired.
    pub at: Option<Timestamp>,
    /// Who declined, when somebody else did.
    pub by: Option<String>,
    /// Why it was declined or cancelled, when it may be told.
    pub reason: Option<String>,
    /// Everybody who signs, this person included.
    pub people: Vec<Other>,
    /// Its documents.
    pub documents: Vec<EndedDocument>,
    /// Whether this person has signed.
    pub has_signed: bool,
}

/// A document of an ended envelope.
#[derive(Debug, Clone)]
pub struct EndedDocument {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// SHA-256 of the sealed file, in hexadecimal; empty before sealing.
    pub sealed_sha256: String,
}

/// The query with which a member says that a link to sign was sent to them, though their own address is another one.
pub const AS_ADDRESSEE: &str = "mine";

/// A member who is signed in with the address `email` opened a link to sign that was sent to another one. Of the link they
/// learn no more than that before they go on; it is not noted as opened.
pub fn of_another(token: &str, email: &str, frame: &Frame) -> Markup {
    let said = frame.say("end-of-another-text", &[("email", email.into())]);
    let end = End { tone: Tone::Warning, symbol: "users", key: "end-of-another", said };
    let more = html! {
        p { (frame.t("end-of-another-hint")) }
        p.actions {
            a.button.primary href="/projects" { (frame.t("to-projects")) }
            a.button href={ "/s/" (token) "?" (AS_ADDRESSEE) } { (frame.t("end-of-another-mine")) }
        }
    };
    show(&end, &more, frame)
}

/// This person has signed; others have not.
pub fn signed(view: &Ended, frame: &Frame) -> Markup {
    let waiting = view.people.iter().filter(|person| person.state != SignatoryState::Signed).count();
    let said = frame.say("end-signed-text", &[("count", waiting.into())]);
    let end = End { tone: Tone::Good, symbol: "circle-check", key: "end-signed", said };
    ended(view, &end, &html! { (signed_documents(view, frame)) (people(view, frame)) }, frame)
}

/// What this person signed, to read and to keep while others are still to sign.
fn signed_documents(view: &Ended, frame: &Frame) -> Markup {
    let link = format!("/s/{}", view.token);
    html! {
        @if view.has_signed {
            p { a.button.primary href={ (link) "/read" } { (icon("eye")) (frame.t("read-signed")) } }
            ul.rows {
                @for document in &view.documents {
                    li {
                        div.row {
                            (icon("file-text"))
                            div.what { span { (document.name) } span.hint { (frame.t("others-still-to-sign")) } }
                            a.button href={ (link) "/documents/" (document.id) "/copy" } download {
                                (icon("download")) (frame.t("download-copy"))
                            }
                        }
                    }
                }
            }
            p.hint { (frame.t("download-copy-hint")) }
        }
    }
}

/// This person's signature is being made.
pub fn signing(view: &Ended, frame: &Frame) -> Markup {
    let end =
        End { tone: Tone::Busy, symbol: "stamp", key: "end-signing", said: frame.t("end-signing-text") };
    let more = html! {
        div data-live="self" #state { p { a.button href={ "/s/" (view.token) } { (frame.t("look-again")) } } }
    };
    ended(view, &end, &more, frame)
}

/// Everybody has signed; the seal is being put on.
pub fn sealing(view: &Ended, frame: &Frame) -> Markup {
    let end =
        End { tone: Tone::Busy, symbol: "stamp", key: "end-sealing", said: frame.t("end-sealing-text") };
    let more = html! {
        p { a.button href={ "/s/" (view.token) } { (frame.t("look-again")) } }
        (people(view, frame))
    };
    ended(view, &end, &html! { div data-live="self" #state { (more) } }, frame)
}

/// Sealed: the originals and the certificate can be downloaded.
pub fn done(view: &Ended, frame: &Frame) -> Markup {
    let end =
        End { tone: Tone::Good, symbol: "shield-check", key: "end-done", said: frame.t("end-done-text") };
    let more = html! {
        ul.rows { @for document in &view.documents { li { (download(view, document, frame)) } } }
        p { a.button href={ "/s/" (view.token) "/certificate" } download { (icon("download")) (frame.t("download-certificate")) } }
        p.hint { (frame.t("end-done-keep")) " " a href="/verify" { (frame.t("verify-title")) } }
        (people(view, frame))
    };
    ended(view, &end, &more, frame)
}

/// Somebody declined; nothing can be signed any more.
pub fn declined(view: &Ended, frame: &Frame) -> Markup {
    let said = match &view.by {
        Some(by) => frame.say("end-declined-by", &[("name", by.as_str().into())]),
        None => frame.say("end-declined-you", &[("sender", view.sender.as_str().into())]),
    };
    let end = End { tone: Tone::Bad, symbol: "circle-x", key: "end-declined", said };
    ended(view, &end, &reason(view), frame)
}

/// The sender cancelled.
pub fn cancelled(view: &Ended, frame: &Frame) -> Markup {
    let said = frame.say("end-cancelled-text", &[("sender", view.sender.as_str().into())]);
    let end = End { tone: Tone::Bad, symbol: "ban", key: "end-cancelled", said };
    ended(view, &end, &reason(view), frame)
}

/// The deadline passed.
pub fn expired(view: &Ended, frame: &Frame) -> Markup {
    let said = frame.say("end-expired-text", &[("sender", view.sender.as_str().into())]);
    let end = End { tone: Tone::Warning, symbol: "hourglass", key: "end-expired", said };
    ended(view, &end, &html! {}, frame)
}

/// Absent, or not this person's to see: one page for both, for every kind of stranger.
pub fn not_found(frame: &Frame) -> Markup {
    let end = End {
        tone: Tone::Quiet,
        symbol: "search",
        key: "end-not-found",
        said: frame.t("end-not-found-text"),
    };
    let more = html! {
        @if frame.person.is_some() {
            p { (frame.t("end-not-found-member")) }
            p { a.button href="/projects" { (frame.t("to-projects")) } }
        } @else {
            p { (frame.t("end-not-found-link")) }
            p { a.button href="/" { (frame.t("to-start")) } }
        }
    };
    show(&end, &more, frame)
}

/// What was sent is too large; `sentence` says what is taken, `back` leads to the page it came from.
pub fn too_large(sentence: &str, back: Option<&str>, frame: &Frame) -> Markup {
    let said = sentence.to_owned();
    let end = End { tone: Tone::Bad, symbol: "triangle-alert", key: "end-too-large", said };
    show(&end, &way_back(back, frame), frame)
}

/// Any other failure: `sentence` says what happened and what to do, `back` leads to where one was.
pub fn failed(sentence: &str, back: Option<&str>, frame: &Frame) -> Markup {
    let end = End { tone: Tone::Bad, symbol: "triangle-alert", key: "end-failed", said: sentence.to_owned() };
    show(&end, &way_back(back, frame), frame)
}

fn way_back(back: Option<&str>, frame: &Frame) -> Markup {
    html! {
        p.actions {
            @if let Some(back) = back { a.button.primary href=(back) { (frame.t("back-to-page")) } }
            @if frame.person.is_some() { a.button href="/projects" { (frame.t("to-projects")) } }
            @else { a.button href="/" { (frame.t("to-start")) } }
        }
    }
}

/// How an end looks and what it says.
struct End {
    tone: Tone,
    symbol: &'static str,
    key: &'static str,
    said: String,
}

fn show(end: &End, more: &Markup, frame: &Frame) -> Markup {
    let title = frame.t(&format!("{}-title", end.key));
    let body = html! {
        section.end.(end.tone.class()) {
            (icon(end.symbol))
            h1 { (title) }
            p.lead { (end.said) }
            (more)
        }
    };
    layout::page_with(frame, &title, &["live.js"], body)
}

/// An end of an envelope: which one, when, and whom to ask.
fn ended(view: &Ended, end: &End, more: &Markup, frame: &Frame) -> Markup {
    let more = html! {
        p.which { strong { (view.title) } @if let Some(at) = view.at { br; span.hint { (time(at, frame)) } } }
        (more)
        p.hint {
            (frame.say("end-questions", &[("sender", view.sender.as_str().into())])) " "
            a href={ "mailto:" (view.sender_email) } { (view.sender_email) }
        }
    };
    show(end, &more, frame)
}

fn people(view: &Ended, frame: &Frame) -> Markup {
    html! {
        @if view.people.len() > 1 {
            ul.others {
                @for person in &view.people { li { span { (person.name) } (badge(person.state.tone(), person.state.key(), frame)) } }
            }
        }
    }
}

fn reason(view: &Ended) -> Markup {
    html! {
        @if let Some(reason) = view.reason.as_deref().filter(|reason| !reason.is_empty()) { blockquote { (reason) } }
    }
}

fn download(view: &Ended, document: &EndedDocument, frame: &Frame) -> Markup {
    html! {
        div.row {
            (icon("file-text"))
            div.what {
                span { (document.name) }
                @if !document.sealed_sha256.is_empty() {
                    details.fine { summary { "SHA-256" } (digest(&document.sealed_sha256)) }
                }
            }
            a.button.primary href={ "/s/" (view.token) "/documents/" (document.id) "/signed" } download {
                (icon("download")) (frame.t("download-signed"))
            }
        }
    }
}
