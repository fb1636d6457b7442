//! Choosing a password, and setting a new one by a link.

use maud::{Markup, html};

use super::parts::Input;
use super::{Frame, Tone, icon::icon, layout};

/// The control for a new password: its rule, its strength while typing, and a way to see it.
pub(super) fn new_password(label: &str, length_min: usize, frame: &Frame) -> Markup {
    let words = ["password-very-weak", "password-weak", "password-fair", "password-good", "password-strong"];
    html! {
        div.control {
            label for="password" { (frame.t(label)) }
            input #password type="password" name="password" required minlength=(length_min) maxlength="256"
                autocomplete="new-password" aria-describedby="password-rule password-strength";
            (shows("password", frame))
            p.hint #password-rule { (frame.say("password-rule", &[("min", length_min.into())])) }
            div.strength.needs-js data-strength data-min=(length_min) {
                meter #password-meter min="0" max="4" low="2" high="3" optimum="4" value="0"
                    aria-label=(frame.t("password-strength")) {}
                output #password-strength for="password" {}
                @for word in words { template { (frame.t(word)) } }
            }
        }
    }
}

/// The control for a password that somebody has.
pub(super) fn present_password(name: &str, label: &str, frame: &Frame) -> Markup {
    html! {
        div.control {
            label for=(name) { (frame.t(label)) }
            input id=(name) type="password" name=(name) required maxlength="256" autocomplete="current-password";
            (shows(name, frame))
        }
    }
}

/// Shows or hides what is typed.
fn shows(input: &str, frame: &Frame) -> Markup {
    html! {
        label.tick.shows.needs-js { input type="checkbox" data-shows=(input) autocomplete="off"; span { (frame.t("show-password")) } }
    }
}

/// `GET /forgot-password` and the answer to a refused `POST`.
pub fn forgot(email: &str, frame: &Frame) -> Markup {
    let address = Input {
        name: "email",
        label: "email",
        kind: "email",
        value: email,
        autocomplete: "username",
        length_max: 254,
    };
    let body = html! {
        div.narrow {
            h1 { (frame.t("forgot-title")) }
            p.lead { (frame.t("forgot-lead")) }
            form.card method="post" action="/forgot-password" {
                (address.required(frame))
                div.actions {
                    button.primary type="submit" { (icon("send")) (frame.t("forgot-send")) }
                    a.button.quiet href="/sign-in" { (frame.t("back-to-sign-in")) }
                }
            }
        }
    };
    layout::page(frame, &frame.t("forgot-title"), body)
}

/// `GET /forgot-password?sent=1`: the same whether the address is a member's or not.
pub fn sent(minutes: i64, frame: &Frame) -> Markup {
    let body = html! {
        section.end.(Tone::Good.class()) {
            (icon("send"))
            h1 { (frame.t("forgot-sent-title")) }
            p.lead { (frame.say("forgot-sent-text", &[("minutes", minutes.into())])) }
            p { (frame.t("forgot-sent-otherwise")) }
            p { a.button href="/sign-in" { (frame.t("back-to-sign-in")) } }
        }
    };
    layout::page(frame, &frame.t("forgot-sent-title"), body)
}

/// A link that works: who sets a password, and its secret.
#[derive(Debug, Clone)]
pub struct Reset {
    /// The secret in the link.
    pub token: String,
    /// Name of the member.
    pub name: String,
    /// Address of the member.
    pub email: String,
    /// Shortest password, in characters.
    pub password_length_min: usize,
}

/// `GET /reset/{token}` and the answer to a refused `POST`.
pub fn reset(view: &Reset, frame: &Frame) -> Markup {
    let body = html! {
        div.narrow {
            h1 { (frame.t("reset-title")) }
            p.lead { (frame.say("reset-lead", &[("email", view.email.as_str().into())])) }
            form.card method="post" action={ "/reset/" (view.token) } {
                input #name type="hidden" value=(view.name);
                // Seen by password managers alone: it says whose password this is.
                input.visually-hidden #email type="email" name="email" value=(view.email) autocomplete="username" readonly
                    tabindex="-1" aria-hidden="true";
                (new_password("new-password", view.password_length_min, frame))
                div.actions { button.primary type="submit" { (frame.t("reset-set")) } }
            }
        }
    };
    layout::page_with(frame, &frame.t("reset-title"), &["password.js"], body)
}

/// A link that is used or over, or never was.
pub fn over(minutes: i64, frame: &Frame) -> Markup {
    let body = html! {
        section.end.(Tone::Warning.class()) {
            (icon("hourglass"))
            h1 { (frame.t("reset-over-title")) }
            p.lead { (frame.say("reset-over-text", &[("minutes", minutes.into())])) }
            p.actions {
                a.button.primary href="/forgot-password" { (frame.t("forgot-send")) }
                a.button href="/sign-in" { (frame.t("back-to-sign-in")) }
            }
        }
    };
    layout::page(frame, &frame.t("reset-over-title"), body)
}
