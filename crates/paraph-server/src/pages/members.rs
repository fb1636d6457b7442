//! Who works in the account, and inviting another.

use jiff::Timestamp;
use maud::{Markup, html};

use super::icon::icon;
use super::parts::{Input, form_key};
use super::times::{date, time};
use super::{Frame, layout};

/// The members of an account.
#[derive(Debug, Clone)]
pub struct Members {
    /// Those who have joined.
    pub members: Vec<Member>,
    /// Those who are invited.
    pub invited: Vec<Invited>,
    /// Address typed into the form; empty at first.
    pub email: String,
}

/// Somebody who has joined.
#[derive(Debug, Clone)]
pub struct Member {
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Whether they administer.
    pub is_administrator: bool,
    /// Since when.
    pub since: Timestamp,
}

/// Somebody who was invited.
#[derive(Debug, Clone)]
pub struct Invited {
    /// Address; empty when the invitation is for whoever holds it.
    pub email: String,
    /// Whether they will administer.
    pub is_administrator: bool,
    /// Until when they can join.
    pub expires: Timestamp,
}

/// `GET /members`. The form sends `email` and `role` (`member` or `administrator`).
pub fn page(view: &Members, frame: &Frame) -> Markup {
    let body = html! {
        div.head {
            h1 { (frame.t("members-title")) }
            a.button href="/members/activity" { (icon("activity")) (frame.t("activity-title")) }
        }
        div.columns {
            section.wide {
                ul.rows { @for member in &view.members { li { (joined(member, frame)) } } }
                @if !view.invited.is_empty() {
                    h2 { (frame.t("members-invited")) }
                    ul.rows { @for one in &view.invited { li { (invited(one, frame)) } } }
                }
            }
            section.card.side aria-labelledby="invite" {
                h2 #invite { (frame.t("members-invite")) }
                (form(view, frame))
            }
        }
    };
    layout::page(frame, &frame.t("members-title"), body)
}

const ADMINISTRATOR: &str = "role-administrator";
const MEMBER: &str = "role-member";

fn role(key: &str, frame: &Frame) -> Markup {
    html! { span.badge.quiet { (frame.t(key)) } }
}

fn joined(member: &Member, frame: &Frame) -> Markup {
    html! {
        div.row {
            (icon("users"))
            div.what {
                strong { (member.name) }
                span.hint { (member.email) " · " (frame.t("members-since")) " " (date(member.since, frame)) }
            }
            (role(if member.is_administrator { ADMINISTRATOR } else { MEMBER }, frame))
        }
    }
}

fn invited(one: &Invited, frame: &Frame) -> Markup {
    html! {
        div.row {
            (icon("hourglass"))
            div.what {
                strong { @if one.email.is_empty() { (frame.t("members-whoever")) } @else { (one.email) } }
                span.hint { (frame.t("expires")) " " (time(one.expires, frame)) }
            }
            (role(if one.is_administrator { ADMINISTRATOR } else { MEMBER }, frame))
        }
    }
}

fn form(view: &Members, frame: &Frame) -> Markup {
    html! {
        form method="post" action="/members/invite" {
            (form_key(frame))
            (Input { name: "email", label: "email", kind: "email", value: view.email.as_str(), autocomplete: "off", length_max: 254 }
                .required(frame))
            fieldset {
                legend { (frame.t("role")) }
                label.tick { input type="radio" name="role" value="member" checked; span { (frame.t("role-member")) span.hint { (frame.t("role-member-text")) } } }
                label.tick { input type="radio" name="role" value="administrator"; span { (frame.t("role-administrator")) span.hint { (frame.t("role-administrator-text")) } } }
            }
            div.actions { button.primary type="submit" { (icon("send")) (frame.t("members-send")) } }
        }
    }
}
