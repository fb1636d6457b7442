//! The development outbox: every message of an instance without a mail server, plainly labelled.

use jiff::Timestamp;
use maud::{Markup, html};

use super::icon::icon;
use super::parts::{badge, trail};
use super::times::time;
use super::{Frame, MailState, Pager, layout};

/// The messages.
#[derive(Debug, Clone)]
pub struct Outbox {
    /// Whether no mail server is set, so that nothing leaves the machine.
    pub is_development: bool,
    /// Newest first.
    pub rows: Vec<Row>,
    /// Which of them these are.
    pub pager: Pager,
}

/// One message in the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its identifier.
    pub id: String,
    /// Addressee.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Where it stands.
    pub state: MailState,
    /// When it was written.
    pub created: Timestamp,
}

/// One message.
#[derive(Debug, Clone)]
pub struct Message {
    /// Whether no mail server is set.
    pub is_development: bool,
    /// Where it stands.
    pub state: MailState,
    /// What the mail server said last.
    pub answer: Option<String>,
    /// Attempts made.
    pub attempts: i64,
    /// Addressee, name and address.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Plain text; its links are made clickable.
    pub text: String,
    /// When it was written.
    pub created: Timestamp,
}

/// `GET /outbox`.
pub fn list(view: &Outbox, frame: &Frame) -> Markup {
    let body = html! {
        div.head { h1 { (frame.t("outbox-title")) } }
        @if view.is_development { (label(frame)) }
        @if view.rows.is_empty() { div.empty { (icon("mail")) p { (frame.t("outbox-empty")) } } }
        ul.rows {
            @for row in &view.rows {
                li {
                    div.row {
                        (icon("mail"))
                        div.what {
                            a href={ "/outbox/" (row.id) } { (row.subject) }
                            span.hint { (row.to) " · " (time(row.created, frame)) }
                        }
                        (badge(row.state.tone(), row.state.key(), frame))
                    }
                }
            }
        }
        (view.pager.show(frame))
    };
    layout::page(frame, &frame.t("outbox-title"), body)
}

/// `GET /outbox/{id}`.
pub fn message(view: &Message, frame: &Frame) -> Markup {
    let body = html! {
        (trail(&[("/outbox", &frame.t("outbox-title"))], frame))
        div.head { h1 { (view.subject) } (badge(view.state.tone(), view.state.key(), frame)) }
        @if view.is_development { (label(frame)) }
        dl.inline {
            div { dt { (frame.t("outbox-to")) } dd { (view.to) } }
            div { dt { (frame.t("outbox-written")) } dd { (time(view.created, frame)) } }
            @if view.attempts > 0 { div { dt { (frame.t("outbox-attempts")) } dd { (view.attempts) } } }
            @if let Some(answer) = view.answer.as_deref().filter(|answer| !answer.is_empty()) { div { dt { (frame.t("outbox-answer")) } dd { (answer) } } }
        }
        article.card.letter { (with_links(&view.text)) }
    };
    layout::page(frame, &view.subject, body)
}

fn label(frame: &Frame) -> Markup {
    html! { p.notice.warning { (icon("triangle-alert")) span { strong { (frame.t("outbox-development")) } " " (frame.t("outbox-development-text")) } } }
}

/// The text as written; a word that is an address of ours or another's becomes a link.
fn with_links(text: &str) -> Markup {
    html! {
        @for line in text.lines() {
            @for (index, word) in line.split(' ').enumerate() {
                @if index > 0 { " " }
                @if word.starts_with("http://") || word.starts_with("https://") { a href=(word) { (word) } } @else { (word) }
            }
            br;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_a_link_and_markup_stays_text() {
        let html = with_links("See https://a.example/s/x\n<b>javascript:alert(1)</b>").into_string();
        assert!(html.contains("<a href=\"https://a.example/s/x\">"));
        assert!(html.contains("&lt;b&gt;javascript:alert(1)"));
        assert_eq!(html.matches("<a ").count(), 1);
    }
}
