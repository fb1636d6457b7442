//! The front page for visitors: what this is, and the way in for members.

use maud::{Markup, html};

use super::{Frame, layout};

/// The sign-in form as it was sent last.
#[derive(Debug, Clone, Default)]
pub struct Landing {
    /// The address that was typed; empty at first.
    pub email: String,
}

/// `GET /` for visitors, `GET /sign-in`, and the answer to a refused `POST /sign-in`.
pub fn page(view: &Landing, frame: &Frame) -> Markup {
    layout::page(frame, &frame.t("landing-title"), html! { p { (view.email) } })
}
