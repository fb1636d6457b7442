//! Who works in the account, and inviting another.

use jiff::Timestamp;
use maud::{Markup, html};

use super::icon::icon;
use super::parts::{Input, badge, form_key};
use super::times::{date, time};
use super::{Frame, Pager, Tone, layout};

/// The members of an account.
#[derive(Debug, Clone)]
pub struct Members {
    /// Those who have joined.
    pub members: Vec<Member>,
    /// Which of them these are.
    pub members_pager: Pager,
    /// Those who are invited.
    pub invited: Vec<Invited>,
    /// Which of them these are.
    pub invited_pager: Pager,
    /// What is typed into the form.
    pub typed: Typed,
}

/// What stands in the form that invites somebody; nothing at first.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// Address.
    pub email: String,
    /// Whether they are to administer.
    pub is_administrator: bool,
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

/// Somebody who was invited and has not joined.
#[derive(Debug, Clone)]
pub struct Invited {
    /// The invitation.
    pub id: String,
    /// Address; empty when the invitation is for whoever holds it.
    pub email: String,
    /// Whether they will administer.
    pub is_administrator: bool,
    /// Until when they can join, or could.
    pub expires: Timestamp,
    /// Whether that is past.
    pub is_over: bool,
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
                (view.members_pager.show(frame))
                @if !view.invited.is_empty() {
                    h2 #invited tabindex="-1" { (frame.t("members-invited")) }
                    ul.rows { @for one in &view.invited { li { (invited(one, frame)) } } }
                    (view.invited_pager.show(frame))
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
    let (tone, state, until) = match one.is_over {
        false => (Tone::Quiet, "invited-waits", "expires"),
        true => (Tone::Warning, "invited-over", "invited-ended"),
    };
    html! {
        div.row {
            (icon("hourglass"))
            div.what {
                strong { @if one.email.is_empty() { (frame.t("members-whoever")) } @else { (one.email) } }
                span.hint { (frame.t(until)) " " (time(one.expires, frame)) }
            }
            (badge(tone, state, frame))
            (role(if one.is_administrator { ADMINISTRATOR } else { MEMBER }, frame))
            @if !one.email.is_empty() {
                (press(one, ("resend", "invited-resend", "invited-resend-named"), frame))
                (press(one, ("withdraw", "invited-withdraw", "invited-withdraw-named"), frame))
            }
        }
    }
}

/// A button about one invitation, whose name says which.
fn press(one: &Invited, (act, label, named): (&str, &str, &str), frame: &Frame) -> Markup {
    let named = frame.say(named, &[("email", one.email.as_str().into())]);
    html! {
        form method="post" action={ "/members/invitations/" (one.id) "/" (act) } {
            (form_key(frame))
            button.quiet type="submit" aria-label=(named) { (frame.t(label)) }
        }
    }
}

fn form(view: &Members, frame: &Frame) -> Markup {
    let typed = &view.typed;
    let choice = |value, is_chosen: bool, label, text| {
        html! {
            label.tick {
                input type="radio" name="role" value=(value) checked[is_chosen];
                span { (frame.t(label)) span.hint { (frame.t(text)) } }
            }
        }
    };
    html! {
        form method="post" action="/members/invite" {
            (form_key(frame))
            (Input { name: "email", label: "email", kind: "email", value: typed.email.as_str(), autocomplete: "off", length_max: 254 }
                .required(frame))
            fieldset {
                legend { (frame.t("role")) }
                (choice("member", !typed.is_administrator, MEMBER, "role-member-text"))
                (choice("administrator", typed.is_administrator, ADMINISTRATOR, "role-administrator-text"))
            }
            div.actions { button.primary type="submit" { (icon("send")) (frame.t("members-send")) } }
        }
    }
}
