//! An envelope being prepared: which documents, who signs. Its steps lead on to the fields and the review.

use maud::{Markup, html};

use super::icon::icon;
use super::parts::{Input, ZoneChoice, badge, digest, form_key, person, revision, steps, trail};
use super::{EnvelopeState, Frame, layout};
use crate::locale::Locale;
use crate::zone::Zone;

/// A draft.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its identifier.
    pub id: String,
    /// The revision that is shown.
    pub revision: i64,
    /// Its title.
    pub title: String,
    /// Identifier of its project.
    pub project_id: String,
    /// Name of its project.
    pub project_name: String,
    /// In which its documents are dated.
    pub zone: Zone,
    /// Its documents, in order.
    pub documents: Vec<Enclosed>,
    /// Who signs, in order.
    pub signatories: Vec<Signatory>,
    /// The signatory typed last, when the form was refused; empty at first.
    pub typed: Typed,
}

/// A document in an envelope.
#[derive(Debug, Clone)]
pub struct Enclosed {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Pages.
    pub pages: u32,
    /// SHA-256 of the file as it entered the envelope, in hexadecimal.
    pub sha256: String,
}

/// A person asked to sign.
#[derive(Debug, Clone)]
pub struct Signatory {
    /// Their identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Language of their pages and mails.
    pub locale: Locale,
    /// Their place in the list, from 0: picks colour and border.
    pub colour: usize,
    /// How many fields are placed for them.
    pub fields: usize,
    /// Who else has the same address; empty if none.
    pub shares_with: String,
    /// Why their name cannot be written into a document here, in the person's language; empty if it can.
    pub warning: String,
}

/// What was typed into the form for a new signatory.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Language, as the form spells it; empty for the sender's own.
    pub locale: String,
}

/// `GET /envelopes/{id}` while it is a draft.
pub fn page(view: &Draft, frame: &Frame) -> Markup {
    let project = format!("/projects/{}", view.project_id);
    let body = html! {
        (trail(&[("/projects", &frame.t("projects-title")), (&project, &view.project_name)], frame))
        div.head { h1 { (view.title) } (badge(EnvelopeState::Draft.tone(), EnvelopeState::Draft.key(), frame)) }
        (steps(&view.id, 0, frame))
        div.columns {
            section.wide aria-labelledby="who-signs" {
                h2 #who-signs tabindex="-1" { (frame.t("who-signs")) }
                (signatories(view, frame))
                h2 { (frame.t("documents-title")) }
                (documents(&view.documents, frame))
                (dating(view, frame))
            }
            section.card.side aria-labelledby="new-signatory" {
                h2 #new-signatory { (frame.t("signatory-new")) }
                (form(view, frame))
            }
        }
        div.actions.right {
            a.button.primary href={ "/envelopes/" (view.id) "/fields" } { (frame.t("to-fields")) (icon("arrow-right")) }
        }
        (discard(view, frame))
    };
    layout::page(frame, &view.title, body)
}

fn signatories(view: &Draft, frame: &Frame) -> Markup {
    html! {
        @if view.signatories.is_empty() {
            div.empty { (icon("users")) p { (frame.t("signatories-empty")) } }
        } @else {
            ul.rows { @for one in &view.signatories { li { (signatory(view, one, frame)) } } }
        }
    }
}

fn signatory(view: &Draft, one: &Signatory, frame: &Frame) -> Markup {
    html! {
        div.row {
            div.what {
                (person(&one.name, one.colour))
                span.hint {
                    (one.email) " · " (one.locale.own_name()) " · " (frame.say("count-fields", &[("count", one.fields.into())]))
                }
                (shared_address(one, frame))
                @if !one.warning.is_empty() { p.notice.bad { (one.warning) } }
            }
            form method="post" action={ "/envelopes/" (view.id) "/signatories/" (one.id) "/remove" } {
                (revision(view.revision))
                (form_key(frame))
                button.quiet type="submit" aria-label=(frame.say("remove-person", &[("name", one.name.as_str().into())])) {
                    (icon("trash-2")) (frame.t("remove"))
                }
            }
        }
    }
}

/// In which zone the documents are dated.
fn dating(view: &Draft, frame: &Frame) -> Markup {
    html! {
        form.card.dating method="post" action={ "/envelopes/" (view.id) "/zone" } {
            div.control {
                label for="time_zone" { (frame.t("envelope-zone")) }
                (ZoneChoice { chosen: Some(&view.zone), unset: None, described_by: "envelope-zone-hint" }.show())
                p.hint #envelope-zone-hint { (frame.t("envelope-zone-hint")) }
            }
            div.actions { button type="submit" { (frame.t("zone-save")) } }
        }
    }
}

/// That another person has the same address: whoever reads its mail can sign for both.
pub(super) fn shared_address(one: &Signatory, frame: &Frame) -> Markup {
    html! {
        @if !one.shares_with.is_empty() {
            span.told {
                (icon("triangle-alert"))
                (frame.say("signatory-shares", &[("name", one.shares_with.as_str().into())]))
            }
        }
    }
}

/// The documents of an envelope, each with its digest.
pub(super) fn documents(documents: &[Enclosed], frame: &Frame) -> Markup {
    html! {
        ul.rows {
            @for document in documents {
                li {
                    div.row {
                        (icon("file-text"))
                        div.what {
                            a href={ "/documents/" (document.id) } { (document.name) }
                            span.hint { (frame.say("count-pages", &[("count", document.pages.into())])) }
                            details.fine { summary { "SHA-256" } (digest(&document.sha256)) }
                        }
                    }
                }
            }
        }
    }
}

fn form(view: &Draft, frame: &Frame) -> Markup {
    let input =
        |name, label, kind, value| Input { name, label, kind, value, autocomplete: "off", length_max: 200 };
    let chosen = Locale::parse(&view.typed.locale).unwrap_or(frame.locale);
    html! {
        form method="post" action={ "/envelopes/" (view.id) "/signatories" } {
            (form_key(frame))
            (input("name", "name", "text", view.typed.name.as_str()).required(frame))
            (input("email", "email", "email", view.typed.email.as_str()).required(frame))
            div.control {
                label for="locale" { (frame.t("language")) }
                select #locale name="locale" {
                    @for locale in Locale::ALL {
                        option value=(locale.as_str()) lang=(locale.as_str()) selected[locale == chosen] { (locale.own_name()) }
                    }
                }
            }
            div.actions { button.primary type="submit" { (icon("user-plus")) (frame.t("signatory-add")) } }
        }
    }
}

fn discard(view: &Draft, frame: &Frame) -> Markup {
    html! {
        details.fine {
            summary { (frame.t("draft-discard")) }
            form.card method="post" action={ "/envelopes/" (view.id) "/cancel" } {
                (form_key(frame))
                p { (frame.t("draft-discard-text")) }
                input type="hidden" name="reason" value="";
                div.actions {
                    button.danger type="submit" { (icon("ban")) (frame.t("draft-discard")) }
                    a.button href={ "/envelopes/" (view.id) "/remove" } { (icon("trash-2")) (frame.t("remove-for-good")) }
                }
            }
        }
    }
}
