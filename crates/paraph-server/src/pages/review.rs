//! The last look before an envelope is sent: what is ready, what deserves a look, what stops it.

use maud::{Markup, html};

use super::envelope::{Enclosed, Signatory, documents, shared_address};
use super::icon::icon;
use super::parts::{form_key, person, revision, steps, trail};
use super::{Frame, Tone, layout};
use crate::zone::Zone;

/// A draft under review.
#[derive(Debug, Clone)]
pub struct Review {
    /// Identifier of the envelope.
    pub id: String,
    /// The revision of the draft that is shown.
    pub revision: i64,
    /// Its title.
    pub title: String,
    /// In which its documents are dated.
    pub zone: Zone,
    /// Identifier of its project.
    pub project_id: String,
    /// Name of its project.
    pub project_name: String,
    /// Its documents.
    pub documents: Vec<Enclosed>,
    /// Who signs.
    pub signatories: Vec<Signatory>,
    /// What was checked, in any order.
    pub checks: Vec<Check>,
    /// The message typed so far; empty at first.
    pub message: String,
    /// Days until the links end, as proposed or typed.
    pub expires_days: i64,
    /// The most days that can be given.
    pub expires_days_max: i64,
    /// Longest message, in characters.
    pub message_length_max: usize,
}

/// One thing that was checked.
#[derive(Debug, Clone)]
pub enum Check {
    /// The sealing key and its certificate are there and valid.
    KeyReady,
    /// They are not: nothing can be sealed.
    KeyMissing,
    /// The clock of the server is right.
    ClockRight,
    /// It is off by so many seconds against the time-stamp authority.
    ClockWrong {
        /// Seconds, positive.
        seconds: u64,
    },
    /// It says less than the time of the last event that was recorded.
    ClockBehind {
        /// Seconds, at least.
        seconds: u64,
    },
    /// The time-stamp authority answers.
    TimestampReady {
        /// Its name.
        authority: String,
    },
    /// It does not answer.
    TimestampMissing {
        /// Its name.
        authority: String,
    },
    /// Mail leaves through the mail server.
    MailReady,
    /// No mail server is set: messages stay in the development outbox.
    MailKept,
    /// The mail server does not answer.
    MailFailing {
        /// What it said.
        answer: String,
    },
    /// The envelope has no signatory.
    NoSignatory,
    /// Everybody has a place to sign.
    EverybodySigns {
        /// How many people.
        count: usize,
    },
    /// A signatory has no signature field.
    NothingToSign {
        /// Whose.
        name: String,
    },
    /// A document carries no field: it will be sealed, but nobody signs on it.
    DocumentWithoutField {
        /// Its name.
        document: String,
    },
    /// All documents are fit to be sent.
    DocumentsReady {
        /// How many.
        count: usize,
    },
    /// A document is not fit to be sent.
    DocumentNotReady {
        /// Its name.
        document: String,
        /// Why, and what to do, in the person's language.
        reason: String,
    },
    /// A field lies over something.
    Overlap {
        /// `Bad` when it is another person's field.
        tone: Tone,
        /// What lies over what, and where, in the person's language.
        sentence: String,
    },
    /// What will be put into a field has no room, or cannot be written here.
    FieldNotReady {
        /// Whose field.
        name: String,
        /// On which document.
        document: String,
        /// On which page, from 1.
        page: u32,
        /// Why, and what to do, in the person's language.
        reason: String,
    },
    /// Fonts of a document are not embedded: its look may differ elsewhere. Or any other finding that only warns.
    DocumentWarning {
        /// Its name.
        document: String,
        /// The finding, in the person's language.
        finding: String,
    },
}

impl Check {
    /// `Bad` blocks sending.
    pub fn tone(&self) -> Tone {
        match self {
            Self::KeyReady
            | Self::ClockRight
            | Self::TimestampReady { .. }
            | Self::MailReady
            | Self::EverybodySigns { .. }
            | Self::DocumentsReady { .. } => Tone::Good,
            Self::MailKept | Self::DocumentWithoutField { .. } | Self::DocumentWarning { .. } => {
                Tone::Warning
            }
            Self::KeyMissing
            | Self::ClockWrong { .. }
            | Self::ClockBehind { .. }
            | Self::TimestampMissing { .. }
            | Self::MailFailing { .. }
            | Self::NoSignatory
            | Self::NothingToSign { .. }
            | Self::DocumentNotReady { .. }
            | Self::FieldNotReady { .. } => Tone::Bad,
            Self::Overlap { tone, .. } => *tone,
        }
    }
}

impl Review {
    /// Whether nothing stops it.
    pub fn may_be_sent(&self) -> bool {
        self.checks.iter().all(|check| check.tone() != Tone::Bad)
    }
}

/// `GET /envelopes/{id}/review`, and the answer to a refused `POST /envelopes/{id}/send`.
pub fn page(view: &Review, frame: &Frame) -> Markup {
    let project = format!("/projects/{}", view.project_id);
    let envelope = format!("/envelopes/{}", view.id);
    let body = html! {
        (trail(&[("/projects", &frame.t("projects-title")), (&project, &view.project_name), (&envelope, &view.title)], frame))
        div.head { h1 { (view.title) } }
        (steps(&view.id, 2, frame))
        div.columns {
            div.wide {
                section aria-labelledby="checks" {
                    h2 #checks { (frame.t("review-checks")) }
                    (checks(view, frame))
                }
                section aria-labelledby="recipients" {
                    h2 #recipients { (frame.t("who-signs")) }
                    ul.rows { @for one in &view.signatories { li { (recipient(one, frame)) } } }
                }
                section aria-labelledby="frozen" {
                    h2 #frozen { (frame.t("review-frozen")) }
                    (documents(&view.documents, frame))
                    p.hint {
                        (frame.say("review-zone", &[("zone", view.zone.name().into())])) " "
                        a href=(envelope) { (frame.t("review-zone-change")) }
                    }
                }
            }
            section.card.side aria-labelledby="send" {
                h2 #send { (frame.t("review-send")) }
                (form(view, frame))
            }
        }
    };
    layout::page_with(frame, &view.title, &["preview.js"], body)
}

fn checks(view: &Review, frame: &Frame) -> Markup {
    let mut sorted: Vec<&Check> = view.checks.iter().collect();
    sorted.sort_by_key(|check| match check.tone() {
        Tone::Bad => 0,
        Tone::Warning => 1,
        _ => 2,
    });
    html! {
        ul.checks {
            @for check in sorted {
                @let tone = check.tone();
                li.(tone.class()) {
                    (icon(tone.icon()))
                    span { span.visually-hidden { (frame.t(tone_word(tone))) " " } (check.sentence(frame)) }
                }
            }
        }
    }
}

fn tone_word(tone: Tone) -> &'static str {
    match tone {
        Tone::Bad => "check-bad",
        Tone::Warning => "check-warning",
        _ => "check-good",
    }
}

impl Check {
    fn sentence(&self, frame: &Frame) -> String {
        match self {
            Self::KeyReady => frame.t("check-key-ready"),
            Self::KeyMissing => frame.t("check-key-missing"),
            Self::ClockRight => frame.t("check-clock-right"),
            Self::ClockWrong { seconds } => frame.say("check-clock-wrong", &[("seconds", (*seconds).into())]),
            Self::ClockBehind { seconds } => {
                frame.say("check-clock-behind", &[("seconds", (*seconds).into())])
            }
            Self::TimestampReady { authority } => {
                frame.say("check-timestamp-ready", &[("authority", authority.as_str().into())])
            }
            Self::TimestampMissing { authority } => {
                frame.say("check-timestamp-missing", &[("authority", authority.as_str().into())])
            }
            Self::MailReady => frame.t("check-mail-ready"),
            Self::MailKept => frame.t("check-mail-kept"),
            Self::MailFailing { answer } => {
                frame.say("check-mail-failing", &[("answer", answer.as_str().into())])
            }
            Self::NoSignatory => frame.t("check-no-signatory"),
            Self::EverybodySigns { count } => {
                frame.say("check-everybody-signs", &[("count", (*count).into())])
            }
            Self::NothingToSign { name } => {
                frame.say("check-nothing-to-sign", &[("name", name.as_str().into())])
            }
            Self::DocumentWithoutField { document } => {
                frame.say("check-document-without-field", &[("document", document.as_str().into())])
            }
            Self::DocumentsReady { count } => {
                frame.say("check-documents-ready", &[("count", (*count).into())])
            }
            Self::Overlap { sentence, .. } => sentence.clone(),
            Self::FieldNotReady { name, document, page, reason } => frame.say(
                "check-field-not-ready",
                &[
                    ("name", name.as_str().into()),
                    ("document", document.as_str().into()),
                    ("page", (*page).into()),
                    ("reason", reason.as_str().into()),
                ],
            ),
            Self::DocumentNotReady { document, reason: said }
            | Self::DocumentWarning { document, finding: said } => {
                frame.say("named-line", &[("name", document.as_str().into()), ("said", said.as_str().into())])
            }
        }
    }
}

fn recipient(one: &Signatory, frame: &Frame) -> Markup {
    html! {
        div.row {
            div.what {
                (person(&one.name, one.colour))
                span.hint { (one.email) " · " (one.locale.own_name()) " · " (frame.say("count-fields", &[("count", one.fields.into())])) }
                (shared_address(one, frame))
            }
        }
    }
}

fn form(view: &Review, frame: &Frame) -> Markup {
    let sends = view.may_be_sent();
    let days = [("max", view.expires_days_max.into())];
    html! {
        form method="post" action={ "/envelopes/" (view.id) "/send" } {
            (revision(view.revision))
            (form_key(frame))
            div.control {
                label for="message" { (frame.t("review-message")) " " span.hint { (frame.t("optional")) } }
                textarea #message name="message" rows="5" maxlength=(view.message_length_max) aria-describedby="message-hint" { (view.message) }
                p.hint #message-hint { (frame.t("review-message-hint")) }
            }
            div.control {
                label for="expires_days" { (frame.t("review-expires")) }
                input #expires_days type="number" name="expires_days" value=(view.expires_days) min="1" max=(view.expires_days_max)
                    required aria-describedby="expires-hint";
                p.hint #expires-hint { (frame.say("review-expires-hint", &days)) }
            }
            (preview(view, frame))
            @if !sends { p.notice.bad { (icon("circle-x")) span { (frame.t("review-blocked")) } } }
            div.actions {
                button.primary.wide type="submit" disabled[!sends] {
                    (icon("send")) (frame.say("review-send-to", &[("count", view.signatories.len().into())]))
                }
            }
            p.hint { (frame.t("review-send-hint")) }
        }
    }
}

/// The mail as the first person will read it; the script keeps the message in it up to date.
fn preview(view: &Review, frame: &Frame) -> Markup {
    let sender = frame.person.as_ref().map_or("", |person| person.name.as_str());
    html! {
        @if let Some(first) = view.signatories.first() {
            details.preview {
                summary { (icon("eye")) (frame.t("review-preview")) }
                div.letter lang=(first.locale.as_str()) {
                    @let arguments = [("sender", sender.into()), ("title", view.title.as_str().into())];
                    p.subject { (first.locale.say("mail-sign-subject", &arguments)) }
                    p { (first.locale.say("mail-greeting-name", &[("name", first.name.as_str().into())])) }
                    p { (first.locale.say("mail-sign-text", &arguments)) }
                    blockquote data-mirror="message" hidden[view.message.is_empty()] { (view.message) }
                    p { span.fake-button { (first.locale.text("mail-sign-action")) } }
                }
            }
        }
    }
}
