//! The front page for visitors: what this is, and the way in for members.

use maud::{Markup, html};

use super::icon::icon;
use super::parts::Input;
use super::password::present_password;
use super::{Frame, layout};

/// The sign-in form as it was sent last.
#[derive(Debug, Clone, Default)]
pub struct Landing {
    /// The address that was typed; empty at first.
    pub email: String,
    /// Where the member goes on after signing in; empty for their projects.
    pub back: String,
    /// Why they are asked to sign in, as a sentence; none on the front page.
    pub reason: Option<String>,
}

/// `GET /` for visitors, `GET /sign-in`, and the answer to a refused `POST /sign-in`.
pub fn page(view: &Landing, frame: &Frame) -> Markup {
    if view.reason.is_some() || !view.back.is_empty() {
        return on_the_way(view, frame);
    }
    let body = html! {
        div.front {
            section.pitch {
                h1 { (frame.t("landing-heading")) }
                p.lead { (frame.t("landing-lead")) }
                ul.points {
                    li { (icon("file-text")) span { (frame.t("landing-point-read")) } }
                    li { (icon("stamp")) span { (frame.t("landing-point-seal")) } }
                    li { (icon("lock")) span { (frame.t("landing-point-secret")) } }
                }
                p { a.arrow href="/verify" { (frame.t("landing-verify")) (icon("arrow-right")) } }
            }
            section.card aria-labelledby="sign-in" {
                h2 #sign-in { (frame.t("sign-in")) }
                (form(view, frame))
                (other_ways(frame))
            }
        }
    };
    layout::page(frame, &frame.t("landing-title"), body)
}

/// The form alone, for somebody on their way to a page: nothing stands before it.
fn on_the_way(view: &Landing, frame: &Frame) -> Markup {
    let body = html! {
        div.narrow {
            section.card aria-labelledby="sign-in" {
                h1 #sign-in { (frame.t("sign-in")) }
                @if let Some(reason) = &view.reason { p { (reason) } }
                (form(view, frame))
                (other_ways(frame))
            }
        }
    };
    layout::page(frame, &frame.t("sign-in"), body)
}

fn other_ways(frame: &Frame) -> Markup {
    html! {
        p { a href="/forgot-password" { (frame.t("forgot-password")) } }
        p.hint { (frame.t("sign-in-by-invitation")) }
    }
}

fn form(view: &Landing, frame: &Frame) -> Markup {
    let email = Input {
        name: "email",
        label: "email",
        kind: "email",
        value: &view.email,
        autocomplete: "username",
        length_max: 254,
    };
    html! {
        form method="post" action="/sign-in" {
            @if !view.back.is_empty() { input type="hidden" name="back" value=(view.back); }
            (email.required(frame))
            (present_password("password", "password", frame))
            div.actions { button.primary.wide type="submit" { (frame.t("sign-in")) } }
        }
    }
}
