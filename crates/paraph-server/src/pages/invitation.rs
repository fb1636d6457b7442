//! Accepting an invitation: name, password, privacy policy.

use jiff::Timestamp;
use maud::{Markup, html};

use super::icon::icon;
use super::parts::Input;
use super::password::new_password;
use super::times::{in_words, time};
use super::{Frame, Tone, layout, privacy};

/// An invitation that is still good.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The secret in its address.
    pub token: String,
    /// Name typed so far.
    pub name: String,
    /// Address typed so far, or the one that was invited.
    pub email: String,
    /// Whether the address is the invited one and cannot be changed.
    pub email_is_fixed: bool,
    /// Whether the person becomes an administrator.
    pub is_administrator: bool,
    /// Version of the privacy policy to accept.
    pub policy_version: String,
    /// Shortest password, in characters.
    pub password_length_min: usize,
    /// Until when it can be used.
    pub expires: Timestamp,
}

/// `GET /invitation/{token}` and the answer to a refused `POST`.
pub fn page(view: &Invitation, frame: &Frame) -> Markup {
    let role = if view.is_administrator { "role-administrator" } else { "role-member" };
    let body = html! {
        div.narrow {
            h1 { (frame.t("invitation-title")) }
            p.lead {
                (frame.say("invitation-lead", &[("operator", frame.operator.as_str().into()), ("role", frame.t(role).into())]))
            }
            form.card method="post" action={ "/invitation/" (view.token) } {
                (person(view, frame))
                (new_password("password", view.password_length_min, frame))
                (policy(view, frame))
                div.actions { button.primary type="submit" { (frame.t("invitation-accept")) } }
            }
            p.hint { (frame.t("invitation-expires")) " " (time(view.expires, frame)) }
        }
    };
    layout::page_with(frame, &frame.t("invitation-title"), &["password.js"], body)
}

/// How an invitation ended. It is shown to the holder of the secret alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Somebody accepted it.
    Used,
    /// It ended before anybody accepted it.
    Expired(Timestamp),
    /// An administrator withdrew it, or sent another one in its place.
    Withdrawn,
    /// There is none with this secret.
    Unknown,
}

impl End {
    /// The keys of its title and of what is said.
    fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::Used => ("invitation-used-title", "invitation-used-text"),
            Self::Expired(_) => ("invitation-expired-title", "invitation-expired-text"),
            Self::Withdrawn => ("invitation-withdrawn-title", "invitation-withdrawn-text"),
            Self::Unknown => ("invitation-unknown-title", "invitation-unknown-text"),
        }
    }
}

/// An invitation that opens nothing: what became of it, and how to go on.
pub fn over(end: &End, frame: &Frame) -> Markup {
    let (title, text) = end.keys();
    let title = frame.t(title);
    let operator = [("operator", frame.operator.as_str().into())];
    let said = match end {
        End::Expired(at) => {
            frame.say(text, &[("time", in_words(*at, frame.reader.zone(), frame.locale).into())])
        }
        _ => frame.t(text),
    };
    let body = html! {
        section.end.(Tone::Warning.class()) {
            (icon("hourglass"))
            h1 { (title) }
            p.lead { (said) }
            @if *end != End::Used { p { (frame.say("invitation-again", &operator)) } }
            @if let Some(person) = &frame.person {
                p { (frame.say("invitation-signed-in", &[("name", person.name.as_str().into())])) }
                p.actions { a.button.primary href="/projects" { (frame.t("to-projects")) } }
            } @else {
                p { (frame.t("invitation-sign-in")) }
                p.actions {
                    a.button.primary href="/sign-in" { (frame.t("sign-in")) }
                    a.button href="/forgot-password" { (frame.t("forgot-password")) }
                }
            }
        }
    };
    layout::page(frame, &title, body)
}

fn person(view: &Invitation, frame: &Frame) -> Markup {
    let input = |name, label, kind, value, autocomplete| Input {
        name,
        label,
        kind,
        value,
        autocomplete,
        length_max: 200,
    };
    html! {
        (input("name", "name", "text", view.name.as_str(), "name").required(frame))
        @if view.email_is_fixed {
            div.control {
                label for="email" { (frame.t("email")) }
                input #email type="email" name="email" value=(view.email) readonly autocomplete="username";
            }
        } @else {
            (input("email", "email", "email", view.email.as_str(), "username").required(frame))
        }
    }
}

fn policy(view: &Invitation, frame: &Frame) -> Markup {
    let version = [("version", view.policy_version.as_str().into())];
    html! {
        input type="hidden" name="policy_version" value=(view.policy_version);
        details.policy {
            summary { (frame.say("privacy-version", &version)) }
            (privacy::paragraphs(frame.locale))
        }
        label.tick {
            input type="checkbox" name="accept" value="yes" required;
            span { (frame.say("invitation-accept-policy", &version)) }
        }
    }
}
