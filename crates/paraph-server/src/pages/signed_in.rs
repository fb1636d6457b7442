//! Signing in again in a second window, while the first goes on where it was.

use maud::{Markup, html};

use super::icon::icon;
use super::{Frame, layout};

/// `GET /signed-in`: the other window goes on, this one has done its work.
pub fn page(frame: &Frame) -> Markup {
    let body = html! {
        section.end.good {
            (icon("circle-check"))
            h1 { (frame.t("signed-in-title")) }
            p.lead { (frame.t("signed-in-text")) }
            p { a.button href="/projects" { (frame.t("to-projects")) } }
        }
    };
    layout::page_with(frame, &frame.t("signed-in-title"), &["signed-in.js"], body)
}

/// What a page of a member holds ready for its scripts: shown in place when the sign-in has ended.
pub(super) fn again(frame: &Frame) -> Markup {
    html! {
        template #sign-in-again {
            div.notice.bad.sign-in-again role="alert" {
                (icon("triangle-alert"))
                span { (frame.t("sign-in-again-text")) }
                a.button href="/sign-in?back=/signed-in" target="_blank" { (frame.t("sign-in-again")) }
            }
        }
    }
}
